// How fast the sweep goes: sums kept up to date event by event, from which throughput and the forecast are derived.
import type { Progress } from '../../domain/events.js'
import { epochsOf } from '../../domain/length.js'
import { epochsDoneOf } from '../../domain/measurement.js'
import type { CostKind } from './cost-kind.js'
import { type Kinds, noKinds, timedOf, withTimed } from './kinds.js'
import type { EndedTrial, RunningTrial } from './state.js'
import { trainingSetOf } from './training-set.js'

/** Its moments are in the sweep's own time (sweep-time.ts). */
export interface Pace {
  /** Training examples so far, of all trials, counted once for each epoch. */
  readonly examples: number
  /** The count at some earlier moments, oldest first: one each half second, of the last ten seconds or so. */
  readonly samples: readonly Sample[]
  /** Training examples of one epoch by training set (training-set.ts), as far as they are known. */
  readonly epochExamples: ReadonlyMap<string, number>
  readonly observed: Observed
  readonly length: Length
}

/** How much of their training trials have done when they end: some diverge, and patience comes to its end. */
export interface Length {
  readonly trials: number
  readonly epochsDone: number
  readonly epochsPlanned: number
}

interface Sample {
  readonly at: number
  readonly examples: number
}

/** What was timed so far: how long the trials of each kind took an example. */
export interface Observed {
  readonly trials: number
  /** All their seconds. */
  readonly seconds: number
  readonly kinds: Kinds
}

const WINDOW_MS = 10_000
const SAMPLE_MS = 500

export function noPace(at: Date): Pace {
  return {
    examples: 0,
    samples: [{ at: at.getTime(), examples: 0 }],
    epochExamples: new Map(),
    observed: { trials: 0, seconds: 0, kinds: noKinds },
    length: { trials: 0, epochsDone: 0, epochsPlanned: 0 },
  }
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
  readonly kind: CostKind
  /** The examples that it has reported so far, which were counted then. */
  readonly seen: number
  /** Of its duration, as it was measured, the time in which its process was stopped. */
  readonly stoodStillS: number
  readonly at: Date
}

export function addTrial(pace: Pace, ended: EndedTrial, { kind, seen, stoodStillS, at }: Seen): Pace {
  const { durationS, examplesPerS } = ended.execution
  const examples = durationS * examplesPerS
  const counting = counted(pace, Math.max(0, examples - seen), at)
  const observed = observe(pace.observed, kind, examples, durationS - stoodStillS)
  return { ...counting, observed, length: longer(pace.length, ended) }
}

/** Those that went wrong or were stopped by hand say nothing of others. */
function longer(length: Length, { trial, outcome }: EndedTrial): Length {
  if (outcome.status === 'failed' || outcome.status === 'cancelled') return length
  return {
    trials: length.trials + 1,
    epochsDone: length.epochsDone + epochsDoneOf(outcome),
    epochsPlanned: length.epochsPlanned + epochsOf(trial.configuration),
  }
}

/** A trial that runs, or was broken off, as far as it has told. */
export function observeBegun(observed: Observed, kind: CostKind, running: RunningTrial): Observed {
  const { progress, base } = running
  if (!progress || !base) return observed
  const seconds = (progress.at.getTime() - base.at.getTime()) / 1000
  return observe(observed, kind, examplesHere(running), seconds)
}

/** examples that were trained in so many seconds. */
function observe(observed: Observed, kind: CostKind, examples: number, seconds: number): Observed {
  if (!(examples > 0 && seconds > 0 && Number.isFinite(examples) && Number.isFinite(seconds))) return observed
  const known = timedOf(observed.kinds, kind.id) ?? { kind, trials: 0, seconds: 0, sum: 0, squares: 0 }
  const cost = Math.log(seconds / examples)
  const timed = {
    kind,
    trials: known.trials + 1,
    seconds: known.seconds + seconds,
    sum: known.sum + cost,
    squares: known.squares + cost * cost,
  }
  return {
    trials: observed.trials + 1,
    seconds: observed.seconds + seconds,
    kinds: withTimed(observed.kinds, timed),
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
