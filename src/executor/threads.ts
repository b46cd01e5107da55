// Trains trials in worker threads, one at a time in each, and sees to it that none of them waits while there is work.
import { indexExamples } from '../core/example-index.js'
import { Kernels } from '../core/kernels.js'
import type { Dataset } from '../data/dataset.js'
import type { Checkpoint } from '../domain/checkpoint.js'
import type { Outcome } from '../domain/measurement.js'
import type { Executor, TrialReport, Wanted } from '../domain/ports.js'
import type { Trial } from '../domain/trial.js'
import type { DatasetIndex } from './messages.js'
import { type Job, Thread } from './thread.js'

export interface ThreadsOptions {
  readonly workers: number
  /** Every dataset that a trial may name. */
  readonly datasets: ReadonlyMap<string, Dataset>
  /** The compiled kernels. */
  readonly kernels: WebAssembly.Module
  /** The built file that a thread runs; tests give workers that misbehave. */
  readonly workerFile?: URL
  /**
   * What a worker may have of the JavaScript heap, in MB. Arrays of numbers lie outside it: a trial needs a few MB, and a leak
   * shall end its own worker only.
   */
  readonly heapMb?: number
}

export class ThreadsExecutor implements Executor {
  readonly workers: number
  readonly places: number
  readonly #datasets: ReadonlyMap<string, Dataset>
  readonly #kernels: Kernels
  readonly #index = new Map<string, DatasetIndex>()
  readonly #threads: readonly Thread[]
  /** The trials that a signal cancels. */
  readonly #watched = new Map<AbortSignal, { readonly jobs: Set<Job>; readonly cancel: () => void }>()
  /** Those that no thread has at hand yet, the next first. */
  #waiting: readonly Job[] = []

  constructor(options: ThreadsOptions) {
    const { workers, datasets, kernels, heapMb = 256 } = options
    const file = options.workerFile ?? new URL('./worker.js', import.meta.url)
    this.workers = workers
    this.places = workers * Thread.room
    this.#datasets = datasets
    this.#kernels = new Kernels(kernels)
    const limits = { maxOldGenerationSizeMb: heapMb }
    const data = { module: kernels, memory: this.#kernels.memory }
    const onRoom = (returned: readonly Job[]) => {
      this.#waiting = [...returned, ...this.#waiting]
      this.#distribute()
    }
    this.#threads = Array.from({ length: workers }, (_, i) => new Thread(i, { file, data, limits, onRoom }))
  }

  async execute(
    trial: Trial,
    wanted: Wanted,
    report: (report: TrialReport) => void,
    signal: AbortSignal,
    from: Checkpoint | null = null,
  ): Promise<Outcome> {
    if (signal.aborted) return { status: 'cancelled' }
    const dataset = this.#datasets.get(trial.configuration.dataset)
    if (dataset === undefined)
      return { status: 'failed', error: `dataset "${trial.configuration.dataset}" was not loaded` }
    const index = this.#indexOf(dataset)
    const { objective, save, checkpointEvery } = wanted
    return new Promise(resolve => {
      const settle = (outcome: Outcome) => {
        this.#unwatch(job)
        resolve(outcome)
      }
      // An experiment is wanted, too, and has more to it than a thread needs to be sent.
      const needed: Wanted = { objective, save, checkpointEvery }
      const job: Job = { trial, wanted: needed, dataset, index, from, report, signal, settle }
      this.#watch(job)
      this.#waiting = [...this.#waiting, job]
      this.#distribute()
    })
  }

  /** Fills up the threads; a thread that has nothing takes what another one has not begun. */
  #distribute(): void {
    for (;;) {
      const [idlest] = [...this.#threads].sort((a, b) => a.load - b.load)
      if (idlest === undefined || idlest.load === Thread.room) return
      const job = this.#waiting[0] ?? (idlest.load === 0 ? this.#withdraw() : null)
      if (job === null) return
      this.#waiting = this.#waiting.filter(other => other !== job)
      idlest.post(job)
    }
  }

  #withdraw(): Job | null {
    for (const thread of this.#threads) {
      const job = thread.load === Thread.room ? thread.withdraw() : null
      if (job !== null) return job
    }
    return null
  }

  /** The signal is listened to once for all its trials, and for as long as it has some. */
  #watch(job: Job): void {
    const { signal } = job
    const known = this.#watched.get(signal)
    if (known !== undefined) return void known.jobs.add(job)
    const jobs = new Set([job])
    const cancel = () => {
      for (const each of [...jobs]) this.#cancel(each)
    }
    this.#watched.set(signal, { jobs, cancel })
    signal.addEventListener('abort', cancel)
  }

  #unwatch(job: Job): void {
    const { signal } = job
    const { jobs, cancel } = this.#watched.get(signal)!
    jobs.delete(job)
    if (jobs.size > 0) return
    signal.removeEventListener('abort', cancel)
    this.#watched.delete(signal)
  }

  #cancel(job: Job): void {
    if (this.#waiting.includes(job)) {
      this.#waiting = this.#waiting.filter(other => other !== job)
      job.settle({ status: 'cancelled' })
    } else this.#threads.find(thread => thread.has(job))?.cancel(job)
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
    for (const { settle } of this.#waiting) settle({ status: 'cancelled' })
    this.#waiting = []
    await Promise.all(this.#threads.map(thread => thread.close()))
  }
}
