// One worker thread and the trials that it has at hand: the one it trains, and one behind that, so that it need not wait for
// the main thread between two. A thread that has ended is started again when there is something to do.
import { type ResourceLimits, Worker } from 'node:worker_threads'
import type { Dataset } from '../data/dataset.js'
import type { Checkpoint } from '../domain/checkpoint.js'
import type { Interrupted, Outcome } from '../domain/measurement.js'
import type { TrialReport, Wanted } from '../domain/ports.js'
import type { Trial } from '../domain/trial.js'
import { Control, freePlace, type Offer } from './control.js'
import type { DatasetIndex, FromWorker, ToWorker, WorkerData } from './messages.js'
import { reasonOf } from './reason.js'

/** A trial to be trained, and who wants to hear of it. */
export interface Job {
  readonly trial: Trial
  readonly wanted: Wanted
  readonly dataset: Dataset
  readonly index: DatasetIndex
  readonly from: Checkpoint | null
  readonly report: (report: TrialReport) => void
  readonly signal: AbortSignal
  /** Called once, after all reports. */
  readonly settle: (outcome: Outcome | Interrupted) => void
}

export interface ThreadOptions {
  readonly file: URL
  readonly data: Omit<WorkerData, 'control'>
  readonly limits: ResourceLimits
  /** Called when the thread has room for a job; with those that it was to train and has not begun. */
  readonly onRoom: (returned: readonly Job[]) => void
}

/** How long a trial has to make a last checkpoint before its thread is ended, in milliseconds. */
const GRACE_MS = 1000

const interrupted: Interrupted = { status: 'interrupted' }

export class Thread {
  /** How many jobs it takes. */
  static readonly room = 2
  /** Counted from 0. */
  readonly #index: number
  readonly #options: ThreadOptions
  #running: { readonly worker: Worker; readonly control: Control; readonly datasets: Set<Dataset> } | null
  /** With their numbers; the first is the one that is trained. */
  #jobs: readonly (Offer & { readonly job: Job })[] = []
  #count = 0
  /** The number of the job that is to stop soon, and when the thread is ended if it does not. */
  #stopping: { readonly number: number; readonly timer: NodeJS.Timeout } | null = null
  #isClosed = false

  constructor(index: number, options: ThreadOptions) {
    this.#index = index
    this.#options = options
    this.#running = this.#start()
  }

  /** How many jobs it has. */
  get load(): number {
    return this.#jobs.length
  }

  post(job: Job): void {
    this.#running ??= this.#start()
    const { worker, control, datasets } = this.#running
    const send = (message: ToWorker) => worker.postMessage(message)
    const { trial, wanted, dataset, index, from } = job
    if (!datasets.has(dataset)) send({ type: 'dataset', dataset, index })
    datasets.add(dataset)
    const offer: Offer = { number: ++this.#count, place: freePlace(this.#jobs) }
    this.#jobs = [...this.#jobs, { ...offer, job }]
    control.offer(offer)
    send({ type: 'trial', offer, trial, wanted, from })
  }

  /** Takes back the last job, unless it has been begun. */
  withdraw(): Job | null {
    const last = this.#jobs.at(-1)
    return last !== undefined && this.#remove(last.job) ? last.job : null
  }

  /** Interrupts a job that it has; one that has been begun may still make a checkpoint. */
  interrupt(job: Job): void {
    const mine = this.#jobs.find(other => other.job === job)
    if (mine === undefined || this.#running === null) return
    if (this.#remove(job)) {
      job.settle(interrupted)
      return
    }
    const { number } = mine
    // Where one behind it is stopping, it has ended, and has not been heard of yet.
    if (this.#stopping !== null && this.#stopping.number > number) return
    const { worker, control } = this.#running
    control.stop(number)
    clearTimeout(this.#stopping?.timer)
    this.#stopping = { number, timer: setTimeout(() => void worker.terminate(), GRACE_MS) }
  }

  /** Gives up all it has: returns what it has not begun, and interrupts the job that it has. */
  giveUp(): readonly Job[] {
    const returned: Job[] = []
    for (let job = this.withdraw(); job !== null; job = this.withdraw()) returned.unshift(job)
    for (const { job } of this.#jobs) this.interrupt(job)
    return returned
  }

  has(job: Job): boolean {
    return this.#jobs.some(mine => mine.job === job)
  }

  /** Ends the thread for good; what it has is interrupted. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#running?.worker.terminate()
  }

  #remove(job: Job): boolean {
    const mine = this.#jobs.find(other => other.job === job)
    if (mine === undefined || !this.#running?.control.take(mine)) return false
    this.#jobs = this.#jobs.filter(other => other !== mine)
    return true
  }

  #start() {
    const { file, data, limits } = this.#options
    const control = new Control()
    const workerData: WorkerData = { ...data, control: control.buffer }
    const worker = new Worker(file, { workerData, resourceLimits: limits })
    let reason: string | null = null
    worker.on('message', (message: FromWorker) => this.#hear(message))
    worker.on('error', error => {
      reason = reasonOf(error)
    })
    // Only now: by then everything that the thread has said was heard.
    worker.on('exit', code => this.#ended(reason ?? `worker exited with code: ${code}`))
    return { worker, control, datasets: new Set<Dataset>() }
  }

  #hear(message: FromWorker): void {
    const { job } = this.#jobs[0]!
    if (message.type === 'outcome') this.#settleFirst(message.outcome)
    else job.report(message.type === 'began' ? { type: 'began', worker: this.#index } : message)
    if (message.type === 'outcome') this.#options.onRoom([])
  }

  #ended(reason: string): void {
    this.#running = null
    const returned: Job[] = []
    const failed: Outcome = { status: 'failed', error: reason }
    for (let isFirst = true; this.#jobs.length > 0; isFirst = false) {
      const { job, number } = this.#jobs[0]!
      const isInterrupted = this.#isClosed || job.signal.aborted || this.#stopping?.number === number
      if (isFirst || isInterrupted) this.#settleFirst(isInterrupted ? interrupted : failed)
      else {
        this.#jobs = this.#jobs.slice(1)
        returned.push(job)
      }
    }
    if (!this.#isClosed) this.#options.onRoom(returned)
  }

  #settleFirst(outcome: Outcome | Interrupted): void {
    const { job, number } = this.#jobs[0]!
    this.#jobs = this.#jobs.slice(1)
    if (this.#stopping?.number === number) {
      clearTimeout(this.#stopping.timer)
      this.#stopping = null
    }
    job.settle(outcome)
  }
}
