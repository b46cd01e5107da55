// Runs a plan: trials go down to the executor in the plan's order, events come up. Knows nothing of files, threads or
// screens.
import type { Execution, SweepEvent } from '../domain/events.js'
import type { Clock, Executor, TrialReport } from '../domain/ports.js'
import type { Plan, Trial } from '../domain/trial.js'
import { Channel } from './channel.js'

export interface SweepInput {
  readonly plan: Plan
  readonly executor: Executor
  readonly clock: Clock
  /** Aborting it ends the trials under way as cancelled and starts no more. */
  readonly signal: AbortSignal
}

type WeightsReport = Extract<TrialReport, { readonly type: 'weights' }>

/** Every event of the sweep, ending with `sweep-ended`. The next trial of a worker starts when the end of its last was taken. */
export async function* runSweep({ plan, executor, clock, signal }: SweepInput): AsyncGenerator<SweepEvent> {
  yield { type: 'sweep-started', at: clock.now(), plan, workers: executor.workers }
  const channel = new Channel<SweepEvent>()
  const abandoned = new AbortController()
  const stop = AbortSignal.any([signal, abandoned.signal])
  const queue = plan.trials.values()
  const lane = async (worker: number) => {
    for (const trial of queue) {
      if (stop.aborted) return
      await runTrial(trial, worker)
    }
  }
  const runTrial = async (trial: Trial, worker: number) => {
    const { trialId } = trial
    const startedAt = clock.now()
    const emit = (event: SweepEvent) => void channel.push(event)
    emit({ type: 'trial-started', at: startedAt, trialId, worker, attempt: 1 })
    let examplesDone = 0
    let weights: WeightsReport | null = null
    const hear = (report: TrialReport) => {
      if (report.type === 'weights') {
        weights = report
        return
      }
      const at = clock.now()
      if (report.type === 'epoch') return emit({ type: 'epoch-measured', at, trialId, record: report.record })
      examplesDone = report.progress.examplesDone
      emit({ type: 'trial-progressed', at, trialId, progress: report.progress })
    }
    const outcome = await executor.execute(trial, plan.experiment, hear, stop)
    const at = clock.now()
    // Only now: a trial that is cancelled after its last report has not completed, and keeps nothing.
    if (weights !== null && outcome.status === 'completed')
      emit({ ...(weights as WeightsReport), type: 'weights-kept', at, trialId })
    const durationS = Math.max(0, at.getTime() - startedAt.getTime()) / 1000 // a clock can be set back
    const examplesPerS = durationS > 0 ? Math.round(examplesDone / durationS) : 0
    const execution: Execution = { startedAt, durationS, examplesPerS, worker, attempt: 1 }
    await channel.push({ type: 'trial-ended', at, trialId, outcome, execution })
  }
  const lanes = Promise.all(Array.from({ length: executor.workers }, (_, worker) => lane(worker)))
  const finished = lanes.finally(() => channel.close())
  finished.catch(() => {}) // awaited below; until then it is not unhandled
  try {
    yield* channel
    await finished
  } finally {
    abandoned.abort() // the consumer has left early, or nothing is under way any more
  }
  yield { type: 'sweep-ended', at: clock.now(), reason: signal.aborted ? 'interrupted' : 'finished' }
}
