// A dataset in memory, in the form in which all workers share it.
import type { Examples } from '../core/engine.js'
import type { DatasetName } from './datasets.js'

export interface Dataset {
  readonly name: DatasetName
  readonly imageShape: readonly [number, number]
  readonly classes: readonly string[]
  /** Bytes on SharedArrayBuffers: posting a dataset to a worker copies nothing. */
  readonly train: Examples
  /** null where there is no official test split. */
  readonly test: Examples | null
  /** SHA-256 of each file's content after decompression, by the file's name, as reference figures give it. */
  readonly sha256: Readonly<Record<string, string>>
  /** Where it was found, for people: `Keras' cache (~/.keras/datasets/mnist.npz)`. */
  readonly foundIn: string
}
