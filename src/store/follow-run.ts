// What the tables of a run tell of a sweep, as the events that its own process had: first how the run stands, then what
// changes. Pure: rows go in, events come out; follow.ts reads the files.
//
// The log says in which order things happened, the other tables what they were. Runs of earlier versions have no log: their
// trials appear with their first epoch.
import type { SweepEvent } from '../domain/events.js'
import type { Plan } from '../domain/trial.js'
import type { FollowedEpoch, Results } from './follow-tables.js'
import { FollowedTrial } from './follow-trial.js'
import type { LogEntry, LogEvent } from './log.js'
import type { StoredTrial } from './read-run.js'

export interface Beginning {
  /** Of the last execution. */
  readonly startedAt: Date
  /** Seconds that the executions before it took. */
  readonly earlierS?: number
  /** When it was over, to the millisecond: the log has whole seconds. */
  readonly endedAt?: Date | null
  readonly workers: number
  /** Whether somebody works on it. */
  readonly isAlive: boolean
  /** The whole log; null where the run has none. */
  readonly entries: readonly LogEntry[] | null
  readonly results: Results
}

export class FollowedRun {
  readonly #trials: Map<string, FollowedTrial>
  #plan: Plan
  /** Epochs of trials that the plan does not have yet: the next look at it may find them. */
  #strays: FollowedEpoch[] = []
  #hasLog = true
  #isEnded = false

  constructor(plan: Plan) {
    this.#plan = plan
    this.#trials = new Map(plan.trials.map(trial => [trial.trialId, new FollowedTrial(trial)]))
  }

  /** Whether the last event that was told was the end. */
  get isEnded(): boolean {
    return this.#isEnded
  }

