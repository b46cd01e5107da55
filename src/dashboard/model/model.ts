// The state that every view shows, made from events alone: reduce(state, event) is pure, and an earlier state stays valid.
// It holds what happened; what follows from it (rows, forecast) is derived in rows.ts and forecast.ts. What an event does to
// a single trial is in trials.ts.
import type { SweepEvent } from '../../domain/events.js'
import { countsOf, grouped } from './groups.js'
import { noPace } from './pace.js'
import type { RunningTrial, State, Sweep } from './state.js'
import { continued, paused, steady, stoodStill } from './sweep-time.js'
import {
  type EventOf,
  endedOf,
  epochMeasured,
  trialEnded,
  trialInterrupted,
  trialProgressed,
  trialRestored,
  trialRetried,
  trialStarted,
  trialsReopened,
} from './trials.js'

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
    case 'trial-interrupted':
      return trialInterrupted(sweep, event.trialId)
    case 'trial-ended':
      return trialEnded(sweep, event)
    case 'trials-reopened':
      return trialsReopened(sweep, event.trialIds)
    case 'sweep-paused':
      return { ...sweep, time: paused(sweep.time, event.at) }
    case 'sweep-continued':
      return { ...sweep, time: continued(sweep.time, event.at) }
    case 'plan-grown':
      return planGrown(sweep, event)
    case 'workers-changed':
      return { ...sweep, workers: event.workers }
    case 'writing-paused':
      return { ...sweep, unwritable: event.reason }
    case 'writing-resumed':
      return { ...sweep, unwritable: null }
    case 'sweep-ended':
      return sweepEnded(sweep, event)
  }
}

/** The process that trains has been stopped for that long, and goes on. */
export function afterStandstill(state: State, ms: number): State {
  return state.type === 'nothing' || ms === 0 ? state : { ...state, time: stoodStill(state.time, ms) }
}

function started({ plan, workers, at, earlierS = 0 }: EventOf<'sweep-started'>): Sweep {
  const running = new Map<string, RunningTrial>()
  const parts = grouped(plan, () => null)
  return {
    type: 'sweep',
    plan,
    workers,
    startedAt: at,
    earlierS,
    latestAt: at,
    ...parts,
    running,
    interrupted: new Map(),
    counts: countsOf(parts, running),
    failures: [],
    retried: [],
    pace: noPace(at),
    time: steady,
    unwritable: null,
    end: null,
  }
}

/** The larger plan may have another order. It is rare, so everything that hangs on the plan is made anew. */
function planGrown(sweep: Sweep, { plan }: EventOf<'plan-grown'>): Sweep {
  const parts = grouped(plan, trialId => endedOf(sweep, trialId))
  const kept = (trials: Sweep['running']) =>
    new Map(
      [...trials].flatMap(([trialId, trial]) => {
        const place = parts.places.get(trialId)
        return place ? [[trialId, { ...trial, trial: place.trial }] as const] : []
      }),
    )
  const running = kept(sweep.running)
  return {
    ...sweep,
    plan,
    ...parts,
    running,
    interrupted: kept(sweep.interrupted),
    counts: countsOf(parts, running),
  }
}

/** Whatever still runs when the sweep is over was broken off with it: nothing stays "running" for ever. */
function sweepEnded(sweep: Sweep, { at, reason, isKilled }: EventOf<'sweep-ended'>): Sweep {
  const end = { at, reason, ...(isKilled && { isKilled }) }
  return { ...[...sweep.running.keys()].reduce(trialInterrupted, sweep), end }
}
