// Everything that can happen in a run. Store, dashboard and the plain and JSON reporters hear these and nothing else.
// Each event has its own time, so that a state made from events needs no clock.
import type { Checkpoint } from './checkpoint.js'
import type { EpochRecord, Outcome } from './measurement.js'
import type { Plan } from './trial.js'

export type SweepEvent =
  | {
      readonly type: 'sweep-started'
      readonly at: Date
      readonly plan: Plan
      readonly workers: number
      /** Seconds that earlier executions of the run worked on it, pauses left out; left out where there were none. */
      readonly earlierS?: number
    }
  /** A trial that an earlier execution of the run has finished; all of them, before anything is trained. */
  | {
      readonly type: 'trial-restored'
      readonly at: Date
      readonly trialId: string
      readonly outcome: Outcome
      readonly execution: Execution
      /** What it measured epoch by epoch, where whoever tells of it has that at hand. */
      readonly records?: readonly EpochRecord[]
    }
  /**
   * It is measured from epoch `fromEpoch` + 1 on. What an earlier attempt has told of later epochs does not count any more;
   * they will be told again, with the same numbers.
   */
  | {
      readonly type: 'trial-started'
      readonly at: Date
      readonly trialId: string
      readonly worker: number
      readonly attempt: number
      /** Epochs that its checkpoint has already; 0 where it begins at the beginning. */
      readonly fromEpoch: number
      /** Steps that it has of the epoch after these; left out where it has none. */
      readonly fromStep?: number
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
  /** The trial can go on from here, should it be interrupted; each one replaces the one before. */
  | {
      readonly type: 'checkpoint-made'
      readonly at: Date
      readonly trialId: string
      readonly checkpoint: Checkpoint
    }
  /** The attempt has failed, and there will be another at the end of the sweep: the trial has not ended. */
  | {
      readonly type: 'trial-retried'
      readonly at: Date
      readonly trialId: string
      readonly error: string
      /** The one that failed. */
      readonly attempt: number
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
  /**
   * The attempt was broken off, by a pause or by the end of the sweep, and not because of the trial: it waits again, and goes on
   * from its last checkpoint when its turn comes.
   */
  | { readonly type: 'trial-interrupted'; readonly at: Date; readonly trialId: string }
  /** Somebody has asked for it; the trials under way are told of with events of their own. */
  | { readonly type: 'sweep-paused'; readonly at: Date }
  | { readonly type: 'sweep-continued'; readonly at: Date }
  /** Trials that had failed or were stopped wait again, because somebody asked for it. */
  | { readonly type: 'trials-reopened'; readonly at: Date; readonly trialIds: readonly string[] }
  /** The plan has become a larger one: it has every trial of the one before, and `added` besides, which wait. */
  | {
      readonly type: 'plan-grown'
      readonly at: Date
      readonly plan: Plan
      readonly added: readonly string[]
    }
  | { readonly type: 'workers-changed'; readonly at: Date; readonly workers: number }
  /** Nothing can be written for the time being, as where a disk is full: the sweep waits, and tries again. */
  | { readonly type: 'writing-paused'; readonly at: Date; readonly reason: string }
  | { readonly type: 'writing-resumed'; readonly at: Date }
  | {
      readonly type: 'sweep-ended'
      readonly at: Date
      readonly reason: 'finished' | 'interrupted'
      /** Its process has ended without a word: said by who watches it. */
      readonly isKilled?: true
    }

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
  /** Which of the run's workers, from 0; null where the trial was stopped while it waited for one. */
  readonly worker: number | null
  /** From 1; null where there was none. */
  readonly attempt: number | null
  /** The run that it was trained in, where this one has only taken it over. */
  readonly reusedFrom?: string
}
