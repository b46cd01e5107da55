// What each worker is doing.
import { examplesHere } from './pace.js'
import type { RunningTrial, Sweep } from './state.js'

export interface Worker {
  /** From 0. */
  readonly worker: number
  /** null while it waits for work. */
  readonly trial: RunningTrial | null
  /** Training examples per second of that trial so far; null until it has been timed for long enough to say so. */
  readonly examplesPerS: number | null
}

/** Those that train, and as many idle ones as there are besides: after a change of their number, numbers may be missing. */
export function workers(sweep: Sweep): readonly Worker[] {
  const byNumber = new Map([...sweep.running.values()].map(trial => [trial.worker, trial]))
  const numbers = [...byNumber.keys()]
  for (let number = 0; numbers.length < sweep.workers; number++)
    if (!byNumber.has(number)) numbers.push(number)
  return numbers
    .sort((a, b) => a - b)
    .map(worker => {
      const trial = byNumber.get(worker) ?? null
      return { worker, trial, examplesPerS: trial && rateOf(trial) }
    })
}

/** What a trial reports at once, divided by the moment since it was begun, would be many times its speed. */
const LEAST_S = 1

function rateOf(trial: RunningTrial): number | null {
  const { progress, base } = trial
  const seconds = progress && base ? (progress.at.getTime() - base.at.getTime()) / 1000 : 0
  return seconds >= LEAST_S ? examplesHere(trial) / seconds : null
}
