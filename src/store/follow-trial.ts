// A trial of a run that is watched: how far it has been told of, and what the tables have of it that was not told yet. Gives the
// events that its own process had, as far as the tables hold them.
import type { Execution, SweepEvent } from '../domain/events.js'
import { finalEpochOf } from '../domain/final-epoch.js'
import { epochsOf } from '../domain/length.js'
import type { EpochRecord, Outcome } from '../domain/measurement.js'
import type { Trial } from '../domain/trial.js'
import type { LogEntry } from './log.js'
import type { StoredTrial } from './read-run.js'
import { runDamaged } from './reading.js'
import { outcomeOf } from './restore.js'

export class FollowedTrial {
  readonly trial: Trial
  state: 'waiting' | 'running' | 'ended' = 'waiting'
  /** Its rows in trials.csv that were not told of. */
  rows: StoredTrial[] = []
  /** Epochs that were not told of, in the order of the file. */
  untold: EpochRecord[] = []
  /** How many ends the log will tell of that no table has a row of any more. */
  endsWithoutRow = 0
  /** How many attempts the log will tell the end of whose epochs are not in their table any more, which is in order now. */
  attemptsWithoutEpochs = 0
  /** Those that were told, without those that a later attempt measures again. Let go when the trial has ended. */
  #records: EpochRecord[] = []
  #begun = { at: new Date(0), fromEpoch: 0 }

  constructor(trial: Trial) {
    this.trial = trial
  }

  /** Whether the epoch has been told of. */
  knows({ epoch }: EpochRecord): boolean {
    return this.state === 'ended' || epoch <= (this.#records.at(-1)?.epoch ?? 0)
  }

  /** When the last of its epochs that were not told of was measured, by what they took. */
  get measuredAt(): Date {
    const { at, fromEpoch } = this.#begun
    const since = this.untold.filter(({ epoch }) => epoch > fromEpoch)
    return new Date(at.getTime() + 1000 * since.reduce((sum, { durationS }) => sum + durationS, 0))
  }

  started(at: Date, { worker = 0, attempt = 1, epochs = 0, steps = 0 }: Partial<LogEntry>): SweepEvent {
    this.state = 'running'
    this.#begun = { at, fromEpoch: epochs }
    this.#records = this.#records.filter(({ epoch }) => epoch <= epochs)
    const { trialId } = this.trial
    const begun = { type: 'trial-started', at, trialId, worker, attempt, fromEpoch: epochs } as const
    return steps > 0 ? { ...begun, fromStep: steps } : begun
  }

  /** Of a trial that runs: all epochs that are new. */
  *newEpochs(at: Date): Generator<SweepEvent> {
    while (this.untold.length > 0) {
      // Of the next attempt already, whose beginning the log has not told of yet.
      this.#records = this.#records.filter(({ epoch }) => epoch < this.untold[0]!.epoch)
      yield* this.#toldEpochs(at)
    }
  }

  /** Up to that one, or to where another attempt begins, with an epoch that was measured before. */
  *epochsOfAttempt(at: Date, upTo = Infinity): Generator<SweepEvent> {
    if (this.attemptsWithoutEpochs-- > 0 || this.untold.length === 0) return
    yield* this.#toldEpochs(at, upTo)
  }

  *#toldEpochs(at: Date, upTo = Infinity): Generator<SweepEvent> {
    yield* this.#measured(at, upTo)
    const { trialId } = this.trial
    const progress = progressOf(this.trial, this.#records.at(-1))
    if (progress !== null) yield { type: 'trial-progressed', at, trialId, progress }
  }

  *#measured(at: Date, upTo = Infinity): Generator<SweepEvent> {
    let count = 0
    for (const record of this.untold) {
      const { epoch = 0, durationS } = this.#records.at(-1) ?? {}
      // Written twice, as when the disk was full in between, it took as long.
      const isTwice = record.epoch === epoch && record.durationS === durationS
      if (record.epoch > upTo || (record.epoch <= epoch && !isTwice)) break
      count++
      if (isTwice) continue
      this.#records.push(record)
      yield { type: 'epoch-measured', at, trialId: this.trial.trialId, record }
    }
    this.untold.splice(0, count)
  }

