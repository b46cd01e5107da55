// The pieces of a training loop of one's own: which examples each update gets, and what is measured. They are those of a
// trial, so a loop made of them gives the bits of `bench run`.
import type { Engine, Examples } from '../core/engine.js'
import type { Measurement } from '../domain/measurement.js'
import { batchesOf } from '../trainer/batches.js'
import { measure as measureSplit } from '../trainer/measure.js'

/** The indices 0 to count - 1 of all examples. */
export function everyIndex({ labels }: Pick<Examples, 'labels'>): Uint32Array {
  return Uint32Array.from({ length: labels.length }, (_, i) => i)
}

/**
 * The indices of one epoch in batches, in an order that follows from seed and epoch alone; the last batch may be smaller.
 * indices: of the examples to train on, at least one. epoch: counted from 0.
 */
export function* batchesOfEpoch(
  indices: Uint32Array,
  batchSize: number,
  { seed, epoch }: { readonly seed: number; readonly epoch: number },
): Generator<Uint32Array> {
  const batches = batchesOf({ batch_size: batchSize, replacement: false }, indices, seed)
  const steps = Math.ceil(indices.length / batchSize)
  for (let step = epoch * steps; step < (epoch + 1) * steps; step++) yield batches.at(step)
}

/**
 * Mean loss and accuracy over some examples, all of them where no indices are given. Throws ShapeError where the examples do
 * not fit the network, RangeError where there are none.
 */
export function measure(engine: Engine, examples: Examples, indices = everyIndex(examples)): Measurement {
  const measured = measureSplit(engine, examples, indices)
  if (measured === null) throw new RangeError('there is nothing to measure')
  return measured
}
