// Trains trials in worker threads, one at a time in each.
import { MessageChannel } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { indexExamples } from '../core/example-index.js'
import { Kernels } from '../core/kernels.js'
import type { Dataset } from '../data/dataset.js'
import type { Outcome } from '../domain/measurement.js'
import type { Executor, TrialReport, Wanted } from '../domain/ports.js'
import type { Trial } from '../domain/trial.js'
import { reasonOf } from './reason.js'
import type { DatasetIndex, Task, WorkerData, WorkerMessage } from './worker.js'

export interface ThreadsOptions {
  readonly workers: number
  /** Every dataset that a trial may name. */
  readonly datasets: ReadonlyMap<string, Dataset>
  /** The compiled kernels. */
  readonly kernels: WebAssembly.Module
  /** The built file whose `work` trains; tests give workers that misbehave. */
  readonly workerFile?: URL
}

export class ThreadsExecutor implements Executor {
  readonly workers: number
  readonly #datasets: ReadonlyMap<string, Dataset>
  readonly #kernels: Kernels
  readonly #index = new Map<string, DatasetIndex>()
  readonly #pool: Piscina<Task, void>

  constructor(options: ThreadsOptions) {
    const { workers, datasets, kernels, workerFile = new URL('./worker.js', import.meta.url) } = options
    this.workers = workers
    this.#datasets = datasets
    this.#kernels = new Kernels(kernels)
    this.#pool = new Piscina({
      filename: workerFile.href,
      name: 'work',
      minThreads: workers,
      maxThreads: workers,
      workerData: { module: kernels, memory: this.#kernels.memory } satisfies WorkerData,
      idleTimeout: Infinity,
      concurrentTasksPerWorker: 1,
      // Arrays of numbers lie outside this heap: a trial needs a few MB of it, and a leak shall end its own worker only.
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    })
  }

  async execute(
    trial: Trial,
    { objective, save }: Wanted,
    report: (report: TrialReport) => void,
    signal: AbortSignal,
  ): Promise<Outcome> {
    if (signal.aborted) return { status: 'cancelled' }
    const dataset = this.#datasets.get(trial.configuration.dataset)
    if (dataset === undefined)
      return { status: 'failed', error: `dataset "${trial.configuration.dataset}" was not loaded` }
    const index = this.#indexOf(dataset)
    const { port1, port2 } = new MessageChannel()
    // The outcome, whatever it is, comes by the same port as the reports and so after all of them. Only a thread that ends
    // without a word, by an abort, an exit or for lack of memory, is heard of by another way, which may be the shorter one.
    const outcome = new Promise<Outcome>(resolve => {
      port1.on('message', (message: WorkerMessage) => {
        if (message.type === 'outcome') resolve(message.outcome)
        else report(message)
      })
    })
    try {
      const task: Task = { trial, objective, save, dataset, index, port: port2 }
      await this.#pool.run(task, { transferList: [port2], signal })
      return await outcome
    } catch (error) {
      return signal.aborted ? { status: 'cancelled' } : { status: 'failed', error: reasonOf(error) }
    } finally {
      port1.removeAllListeners('message')
      port1.close()
    }
  }

  /** Brings a dataset into the memory of all workers, once. */
  #indexOf(dataset: Dataset): DatasetIndex {
    const known = this.#index.get(dataset.name)
    if (known !== undefined) return known
    const train = indexExamples(this.#kernels, dataset.train)
    const test = dataset.test && indexExamples(this.#kernels, dataset.test)
    const index: DatasetIndex = { train, test }
    this.#index.set(dataset.name, index)
    return index
  }

  async close(): Promise<void> {
    await this.#pool.destroy()
  }
}
