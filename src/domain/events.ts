// Everything that can happen in a run. Store, dashboard and the plain and JSON reporters hear these and nothing else.
// Each event has its own time, so that a state made from events needs no clock.
import type { EpochRecord, Outcome } from './measurement.js'
import type { Plan } from './trial.js'

export type SweepEvent =
  | { readonly type: 'sweep-started'; readonly at: Date; readonly plan: Plan; readonly workers: number }
  | {
      readonly type: 'trial-started'
      readonly at: Date
      readonly trialId: string
      readonly worker: number
      readonly attempt: number
    }
  /** Within an epoch, a few times a second at most. */
  | {
      readonly type: 'trial-progressed'
      readonly at: Date
      readonly trialId: string
      readonly progress: Progress
    }
  | {
      readonly type: 'epoch-measured'
      readonly at: Date
      readonly trialId: string
      readonly record: EpochRecord
    }
  /**
   * Where the experiment keeps weights: just before the trial-ended of a completed trial. The parameters are in the order of
   * EngineState; sizes are the network's, inputs first, without which a row of numbers has no shape.
   */
  | {
      readonly type: 'weights-kept'
      readonly at: Date
      readonly trialId: string
      readonly epoch: number
      readonly sizes: readonly number[]
      readonly parameters: Float32Array
    }
  | {
      readonly type: 'trial-ended'
      readonly at: Date
      readonly trialId: string
      readonly outcome: Outcome
      readonly execution: Execution
    }
  | { readonly type: 'sweep-ended'; readonly at: Date; readonly reason: 'finished' | 'interrupted' }

export interface Progress {
  /** Counted over the whole training. */
  readonly examplesDone: number
  readonly examplesTotal: number
}

/** What may differ between two executions of the same trial. */
export interface Execution {
  readonly startedAt: Date
  readonly durationS: number
  /** Training examples per second of the trial; 0 where nothing was trained. */
  readonly examplesPerS: number
  /** Which of the run's workers, from 0. */
  readonly worker: number
  /** From 1. */
  readonly attempt: number
}
