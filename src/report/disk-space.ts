// How much room on the disk a run takes: rows of trials.csv and epochs.csv at their usual lengths, the manifest with its
// configurations, and weights where they are kept.
import { epochsOf } from '../domain/length.js'
import type { Experiment, Plan, Trial } from '../domain/trial.js'

const BYTES = { trial: 450, epoch: 190, configuration: 1200, manifest: 3000 }

export function diskBytes({ trials, experiment }: Plan): number {
  const configurations = new Set(trials.map(({ configId }) => configId)).size
  const rows = trials.reduce((sum, trial) => sum + trialBytes(trial, experiment), 0)
  return BYTES.manifest + configurations * BYTES.configuration + rows
}

/** Of one trial. */
export function trialBytes(
  { configuration, parameters }: Pick<Trial, 'configuration' | 'parameters'>,
  { save }: Pick<Experiment, 'save'>,
): number {
  const weights = save === 'none' ? 0 : 4 * parameters
  return BYTES.trial + epochsOf(configuration) * BYTES.epoch + weights
}

export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return `${Math.ceil(bytes / 1000)} kB`
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}
