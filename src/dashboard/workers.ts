// What each worker is doing.
import type { RunningTrial, Sweep } from './state.js'

export interface Worker {
  /** From 0. */
  readonly worker: number
  /** null while it waits for work. */
  readonly trial: RunningTrial | null
  /** Training examples per second of that trial so far; null before its first progress. */
  readonly examplesPerS: number | null
}

export function workers(sweep: Sweep): readonly Worker[] {
  const trials = new Map([...sweep.running.values()].map(trial => [trial.worker, trial]))
  return Array.from({ length: sweep.workers }, (_, worker) => {
    const trial = trials.get(worker) ?? null
    return { worker, trial, examplesPerS: trial && rateOf(trial) }
  })
}

function rateOf({ progress, startedAt }: RunningTrial): number | null {
  const seconds = progress ? (progress.at.getTime() - startedAt.getTime()) / 1000 : 0
  return progress && seconds > 0 ? progress.examplesDone / seconds : null
}
