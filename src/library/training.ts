// The pieces of a training loop of one's own: which examples each update gets, and what is measured. They are those of a
// trial, so a loop made of them gives the bits of `bench run`.
import type { Engine, Examples } from '../core/engine.js'
import { splitTrain as split, type TrainSplit } from '../data/split.js'
import type { Measurement } from '../domain/measurement.js'
import { batchesOf } from '../trainer/batches.js'
import { measure as measureSplit } from '../trainer/measure.js'
import { checkExamples, checkIndices, checkNumber, checkObject } from './checks.js'

/**
 * round(count * validation) of so many examples, drawn without regard to their class, are held out; the same on every
 * machine. count: an integer from 1; validation: a share, 0 <= validation < 1; splitSeed: an integer from 0.
 */
export function splitTrain(count: number, validation: number, splitSeed: number): TrainSplit {
  checkNumber('count', count, { from: 1, to: 0xffffffff, integer: true })
  checkNumber('validation', validation, { from: 0, below: 1 })
  checkNumber('splitSeed', splitSeed, { from: 0, integer: true })
  return split(count, validation, splitSeed)
}

/** The indices 0 to count - 1 of all examples. */
export function everyIndex({ labels }: Pick<Examples, 'labels'>): Uint32Array {
  if (labels?.length === undefined) throw new TypeError('examples have labels, one for each')
  return Uint32Array.from({ length: labels.length }, (_, i) => i)
}

/**
 * The indices of one epoch in batches, in an order that follows from seed and epoch alone; the last batch may be smaller.
 * indices: of the examples to train on, at least one. seed: an integer from 0. epoch: counted from 0.
 */
export function batchesOfEpoch(
  indices: Uint32Array,
  batchSize: number,
  pass: { readonly seed: number; readonly epoch: number },
): Generator<Uint32Array> {
  checkIndices(indices)
  if (indices.length === 0) throw new RangeError('there are no examples to make batches of')
  checkNumber('batchSize', batchSize, { from: 1, integer: true })
  checkObject('the pass', pass, 'an object { seed, epoch }')
  checkNumber('seed', pass.seed, { from: 0, integer: true })
  checkNumber('epoch', pass.epoch, { from: 0, integer: true })
  return batchesOfPass(indices, batchSize, pass)
}

/** Apart from the checks, which a generator would only make when it is first asked. */
function* batchesOfPass(
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
  checkExamples(examples)
  checkIndices(indices, examples.labels.length)
  const measured = measureSplit(engine, examples, indices)
  if (measured === null) throw new RangeError('there is nothing to measure')
  return measured
}
