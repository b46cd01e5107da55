// What follows from the pace: examples per second, time that has passed, time that is left with a range.

import { epochsOf } from '../../domain/length.js'
import { type Cost, costOf } from './cost.js'
import { observeBegun } from './pace.js'
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
 * The time that is left: what the examples that are still to be trained cost (cost.ts), by what the trials so far took,
 * running ones included; shared by the workers, but no less than the longest single trial takes. The range follows from
 * the relative spread s of that cost from trial to trial: its mean over n trials is off by s / sqrt(n), and the m
 * trials to come are off from that mean by s / sqrt(m). null before anything is known, and after the end.
 */
export function eta(sweep: Sweep, now: Date): Eta | null {
  if (sweep.end) return null
  const seen = [...sweep.running.values()].reduce(observeBegun, sweep.pace.observed)
  if (seen.trials === 0) return null
  const open = sweep.counts.waiting + sweep.counts.running
  if (open === 0) return { seconds: 0, low: 0, high: 0 }
  const { likely, bounds, spread } = costOf(seen)
  const error = Math.max(LEAST_ERROR, 2 * spread * Math.sqrt(1 / seen.trials + 1 / open))
  const [middle, ...ends] = [likely, ...bounds].map(cost => secondsLeft(sweep, cost))
  const sinceLatest = Math.max(0, sweepTime(sweep.time, now) - sweepTime(sweep.time, sweep.latestAt)) / 1000
  const left = (seconds: number) => Math.max(0, seconds - sinceLatest)
  return {
    seconds: left(middle!),
    low: left(Math.min(middle!, ...ends) / (1 + error)),
    high: left(Math.max(middle!, ...ends) * (1 + error)),
  }
}

/** Training examples per second over the last ten seconds or so, of all workers; null before any was trained. */
export function throughput({ pace, time, latestAt }: Sweep): number | null {
  const oldest = pace.samples[0]!
  const seconds = (sweepTime(time, latestAt) - oldest.at) / 1000
  return pace.examples === 0 || seconds <= 0 ? null : (pace.examples - oldest.examples) / seconds
}

/** Seconds from the start to the end, or until now, in which the sweep was neither paused nor stopped. */
export function elapsed({ time, end, startedAt }: Sweep, now: Date): number {
  return Math.max(0, sweepTime(time, end?.at ?? now) - startedAt.getTime()) / 1000
}

/** Share of its training that a trial has done, 0 to 1. */
export function shareDone({ progress, curve, trial }: RunningTrial): number {
  const byEpochs = curve.length / epochsOf(trial.configuration)
  const byExamples =
    progress && progress.examplesTotal > 0 ? progress.examplesDone / progress.examplesTotal : 0
  return Math.min(1, Math.max(byEpochs, byExamples))
}

function secondsLeft(sweep: Sweep, { perExample, perParameter }: Cost): number {
  const known = [...sweep.pace.epochExamples.values()]
  const usual = known.length === 0 ? 1 : known.reduce((sum, examples) => sum + examples, 0) / known.length
  const wholeTrial = ({ epochs, trainingSet, trials }: Group) =>
    epochs *
    (sweep.pace.epochExamples.get(trainingSet) ?? usual) *
    (perExample + perParameter * trials[0]!.parameters)
  let [all, longest, count] = [0, 0, 0]
  const add = (seconds: number, trials: number) => {
    all += seconds * trials
    longest = Math.max(longest, seconds)
    count += trials
  }
  const underWay = new Map<number, number>()
  for (const begun of [...sweep.running.values(), ...sweep.interrupted.values()]) {
    const { group } = sweep.places.get(begun.trial.trialId)!
    underWay.set(group, (underWay.get(group) ?? 0) + 1)
    add(wholeTrial(sweep.groups[group]!) * (1 - shareDone(begun)), 1)
  }
  // By configuration, not by trial: this is worked out for every frame.
  for (const [i, group] of sweep.groups.entries()) {
    const waiting = group.trials.length - group.endedCount - (underWay.get(i) ?? 0)
    if (waiting > 0) add(wholeTrial(group), waiting)
  }
  return Math.max(longest, all / Math.max(1, Math.min(sweep.workers, count)))
}
