// The table of optimizers: equations, names and defaults as in Keras 3. Each updates one array of parameters in place.
import type { ChoiceOf, Entry, Hyperparameter, Values } from './choice.js'
import { integerPower } from './elementary.js'
import type { NumberArray } from './losses.js'

export interface Optimizer extends Entry {
  /** The state kept for every parameter, each an array as long as the parameters, in the order `update` gets them. */
  readonly slots: readonly string[]
  /** What the slots start with; zero where this is missing. */
  readonly initialSlot?: (h: Values) => number
  /**
   * One update, in place. parameters, gradient and each slot: [n]. learningRate: the schedule's, at this step.
   * step: the number of this update, counted from 1.
   */
  readonly update: (state: UpdateState, h: Values) => void
}

export interface UpdateState {
  readonly parameters: NumberArray
  readonly gradient: NumberArray
  readonly slots: readonly NumberArray[]
  readonly learningRate: number
  readonly step: number
}

const learningRate = (value: number): Hyperparameter & { default: number } => ({
  default: value,
  range: { above: 0 },
  help: 'size of a step, before the schedule',
})
const epsilon = { default: 1e-7, range: { above: 0 }, help: 'keeps the division away from zero' } as const
const share = (value: number, help: string) =>
  ({ default: value, range: { from: 0, below: 1 }, help }) as const
const adamHyperparameters = {
  learning_rate: learningRate(0.001),
  beta_1: share(0.9, 'decay of the mean of the gradient'),
  beta_2: share(0.999, 'decay of the mean of the squared gradient'),
  epsilon,
} as const

/** w <- w - learning_rate sqrt(1 - beta_2^t) / (1 - beta_1^t) m / (sqrt(v) + epsilon). All arrays: [n]. */
function adam({ parameters: w, gradient: g, slots, learningRate, step }: UpdateState, h: Values): void {
  const [m, v] = slots as [NumberArray, NumberArray]
  const { beta_1, beta_2, epsilon } = h as { beta_1: number; beta_2: number; epsilon: number }
  const rate = (learningRate * Math.sqrt(1 - integerPower(beta_2, step))) / (1 - integerPower(beta_1, step))
  for (let i = 0; i < w.length; i++) {
    m[i]! += (g[i]! - m[i]!) * (1 - beta_1)
    v[i]! += (g[i]! * g[i]! - v[i]!) * (1 - beta_2)
    w[i]! -= (rate * m[i]!) / (Math.sqrt(v[i]!) + epsilon)
  }
}

export const optimizers = {
  sgd: {
    summary: 'Stochastic gradient descent, plain, with momentum or with Nesterov momentum',
    formula:
      'momentum = 0: w <- w - learning_rate g;  else m <- momentum m - learning_rate g, w <- w + m;  ' +
      'nesterov: w <- w + momentum m - learning_rate g, with the new m',
    source:
      'Robbins and Monro 1951; Polyak 1964; Sutskever, Martens, Dahl and Hinton 2013; as keras.optimizers.SGD',
    hyperparameters: {
      learning_rate: learningRate(0.01),
      momentum: share(0, 'share of the last step that is taken again'),
      nesterov: {
        default: false,
        help: 'look ahead: take the gradient as if the momentum step were already made',
      },
    },
    slots: ['momentum'],
    update: ({ parameters: w, gradient: g, slots, learningRate }, h) => {
      const m = slots[0]!
      const { momentum, nesterov } = h as { momentum: number; nesterov: number }
      for (let i = 0; i < w.length; i++) {
        const step = momentum * m[i]! - learningRate * g[i]!
        m[i] = step
        w[i]! += nesterov ? momentum * step - learningRate * g[i]! : step
      }
    },
  },
  adagrad: {
    summary: 'Steps shrink with the sum of all squared gradients so far, for each parameter by itself',
    formula: 'a <- a + g^2;  w <- w - learning_rate g / sqrt(a + epsilon)',
    source: 'Duchi, Hazan and Singer 2011; as keras.optimizers.Adagrad',
    hyperparameters: {
      learning_rate: learningRate(0.001),
      initial_accumulator_value: { default: 0.1, range: { from: 0 }, help: 'what the sum starts with' },
      epsilon,
    },
    slots: ['accumulator'],
    initialSlot: h => h['initial_accumulator_value']!,
    update: ({ parameters: w, gradient: g, slots, learningRate }, h) => {
      const a = slots[0]!
      const { epsilon } = h as { epsilon: number }
      for (let i = 0; i < w.length; i++) {
        a[i]! += g[i]! * g[i]!
        w[i]! -= (learningRate * g[i]!) / Math.sqrt(a[i]! + epsilon)
      }
    },
  },
  rmsprop: {
    summary: 'Steps are divided by a running root mean square of the gradient',
    formula:
      'v <- rho v + (1 - rho) g^2;  s = learning_rate g / sqrt(v + epsilon);  ' +
      'momentum = 0: w <- w - s;  else m <- momentum m + s, w <- w - m',
    source: 'Tieleman and Hinton 2012, lecture 6.5; as keras.optimizers.RMSprop',
    hyperparameters: {
      learning_rate: learningRate(0.001),
      rho: share(0.9, 'decay of the mean of the squared gradient'),
      momentum: share(0, 'share of the last step that is taken again'),
      epsilon,
    },
    slots: ['velocity', 'momentum'],
    update: ({ parameters: w, gradient: g, slots, learningRate }, h) => {
      const [v, m] = slots as [NumberArray, NumberArray]
      const { rho, momentum, epsilon } = h as { rho: number; momentum: number; epsilon: number }
      for (let i = 0; i < w.length; i++) {
        v[i] = rho * v[i]! + (1 - rho) * g[i]! * g[i]!
        m[i] = momentum * m[i]! + (learningRate * g[i]!) / Math.sqrt(v[i]! + epsilon)
        w[i]! -= m[i]!
      }
    },
  },
  adam: {
    summary: 'Momentum and a running mean square together, both corrected for their start at zero',
    formula:
      'm <- m + (1 - beta_1)(g - m);  v <- v + (1 - beta_2)(g^2 - v);  ' +
      'w <- w - learning_rate sqrt(1 - beta_2^t) / (1 - beta_1^t) m / (sqrt(v) + epsilon)',
    source:
      'Kingma and Ba 2015, end of section 2; as keras.optimizers.Adam (its epsilon stands outside the correction)',
    hyperparameters: adamHyperparameters,
    slots: ['m', 'v'],
    update: adam,
  },
  adamw: {
    summary: 'Adam with weight decay that is not scaled by the gradient',
    formula: 'w <- w - learning_rate weight_decay w, then the step of adam',
    source: 'Loshchilov and Hutter 2019; as keras.optimizers.AdamW, which decays biases too',
    hyperparameters: {
      ...adamHyperparameters,
      weight_decay: {
        default: 0.004,
        range: { from: 0 },
        help: 'share of each parameter taken off, times the learning rate',
      },
    },
    slots: ['m', 'v'],
    update: (state, h) => {
      const { parameters: w, learningRate } = state
      const kept = 1 - learningRate * h['weight_decay']!
      for (let i = 0; i < w.length; i++) w[i]! *= kept
      adam(state, h)
    },
  },
} as const satisfies Record<string, Optimizer>

export type OptimizerName = keyof typeof optimizers
export type OptimizerChoice = ChoiceOf<typeof optimizers>
