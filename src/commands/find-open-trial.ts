// Which trial of a run is meant that has no result yet: it trains, or waits.
import type { Trial } from '../domain/trial.js'
import type { StoredRun } from '../store/read-run.js'
import { attemptUnderWay } from '../store/under-way.js'
import { planOfRun } from './plan-of-run.js'
import { isAlive, statusOfRun } from './run-status.js'

export interface OpenTrial {
  readonly trial: Trial
  /** null while it waits. */
  readonly attempt: { readonly startedAt: Date; readonly worker: number; readonly number: number } | null
}

/** null where the beginning of an id is not that of exactly one trial, or trials that have ended begin so: then these are meant. */
export async function findOpenTrial(run: StoredRun, reference: string): Promise<OpenTrial | null> {
  if (run.trials.some(({ trial }) => trial.trialId.startsWith(reference))) return null
  const [trial, ...others] = planOfRun(run.manifest).trials.filter(one => one.trialId.startsWith(reference))
  if (trial === undefined || others.length > 0) return null
  const status = await statusOfRun(run.path, run.manifest)
  const begun = isAlive(status) ? await attemptUnderWay(run.path, run.manifest, trial.trialId) : null
  if (begun === null) return { trial, attempt: null }
  const { at, worker = 0, attempt = 1 } = begun
  return { trial, attempt: { startedAt: at, worker, number: attempt } }
}
