// Whether the sweep is healthy, in a few words: what is wrong and whether someone should look.
import { plural } from '../../report/numbers.js'
import { roughly } from '../lines/format.js'
import type { Tone } from '../lines/text.js'
import type { RunningTrial, Sweep } from '../model/state.js'
import { sweepTime } from '../model/sweep-time.js'
import { isTooSmall, type Resources } from './resources.js'

export interface Health {
  readonly text: string
  readonly tone: Tone
}

/** A worker that says nothing for this long, and for ten times as long as an epoch of its trial takes. */
const SILENT_S = 60
const SILENT_EPOCHS = 10

export function healthOf(sweep: Sweep, now: Date, resources: Resources): Health {
  const worries = [
    ...silentWorkers(sweep, now),
    ...idleWorkers(sweep),
    ...(sweep.counts.failed > 0 ? [`${sweep.counts.failed} failed`] : []),
    ...(sweep.retried.length > 0 ? [plural(sweep.retried.length, 'retry').replace('retrys', 'retries')] : []),
  ]
  if (sweep.unwritable !== null) return { text: 'waiting: nothing can be written', tone: 'bad' }
  if (isTooSmall(resources)) return { text: 'the disk is too small', tone: 'bad' }
  if (isHopeless(sweep)) return { text: 'every trial so far went wrong', tone: 'bad' }
  if (worries.length > 0) return { text: worries.join(', '), tone: sweep.counts.failed > 0 ? 'bad' : 'odd' }
  if (isPaused(sweep)) return { text: 'nothing is trained', tone: 'odd' }
  if (sweep.end?.reason === 'interrupted') return { text: 'not finished', tone: 'odd' }
  return { text: 'healthy', tone: 'good' }
}

export function isPaused({ time, end }: Sweep): boolean {
  return time.pausedAt !== null && end === null
}

function isHopeless({ counts: { failed, diverged, completed, pruned } }: Sweep): boolean {
  return failed + diverged >= 3 && completed + pruned === 0
}

function silentWorkers(sweep: Sweep, now: Date): readonly string[] {
  if (sweep.end) return []
  return [...sweep.running.values()].flatMap(trial => {
    const silent = (sweepTime(sweep.time, now) - heardAt(trial).getTime()) / 1000
    const patience = Math.max(SILENT_S, SILENT_EPOCHS * (trial.last?.durationS ?? 0))
    return silent > patience ? [`worker ${trial.worker} silent for ${roughly(silent)}`] : []
  })
}

function heardAt({ progress, startedAt }: RunningTrial): Date {
  return progress?.at ?? startedAt
}

/** A moment between two trials is no idleness: only where fewer than half of the workers have one. */
function idleWorkers(sweep: Sweep): readonly string[] {
  const { workers, running, counts, end } = sweep
  if (isPaused(sweep)) return []
  const wanted = Math.min(workers, counts.waiting + running.size)
  const idle = wanted - running.size
  return end === null && running.size > 0 && idle > wanted / 2 ? [`${plural(idle, 'worker')} idle`] : []
}
