// A dataset in memory, in the form in which all workers share it.
import type { Examples } from '../core/engine.js'
import type { DatasetFacts, ImageShape } from '../domain/dataset-facts.js'

export interface Dataset {
  /** As a configuration has it: a name of the table, or the text of own files. */
  readonly name: string
  readonly imageShape: ImageShape
  readonly classes: readonly string[]
  /** Bytes on SharedArrayBuffers: posting a dataset to a worker copies nothing. */
  readonly train: Examples
  /** null where there is no official test split. */
  readonly test: Examples | null
  /** SHA-256 of each file's content after decompression, by the file's name, as reference figures give it; of an array by its own. */
  readonly sha256: Readonly<Record<string, string>>
  /** Where it was found, for people: `Keras' cache (~/.keras/datasets/mnist.npz)`. */
  readonly foundIn: string
  /** Of own files: what their paths are relative to. Absent for a dataset of the table. */
  readonly folder?: string
}

/** What there is to know of a loaded dataset without its bytes. */
export function factsIn({ imageShape, classes, train, test }: Dataset): DatasetFacts {
  return { imageShape, classes, examples: { train: train.labels.length, test: test?.labels.length ?? 0 } }
}
