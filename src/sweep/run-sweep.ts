// Runs a plan: trials go down to the executor in the plan's order, events come up. Knows nothing of files, threads or
// screens.
import type { Checkpoint } from '../domain/checkpoint.js'
import type { Execution, SweepEvent } from '../domain/events.js'
import type { Outcome } from '../domain/measurement.js'
import type { Clock, Executor } from '../domain/ports.js'
import type { Plan } from '../domain/trial.js'
import { Account } from './account.js'
import { type Attempt, Attempts } from './attempts.js'
import { Channel } from './channel.js'

export interface SweepInput {
  readonly plan: Plan
  readonly executor: Executor
  readonly clock: Clock
  /** Aborting it ends the trials under way as cancelled, with a last checkpoint where they can, and starts no more. */
  readonly signal: AbortSignal
  /** Trials of the plan that an earlier execution has finished, by their ids: they are not trained again. */
  readonly finished?: ReadonlyMap<string, Finished>
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
 * Every event of the sweep, ending with `sweep-ended`. Failed trials are tried again after all others: what made them fail
 * may have passed by then. A trial is handed down when the end of another was taken, and no sooner.
 */
export async function* runSweep(input: SweepInput): AsyncGenerator<SweepEvent> {
  const { plan, executor, clock, signal, finished = new Map<string, Finished>() } = input
  yield { type: 'sweep-started', at: clock.now(), plan, workers: executor.workers }
  for (const { trialId } of plan.trials) {
    const known = finished.get(trialId)
    if (known !== undefined) yield { type: 'trial-restored', at: clock.now(), trialId, ...known }
  }
  const channel = new Channel<SweepEvent>()
  const abandoned = new AbortController()
  const stop = AbortSignal.any([signal, abandoned.signal])
  const remaining = plan.trials.filter(({ trialId }) => !finished.has(trialId))
  const attempts = new Attempts(remaining, input.retries ?? plan.experiment.retries)
  const way: Way = { input, attempts, stop, emit: event => channel.push(event) }
  const place = async () => {
    for (const attempt of attempts) {
      if (stop.aborted) return
      await runAttempt(attempt, way)
    }
  }
  const places = Promise.all(Array.from({ length: executor.places }, place))
  const ended = places.finally(() => channel.close())
  ended.catch(() => {}) // awaited below; until then it is not unhandled
  try {
    yield* channel
    await ended
  } finally {
    abandoned.abort() // the consumer has left early, or nothing is under way any more
  }
  yield { type: 'sweep-ended', at: clock.now(), reason: signal.aborted ? 'interrupted' : 'finished' }
}

interface Way {
  readonly input: SweepInput
  readonly attempts: Attempts
  readonly stop: AbortSignal
  readonly emit: (event: SweepEvent) => Promise<void>
}

/** Resolves when the end of the attempt has been taken. */
async function runAttempt({ trial, attempt }: Attempt, { input, attempts, stop, emit }: Way): Promise<void> {
  const { plan, executor, clock, checkpoints } = input
  const { trialId } = trial
  const from = (await checkpoints?.(trialId)) ?? null
  const account = new Account({ trialId, attempt, from, clock, emit })
  const outcome = await executor.execute(trial, plan.experiment, account.hear, stop, from)
  if (outcome.status === 'cancelled' && !account.hasBegun) return
  if (outcome.status !== 'failed' || !attempts.again(trial, attempt)) return account.end(outcome)
  await account.retry(outcome.error)
}
