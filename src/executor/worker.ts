// What a worker thread does: trains the trials it is handed, one after the other, and reports. It writes no file and keeps
// nothing between trials but the datasets and the memory that they train in.
import { parentPort, workerData } from 'node:worker_threads'
import type { Examples, MakeEngine } from '../core/engine.js'
import type { ExampleIndex } from '../core/example-index.js'
import type { GradientName } from '../core/gradients.js'
import { Kernels } from '../core/kernels.js'
import { numericalEngines } from '../core/numerical.js'
import { simdEngines } from '../core/simd.js'
import type { Dataset } from '../data/dataset.js'
import type { Interrupted, Outcome } from '../domain/measurement.js'
import { trainTrial } from '../trainer/train-trial.js'
import { Control } from './control.js'
import type { FromWorker, ToWorker, WorkerData } from './messages.js'
import { reasonOf } from './reason.js'

const { module, memory, control: controlBuffer } = workerData as WorkerData
const control = new Control(controlBuffer)
const datasets = new Map<string, Dataset>()
const examples = new WeakMap<Examples, ExampleIndex>()
const engines: Readonly<Record<GradientName, MakeEngine>> = {
  backpropagation: simdEngines(new Kernels(module, memory), examples),
  numerical: numericalEngines,
}
const port = parentPort!

port.on('message', (message: ToWorker) => {
  if (message.type === 'dataset') keep(message)
  else if (control.take(message.offer)) work(message)
})

function keep({ dataset, index }: Extract<ToWorker, { type: 'dataset' }>): void {
  datasets.set(dataset.name, dataset)
  examples.set(dataset.train, index.train)
  if (dataset.test !== null && index.test !== null) examples.set(dataset.test, index.test)
}

function work(message: Extract<ToWorker, { type: 'trial' }>): void {
  post({ type: 'began' })
  post({ type: 'outcome', outcome: outcomeOf(message) })
}

function outcomeOf({
  offer,
  trial,
  wanted,
  from,
}: Extract<ToWorker, { type: 'trial' }>): Outcome | Interrupted {
  try {
    return trainTrial({
      trial,
      dataset: datasets.get(trial.configuration.dataset)!,
      ...wanted,
      from,
      makeEngine: engines[trial.configuration.gradient],
      report: post,
      nowMs: () => performance.now(),
      shouldStop: () => control.isStopped(offer.number),
    })
  } catch (error) {
    return { status: 'failed', error: reasonOf(error) }
  }
}

/** Arrays that are not needed here any more change hands instead of being copied. */
function post(message: FromWorker): void {
  port.postMessage(message, transferable(message))
}

function transferable(message: FromWorker): ArrayBuffer[] {
  if (message.type === 'weights') return [message.parameters.buffer as ArrayBuffer]
  if (message.type !== 'checkpoint') return []
  const { parameters, slots } = message.checkpoint.engine
  return [parameters, ...slots].map(({ buffer }) => buffer as ArrayBuffer)
}