  /** It has a checkpoint of an earlier execution, and waits to go on. */
  *begunBefore(at: Date): Generator<SweepEvent> {
    yield this.started(at, {})
    yield* this.#measured(at)
    yield this.interrupted(at)
  }

  interrupted(at: Date): SweepEvent {
    this.state = 'waiting'
    return { type: 'trial-interrupted', at, trialId: this.trial.trialId }
  }

  retried(at: Date, { attempt = 1, detail = '' }: Partial<LogEntry>): SweepEvent {
    this.state = 'waiting'
    return { type: 'trial-retried', at, trialId: this.trial.trialId, error: detail, attempt }
  }

  ended(at: Date, stored: StoredTrial): SweepEvent {
    const result = this.#result(stored)
    this.#forget()
    return { type: 'trial-ended', at, trialId: this.trial.trialId, ...result }
  }

  /** As far as the log has it: only what has no result is ever trained again. */
  endedWithoutRow(at: Date, { worker, attempt, detail = '' }: Partial<LogEntry>): SweepEvent {
    this.#forget()
    const why = detail.slice(detail.indexOf(': ') + 2)
    const outcome: Outcome = detail.startsWith('cancelled')
      ? { status: 'cancelled', reason: why }
      : { status: 'failed', error: why }
    const { at: startedAt } = this.#begun
    const durationS = Math.max(0, at.getTime() - startedAt.getTime()) / 1000
    const by = { worker: worker ?? null, attempt: attempt ?? null }
    const execution = { startedAt, durationS, examplesPerS: 0, ...by }
    return { type: 'trial-ended', at, trialId: this.trial.trialId, outcome, execution }
  }

  restored(at: Date, stored: StoredTrial): SweepEvent {
    const records = wholeCurve(this.untold)
    this.untold = []
    this.#records = records
    const result = this.#result(stored)
    this.#forget()
    return { type: 'trial-restored', at, trialId: this.trial.trialId, ...result, records }
  }

  reopened(): void {
    this.state = 'waiting'
    this.#records = []
  }

  #forget(): void {
    this.state = 'ended'
    this.#records = []
  }

  #result(stored: StoredTrial): { readonly outcome: Outcome; readonly execution: Execution } {
    const { training } = this.trial.configuration
    const final = stored.outcome.status === 'completed' ? finalEpochOf(this.#records, training) : null
    const epoch = final ?? stored.outcome.epochsDone
    const last = this.#records.find(record => record.epoch === epoch) ?? remade(stored)
    if (last === null && 'best' in stored.outcome)
      throw runDamaged('trials.csv', `${stored.trial.trialId} has a best epoch and no metrics`)
    return { outcome: outcomeOf(stored, last), execution: stored.execution }
  }
}

/** Of rows in any order, as of several attempts, the last of each epoch, in their order. */
export function wholeCurve(records: readonly EpochRecord[]): EpochRecord[] {
  const isInOrder = records.every(({ epoch }, i) => i === 0 || epoch > records[i - 1]!.epoch)
  if (isInOrder) return [...records]
  const byEpoch = new Map(records.map(record => [record.epoch, record]))
  return [...byEpoch.values()].sort((a, b) => a.epoch - b.epoch)
}

/** What the row says of the last epoch, where epochs.csv lacks it. */
function remade({ outcome: { last, epochsDone } }: StoredTrial): EpochRecord | null {
  if (last.train === null) return null
  return { ...last, train: last.train, epoch: epochsDone, step: 0, learningRate: 0, durationS: 0 }
}

/** How far an epoch has brought the trial, by its steps: as many examples as whole batches have. */
function progressOf({ configuration }: Trial, last: EpochRecord | undefined) {
  if (last === undefined || last.step === 0) return null
  const examplesDone = last.step * configuration.training.batch_size
  return { examplesDone, examplesTotal: (examplesDone / last.epoch) * epochsOf(configuration) }
}
