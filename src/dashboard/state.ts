// What every view knows of a sweep, as data. It is made from events alone, in model.ts, and never changed.
import type { Execution, Progress } from '../domain/events.js'
import type { EpochRecord, Outcome, Status } from '../domain/measurement.js'
import type { Configuration, Plan, Trial } from '../domain/trial.js'
import type { Pace } from './pace.js'

export type State = { readonly type: 'nothing' } | Sweep

export interface Sweep {
  readonly type: 'sweep'
  readonly plan: Plan
  readonly workers: number
  readonly startedAt: Date
  /** Time of the last event. */
  readonly latestAt: Date
  /** In the order of the plan. */
  readonly groups: readonly Group[]
  /** By trial; in the order in which they were started. */
  readonly running: ReadonlyMap<string, RunningTrial>
  readonly counts: Counts
  /** Trials that failed or diverged and were not tried again, in the order in which that happened. */
  readonly failures: readonly EndedTrial[]
  readonly pace: Pace
  readonly end: { readonly at: Date; readonly reason: 'finished' | 'interrupted' } | null
  /** Where each trial of the plan stands in `groups`; never changes during a sweep. */
  readonly places: ReadonlyMap<string, Place>
}

/** Always adds up to the number of trials in the plan. */
export type Counts = Readonly<Record<Status, number>>

/** A configuration with its replicates. */
export interface Group {
  readonly configId: string
  readonly configuration: Configuration
  readonly trials: readonly Trial[]
  /** By trial. */
  readonly ended: ReadonlyMap<string, EndedTrial>
}

export interface RunningTrial {
  readonly trial: Trial
  readonly worker: number
  readonly attempt: number
  readonly startedAt: Date
  readonly progress: (Progress & { readonly at: Date }) | null
  readonly last: EpochRecord | null
  readonly curve: Curve
}

export interface EndedTrial {
  readonly trial: Trial
  readonly outcome: Outcome
  readonly execution: Execution
  readonly curve: Curve
}

/** The objective after each epoch; null where it was not measured or is not finite. */
export type Curve = readonly (number | null)[]

/** Where a trial stands. */
export interface Place {
  readonly group: number
  readonly trial: Trial
}
