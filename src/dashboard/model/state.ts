// What every view knows of a sweep, as data. It is made from events alone, in model.ts, and never changed.
import type { Execution, Progress, SweepEvent } from '../../domain/events.js'
import type { EpochRecord, Outcome, Status } from '../../domain/measurement.js'
import type { Configuration, Plan, Trial } from '../../domain/trial.js'
import type { CostKind } from './cost-kind.js'
import type { History } from './history.js'
import type { Pace } from './pace.js'
import type { SweepTime } from './sweep-time.js'

export type State = { readonly type: 'nothing' } | Sweep

export interface Sweep {
  readonly type: 'sweep'
  readonly plan: Plan
  readonly workers: number
  /** The present execution; all moments and rates are its own. */
  readonly startedAt: Date
  /** Seconds that earlier executions of the run worked on it. */
  readonly earlierS: number
  /** Time of the last event. */
  readonly latestAt: Date
  /** In the order of the plan. */
  readonly groups: readonly Group[]
  /** By trial; in the order in which they were started. */
  readonly running: ReadonlyMap<string, RunningTrial>
  /** Trials that were broken off and wait, as they were then; few, for their turn comes first. */
  readonly interrupted: ReadonlyMap<string, RunningTrial>
  readonly counts: Counts
  /** Trials that failed or diverged and were not tried again, in the order in which that happened. */
  readonly failures: readonly EndedTrial[]
  /** Attempts that failed and are made again, in the order in which that happened. */
  readonly retried: readonly RetriedTrial[]
  readonly pace: Pace
  /** Whether it is paused, and how long it stood still before. */
  readonly time: SweepTime
  /** Why nothing can be written, while that is so: the sweep waits. */
  readonly unwritable: string | null
  readonly end: End | null
  /** Where each trial of the plan stands in `groups`; another map only when the plan has grown. */
  readonly places: ReadonlyMap<string, Place>
}

export type End = Pick<Extract<SweepEvent, { readonly type: 'sweep-ended' }>, 'at' | 'reason' | 'isKilled'>

/** Always adds up to the number of trials in the plan. */
export type Counts = Readonly<Record<Status, number>>

/** A configuration with its replicates. */
export interface Group {
  readonly configId: string
  readonly configuration: Configuration
  readonly trials: readonly Trial[]
  /** In the order of `trials`; null while a trial waits or runs. */
  readonly ended: readonly (EndedTrial | null)[]
  readonly endedCount: number
  /** Of the configuration, found once: how many epochs it is trained for, on how many examples, and what they cost. */
  readonly epochs: number
  readonly trainingSet: string
  readonly kind: CostKind
}

/** Its moments are in the sweep's own time (sweep-time.ts). */
export interface RunningTrial {
  readonly trial: Trial
  readonly worker: number
  readonly attempt: number
  readonly startedAt: Date
  /** How long the sweep had stood still when the attempt began. */
  readonly stoodStillMs: number
  readonly progress: (Progress & { readonly at: Date }) | null
  /** What had been done when this attempt began: of one that goes on from a checkpoint, what it reports first; until then null. */
  readonly base: { readonly at: Date; readonly examplesDone: number } | null
  readonly last: EpochRecord | null
  /** As long as it has trained epochs, those before its checkpoint included. */
  readonly curve: Curve
  readonly history: History
}

export interface EndedTrial {
  readonly trial: Trial
  readonly outcome: Outcome
  readonly execution: Execution
  readonly curve: Curve
  readonly history: History
}

export interface RetriedTrial {
  readonly trial: Trial
  readonly attempt: number
  readonly error: string
  readonly curve: Curve
  readonly history: History
}

/** The objective after each epoch; null where it was not measured or is not finite. */
export type Curve = readonly (number | null)[]

/** Where a trial stands. */
export interface Place {
  readonly group: number
  /** In the group's trials. */
  readonly replicate: number
  readonly trial: Trial
}
