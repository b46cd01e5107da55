// What a worker thread does: trains the trial it is handed, and reports on the port that came with it. It writes no file
// and keeps nothing between trials but the memory that they train in.
import type { MessagePort } from 'node:worker_threads'
import { workerData } from 'piscina'
import type { Examples, MakeEngine } from '../core/engine.js'
import type { ExampleIndex } from '../core/example-index.js'
import type { GradientName } from '../core/gradients.js'
import { Kernels } from '../core/kernels.js'
import { numericalEngines } from '../core/numerical.js'
import { simdEngines } from '../core/simd.js'
import type { Dataset } from '../data/dataset.js'
import type { Outcome } from '../domain/measurement.js'
import type { TrialReport } from '../domain/ports.js'
import type { Objective, Save, Trial } from '../domain/trial.js'
import { trainTrial } from '../trainer/train-trial.js'
import { reasonOf } from './reason.js'

export interface Task {
  readonly trial: Trial
  readonly objective: Objective
  readonly save: Save
  /** Its bytes are shared, not copied. */
  readonly dataset: Dataset
  readonly index: DatasetIndex
  readonly port: MessagePort
}

/** What a worker is started with: the compiled kernels, and the memory that all workers have in common. */
export interface WorkerData {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
}

/** Where in that memory the examples of the dataset are. */
export interface DatasetIndex {
  readonly train: ExampleIndex
  readonly test: ExampleIndex | null
}

/** Everything that a worker says, in order; the outcome is the last. */
export type WorkerMessage = TrialReport | { readonly type: 'outcome'; readonly outcome: Outcome }

const { module, memory } = workerData as WorkerData
const examples = new WeakMap<Examples, ExampleIndex>()
const engines: Readonly<Record<GradientName, MakeEngine>> = {
  backpropagation: simdEngines(new Kernels(module, memory), examples),
  numerical: numericalEngines,
}

export function work({ trial, objective, save, dataset, index, port }: Task): void {
  examples.set(dataset.train, index.train)
  if (dataset.test !== null && index.test !== null) examples.set(dataset.test, index.test)
  const post = (message: WorkerMessage) =>
    port.postMessage(message, message.type === 'weights' ? [message.parameters.buffer as ArrayBuffer] : [])
  try {
    const outcome = trainTrial({
      trial,
      dataset,
      objective,
      save,
      makeEngine: engines[trial.configuration.gradient],
      report: post,
      nowMs: () => performance.now(),
    })
    post({ type: 'outcome', outcome })
  } catch (error) {
    post({ type: 'outcome', outcome: { status: 'failed', error: reasonOf(error) } })
  }
}
