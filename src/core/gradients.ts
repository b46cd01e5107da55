// The table of ways to a gradient. Which engine takes which is decided where engines are made.
import type { Entry } from './choice.js'

export interface GradientMethod extends Entry {
  /** Forward passes over the batch that one update takes, for so many parameters. */
  readonly forwardPasses: (parameters: number) => number
}

export const gradients = {
  backpropagation: {
    summary:
      'The chain rule from the last layer back to the first: exact, at about the price of two more forward passes',
    formula: "delta_L = dL/dz_L;  delta_l = (delta_{l+1} W_{l+1}^T) f'(z_l);  dL/dW_l = y_{l-1}^T delta_l",
    source: 'Rumelhart, Hinton and Williams 1986',
    hyperparameters: {},
    forwardPasses: () => 1,
  },
  numerical: {
    summary:
      'The central difference, one parameter at a time, in float64: a check on the chain rule, far too slow for more',
    formula: 'dL/dw = (L(w + h) - L(w - h)) / 2h, h = 0.0001: two forward passes for every parameter',
    source: 'by definition of the derivative; its error is of the order of h^2',
    hyperparameters: {},
    forwardPasses: parameters => 2 * parameters,
  },
} as const satisfies Record<string, GradientMethod>

export type GradientName = keyof typeof gradients
