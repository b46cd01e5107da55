// The table of initializers: the distribution from which a layer's weights are drawn. Biases start at zero.
import type { ChoiceOf, Entry, Values } from './choice.js'

/** Names, defaults and truncation as in Keras 3. */
export interface Initializer extends Entry {
  /** The distribution for a layer with so many inputs (fan-in) and units (fan-out). */
  readonly distribution: (fanIn: number, fanOut: number, h: Values) => Distribution
}

export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly stddev: number }
  /** Normal, drawn again where further than two of its standard deviations from zero; `stddev` is what remains after. */
  | { readonly kind: 'truncated-normal'; readonly stddev: number }

const uniform = (limit: number): Distribution => ({ kind: 'uniform', low: -limit, high: limit })
const truncated = (variance: number): Distribution => ({
  kind: 'truncated-normal',
  stddev: Math.sqrt(variance),
})

export const initializers = {
  'glorot-uniform': {
    summary: 'Uniform, with the variance that keeps signals and gradients of one size; the default of Keras',
    formula: 'uniform in +-sqrt(6 / (fan_in + fan_out))',
    source: 'Glorot and Bengio 2010',
    hyperparameters: {},
    distribution: (fanIn, fanOut) => uniform(Math.sqrt(6 / (fanIn + fanOut))),
  },
  'glorot-normal': {
    summary: 'Truncated normal with the variance of glorot-uniform',
    formula: 'normal with variance 2 / (fan_in + fan_out), truncated at two standard deviations',
    source: 'Glorot and Bengio 2010; truncation as keras.initializers.GlorotNormal',
    hyperparameters: {},
    distribution: (fanIn, fanOut) => truncated(2 / (fanIn + fanOut)),
  },
  'he-uniform': {
    summary: 'Uniform, with the variance that suits ReLU',
    formula: 'uniform in +-sqrt(6 / fan_in)',
    source: 'He, Zhang, Ren and Sun 2015',
    hyperparameters: {},
    distribution: fanIn => uniform(Math.sqrt(6 / fanIn)),
  },
  'he-normal': {
    summary: 'Truncated normal with the variance that suits ReLU',
    formula: 'normal with variance 2 / fan_in, truncated at two standard deviations',
    source: 'He, Zhang, Ren and Sun 2015; truncation as keras.initializers.HeNormal',
    hyperparameters: {},
    distribution: fanIn => truncated(2 / fanIn),
  },
  'lecun-normal': {
    summary: 'Truncated normal whose sums over the inputs have variance one',
    formula: 'normal with variance 1 / fan_in, truncated at two standard deviations',
    source: 'LeCun, Bottou, Orr and Mueller 1998; truncation as keras.initializers.LecunNormal',
    hyperparameters: {},
    distribution: fanIn => truncated(1 / fanIn),
  },
  normal: {
    summary: 'Normal with a standard deviation of your choice, whatever the size of the layer',
    formula: 'normal with mean and stddev',
    source: 'as keras.initializers.RandomNormal',
    hyperparameters: {
      mean: { default: 0, range: {}, help: 'mean of the weights' },
      stddev: { default: 0.05, range: { from: 0 }, help: 'standard deviation of the weights' },
    },
    distribution: (_fanIn, _fanOut, { mean, stddev }) => ({ kind: 'normal', mean: mean!, stddev: stddev! }),
  },
  uniform: {
    summary: 'Uniform between two bounds of your choice, whatever the size of the layer',
    formula: 'uniform from minval to maxval',
    source: 'as keras.initializers.RandomUniform',
    hyperparameters: {
      minval: { default: -0.05, range: {}, help: 'smallest weight' },
      maxval: { default: 0.05, range: {}, help: 'largest weight' },
    },
    distribution: (_fanIn, _fanOut, { minval, maxval }) => ({ kind: 'uniform', low: minval!, high: maxval! }),
  },
  zeros: {
    summary:
      'All weights zero: every unit of a layer stays equal to its neighbours; good for a demonstration',
    formula: '0',
    source: 'by definition',
    hyperparameters: {},
    distribution: () => ({ kind: 'constant', value: 0 }),
  },
} as const satisfies Record<string, Initializer>

export type InitializerName = keyof typeof initializers
export type InitializerChoice = ChoiceOf<typeof initializers>
