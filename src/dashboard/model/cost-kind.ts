// What of a configuration tells how long an example of it takes: trials that agree in this should take equally long.
import { epochsOf } from '../../domain/length.js'
import { activationsOf } from '../../domain/network.js'
import type { Trial } from '../../domain/trial.js'
import { trainingSetOf } from './training-set.js'

export interface CostKind {
  /** The same for trials that agree in all of this. */
  readonly id: string
  /** Logarithms of the numbers of parameters, examples in a batch and epochs. */
  readonly parameters: number
  readonly batch: number
  readonly epochs: number
  /** In the order of `nameFeatures`. */
  readonly names: readonly string[]
}

/** What has no order, and by what factor each of its values may take longer than another one, as a logarithm. */
export const nameFeatures: readonly { readonly deviation: number; readonly of: (trial: Trial) => string }[] =
  [
    // Of another dataset also the number of examples is guessed as long as none of its trials has run.
    { deviation: 0.7, of: ({ configuration }) => configuration.dataset },
    { deviation: 0.2, of: ({ configuration }) => configuration.optimizer.name },
    {
      deviation: 0.25,
      of: ({ configuration }) =>
        activationsOf(configuration.model)
          .map(({ name }) => name)
          .join(),
    },
    { deviation: 0.2, of: ({ configuration }) => String(configuration.model.hidden.length) },
    { deviation: 0.15, of: ({ configuration }) => String(configuration.model.dropout > 0) },
    { deviation: 0.3, of: trainingSetOf },
    // A numerical gradient takes as many passes as there are parameters.
    { deviation: 4, of: ({ configuration }) => configuration.gradient },
  ]

export function costKindOf(trial: Trial): CostKind {
  const { configuration, parameters } = trial
  const { batch_size } = configuration.training
  const names = nameFeatures.map(({ of }) => of(trial))
  const epochs = epochsOf(configuration)
  return {
    id: [parameters, batch_size, epochs, ...names].join('|'),
    parameters: Math.log(Math.max(1, parameters)),
    batch: Math.log(batch_size),
    epochs: Math.log(epochs),
    names,
  }
}
