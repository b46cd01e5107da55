// What training a trial yields: measurements by epoch, and one outcome.
import type { Split } from './trial.js'

export interface Measurement {
  /** Mean over the examples, in nats. */
  readonly loss: number
  /** Between 0 and 1. */
  readonly accuracy: number
}

/**
 * After one epoch. `train` is the mean over the epoch's batches, each measured before its update, as Keras prints it;
 * the other splits are measured at the end of the epoch. null where there is no such split.
 */
export interface EpochRecord extends Readonly<Record<Split, Measurement | null>> {
  /** Counted from 1. */
  readonly epoch: number
  /** At the last step of the epoch. */
  readonly learningRate: number
  readonly train: Measurement
  /** Of training and measuring, in seconds. */
  readonly durationS: number
}

/** The epoch at which the objective was best, the first of equals. */
export interface BestEpoch {
  readonly epoch: number
  readonly value: number
}

/** How a trial ended. A field exists only in the states that have it. */
export type Outcome =
  | { readonly status: 'completed'; readonly last: EpochRecord; readonly best: BestEpoch }
  | {
      readonly status: 'pruned'
      readonly last: EpochRecord
      readonly best: BestEpoch
      readonly reason: string
    }
  /** The loss was not finite: a finding, not a crash. `last` is the last epoch that was measured whole, if any. */
  | { readonly status: 'diverged'; readonly last: EpochRecord | null; readonly error: string }
  /** Our fault or the machine's. */
  | { readonly status: 'failed'; readonly error: string }
  | { readonly status: 'cancelled' }

export type Status = 'waiting' | 'running' | Outcome['status']
export const statuses = [
  'waiting',
  'running',
  'completed',
  'pruned',
  'diverged',
  'failed',
  'cancelled',
] as const
