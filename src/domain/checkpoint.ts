// A trial in the middle of its training: all that it takes to go on as if it had never stopped. Plain data, which a thread
// can be sent and a file can hold: finite numbers, arrays of numbers, null.
// What is not in it follows from the trial: batches and dropout are drawn anew from its seed and the number of the step.
import type { EngineState } from '../core/engine.js'
import type { BestEpoch, EpochRecord } from './measurement.js'

export interface Checkpoint {
  /** Epochs finished, and reported. */
  readonly epoch: number
  /** Steps done in the epoch after those; 0 at a boundary. */
  readonly step: number
  /** Sums over the examples of these steps; 0 at a boundary. */
  readonly lossSum: number
  readonly correct: number
  /** Seconds spent on these steps: a timing, which two executions do not have in common. */
  readonly durationS: number
  /**
   * Seconds of training that have led here, over all sittings: a timing as well. Left out by versions that did not count it.
   */
  readonly trainedS?: number
  /** Numbers of 32 or 64 bits, as the engine has them: no bit may be lost. */
  readonly engine: EngineState
  /** The best epoch by the objective, and the last one; null before the first. */
  readonly best: BestEpoch | null
  readonly last: EpochRecord | null
  /** null where training does not stop early. */
  readonly stopping: StoppingState | null
  /** Of the epoch `best`, where these are the weights that are kept; null with early stopping, which has its own. */
  readonly keptBest: Float32Array | null
}

/** How far early stopping has come. */
export interface StoppingState {
  /** The best epoch by validation loss; null before the first. */
  readonly best: EpochRecord | null
  /** Epochs since then. */
  readonly waited: number
  /** Of that epoch, where these are the weights that the experiment keeps; else null. */
  readonly parameters: Float32Array | null
}
