// The interfaces between the sweep and the outside world.
import type { Checkpoint } from './checkpoint.js'
import type { Progress, SweepEvent } from './events.js'
import type { EpochRecord, Interrupted, Outcome } from './measurement.js'
import type { Experiment, Trial } from './trial.js'

export interface Clock {
  now(): Date
}

/** What a trial reports: that a worker, counted from 0, has begun with it, and then what its training has to tell. */
export type TrialReport = { readonly type: 'began'; readonly worker: number } | TrainingReport

export type TrainingReport =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'epoch'; readonly record: EpochRecord }
  | { readonly type: 'checkpoint'; readonly checkpoint: Checkpoint }
  /** Of a trial that completes, where the experiment keeps weights: the last report. In the order of EngineState. */
  | {
      readonly type: 'weights'
      readonly epoch: number
      readonly sizes: readonly number[]
      readonly parameters: Float32Array
    }

/** What an experiment wants of each trial. */
export type Wanted = Pick<Experiment, 'objective' | 'save' | 'checkpointEvery'>

/** Where trials are trained. */
export interface Executor {
  /** How many trials are trained at once. */
  readonly workers: number
  /** How many it wants to have at hand: those that are trained, and those that a worker begins as soon as it has ended one. */
  readonly places: number
  /**
   * Trains one trial, from a checkpoint of it on where there is one. Never rejects for the trial's own sake: what goes wrong
   * becomes the outcome `failed` with its reason, and a trial that is aborted, or whose worker is taken away, is interrupted,
   * if it can with a last checkpoint. One that is interrupted before its turn reports nothing. No report comes after the
   * promise has settled.
   */
  execute(
    trial: Trial,
    wanted: Wanted,
    report: (report: TrialReport) => void,
    signal: AbortSignal,
    from?: Checkpoint | null,
  ): Promise<Outcome | Interrupted>
  /** Has so many workers from now on. Trials of workers that are one too many are interrupted. */
  resize(workers: number): void
  /** Ends all workers. */
  close(): Promise<void>
}

/** Where events are kept. */
export interface RunStore {
  /** Resolves when what the event says is in the operating system's hands. */
  append(event: SweepEvent): Promise<void>
  close(): Promise<void>
}
