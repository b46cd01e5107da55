// What an attempt at a trial reports, told as events of the sweep.
import type { Checkpoint } from '../domain/checkpoint.js'
import type { Execution, SweepEvent } from '../domain/events.js'
import type { Outcome } from '../domain/measurement.js'
import type { Clock, TrainingReport, TrialReport } from '../domain/ports.js'

interface Facts {
  readonly trialId: string
  readonly attempt: number
  readonly from: Checkpoint | null
  readonly clock: Clock
  /** Resolves when the event has been taken. */
  readonly emit: (event: SweepEvent) => Promise<void>
}

interface Begun {
  readonly startedAt: Date
  /** null where no worker has had the trial. */
  readonly worker: number | null
}

type WeightsReport = Extract<TrainingReport, { readonly type: 'weights' }>

export class Account {
  readonly #facts: Facts
  #begun: Begun | null = null
  /** Examples of the whole training, by the first report of progress and by the last. */
  #examples: { readonly first: number; readonly last: number } | null = null
  #weights: WeightsReport | null = null

  constructor(facts: Facts) {
    this.#facts = facts
  }

  get hasBegun(): boolean {
    return this.#begun !== null
  }

  readonly hear = (report: TrialReport): void => {
    if (report.type === 'began') this.#begin(report.worker)
    else if (report.type === 'weights') this.#weights = report
    else this.#tell(this.#eventOf(report))
  }

  async end(outcome: Outcome): Promise<void> {
    const { trialId, clock, emit } = this.#facts
    // A trial that no worker could be given is told of as one that failed at once; one that was stopped before its turn is not.
    const begun = this.#begun ?? (outcome.status === 'cancelled' ? null : this.#begin(0))
    const at = clock.now()
    const execution = this.#execution(begun ?? { startedAt: at, worker: null }, at)
    // Only now: a trial that is stopped after its last report has not completed, and keeps nothing.
    if (this.#weights !== null && outcome.status === 'completed')
      this.#tell({ ...this.#weights, type: 'weights-kept', at, trialId })
    await emit({ type: 'trial-ended', at, trialId, outcome, execution })
  }

  /** In place of the end. */
  async retry(error: string): Promise<void> {
    const { trialId, attempt, clock, emit } = this.#facts
    await emit({ type: 'trial-retried', at: clock.now(), trialId, error, attempt })
  }

  /** In place of the end. */
  async interrupt(): Promise<void> {
    const { trialId, clock, emit } = this.#facts
    await emit({ type: 'trial-interrupted', at: clock.now(), trialId })
  }

  #eventOf(report: Exclude<TrainingReport, { readonly type: 'weights' }>): SweepEvent {
    const { trialId, clock } = this.#facts
    const at = clock.now()
    switch (report.type) {
      case 'epoch':
        return { type: 'epoch-measured', at, trialId, record: report.record }
      case 'checkpoint':
        return { type: 'checkpoint-made', at, trialId, checkpoint: report.checkpoint }
      case 'progress': {
        const { examplesDone: last } = report.progress
        this.#examples = { first: this.#examples?.first ?? last, last }
        return { type: 'trial-progressed', at, trialId, progress: report.progress }
      }
    }
  }

  #begin(worker: number): Begun {
    const { trialId, attempt, from, clock } = this.#facts
    const begun = { startedAt: clock.now(), worker }
    this.#begun = begun
    const fromEpoch = from?.epoch ?? 0
    const fromStep = from?.step ?? 0
    this.#tell({
      type: 'trial-started',
      at: begun.startedAt,
      trialId,
      worker,
      attempt,
      fromEpoch,
      ...(fromStep > 0 && { fromStep }),
    })
    return begun
  }

  /** The duration is of all sittings, the speed of this one. */
  #execution({ startedAt, worker }: Begun, at: Date): Execution {
    const { from, attempt } = this.#facts
    const hereMs = Math.max(0, at.getTime() - startedAt.getTime()) // a clock can be set back
    // A training that goes on from a checkpoint first reports what was done before.
    const before = from === null ? 0 : (this.#examples?.first ?? 0)
    const examples = (this.#examples?.last ?? 0) - before
    const examplesPerS = hereMs > 0 ? Math.round((1000 * examples) / hereMs) : 0
    const durationS = (Math.round(1000 * (from?.trainedS ?? 0)) + hereMs) / 1000
    return { startedAt, durationS, examplesPerS, worker, attempt: worker === null ? null : attempt }
  }

  #tell(event: SweepEvent): void {
    void this.#facts.emit(event)
  }
}
