// An executor without threads or mathematics, in which the order of things can be had as one likes. A trial is a few steps, each
// a turn of the event loop, and its result is a number that every step has left its mark on: one that goes on from the wrong
// place, or trains a step twice, ends with another.
import type { Checkpoint } from '../../src/domain/checkpoint.js'
import type { EpochRecord, Interrupted, Outcome } from '../../src/domain/measurement.js'
import type { Executor, TrialReport } from '../../src/domain/ports.js'
import type { Trial } from '../../src/domain/trial.js'

/** Steps of every trial, each an epoch. */
export const STEPS = 3

interface Job {
  readonly trial: Trial
  readonly from: Checkpoint | null
  readonly report: (report: TrialReport) => void
  readonly signal: AbortSignal
  readonly settle: (outcome: Outcome | Interrupted) => void
}

export interface Habits {
  /** Turns of the event loop that a step takes; 1 without it. */
  readonly turns?: (trial: Trial) => number
  /** How often a trial fails before it does not; never without it. */
  readonly failures?: (trial: Trial) => number
}

export class SteppingExecutor implements Executor {
  workers: number
  /** Trials that are being trained, by worker. */
  readonly busy = new Map<number, Job>()
  readonly #habits: Habits
  readonly #failed = new Map<string, number>()
  #waiting: Job[] = []
  /** Workers whose trial is to be interrupted although its signal says nothing. */
  readonly #leaving = new Set<number>()

  constructor(workers: number, habits: Habits = {}) {
    this.workers = workers
    this.#habits = habits
  }

  /** One more for each worker, as threads have. */
  get places(): number {
    return 2 * this.workers
  }

  /** Trials that it has and has not begun. */
  get waiting(): readonly Job[] {
    return this.#waiting
  }

  execute: Executor['execute'] = (trial, _wanted, report, signal, from = null) =>
    new Promise(settle => {
      const job = { trial, report, signal, settle, from }
      this.#waiting.push(job)
      signal.addEventListener('abort', () => this.#drop(job))
      if (signal.aborted) this.#drop(job)
      this.#distribute()
    })

  resize(workers: number): void {
    this.workers = workers
    this.#leaving.clear()
    for (const worker of this.busy.keys()) if (worker >= workers) this.#leaving.add(worker)
    this.#distribute()
  }

  close = async () => {}

  #drop(job: Job): void {
    if (!this.#waiting.includes(job)) return
    this.#waiting = this.#waiting.filter(other => other !== job)
    job.settle({ status: 'interrupted' })
  }

  #distribute(): void {
    for (let worker = 0; worker < this.workers; worker++) {
      const job = this.busy.has(worker) ? undefined : this.#waiting.shift()
      if (job === undefined) continue
      this.busy.set(worker, job)
      void this.#train(worker, job).then(end => {
        this.busy.delete(worker)
        job.settle(end)
        this.#distribute()
      })
    }
  }

  async #train(worker: number, { trial, from, report, signal }: Job): Promise<Outcome | Interrupted> {
    const turns = this.#habits.turns?.(trial) ?? 1
    let { epoch, value } = { epoch: from?.epoch ?? 0, value: from?.lossSum ?? trial.seed + 1 }
    report({ type: 'began', worker })
    while (epoch < STEPS) {
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
      if (signal.aborted || this.#leaving.delete(worker)) {
        report({ type: 'checkpoint', checkpoint: checkpointAt(epoch, value) })
        return { status: 'interrupted' }
      }
      value = stepped(value, ++epoch)
      report({ type: 'epoch', record: recordOf(epoch, value) })
    }
    const failed = this.#failed.get(trial.trialId) ?? 0
    this.#failed.set(trial.trialId, failed + 1)
    return failed < (this.#habits.failures?.(trial) ?? 0)
      ? { status: 'failed', error: 'no luck' }
      : outcomeOf(trial)
  }
}

/** What an undisturbed training of the trial ends with. */
export function outcomeOf({ seed }: Pick<Trial, 'seed'>): Outcome {
  let value = seed + 1
  for (let epoch = 1; epoch <= STEPS; epoch++) value = stepped(value, epoch)
  return {
    status: 'completed',
    last: recordOf(STEPS, value),
    best: { epoch: 1, value: 0 },
    epochsDone: STEPS,
    weightsSha256: null,
  }
}

/** A step and its number: neither may be left out or made twice. */
const stepped = (value: number, epoch: number) => (value * 31 + epoch) % 1_000_003

export function recordOf(epoch: number, loss: number): EpochRecord {
  const train = { loss, accuracy: 0 }
  return { epoch, step: epoch, learningRate: 1, train, validation: null, test: null, durationS: 0 }
}

function checkpointAt(epoch: number, value: number): Checkpoint {
  return {
    epoch,
    step: 0,
    lossSum: value,
    correct: 0,
    durationS: 0,
    trainedS: epoch,
    engine: { parameters: new Float32Array(), slots: [], steps: epoch },
    best: null,
    last: null,
    stopping: null,
    keptBest: null,
  }
}
