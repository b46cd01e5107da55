// Which outputs of the hidden layers a training step leaves out. Every engine asks this file, so that all leave out the same.
// Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov 2014; inverted as keras.layers.Dropout: what is kept is
// scaled up while training, so that nothing has to be scaled down afterwards.
import { wordsAt } from './random.js'

/**
 * The word of the stream `dropout` that decides on a unit stands at a place that follows from row, layer and unit alone:
 * each row of a batch has so many blocks of four words, and in them each hidden layer has one for every four units.
 */
export interface DropoutPlaces {
  readonly blocksPerRow: number
  /** The first block of each hidden layer, within a row. */
  readonly firstBlocks: readonly number[]
}

/** sizes: inputs, each hidden layer, classes. */
export function dropoutPlaces(sizes: readonly number[]): DropoutPlaces {
  const firstBlocks: number[] = []
  let blocksPerRow = 0
  for (const units of sizes.slice(1, -1)) {
    firstBlocks.push(blocksPerRow)
    blocksPerRow += Math.ceil(units / 4)
  }
  return { blocksPerRow, firstBlocks }
}

/** A unit is kept where its word is not below this. */
export function dropThreshold(dropout: number): number {
  return Math.floor(dropout * 0x100000000)
}

/** What an output that is kept is multiplied by; one that is left out, by 0. */
export function keptScale(dropout: number): number {
  return 1 / (1 - dropout)
}

/** The factors of one layer's outputs for one row of the batch, at the step of that number from 0. [units] */
export function dropoutMask(
  { sizes, dropout }: { readonly sizes: readonly number[]; readonly dropout: number },
  seed: number,
  { step, layer, row }: { readonly step: number; readonly layer: number; readonly row: number },
): Float64Array {
  const { blocksPerRow, firstBlocks } = dropoutPlaces(sizes)
  const first = row * blocksPerRow + firstBlocks[layer]!
  const threshold = dropThreshold(dropout)
  return Float64Array.from({ length: sizes[layer + 1]! }, (_, unit) => {
    const words = wordsAt(seed, 'dropout', step, first + Math.floor(unit / 4))
    return words[unit % 4]! >= threshold ? keptScale(dropout) : 0
  })
}
