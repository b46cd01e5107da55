// How long a training is, in updates, and how it is divided into epochs.
import type { Configuration } from './trial.js'

type Training = Configuration['training']

export interface Length {
  /** All updates. */
  readonly steps: number
  /** Updates of an epoch; the last one may have fewer. */
  readonly stretch: number
  readonly epochs: number
}

/**
 * By passes, an epoch is one pass. By steps, it is a stretch of `record_every` updates, of as many as a pass has where that is
 * left open. stepsPerPass: as below.
 */
export function lengthOf({ epochs, steps, record_every }: Training, stepsPerPass: number): Length {
  if (steps === null) return { steps: epochs * stepsPerPass, stretch: stepsPerPass, epochs }
  const stretch = record_every ?? stepsPerPass
  return { steps, stretch, epochs: Math.ceil(steps / stretch) }
}

/**
 * How many epochs a configuration of a plan is trained for, unless it stops early. Throws where a plan would have filled in
 * record_every.
 */
export function epochsOf({ training }: Pick<Configuration, 'training'>): number {
  if (training.steps !== null && training.record_every === null)
    throw new RangeError('without the number of examples, record_every must be known')
  return lengthOf(training, 1).epochs
}

/** Updates that a pass over the training examples takes; with replacement, as many draw as many examples or a few more. */
export function stepsPerPass(
  { validation, batch_size }: Pick<Training, 'validation' | 'batch_size'>,
  count: number,
): number {
  return Math.ceil((count - heldOut(count, validation)) / batch_size)
}

/** How many of `count` examples are held out for validation. validation: a share, 0 <= validation < 1. */
export function heldOut(count: number, validation: number): number {
  return Math.round(count * validation)
}
