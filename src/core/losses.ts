// The table of losses: what is differentiated, of one example each, and the outputs that each goes with. A wrong pair cannot
// be trained, because the experiment file is checked against this table.
import type { Entry } from './choice.js'
import { exp, log } from './elementary.js'
import type { OutputName } from './outputs.js'

export interface Loss extends Entry {
  /** The activations of the output layer that it is defined for; the first is the usual one. */
  readonly outputs: readonly OutputName[]
  /** The loss of one example. logits, outputs, target: [classes]. */
  readonly value: (example: OutputRow) => number
  /** What `gradient` is taken with respect to; from the outputs the way goes back through outputs.ts. */
  readonly withRespectTo: 'logits' | 'outputs'
  /** Turns outputs into the gradient, in place. outputs, target: [classes]. */
  readonly gradient: (outputs: NumberArray, target: NumberArray) => void
}

export interface OutputRow {
  readonly logits: NumberArray
  readonly outputs: NumberArray
  /** What the outputs ought to be; see targets.ts. */
  readonly target: NumberArray
}

/** Anything indexed that holds numbers: float64 in the reference, float32 in training. */
export type NumberArray = Float32Array | Float64Array

export const losses = {
  'cross-entropy': {
    summary:
      'Negative log-likelihood of the target under softmax; for class indices and one-hot labels alike',
    formula: 'L = -sum over k of t_k log p_k, p = softmax(z), which is -log p[label];  dL/dz = p - t',
    source:
      'Bishop 2006, section 4.3.4; as categorical_crossentropy and sparse_categorical_crossentropy of Keras',
    hyperparameters: {},
    outputs: ['softmax'],
    value: ({ logits, target }) => crossEntropyOfLogits(logits, target),
    withRespectTo: 'logits',
    gradient: (outputs, target) => {
      for (let k = 0; k < outputs.length; k++) outputs[k]! -= target[k]!
    },
  },
  'sum-of-squares': {
    summary: 'Half the squared distance from the output to the target',
    formula: 'L = 1/2 sum over k of (y_k - t_k)^2;  dL/dy = y - t',
    source: 'Bishop 2006, section 5.2',
    hyperparameters: {},
    outputs: ['softmax', 'sigmoid', 'identity'],
    value: ({ outputs, target }) => squaredDistance(outputs, target) / 2,
    withRespectTo: 'outputs',
    gradient: (outputs, target) => {
      for (let k = 0; k < outputs.length; k++) outputs[k]! -= target[k]!
    },
  },
  'mean-squared-error': {
    summary: 'Squared difference from output to target, as the mean over the classes',
    formula: 'L = 1/K sum over k of (y_k - t_k)^2, K classes;  dL/dy = 2/K (y - t)',
    source: 'as keras.losses.MeanSquaredError',
    hyperparameters: {},
    outputs: ['softmax', 'sigmoid', 'identity'],
    value: ({ outputs, target }) => squaredDistance(outputs, target) / outputs.length,
    withRespectTo: 'outputs',
    gradient: (outputs, target) => {
      const { length } = outputs
      for (let k = 0; k < length; k++) outputs[k] = (2 * (outputs[k]! - target[k]!)) / length
    },
  },
} as const satisfies Record<string, Loss>

export type LossName = keyof typeof losses

/**
 * -sum over k of t_k log p_k from probabilities that are given as such, with a small delta that keeps the logarithm finite at 0.
 * Training never needs it: there the loss is taken from the logits, where nothing is lost. probabilities, target: [classes].
 */
export function crossEntropyOfProbabilities(
  probabilities: ArrayLike<number>,
  target: ArrayLike<number>,
  delta = 1e-7,
): number {
  let sum = 0
  for (let k = 0; k < target.length; k++) sum -= target[k]! * log(probabilities[k]! + delta)
  return sum
}

/**
 * -sum over k of t_k log softmax(z)_k = log(sum of exp(z - max z)) + sum over k of t_k (max z - z_k), for a target with
 * sum one: no power overflows, and no logarithm is taken of what has become zero.
 */
function crossEntropyOfLogits(logits: NumberArray, target: NumberArray): number {
  let largest = -Infinity
  for (const z of logits) largest = Math.max(largest, z) // NaN wins, and so shows
  let powers = 0
  let distance = 0
  logits.forEach((z, k) => {
    powers += exp(z - largest)
    if (target[k] !== 0) distance += target[k]! * (largest - z)
  })
  return log(powers) + distance
}

function squaredDistance(outputs: NumberArray, target: NumberArray): number {
  let sum = 0
  for (let k = 0; k < outputs.length; k++) sum += (outputs[k]! - target[k]!) * (outputs[k]! - target[k]!)
  return sum
}
