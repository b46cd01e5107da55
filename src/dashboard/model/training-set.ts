// Which configurations train on equally many examples in an epoch.
import type { Trial } from '../../domain/trial.js'

/** Configurations with the same value do. */
export function trainingSetOf({ configuration: { dataset, training } }: Trial): string {
  const { validation, steps, record_every, replacement, batch_size } = training
  const byBatches = steps !== null || replacement ? [steps, record_every, replacement, batch_size] : []
  return [dataset, validation, ...byBatches].join(' ')
}
