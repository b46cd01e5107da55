// What training a trial yields: measurements by epoch, and one outcome.
import type { Split } from './trial.js'

/** Examples that are measured at once. Fixed, because the order of the sums is part of the result. */
export const EVALUATION_BATCH = 250

export interface Measurement {
  /** Mean over the examples, in the unit of the loss. */
  readonly loss: number
  /** Between 0 and 1. */
  readonly accuracy: number
}

/**
 * After one epoch. `train` is the mean over the epoch's batches, each measured before its update, as Keras prints it;
 * the other splits are measured at the end of the epoch. null where there is no such split. Where training goes by steps, an
 * epoch is a stretch of `record_every` updates, and the train split too is measured at its end, whole.
 */
export interface EpochRecord extends Readonly<Record<Split, Measurement | null>> {
  /** Counted from 1. */
  readonly epoch: number
  /** Updates made by its end; 0 in runs of versions that did not write it. */
  readonly step: number
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

/**
 * How a trial ended. A field exists only in the states that have it. `last` is the last epoch trained; but where training
 * stopped early, `last` is the best by validation loss, whose parameters the network was given back, and epochsDone says
 * how many were trained.
 */
export type Outcome =
  | {
      readonly status: 'completed'
      /** The final metrics: of the last epoch, or with early stopping of the one whose parameters were given back. */
      readonly last: EpochRecord
      readonly best: BestEpoch
      /** How many epochs were trained. */
      readonly epochsDone: number
      /**
       * SHA-256 of the parameters after the last update, which every earlier one has left its mark on: layer by layer weights
       * [inputs, units], then biases, as float32 in little-endian order. null in runs of versions that did not write it.
       */
      readonly weightsSha256: string | null
    }
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
  /** Somebody has stopped it by hand: it has no result, and none is wanted until somebody asks for it again. */
  | { readonly status: 'cancelled'; readonly reason: string }

/**
 * An attempt that was broken off, and not because of its trial, which has no outcome yet: it goes on from its last checkpoint
 * or begins again, and ends with the same bits.
 */
export interface Interrupted {
  readonly status: 'interrupted'
}

/** How many epochs were trained and measured whole. */
export function epochsDoneOf(outcome: Outcome): number {
  if ('epochsDone' in outcome) return outcome.epochsDone
  return ('last' in outcome && outcome.last?.epoch) || 0
}

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
