// Whether the sweep is healthy, in a few words: what is wrong and whether someone should look.
import { plural } from '../../report/numbers.js'
import { roughly } from '../lines/format.js'
import type { Tone } from '../lines/text.js'
import { divergedInCommon, type InCommon } from '../model/diverged.js'
import type { PlanFacts } from '../model/plan-facts.js'
import type { RunningTrial, Sweep } from '../model/state.js'
import { sweepTime } from '../model/sweep-time.js'
import { isTooSmall, type Resources } from './resources.js'

export interface Health {
  readonly text: string
  /** Where the text has no room. */
  readonly short: string
  readonly tone: Tone
}

/** A worker that says nothing for this long, and for ten times as long as an epoch of its trial takes. */
const SILENT_S = 60
const SILENT_EPOCHS = 10

/** So many trials that diverged, and such a share of those that have ended, are something to look at. */
const MANY_DIVERGED = 5
const LARGE_SHARE = 0.1

export function healthOf(sweep: Sweep, facts: PlanFacts, now: Date, resources: Resources): Health {
  const health = inWords(sweep, now, resources)
  if (health.text !== HEALTHY || !divergesOften(sweep)) return { ...health, short: health.text }
  return { ...divergedText(divergedInCommon(sweep, facts)), tone: 'odd' }
}

const HEALTHY = 'healthy'

/** Without what diverged: that is a finding, and no worry that stands before another. */
function inWords(sweep: Sweep, now: Date, resources: Resources): Omit<Health, 'short'> {
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
  return { text: HEALTHY, tone: 'good' }
}

function divergesOften({ counts, places }: Sweep): boolean {
  const ended = places.size - counts.waiting - counts.running
  return counts.diverged >= MANY_DIVERGED && counts.diverged >= LARGE_SHARE * ended
}

/** `60 diverged: learning_rate 1 alone`, or `60 diverged: 57 with learning_rate 1`. */
function divergedText({ diverged, explained, values }: InCommon): Pick<Health, 'text' | 'short'> {
  const short = `${diverged} diverged`
  if (values.length === 0) return { text: short, short }
  const common = values.map(({ axis, value }) => `${axis} ${value}`).join(' with ')
  return {
    text: `${short}: ${explained < diverged ? `${explained} with ${common}` : `${common} alone`}`,
    short,
  }
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
