// The division of the training examples into those trained on and those held out for validation. Nothing else of a
// trial's randomness is here: the order of training comes from the seed, this from the split seed alone.
import { permutation, RandomStream } from '../core/random.js'
import { heldOut } from '../domain/length.js'

export interface TrainSplit {
  /** Indices into the training examples, ascending. */
  readonly train: Uint32Array
  readonly validation: Uint32Array
}

/**
 * round(count * validation) examples, drawn without regard to their class, are held out; the same on every machine.
 * count: how many examples there are; validation: a share, 0 <= validation < 1; splitSeed: an integer from 0.
 */
export function splitTrain(count: number, validation: number, splitSeed: number): TrainSplit {
  const order = permutation(count, new RandomStream(splitSeed, 'split'))
  const out = heldOut(count, validation)
  return { train: order.slice(out).sort(), validation: order.slice(0, out).sort() }
}
