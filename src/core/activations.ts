// The table of activations: one function of one number each, with its derivative beside it.
// How they are applied to whole layers is the business of the engines.
import type { ChoiceOf, Entry, Values } from './choice.js'
import { erf, exp, expm1, log1p, tanh } from './elementary.js'

export interface Activation extends Entry {
  /** y = f(z). */
  readonly value: (z: number, h: Values) => number
  /** f'(z), from whichever of z and y = f(z) says it more simply. */
  readonly derivative: (z: number, y: number, h: Values) => number
  /** Missing where a network can be trained with it; false where it is for forward passes only. */
  readonly trainable?: false
}

const SQRT_2_PI = 2.5066282746310002

const logistic = (z: number) => 1 / (1 + exp(-z))
/** The standard normal distribution function. */
const normalCdf = (z: number) => (1 + erf(z * Math.SQRT1_2)) / 2

export const activations = {
  sigmoid: {
    summary: 'Logistic sigmoid: squashes to the interval from 0 to 1',
    formula: "f(z) = 1 / (1 + exp(-z));  f'(z) = y (1 - y)",
    source: 'Rumelhart, Hinton and Williams 1986',
    hyperparameters: {},
    value: logistic,
    derivative: (_z, y) => y * (1 - y),
  },
  tanh: {
    summary: 'Hyperbolic tangent: squashes to the interval from -1 to 1, with mean zero',
    formula: "f(z) = tanh(z);  f'(z) = 1 - y^2",
    source: 'LeCun, Bottou, Orr and Mueller 1998, section 4.4',
    hyperparameters: {},
    value: tanh,
    derivative: (_z, y) => 1 - y * y,
  },
  relu: {
    summary: 'Rectified linear unit: zero for negative inputs, the identity for positive ones',
    formula: "f(z) = max(0, z);  f'(z) = 1 if z > 0, else 0",
    source: 'Nair and Hinton 2010',
    hyperparameters: {},
    value: z => Math.max(0, z),
    derivative: z => (z > 0 ? 1 : 0),
  },
  'leaky-relu': {
    summary: 'ReLU with a small slope for negative inputs, so that no unit dies',
    formula: 'f(z) = z if z > 0, else negative_slope * z',
    source: 'Maas, Hannun and Ng 2013; default slope as keras.activations.leaky_relu',
    hyperparameters: {
      negative_slope: { default: 0.2, range: { from: 0 }, help: 'slope for negative inputs' },
    },
    value: (z, { negative_slope }) => (z > 0 ? z : negative_slope! * z),
    derivative: (z, _y, { negative_slope }) => (z > 0 ? 1 : negative_slope!),
  },
  elu: {
    summary: 'Exponential linear unit: smooth for negative inputs, tending to -alpha',
    formula: 'f(z) = z if z > 0, else alpha (exp(z) - 1)',
    source: 'Clevert, Unterthiner and Hochreiter 2016',
    hyperparameters: {
      alpha: { default: 1, range: { from: 0 }, help: 'the value that very negative inputs tend to, negated' },
    },
    value: (z, { alpha }) => (z > 0 ? z : alpha! * expm1(z)),
    derivative: (z, y, { alpha }) => (z > 0 ? 1 : y + alpha!),
  },
  gelu: {
    summary: 'Gaussian error linear unit: the input, weighted by how likely a normal variable is below it',
    formula:
      "f(z) = z Phi(z);  f'(z) = Phi(z) + z phi(z), with the exact normal distribution, not the tanh approximation",
    source: 'Hendrycks and Gimpel 2016',
    hyperparameters: {},
    value: z => z * normalCdf(z),
    derivative: z => normalCdf(z) + (z * exp((-z * z) / 2)) / SQRT_2_PI,
  },
  silu: {
    summary: 'Sigmoid linear unit, also called swish: the input, weighted by its own sigmoid',
    formula: "f(z) = z sigmoid(z);  f'(z) = s + z s (1 - s), s = sigmoid(z)",
    source: 'Elfwing, Uchibe and Doya 2018',
    hyperparameters: {},
    value: z => z * logistic(z),
    derivative: z => {
      const s = logistic(z)
      return s + z * s * (1 - s)
    },
  },
  softplus: {
    summary: 'Smooth version of ReLU',
    formula: "f(z) = log(1 + exp(z));  f'(z) = sigmoid(z)",
    source: 'Dugas, Bengio, Belisle, Nadeau and Garcia 2001',
    hyperparameters: {},
    value: z => Math.max(0, z) + log1p(exp(-Math.abs(z))),
    derivative: z => logistic(z),
  },
  identity: {
    summary: 'No activation: the layers stay linear, and together are one linear layer',
    formula: "f(z) = z;  f'(z) = 1",
    source: 'by definition',
    hyperparameters: {},
    value: z => z,
    derivative: () => 1,
  },
  step: {
    summary: 'Step function of the perceptron, for forward passes only: nothing is learned through it',
    formula: "f(z) = 1 if z > 0, else 0;  f'(z) = 0 wherever it has a derivative",
    source: 'Rosenblatt 1958',
    hyperparameters: {},
    value: z => (Number.isNaN(z) ? z : z > 0 ? 1 : 0),
    derivative: () => 0,
    trainable: false,
  },
} as const satisfies Record<string, Activation>

export type ActivationName = keyof typeof activations
export type ActivationChoice = ChoiceOf<typeof activations>
