// The table of outputs: the activations of the last layer, of a whole row of logits each, with their way back.
// Which loss goes with which is said in losses.ts.
import type { Entry } from './choice.js'
import { exp } from './elementary.js'
import type { NumberArray } from './losses.js'

export interface Output extends Entry {
  /** y = f(z) of one example, in place: logits become outputs. [classes] */
  readonly value: (z: NumberArray) => void
  /** Turns the gradient with respect to the outputs into that with respect to the logits, in place. y, gradient: [classes] */
  readonly backward: (y: NumberArray, gradient: NumberArray) => void
}

export const outputs = {
  softmax: {
    summary: 'Probabilities of classes that exclude each other: positive, with sum one',
    formula:
      'y_k = exp(z_k - max z) / sum over j of exp(z_j - max z);  dL/dz_k = y_k (g_k - sum over j of g_j y_j), g = dL/dy',
    source: 'Bridle 1990; subtracting the largest logit keeps the powers from overflowing',
    hyperparameters: {},
    value: softmax,
    backward: (y, gradient) => {
      let mean = 0
      for (let k = 0; k < y.length; k++) mean += gradient[k]! * y[k]!
      for (let k = 0; k < y.length; k++) gradient[k] = y[k]! * (gradient[k]! - mean)
    },
  },
  sigmoid: {
    summary: 'Each class by itself between 0 and 1; they need not have sum one',
    formula: 'y_k = 1 / (1 + exp(-z_k));  dL/dz_k = g_k y_k (1 - y_k), g = dL/dy',
    source: 'Rumelhart, Hinton and Williams 1986',
    hyperparameters: {},
    value: z => {
      for (let k = 0; k < z.length; k++) z[k] = 1 / (1 + exp(-z[k]!))
    },
    backward: (y, gradient) => {
      for (let k = 0; k < y.length; k++) gradient[k]! *= y[k]! * (1 - y[k]!)
    },
  },
  identity: {
    summary: 'The logits themselves: a regression onto the labels as vectors of zeros and a one',
    formula: 'y_k = z_k;  dL/dz_k = dL/dy_k',
    source: 'by definition',
    hyperparameters: {},
    value: _z => {},
    backward: (_y, _gradient) => {},
  },
} as const satisfies Record<string, Output>

export type OutputName = keyof typeof outputs

function softmax(z: NumberArray): void {
  let largest = -Infinity
  for (const value of z) largest = Math.max(largest, value) // NaN wins, and so shows
  let sum = 0
  for (let k = 0; k < z.length; k++) sum += z[k] = exp(z[k]! - largest)
  for (let k = 0; k < z.length; k++) z[k]! /= sum
}
