// What follows from the pace: examples per second, time that has passed, time that is left with a range.

import { epochsOf } from '../../domain/length.js'
import { costOf, type Open } from './cost.js'
import type { CostKind } from './cost-kind.js'
import { observeBegun, type Pace } from './pace.js'
import type { Group, RunningTrial, Sweep } from './state.js'
import { sweepTime } from './sweep-time.js'

/** Seconds until the sweep is over; low and high are a range of about 95 %. */
export interface Eta {
  readonly seconds: number
  readonly low: number
  readonly high: number
}

/** No forecast is better than this, whatever the trials so far say: the machine has other things to do as well. */
const LEAST_ERROR = 0.05

/**
 * The time that is left: what the examples that are still to be trained cost (cost.ts), by what the trials so far took, running
 * ones included, and by how much of their training these did (some diverge); shared by the workers, but no less than the
 * longest single trial takes. The range of about 95 % follows from how well costs and lengths are known, and its upper end
 * supposes that the last trial is the longest and runs alone. null before anything is known, and when nothing is left.
 */
export function eta(sweep: Sweep, now: Date): Eta | null {
  if (sweep.end || sweep.counts.waiting + sweep.counts.running === 0) return null
  const seen = [...sweep.running.values()].reduce(
    (observed, running) => observeBegun(observed, groupOf(sweep, running).kind, running),
    sweep.pace.observed,
  )
  if (seen.trials === 0) return null
  const work = openWork(sweep)
  const { perExample, error } = costOf(seen, byKind(work))
  const costOfOne = ({ kind, examples }: Work) => examples * perExample.get(kind.id)!
  const all = work.reduce((sum, one) => sum + one.trials * costOfOne(one), 0)
  const longest = work.reduce((most, one) => Math.max(most, costOfOne(one)), 0)
  const trials = work.reduce((sum, one) => sum + one.trials, 0)
  const workers = Math.max(1, Math.min(sweep.workers, trials))
  const seconds = Math.max(longest, all / workers)
  const latest = Math.max(seconds, all / workers + (1 - 1 / workers) * longest)
  const factor = Math.exp(2 * Math.hypot(error, lengthOf(sweep.pace).error))
  const sinceLatest = Math.max(0, sweepTime(sweep.time, now) - sweepTime(sweep.time, sweep.latestAt)) / 1000
  const left = (time: number) => Math.max(0, time - sinceLatest)
  return {
    seconds: left(seconds),
    low: left(seconds / Math.max(factor, 1 + LEAST_ERROR)),
    high: left(latest * Math.max(factor, 1 + LEAST_ERROR)),
  }
}

/** Training examples per second over the last ten seconds or so, of all workers; null before any was trained. */
export function throughput({ pace, time, latestAt }: Sweep): number | null {
  const oldest = pace.samples[0]!
  const seconds = (sweepTime(time, latestAt) - oldest.at) / 1000
  return pace.examples === 0 || seconds <= 0 ? null : (pace.examples - oldest.examples) / seconds
}

/** Seconds until the end, or until now, in which some execution of the run was neither paused nor stopped. */
export function elapsed({ time, end, startedAt, earlierS }: Sweep, now: Date): number {
  return earlierS + Math.max(0, sweepTime(time, end?.at ?? now) - startedAt.getTime()) / 1000
}

/** Share of its training that a trial has done, 0 to 1. */
export function shareDone({ progress, curve, trial }: RunningTrial): number {
  const byEpochs = curve.length / epochsOf(trial.configuration)
  const byExamples =
    progress && progress.examplesTotal > 0 ? progress.examplesDone / progress.examplesTotal : 0
  return Math.min(1, Math.max(byEpochs, byExamples))
}

/** What is left of one trial, or of each of several that are alike. */
interface Work {
  readonly kind: CostKind
  readonly examples: number
  readonly trials: number
}

/** By configuration, not by trial: this is worked out for every frame. */
function openWork(sweep: Sweep): readonly Work[] {
  const known = [...sweep.pace.epochExamples.values()]
  const usual = known.length === 0 ? 1 : known.reduce((sum, examples) => sum + examples, 0) / known.length
  const wholeTrial = ({ epochs, trainingSet }: Group) =>
    epochs * (sweep.pace.epochExamples.get(trainingSet) ?? usual)
  const underWay = new Map<Group, number>()
  const begun = [...sweep.running.values(), ...sweep.interrupted.values()].map((running): Work => {
    const group = groupOf(sweep, running)
    underWay.set(group, (underWay.get(group) ?? 0) + 1)
    return { kind: group.kind, examples: wholeTrial(group) * (1 - shareDone(running)), trials: 1 }
  })
  const { share } = lengthOf(sweep.pace)
  const waiting = sweep.groups.flatMap((group): readonly Work[] => {
    const trials = group.trials.length - group.endedCount - (underWay.get(group) ?? 0)
    return trials > 0 ? [{ kind: group.kind, examples: wholeTrial(group) * share, trials }] : []
  })
  return [...begun, ...waiting]
}

/** The share of their training that trials do, by those that have ended, and how well that is known: the error of its logarithm. */
function lengthOf({ length: { trials, epochsDone, epochsPlanned } }: Pace): { share: number; error: number } {
  if (epochsDone === 0 || epochsPlanned === 0) return { share: 1, error: 0 }
  const share = Math.min(1, epochsDone / epochsPlanned)
  return { share, error: Math.sqrt((1 - share) / (share * trials)) }
}

function byKind(work: readonly Work[]): readonly Open[] {
  const open = new Map<string, Open>()
  for (const { kind, examples, trials } of work) {
    const { examples: others, trials: count } = open.get(kind.id) ?? { examples: 0, trials: 0 }
    open.set(kind.id, { kind, examples: others + trials * examples, trials: count + trials })
  }
  return [...open.values()]
}

function groupOf({ groups, places }: Sweep, { trial }: RunningTrial): Group {
  return groups[places.get(trial.trialId)!.group]!
}
