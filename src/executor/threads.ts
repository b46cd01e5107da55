// Trains trials in worker threads, one at a time in each, and sees to it that none of them waits while there is work.
import { indexExamples } from '../core/example-index.js'
import { Kernels } from '../core/kernels.js'
import type { Dataset } from '../data/dataset.js'
import type { Checkpoint } from '../domain/checkpoint.js'
import type { Interrupted, Outcome } from '../domain/measurement.js'
import type { Executor, TrialReport, Wanted } from '../domain/ports.js'
import type { Trial } from '../domain/trial.js'
import type { DatasetIndex } from './messages.js'
import { type Job, Thread, type ThreadOptions } from './thread.js'

/**
 * What a worker may have of the JavaScript heap, in MB. Arrays of numbers lie outside it: a trial needs a few MB, and a leak
 * shall end its own worker only.
 */
const HEAP_MB = 256

export interface ThreadsOptions {
  readonly workers: number
  /** Every dataset that a trial may name. */
  readonly datasets: ReadonlyMap<string, Dataset>
  /** The compiled kernels. */
  readonly kernels: WebAssembly.Module
  /** The built file that a thread runs; tests give workers that misbehave. */
  readonly workerFile?: URL
}

export class ThreadsExecutor implements Executor {
  readonly #datasets: ReadonlyMap<string, Dataset>
  readonly #kernels: Kernels
  readonly #index = new Map<string, DatasetIndex>()
  readonly #threadOptions: ThreadOptions
  /** As many as there were ever workers at once: those beyond the number of workers get nothing to do. */
  readonly #threads: Thread[] = []
  #workers = 0
  /** The trials that a signal interrupts. */
  readonly #watched = new Map<AbortSignal, { readonly jobs: Set<Job>; readonly interrupt: () => void }>()
  /** Those that no thread has at hand yet, the next first. */
  #waiting: readonly Job[] = []

  constructor(options: ThreadsOptions) {
    const { workers, datasets, kernels } = options
    const file = options.workerFile ?? new URL('./worker.js', import.meta.url)
    this.#datasets = datasets
    this.#kernels = new Kernels(kernels)
    const limits = { maxOldGenerationSizeMb: HEAP_MB }
    const data = { module: kernels, memory: this.#kernels.memory }
    const onRoom = (returned: readonly Job[]) => {
      this.#waiting = [...returned, ...this.#waiting]
      this.#distribute()
    }
    this.#threadOptions = { file, data, limits, onRoom }
    this.resize(workers)
  }

  get workers(): number {
    return this.#workers
  }

  get places(): number {
    return this.#workers * Thread.room
  }

  /**
   * A thread that is one too many stays, idle: it takes no time, and the part of the memory of the kernels that it has trained
   * in, which nobody else could have, is of use when there are more workers again.
   */
  resize(workers: number): void {
    while (this.#threads.length < workers)
      this.#threads.push(new Thread(this.#threads.length, this.#threadOptions))
    this.#workers = workers
    const returned = this.#threads.slice(workers).flatMap(thread => thread.giveUp())
    this.#waiting = [...returned, ...this.#waiting]
    this.#distribute()
  }

  async execute(
    trial: Trial,
    wanted: Wanted,
    report: (report: TrialReport) => void,
    signal: AbortSignal,
    from: Checkpoint | null = null,
  ): Promise<Outcome | Interrupted> {
    if (signal.aborted) return { status: 'interrupted' }
    const dataset = this.#datasets.get(trial.configuration.dataset)
    if (dataset === undefined)
      return { status: 'failed', error: `dataset "${trial.configuration.dataset}" was not loaded` }
    const index = this.#indexOf(dataset)
    const { objective, save, checkpointEvery } = wanted
    return new Promise(resolve => {
      const settle = (outcome: Outcome | Interrupted) => {
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
      const [idlest] = this.#threads.slice(0, this.#workers).sort((a, b) => a.load - b.load)
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
    const interrupt = () => {
      for (const each of [...jobs]) this.#interrupt(each)
    }
    this.#watched.set(signal, { jobs, interrupt })
    signal.addEventListener('abort', interrupt)
  }

  #unwatch(job: Job): void {
    const { signal } = job
    const { jobs, interrupt } = this.#watched.get(signal)!
    jobs.delete(job)
    if (jobs.size > 0) return
    signal.removeEventListener('abort', interrupt)
    this.#watched.delete(signal)
  }

  #interrupt(job: Job): void {
    if (this.#waiting.includes(job)) {
      this.#waiting = this.#waiting.filter(other => other !== job)
      job.settle({ status: 'interrupted' })
    } else this.#threads.find(thread => thread.has(job))?.interrupt(job)
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
    for (const { settle } of this.#waiting) settle({ status: 'interrupted' })
    this.#waiting = []
    await Promise.all(this.#threads.map(thread => thread.close()))
  }
}
