// How fast the sweep goes: sums kept up to date event by event, from which throughput and the forecast are derived.
import type { Progress } from '../../domain/events.js'
import { epochsOf } from '../../domain/length.js'
import type { Trial } from '../../domain/trial.js'
import type { EndedTrial, RunningTrial } from './state.js'

/** Its moments are in the sweep's own time (sweep-time.ts). */
export interface Pace {
  /** Training examples so far, of all trials, counted once for each epoch. */
  readonly examples: number
  /** The count at some earlier moments, oldest first: one each half second, of the last ten seconds or so. */
  readonly samples: readonly Sample[]
  /** Training examples of one epoch by trainingSetOf, as far as they are known. */
  readonly epochExamples: ReadonlyMap<string, number>
  readonly observed: Observed
}

interface Sample {
  readonly at: number
  readonly examples: number
}

/** Sums over trials, for e examples trained in t seconds with p parameters: what a straight line through t / e needs. */
export interface Observed {
  readonly trials: number
  readonly e: number
  readonly ep: number
  readonly epp: number
  readonly t: number
  readonly tp: number
  /** Of t^2 / e. */
  readonly ttPerE: number
}

const WINDOW_MS = 10_000
const SAMPLE_MS = 500

export function noPace(at: Date): Pace {
  return {
    examples: 0,
    samples: [{ at: at.getTime(), examples: 0 }],
    epochExamples: new Map(),
    observed: { trials: 0, e: 0, ep: 0, epp: 0, t: 0, tp: 0, ttPerE: 0 },
  }
}

/** Configurations with the same value train on equally many examples in an epoch. */
export function trainingSetOf({ configuration: { dataset, training } }: Trial): string {
  const { validation, steps, record_every, replacement, batch_size } = training
  const byBatches = steps !== null || replacement ? [steps, record_every, replacement, batch_size] : []
  return [dataset, validation, ...byBatches].join(' ')
}

export function progressed(pace: Pace, running: RunningTrial, progress: Progress, at: Date): Pace {
  const { examplesDone, examplesTotal } = progress
  const key = trainingSetOf(running.trial)
  const perEpoch = examplesTotal / epochsOf(running.trial.configuration)
  const epochExamples =
    pace.epochExamples.get(key) === perEpoch
      ? pace.epochExamples
      : new Map(pace.epochExamples).set(key, perEpoch)
  const before = running.progress?.examplesDone ?? running.base?.examplesDone ?? examplesDone
  const more = Math.max(0, examplesDone - before)
  return { ...counted(pace, more, at), epochExamples }
}

/** Examples that the attempt has trained itself, as far as it has told: not those before its checkpoint. */
export function examplesHere({ progress, base }: Pick<RunningTrial, 'progress' | 'base'>): number {
  return progress && base ? progress.examplesDone - base.examplesDone : 0
}

/** What is known of a trial when it ends. */
export interface Seen {
  /** The examples that it has reported so far, which were counted then. */
  readonly seen: number
  /** Of its duration, as it was measured, the time in which its process was stopped. */
  readonly stoodStillS: number
  readonly at: Date
}

export function addTrial(pace: Pace, ended: EndedTrial, { seen, stoodStillS, at }: Seen): Pace {
  const { durationS, examplesPerS } = ended.execution
  const examples = durationS * examplesPerS
  const counting = counted(pace, Math.max(0, examples - seen), at)
  return { ...counting, observed: observe(pace.observed, ended.trial, examples, durationS - stoodStillS) }
}

/** A trial that runs, or was broken off, as far as it has told. */
export function observeBegun(sums: Observed, running: RunningTrial): Observed {
  const { trial, progress, base } = running
  if (!progress || !base) return sums
  return observe(sums, trial, examplesHere(running), (progress.at.getTime() - base.at.getTime()) / 1000)
}

export function observe(sums: Observed, { parameters: p }: Trial, e: number, t: number): Observed {
  if (!(e > 0 && t > 0 && Number.isFinite(e) && Number.isFinite(t))) return sums
  return {
    trials: sums.trials + 1,
    e: sums.e + e,
    ep: sums.ep + e * p,
    epp: sums.epp + e * p * p,
    t: sums.t + t,
    tp: sums.tp + t * p,
    ttPerE: sums.ttPerE + (t * t) / e,
  }
}

function counted(pace: Pace, more: number, at: Date): Pace {
  const examples = pace.examples + (Number.isFinite(more) ? more : 0)
  const time = at.getTime()
  const newest = pace.samples.at(-1)!
  if (time - newest.at < SAMPLE_MS) return { ...pace, examples }
  // The oldest one that is kept stands before the window, so that a full window can be measured.
  const firstInside = pace.samples.findIndex(sample => sample.at > time - WINDOW_MS)
  const kept = firstInside === -1 ? pace.samples.slice(-1) : pace.samples.slice(Math.max(0, firstInside - 1))
  return { ...pace, examples, samples: [...kept, { at: time, examples }] }
}