  /**
   * Everything up to now: what earlier executions have finished as restored, and what happened in the last one with the times of
   * the log, so that forecasts know how fast it went.
   */
  *begin(beginning: Beginning): Generator<SweepEvent> {
    const { startedAt, earlierS = 0, endedAt = null, workers, isAlive, entries, results } = beginning
    this.#hasLog = entries !== null
    this.#add(results)
    const { workers: told = workers, current } = lastExecution(entries ?? [], startedAt)
    const earlier = earlierS > 0 && { earlierS }
    yield { type: 'sweep-started', at: startedAt, plan: this.#plan, workers: told, ...earlier }
    const touched = byTrial(current)
    const isInOrder = current.some(({ event }) => event === 'execution-ended')
    for (const [trialId, trial] of this.#trials)
      yield* before(trial, touched.get(trialId) ?? [], { startedAt, isAlive, isInOrder })
    for (const entry of current)
      yield* this.#hear(entry, (entry.event === 'execution-ended' ? endedAt : null) ?? entry.at)
    const rest = [...this.#trials.values()].filter(({ rows }) => rows.length > 0)
    rest.sort((a, b) => endTimeOf(a.rows[0]!) - endTimeOf(b.rows[0]!))
    for (const trial of rest) yield* endOf(trial, new Date(endTimeOf(trial.rows[0]!)))
    for (const trial of this.#running()) yield* trial.newEpochs(trial.measuredAt)
  }

  /** What is new since. Not of another execution: that is another beginning. plan: another one where it has grown. */
  *next(entries: readonly LogEntry[], results: Results, plan: Plan, at: Date): Generator<SweepEvent> {
    yield* this.#grown(plan, at)
    this.#add(results)
    for (const entry of entries) yield* this.#hear(entry, at)
    if (!this.#hasLog) yield* this.#withoutLog(at)
    for (const trial of this.#running()) yield* trial.newEpochs(at)
  }

  /** The execution is over, also with what the log has not told: the last rows of it are lost when the process is killed. */
  *end(at: Date, reason: 'finished' | 'interrupted', isKilled = false): Generator<SweepEvent> {
    for (const trial of this.#running()) yield* trial.newEpochs(at)
    for (const trial of this.#trials.values())
      if (trial.state !== 'ended' && trial.rows.length > 0) yield* endOf(trial, at)
    this.#isEnded = true
    yield { type: 'sweep-ended', at, reason, ...(isKilled && { isKilled }) }
  }

  /** Rows wait until they are told of. Of a table that was put in order, only what was not told before is new. */
  #add({ trials, epochs }: Results): void {
    if (trials.isWhole) for (const trial of this.#trials.values()) trial.rows = []
    for (const row of trials.rows) {
      const trial = this.#trials.get(row.trial.trialId)
      if (trial !== undefined && !(trials.isWhole && trial.state === 'ended')) trial.rows.push(row)
    }
    if (epochs.isWhole) for (const trial of this.#trials.values()) trial.untold = []
    const rows = epochs.isWhole ? epochs.rows : [...this.#strays, ...epochs.rows]
    this.#strays = []
    for (const row of rows) {
      const trial = this.#trials.get(row.trialId)
      if (trial === undefined) this.#strays.push(row)
      else if (!(epochs.isWhole && trial.knows(row.record))) trial.untold.push(row.record)
    }
  }

  *#hear(entry: LogEntry, at: Date): Generator<SweepEvent> {
    const trial = this.#trials.get(entry.trialId ?? '')
    if (trial !== undefined) yield* hearOfTrial(trial, entry, at)
    switch (entry.event) {
      case 'paused':
        yield { type: 'sweep-paused', at }
        return
      case 'continued':
        yield { type: 'sweep-continued', at }
        return
      case 'workers-changed':
        yield { type: 'workers-changed', at, workers: entry.workers ?? 1 }
        return
      case 'writing-paused':
        yield { type: 'writing-paused', at, reason: entry.detail ?? '' }
        return
      case 'writing-resumed':
        yield { type: 'writing-resumed', at }
        return
      case 'execution-ended':
        yield* this.end(at, entry.detail === 'finished' ? 'finished' : 'interrupted')
    }
  }

  *#grown(plan: Plan, at: Date): Generator<SweepEvent> {
    if (plan === this.#plan) return
    this.#plan = plan
    const added = plan.trials.filter(({ trialId }) => !this.#trials.has(trialId))
    if (added.length === 0) return
    for (const trial of added) this.#trials.set(trial.trialId, new FollowedTrial(trial))
    yield { type: 'plan-grown', at, plan, added: added.map(({ trialId }) => trialId) }
  }

  *#withoutLog(at: Date): Generator<SweepEvent> {
    for (const trial of this.#trials.values()) {
      // Which worker it is, no file says.
      if (trial.state === 'waiting' && trial.untold.length > 0)
        yield trial.started(at, { worker: this.#running().length })
      if (trial.rows.length > 0) yield* endOf(trial, at)
    }
  }

  #running(): readonly FollowedTrial[] {
    return [...this.#trials.values()].filter(({ state }) => state === 'running')
  }
}

/** The rows of the log since the execution began that the manifest lists last; none where the log has not told of it yet. */
function lastExecution(
  entries: readonly LogEntry[],
  startedAt: Date,
): { readonly workers?: number; readonly current: readonly LogEntry[] } {
  const start = entries.findLastIndex(({ event }) => event === 'execution-started')
  const found = entries[start]
  if (found === undefined || found.at.getTime() < wholeSecond(startedAt)) return { current: [] }
  return { ...(found.workers && { workers: found.workers }), current: entries.slice(start + 1) }
}

function byTrial(entries: readonly LogEntry[]): ReadonlyMap<string, readonly LogEntry[]> {
  const groups = new Map<string, LogEntry[]>()
  for (const entry of entries) {
    const { trialId = '' } = entry
    const group = groups.get(trialId)
    if (group) group.push(entry)
    else groups.set(trialId, [entry])
  }
  return groups
}

/** As the tables have times. */
function wholeSecond(time: Date): number {
  return Math.floor(time.getTime() / 1000) * 1000
}

/** How a trial stood when the execution began. Its rows of this execution stay, as many as the log may tell of. */
function* before(
  trial: FollowedTrial,
  entries: readonly LogEntry[],
  {
    startedAt,
    isAlive,
    isInOrder,
  }: Pick<Beginning, 'startedAt' | 'isAlive'> & { readonly isInOrder: boolean },
): Generator<SweepEvent> {
  const isOld = ({ execution }: StoredTrial) =>
    execution.startedAt.getTime() < wholeSecond(startedAt) || execution.reusedFrom !== undefined
  const old = trial.rows.findLast(isOld)
  trial.rows = trial.rows.filter(row => !isOld(row))
  const ends = entries.filter(({ event }) => event === 'trial-ended').length
  trial.endsWithoutRow = Math.max(0, ends - trial.rows.length)
  const attempts = entries.filter(({ event }) => endsAttempt.has(event)).length
  trial.attemptsWithoutEpochs = isInOrder ? Math.max(0, attempts - 1) : 0
  const isUntouched = entries.length === 0 && trial.rows.length === 0
  if (old !== undefined && (isUntouched || entries[0]?.event === 'trial-reopened'))
    yield trial.restored(startedAt, old)
  // Of a run that goes on, the epochs may as well be of a trial that the log is about to tell of.
  else if (isUntouched && !isAlive && trial.untold.length > 0) yield* trial.begunBefore(startedAt)
}

const endsAttempt: ReadonlySet<LogEvent> = new Set(['trial-interrupted', 'trial-retried', 'trial-ended'])

function endTimeOf({ execution: { startedAt, durationS } }: StoredTrial): number {
  return startedAt.getTime() + 1000 * durationS
}

function* hearOfTrial(trial: FollowedTrial, entry: LogEntry, at: Date): Generator<SweepEvent> {
  if (entry.event === 'trial-reopened') {
    trial.reopened()
    yield { type: 'trials-reopened', at, trialIds: [trial.trial.trialId] }
  }
  if (trial.state === 'ended') return // its row was there before the log told of it
  switch (entry.event) {
    case 'trial-started':
      yield trial.started(at, entry)
      return
    case 'trial-interrupted':
      yield* trial.epochsOfAttempt(at, entry.epochs)
      yield trial.interrupted(at)
      return
    case 'trial-retried':
      yield* trial.epochsOfAttempt(at, entry.epochs)
      yield trial.retried(at, entry)
      return
    case 'trial-ended':
      // A table that was put in order has the last row alone of a trial that was trained again.
      if (trial.endsWithoutRow > 0) {
        trial.endsWithoutRow--
        yield* trial.epochsOfAttempt(at, entry.epochs)
        yield trial.endedWithoutRow(at, entry)
      } else if (trial.rows.length > 0) yield* endOf(trial, at, entry.epochs)
  }
}

/** By its first row that was not told of. A trial whose beginning the log has not kept is given one. */
function* endOf(trial: FollowedTrial, at: Date, epochs = Infinity): Generator<SweepEvent> {
  const row = trial.rows.shift()!
  const { worker, attempt } = row.execution
  if (trial.state === 'waiting' && row.outcome.epochsDone > 0)
    yield trial.started(at, { worker: worker ?? 0, attempt: attempt ?? 1 })
  yield* trial.epochsOfAttempt(at, epochs)
  yield trial.ended(at, row)
}
