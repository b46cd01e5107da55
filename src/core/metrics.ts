// The table of metrics: what is measured on a split, and which direction is better.
import type { Entry } from './choice.js'

export interface Metric extends Entry {
  readonly direction: 'maximize' | 'minimize'
  /** A share is shown as a percentage; a loss as it is, in a unit of its own: nats, or squared distances. */
  readonly unit: 'share' | 'loss'
}

export const metrics = {
  accuracy: {
    summary: 'Share of the examples whose most probable class is the right one',
    formula: 'number of examples with argmax p = label, divided by the number of examples',
    source: 'by definition; the first of equal probabilities counts, as numpy.argmax',
    hyperparameters: {},
    direction: 'maximize',
    unit: 'share',
  },
  loss: {
    summary:
      'Mean of the loss over the examples, without the L2 penalty, by labels as label_smoothing makes them',
    formula: 'sum of L over the examples, divided by the number of examples',
    source: 'by definition; smoothed labels count in what is measured as they do in Keras',
    hyperparameters: {},
    direction: 'minimize',
    unit: 'loss',
  },
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof metrics
