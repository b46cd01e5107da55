// The state that every view shows, made from events alone: reduce(state, event) is pure, and an earlier state stays valid.
// It holds what happened; what follows from it (rows, forecast) is derived in rows.ts and forecast.ts.
// Cost of an event: the running trials are copied (as many as there are workers), and when a trial ends also two arrays
// of references, one for each configuration and one for each replicate; nothing is walked through trial by trial.
import type { SweepEvent } from '../domain/events.js'
import { epochsOf } from '../domain/length.js'
import type { Status } from '../domain/measurement.js'
import type { Trial } from '../domain/trial.js'
import { objectiveValue } from '../statistics/ranking.js'
import { firstEpochs, noHistory, withRecord } from './history.js'
import { addTrial, examplesHere, noPace, progressed, trainingSetOf } from './pace.js'
import type { Counts, EndedTrial, Place, RunningTrial, State, Sweep } from './state.js'

export const initialState: State = { type: 'nothing' }

/** The state after the event. Events of trials that the plan does not have, or that are not running, change nothing. */
export function reduce(state: State, event: SweepEvent): State {
  if (event.type === 'sweep-started') return started(event)
  if (state.type === 'nothing') return state
  const sweep = { ...state, latestAt: event.at }
  switch (event.type) {
    case 'trial-started':
      return trialStarted(sweep, event)
    case 'trial-progressed':
      return trialProgressed(sweep, event)
    case 'epoch-measured':
      return epochMeasured(sweep, event)
    case 'checkpoint-made':
    case 'weights-kept':
      return sweep
    case 'trial-retried':
      return trialRetried(sweep, event)
    case 'trial-restored':
      return trialRestored(sweep, event)
    case 'trial-ended':
      return trialEnded(sweep, event)
    case 'writing-paused':
      return { ...sweep, paused: event.reason }
    case 'writing-resumed':
      return { ...sweep, paused: null }
    case 'sweep-ended':
      return sweepEnded(sweep, event)
  }
}

type EventOf<T extends SweepEvent['type']> = Extract<SweepEvent, { readonly type: T }>

export function statusOf(sweep: Sweep, trialId: string): Status {
  if (sweep.running.has(trialId)) return 'running'
  return endedOf(sweep, trialId)?.outcome.status ?? 'waiting'
}

/** The trial as it ended; null while it waits or runs, and where the plan has no such trial. */
export function endedOf(sweep: Sweep, trialId: string): EndedTrial | null {
  const place = sweep.places.get(trialId)
  return place ? sweep.groups[place.group]!.ended[place.replicate]! : null
}

function started({ plan, workers, at }: EventOf<'sweep-started'>): Sweep {
  const trialsOf = new Map<string, Trial[]>()
  for (const trial of plan.trials) {
    const trials = trialsOf.get(trial.configId)
    if (trials) trials.push(trial)
    else trialsOf.set(trial.configId, [trial])
  }
  const groups = [...trialsOf].map(([configId, trials]) => ({
    configId,
    configuration: trials[0]!.configuration,
    trials,
    ended: trials.map(() => null),
    endedCount: 0,
    epochs: epochsOf(trials[0]!.configuration),
    trainingSet: trainingSetOf(trials[0]!),
  }))
  const places = new Map(
    groups.flatMap(({ trials }, group) =>
      trials.map((trial, replicate) => [trial.trialId, { group, replicate, trial }] as const),
    ),
  )
  return {
    type: 'sweep',
    plan,
    workers,
    startedAt: at,
    latestAt: at,
    groups,
    running: new Map(),
    counts: { ...noCounts, waiting: places.size },
    failures: [],
    retried: [],
    pace: noPace(at),
    paused: null,
    end: null,
    places,
  }
}

const noCounts: Counts = {
  waiting: 0,
  running: 0,
  completed: 0,
  pruned: 0,
  diverged: 0,
  failed: 0,
  cancelled: 0,
}

/**
 * Also a trial that had ended and is tried again: its earlier end no longer counts. Of an earlier attempt the epochs are kept
 * that the trial goes on from.
 */
function trialStarted(sweep: Sweep, event: EventOf<'trial-started'>): Sweep {
  const { trialId, worker, attempt, fromEpoch, fromStep = 0, at } = event
  const place = sweep.places.get(trialId)
  if (!place) return sweep
  const before = fromEpoch > 0 ? sweep.retried.findLast(({ trial }) => trial.trialId === trialId) : undefined
  const running = new Map(sweep.running).set(trialId, {
    trial: place.trial,
    worker,
    attempt,
    startedAt: at,
    progress: null,
    base: fromEpoch > 0 || fromStep > 0 ? null : { at, examplesDone: 0 },
    last: null,
    curve: before?.curve.slice(0, fromEpoch) ?? [],
    history: before ? firstEpochs(before.history, fromEpoch) : noHistory,
  })
  const counts = moved(sweep.counts, statusOf(sweep, trialId), 'running')
  return { ...forgotten(sweep, trialId, place), running, counts }
}

