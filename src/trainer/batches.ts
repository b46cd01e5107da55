// Which examples each update gets. It depends on (seed, step) and the training examples alone, so that configurations with
// the same seed and batch size see the same examples in the same order, however they are recorded.
import { permutation, RandomStream } from '../core/random.js'
import type { Configuration } from '../domain/trial.js'

export interface Batches {
  /** Indices into the examples of the dataset, for the update `step`, counted from 0 over the whole training. */
  at(step: number): Uint32Array
  /** How many examples the first `steps` updates get together. */
  examplesUntil(steps: number): number
}

type Training = Pick<Configuration['training'], 'batch_size' | 'replacement'>

/** indices: of the examples trained on, at least one. */
export function batchesOf(
  { batch_size, replacement }: Training,
  indices: Uint32Array,
  seed: number,
): Batches {
  return replacement ? drawn(batch_size, indices, seed) : shuffled(batch_size, indices, seed)
}

/** Pass after pass over all examples, each in an order of its own; the last batch of a pass may be smaller. */
function shuffled(batchSize: number, indices: Uint32Array, seed: number): Batches {
  const stepsPerPass = Math.ceil(indices.length / batchSize)
  let current = -1
  let order = indices
  return {
    at(step) {
      const pass = Math.floor(step / stepsPerPass)
      if (pass !== current) {
        current = pass
        order = permutation(indices.length, new RandomStream(seed, 'shuffle', pass)).map(i => indices[i]!)
      }
      const start = (step % stepsPerPass) * batchSize
      return order.subarray(start, start + batchSize)
    },
    examplesUntil(steps) {
      const passes = Math.floor(steps / stepsPerPass)
      return passes * indices.length + Math.min(indices.length, (steps % stepsPerPass) * batchSize)
    },
  }
}

/** Every example of every batch drawn from all of them, each equally likely, whatever was drawn before. */
function drawn(batchSize: number, indices: Uint32Array, seed: number): Batches {
  return {
    at(step) {
      const stream = new RandomStream(seed, 'sample', step)
      return Uint32Array.from({ length: batchSize }, () => indices[stream.below(indices.length)]!)
    },
    examplesUntil: steps => steps * batchSize,
  }
}
