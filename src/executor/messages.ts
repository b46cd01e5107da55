// What the main thread and a worker say to each other.
import type { ExampleIndex } from '../core/example-index.js'
import type { Dataset } from '../data/dataset.js'
import type { Checkpoint } from '../domain/checkpoint.js'
import type { Interrupted, Outcome } from '../domain/measurement.js'
import type { TrainingReport, Wanted } from '../domain/ports.js'
import type { Trial } from '../domain/trial.js'
import type { Offer } from './control.js'

/** What a worker is started with: the compiled kernels, the memory that all workers have in common, and a Control's buffer. */
export interface WorkerData {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly control: SharedArrayBuffer
}

/** Where in that memory the examples of a dataset are. */
export interface DatasetIndex {
  readonly train: ExampleIndex
  readonly test: ExampleIndex | null
}

export type ToWorker =
  /** Before the first trial on it. Its bytes are shared, not copied. */
  | { readonly type: 'dataset'; readonly dataset: Dataset; readonly index: DatasetIndex }
  | {
      readonly type: 'trial'
      readonly offer: Offer
      readonly trial: Trial
      readonly wanted: Wanted
      readonly from: Checkpoint | null
    }

/** Everything that a worker says of a trial, in order: that it has begun, what is to be reported, how it ended. */
export type FromWorker =
  | { readonly type: 'began' }
  | TrainingReport
  | { readonly type: 'outcome'; readonly outcome: Outcome | Interrupted }
