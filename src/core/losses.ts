// The table of losses, each with the output activation it belongs to: the gradient with respect to the logits is
// simple only for the right pair, so the pair is data and a wrong one cannot be written.
import type { Entry } from './choice.js'
import { exp, log } from './elementary.js'

export interface Loss extends Entry {
  /** The activation of the output layer. */
  readonly output: 'softmax'
  /**
   * Turns one example's logits into probabilities, in place. logits: [classes]. Returns the loss of that example.
   * label: the index of the right class.
   */
  readonly value: (logits: NumberArray, label: number) => number
  /** Turns the probabilities that `value` left into the gradient with respect to the logits, in place. [classes] */
  readonly gradient: (probabilities: NumberArray, label: number) => void
}

/** Anything indexed that holds numbers: float64 in the reference, float32 in training. */
export type NumberArray = Float32Array | Float64Array

/**
 * Softmax, in place: z <- exp(z - max z) / sum. z: [classes], any finite values; subtracting the largest keeps the
 * powers from overflowing. Returns log of the sum of exp, less the largest, with which the loss needs no division.
 */
function softmax(z: NumberArray): { largest: number; logSum: number } {
  let largest = -Infinity
  for (const value of z) largest = Math.max(largest, value) // NaN wins, and so shows
  let sum = 0
  for (let k = 0; k < z.length; k++) sum += exp(z[k]! - largest)
  for (let k = 0; k < z.length; k++) z[k] = exp(z[k]! - largest) / sum
  return { largest, logSum: log(sum) }
}

export const losses = {
  'cross-entropy': {
    summary: 'Negative log-likelihood of the right class under softmax',
    formula: 'L = -log p[label], p = softmax(z);  dL/dz = p - onehot(label)',
    source: 'Bishop 2006, section 4.3.4',
    hyperparameters: {},
    output: 'softmax',
    value: (logits, label) => {
      const z = logits[label]!
      const { largest, logSum } = softmax(logits)
      return logSum - (z - largest)
    },
    gradient: (probabilities, label) => {
      probabilities[label]! -= 1
    },
  },
} as const satisfies Record<string, Loss>

export type LossName = keyof typeof losses
