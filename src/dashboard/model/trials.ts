// What events do to a single trial: it starts, measures, is broken off, tried again, ends, is opened again.
// Cost of an event: the running trials are copied (as many as there are workers), and when a trial ends also two arrays of
// references, one for each configuration and one for each replicate; nothing is walked through trial by trial.
import type { SweepEvent } from '../../domain/events.js'
import type { Status } from '../../domain/measurement.js'
import { objectiveValue } from '../../statistics/ranking.js'
import { firstEpochs, historyOf, noHistory, withRecord } from './history.js'
import { addTrial, examplesHere, observeBegun, progressed } from './pace.js'
import type { Counts, Curve, EndedTrial, Place, RunningTrial, Sweep } from './state.js'
import { sweepTime } from './sweep-time.js'

export type EventOf<T extends SweepEvent['type']> = Extract<SweepEvent, { readonly type: T }>

export function statusOf(sweep: Sweep, trialId: string): Status {
  if (sweep.running.has(trialId)) return 'running'
  return endedOf(sweep, trialId)?.outcome.status ?? 'waiting'
}

/** The trial as it ended; null while it waits or runs, and where the plan has no such trial. */
export function endedOf({ places, groups }: Pick<Sweep, 'places' | 'groups'>, trialId: string) {
  const place = places.get(trialId)
  return place ? groups[place.group]!.ended[place.replicate]! : null
}

/**
 * Also a trial that had ended and is tried again: its earlier end no longer counts. Of an earlier attempt the epochs are kept
 * that the trial goes on from.
 */
export function trialStarted(sweep: Sweep, event: EventOf<'trial-started'>): Sweep {
  const { trialId, worker, attempt, fromEpoch, fromStep = 0 } = event
  const place = sweep.places.get(trialId)
  if (!place) return sweep
  const at = new Date(sweepTime(sweep.time, event.at))
  const before = fromEpoch > 0 ? earlierAttempt(sweep, trialId) : undefined
  const running = new Map(sweep.running).set(trialId, {
    trial: place.trial,
    worker,
    attempt,
    startedAt: at,
    stoodStillMs: sweep.time.stoodStillMs,
    progress: null,
    base: fromEpoch > 0 || fromStep > 0 ? null : { at, examplesDone: 0 },
    last: null,
    curve: Array.from({ length: fromEpoch }, (_, epoch) => before?.curve[epoch] ?? null),
    history: firstEpochs(before?.history ?? noHistory, fromEpoch),
  })
  const counts = moved(sweep.counts, statusOf(sweep, trialId), 'running')
  return {
    ...forgotten(sweep, trialId, place),
    running,
    interrupted: without(sweep.interrupted, trialId),
    counts,
  }
}

function earlierAttempt({ interrupted, retried }: Sweep, trialId: string) {
  return interrupted.get(trialId) ?? retried.findLast(({ trial }) => trial.trialId === trialId)
}

export function trialProgressed(sweep: Sweep, event: EventOf<'trial-progressed'>): Sweep {
  const { trialId, progress } = event
  const trial = sweep.running.get(trialId)
  if (!trial) return sweep
  const at = new Date(sweepTime(sweep.time, event.at))
  const pace = progressed(sweep.pace, trial, progress, at)
  const seen = { ...progress, at }
  return { ...withRunning(sweep, { ...trial, progress: seen, base: trial.base ?? seen }), pace }
}

export function epochMeasured(sweep: Sweep, { trialId, record }: EventOf<'epoch-measured'>): Sweep {
  const trial = sweep.running.get(trialId)
  if (!trial) return sweep
  const curve = [...trial.curve]
  for (let epoch = curve.length + 1; epoch < record.epoch; epoch++) curve.push(null)
  curve[record.epoch - 1] = objectiveValue(sweep.plan.experiment.objective, record)
  return withRunning(sweep, { ...trial, last: record, curve, history: withRecord(trial.history, record) })
}

/** It waits again, with what it has done, which says something about the pace as well. */
export function trialInterrupted(sweep: Sweep, trialId: string): Sweep {
  const trial = sweep.running.get(trialId)
  if (!trial) return sweep
  const { kind } = sweep.groups[sweep.places.get(trialId)!.group]!
  return {
    ...sweep,
    running: without(sweep.running, trialId),
    interrupted: new Map(sweep.interrupted).set(trialId, trial),
    pace: { ...sweep.pace, observed: observeBegun(sweep.pace.observed, kind, trial) },
    counts: moved(sweep.counts, 'running', 'waiting'),
  }
}

