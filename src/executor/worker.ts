// What a worker thread does: trains the trial it is handed, and reports on the port that came with it. It writes no file
// and keeps nothing between trials but the memory that they train in.
import type { MessagePort } from 'node:worker_threads'
import type { Examples, MakeEngine } from '../core/engine.js'
import type { ExampleIndex } from '../core/example-index.js'
import { Kernels } from '../core/kernels.js'
import { simdEngines } from '../core/simd.js'
import type { Dataset } from '../data/dataset.js'
import type { Outcome } from '../domain/measurement.js'
import type { TrialReport } from '../domain/ports.js'
import type { Objective, Trial } from '../domain/trial.js'
import { trainTrial } from '../trainer/train-trial.js'

export interface Task {
  readonly trial: Trial
  readonly objective: Objective
  /** Its bytes are shared, not copied. */
  readonly dataset: Dataset
  readonly kernels: SharedKernels
  readonly port: MessagePort
}

/** The compiled kernels, the memory that all workers have in common, and where in it the examples of the dataset are. */
export interface SharedKernels {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly train: ExampleIndex
  readonly test: ExampleIndex | null
}

/** Everything that a worker says, in order; the outcome is the last. */
export type WorkerMessage = TrialReport | { readonly type: 'outcome'; readonly outcome: Outcome }

const index = new WeakMap<Examples, ExampleIndex>()
let makeEngine: MakeEngine | undefined

export function work({ trial, objective, dataset, kernels, port }: Task): void {
  makeEngine ??= simdEngines(new Kernels(kernels.module, kernels.memory), index)
  index.set(dataset.train, kernels.train)
  if (dataset.test !== null && kernels.test !== null) index.set(dataset.test, kernels.test)
  const post = (message: WorkerMessage) => port.postMessage(message)
  const outcome = trainTrial({
    trial,
    dataset,
    objective,
    makeEngine,
    report: post,
    nowMs: () => performance.now(),
  })
  post({ type: 'outcome', outcome })
}
