// The interfaces between the sweep and the outside world.
import type { Progress, SweepEvent } from './events.js'
import type { EpochRecord, Outcome } from './measurement.js'
import type { Experiment, Trial } from './trial.js'

export interface Clock {
  now(): Date
}

/** What a trial reports while it is trained. */
export type TrialReport =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'epoch'; readonly record: EpochRecord }
  /** Of a trial that completes, where the experiment keeps weights: the last report. In the order of EngineState. */
  | {
      readonly type: 'weights'
      readonly epoch: number
      readonly sizes: readonly number[]
      readonly parameters: Float32Array
    }

/** What an experiment wants of each trial. */
export type Wanted = Pick<Experiment, 'objective' | 'save'>

/** Where trials are trained. */
export interface Executor {
  /** How many trials may be under way at once. */
  readonly workers: number
  /**
   * Trains one trial. Never rejects for the trial's own sake: what goes wrong becomes the outcome `failed` with its
   * reason, and an aborted trial ends as `cancelled`. No report comes after the promise has settled.
   */
  execute(
    trial: Trial,
    wanted: Wanted,
    report: (report: TrialReport) => void,
    signal: AbortSignal,
  ): Promise<Outcome>
  /** Ends all workers. */
  close(): Promise<void>
}

/** Where events are kept. */
export interface RunStore {
  /** Resolves when what the event says is in the operating system's hands. */
  append(event: SweepEvent): Promise<void>
  close(): Promise<void>
}