/** It waits again, for another attempt. */
export function trialRetried(sweep: Sweep, { trialId, attempt, error }: EventOf<'trial-retried'>): Sweep {
  const before = sweep.running.get(trialId)
  if (!before) return sweep
  const { trial, curve, history } = before
  return {
    ...sweep,
    running: without(sweep.running, trialId),
    counts: moved(sweep.counts, 'running', 'waiting'),
    retried: [...sweep.retried, { trial, attempt, error, curve, history }],
  }
}

/** Trained by an earlier execution, which says nothing about the pace of this one. */
export function trialRestored(sweep: Sweep, event: EventOf<'trial-restored'>): Sweep {
  const { trialId, records = [] } = event
  const ended = trialEnded(sweep, { ...event, type: 'trial-ended' })
  const place = ended.places.get(trialId)
  if (!place) return sweep
  const { objective } = sweep.plan.experiment
  const curve: (number | null)[] = []
  for (const record of records) {
    while (curve.length < record.epoch - 1) curve.push(null)
    curve[record.epoch - 1] = objectiveValue(objective, record)
  }
  const trial = ended.groups[place.group]!.ended[place.replicate]!
  const known = records.length === 0 ? trial : { ...trial, curve, history: historyOf(records) }
  return { ...withEnded(ended, place, known), pace: sweep.pace }
}

export function trialEnded(sweep: Sweep, event: EventOf<'trial-ended'>): Sweep {
  const { trialId, outcome, execution } = event
  const place = sweep.places.get(trialId)
  if (!place) return sweep
  const running = sweep.running.get(trialId)
  const { curve, history } = running ?? sweep.interrupted.get(trialId) ?? notTrained
  const ended = { trial: place.trial, outcome, execution, curve, history }
  const stoodStillMs = running === undefined ? 0 : sweep.time.stoodStillMs - running.stoodStillMs
  const seen = running === undefined ? 0 : examplesHere(running)
  const at = new Date(sweepTime(sweep.time, event.at))
  const { kind } = sweep.groups[place.group]!
  const cleared = forgotten(sweep, trialId, place)
  const isFailure = outcome.status === 'failed' || outcome.status === 'diverged'
  return {
    ...withEnded(cleared, place, ended),
    running: without(sweep.running, trialId),
    interrupted: without(sweep.interrupted, trialId),
    counts: moved(sweep.counts, statusOf(sweep, trialId), outcome.status),
    failures: isFailure ? [...cleared.failures, ended] : cleared.failures,
    pace: addTrial(sweep.pace, ended, { kind, seen, stoodStillS: stoodStillMs / 1000, at }),
  }
}

const notTrained: { readonly curve: Curve } & Pick<EndedTrial, 'history'> = { curve: [], history: noHistory }

/** They wait again; all at once, because there may be many of them. */
export function trialsReopened(sweep: Sweep, trialIds: readonly string[]): Sweep {
  const groups = [...sweep.groups]
  const reopened = new Set<string>()
  let { counts } = sweep
  for (const trialId of trialIds) {
    const place = sweep.places.get(trialId)
    const group = place && groups[place.group]!
    const ended = group?.ended[place!.replicate]
    if (place === undefined || group === undefined || ended == null) continue
    counts = moved(counts, statusOf(sweep, trialId), sweep.running.has(trialId) ? 'running' : 'waiting')
    groups[place.group] = endedAs(group, place.replicate, null)
    reopened.add(trialId)
  }
  const failures = sweep.failures.filter(({ trial }) => !reopened.has(trial.trialId))
  return { ...sweep, groups, counts, failures }
}

function moved(counts: Counts, from: Status, to: Status): Counts {
  const next = { ...counts }
  next[from]--
  next[to]++
  return next
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  if (!map.has(key)) return map
  const rest = new Map(map)
  rest.delete(key)
  return rest
}

function withRunning(sweep: Sweep, trial: RunningTrial): Sweep {
  return { ...sweep, running: new Map(sweep.running).set(trial.trial.trialId, trial) }
}

function withEnded(sweep: Sweep, { group, replicate }: Place, ended: EndedTrial | null): Sweep {
  return { ...sweep, groups: sweep.groups.with(group, endedAs(sweep.groups[group]!, replicate, ended)) }
}

function endedAs(before: Sweep['groups'][number], replicate: number, ended: EndedTrial | null) {
  const more = (ended === null ? 0 : 1) - (before.ended[replicate] === null ? 0 : 1)
  return {
    ...before,
    ended: before.ended.with(replicate, ended),
    endedCount: before.endedCount + more,
  }
}

/** The sweep without the earlier end of that trial, if there was one. */
function forgotten(sweep: Sweep, trialId: string, place: Place): Sweep {
  if (sweep.groups[place.group]!.ended[place.replicate] === null) return sweep
  return {
    ...withEnded(sweep, place, null),
    failures: sweep.failures.filter(failure => failure.trial.trialId !== trialId),
  }
}