function trialProgressed(sweep: Sweep, { trialId, progress, at }: EventOf<'trial-progressed'>): Sweep {
  const trial = sweep.running.get(trialId)
  if (!trial) return sweep
  const pace = progressed(sweep.pace, trial, progress, at)
  const seen = { ...progress, at }
  return { ...withRunning(sweep, { ...trial, progress: seen, base: trial.base ?? seen }), pace }
}

function epochMeasured(sweep: Sweep, { trialId, record }: EventOf<'epoch-measured'>): Sweep {
  const trial = sweep.running.get(trialId)
  if (!trial) return sweep
  const curve = [...trial.curve]
  for (let epoch = curve.length + 1; epoch < record.epoch; epoch++) curve.push(null)
  curve[record.epoch - 1] = objectiveValue(sweep.plan.experiment.objective, record)
  return withRunning(sweep, { ...trial, last: record, curve, history: withRecord(trial.history, record) })
}

/** The trial waits again. */
function trialRetried(sweep: Sweep, { trialId, attempt, error }: EventOf<'trial-retried'>): Sweep {
  const before = sweep.running.get(trialId)
  if (!before) return sweep
  const { trial, curve, history } = before
  const running = new Map(sweep.running)
  running.delete(trialId)
  return {
    ...sweep,
    running,
    counts: moved(sweep.counts, 'running', 'waiting'),
    retried: [...sweep.retried, { trial, attempt, error, curve, history }],
  }
}

/** Trained by an earlier execution, which says nothing about the pace of this one. */
function trialRestored(sweep: Sweep, event: EventOf<'trial-restored'>): Sweep {
  const { pace } = sweep
  return { ...trialEnded(sweep, { ...event, type: 'trial-ended' }), pace }
}

function trialEnded(sweep: Sweep, event: EventOf<'trial-ended'>): Sweep {
  const { trialId, outcome, execution, at } = event
  const place = sweep.places.get(trialId)
  if (!place) return sweep
  const before = sweep.running.get(trialId) ?? null
  const { curve = [], history = noHistory } = before ?? {}
  const ended = { trial: place.trial, outcome, execution, curve, history }
  const counts = moved(sweep.counts, statusOf(sweep, trialId), outcome.status)
  const pace = addTrial(sweep.pace, ended, before === null ? 0 : examplesHere(before), at)
  const cleared = forgotten(sweep, trialId, place)
  const failures =
    outcome.status === 'failed' || outcome.status === 'diverged'
      ? [...cleared.failures, ended]
      : cleared.failures
  const running = new Map(sweep.running)
  running.delete(trialId)
  return { ...withEnded(cleared, place, ended), running, counts, failures, pace }
}

/** Whatever still runs when the sweep is over was stopped with it: nothing stays "running" for ever. */
function sweepEnded(sweep: Sweep, { at, reason }: EventOf<'sweep-ended'>): Sweep {
  const stopped = [...sweep.running.values()].reduce(
    (before, { trial, worker, attempt, startedAt }) =>
      trialEnded(before, {
        type: 'trial-ended',
        at,
        trialId: trial.trialId,
        outcome: { status: 'cancelled' },
        execution: {
          startedAt,
          durationS: (at.getTime() - startedAt.getTime()) / 1000,
          examplesPerS: 0,
          worker,
          attempt,
        },
      }),
    sweep,
  )
  return { ...stopped, end: { at, reason } }
}

function moved(counts: Counts, from: Status, to: Status): Counts {
  const next = { ...counts }
  next[from]--
  next[to]++
  return next
}

function withRunning(sweep: Sweep, trial: RunningTrial): Sweep {
  return { ...sweep, running: new Map(sweep.running).set(trial.trial.trialId, trial) }
}

function withEnded(sweep: Sweep, place: Place, ended: EndedTrial | null): Sweep {
  const before = sweep.groups[place.group]!
  const more = (ended === null ? 0 : 1) - (before.ended[place.replicate] === null ? 0 : 1)
  const after = {
    ...before,
    ended: before.ended.with(place.replicate, ended),
    endedCount: before.endedCount + more,
  }
  return { ...sweep, groups: sweep.groups.with(place.group, after) }
}

/** The sweep without the earlier end of that trial, if there was one. */
function forgotten(sweep: Sweep, trialId: string, place: Place): Sweep {
  if (sweep.groups[place.group]!.ended[place.replicate] === null) return sweep
  return {
    ...withEnded(sweep, place, null),
    failures: sweep.failures.filter(failure => failure.trial.trialId !== trialId),
  }
}
