// Runs a plan: trials go down to the executor in the plan's order, events come up, and what somebody asks for in between is
// done. Knows nothing of files, threads or screens.
import type { Checkpoint } from '../domain/checkpoint.js'
import type { Execution, SweepEvent } from '../domain/events.js'
import type { Outcome } from '../domain/measurement.js'
import type { Clock, Executor } from '../domain/ports.js'
import type { Plan } from '../domain/trial.js'
import { Dispatcher } from './dispatcher.js'
import type { Requests } from './requests.js'
import { Steering } from './steering.js'

export interface SweepInput {
  readonly plan: Plan
  readonly executor: Executor
  readonly clock: Clock
  /** Aborting it interrupts the trials under way, with a last checkpoint where they can, and starts no more. */
  readonly signal: AbortSignal
  /** What is asked of the sweep while it goes on. */
  readonly requests?: Requests
  /** How many workers are wanted; the executor may have fewer, because there was less to do when the sweep began. */
  readonly workers?: number
  /** Trials of the plan that an earlier execution has finished, by their ids: they are not trained again. */
  readonly finished?: ReadonlyMap<string, Finished>
  /** Seconds that earlier executions of the run worked on it. */
  readonly earlierS?: number
  /** Where a trial goes on from. Asked when its turn comes, so that not all checkpoints are in memory. */
  readonly checkpoints?: (trialId: string) => Checkpoint | null | Promise<Checkpoint | null>
  /** How often a trial that failed is tried again; without it as the experiment says. */
  readonly retries?: number
}

export interface Finished {
  readonly outcome: Outcome
  readonly execution: Execution
}

/**
 * Every event of the sweep, ending with `sweep-ended`: `finished` when every trial has ended, `interrupted` when some may not
 * have. A sweep that is paused goes on for as long as trials wait.
 */
export async function* runSweep(input: SweepInput): AsyncGenerator<SweepEvent> {
  const { plan, executor, clock, signal, finished = new Map<string, Finished>(), earlierS = 0 } = input
  const earlier = earlierS > 0 && { earlierS }
  yield { type: 'sweep-started', at: clock.now(), plan, workers: executor.workers, ...earlier }
  for (const { trialId } of plan.trials) {
    const known = finished.get(trialId)
    if (known !== undefined) yield { type: 'trial-restored', at: clock.now(), trialId, ...known }
  }
  const dispatcher = new Dispatcher(input)
  const halt = () => dispatcher.halt()
  signal.addEventListener('abort', halt)
  if (signal.aborted) halt()
  let reason: 'finished' | 'interrupted' = 'interrupted'
  try {
    new Steering(input, dispatcher).begin()
    yield* dispatcher.events()
    if (!dispatcher.isHalted) reason = 'finished'
  } finally {
    signal.removeEventListener('abort', halt)
    halt() // the consumer has left early, or nothing is under way any more
  }
  yield { type: 'sweep-ended', at: clock.now(), reason }
}
