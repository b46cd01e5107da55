// Names by which people know an optimizer of the table with some hyperparameters set: momentum and nesterov are sgd.
import type { OptimizerName } from '../core/optimizers.js'

export interface OptimizerForm {
  readonly entry: OptimizerName
  /** What is set; a value that people begin with. */
  readonly values: Readonly<Record<string, number | boolean>>
  readonly summary: string
  readonly formula: string
  readonly source: string
}

export const optimizerForms = {
  momentum: {
    entry: 'sgd',
    values: { momentum: 0.9 },
    summary:
      'Gradient descent that keeps its velocity: what points the same way each time adds up, what swings cancels out',
    formula: 'velocity <- momentum velocity - learning_rate g;  w <- w + velocity',
    source: 'Polyak 1964; as keras.optimizers.SGD with momentum',
  },
  nesterov: {
    entry: 'sgd',
    values: { momentum: 0.9, nesterov: true },
    summary: 'Momentum that looks ahead, to where its velocity will have taken it',
    formula:
      'velocity <- momentum velocity - learning_rate g;  ' +
      'w <- w + momentum velocity - learning_rate g, with the new velocity',
    source: 'Nesterov 1983; Sutskever, Martens, Dahl and Hinton 2013; as keras.optimizers.SGD with nesterov',
  },
} as const satisfies Record<string, OptimizerForm>

export type OptimizerFormName = keyof typeof optimizerForms
