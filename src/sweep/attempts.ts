// What is to be tried next: first what was broken off or is wanted again, then every trial in the plan's order, then those that
// failed, in the order in which they did: what made them fail may have passed by then.
import type { Trial } from '../domain/trial.js'

export interface Attempt {
  readonly trial: Trial
  /** Counted from 1. */
  readonly attempt: number
}

export class Attempts {
  /** In the plan's order. */
  #first: Attempt[] = []
  #planned: readonly Trial[]
  /** How many of these were taken: to shift a list of 200,000 would be to move it each time. */
  #taken = 0
  #failed: Attempt[] = []

  constructor(trials: readonly Trial[]) {
    this.#planned = trials
  }

  /** How many there are. */
  get size(): number {
    return this.#first.length + this.#planned.length - this.#taken + this.#failed.length
  }

  /** The next one, which is then no longer here; null where there is none. */
  take(): Attempt | null {
    const first = this.#first.shift()
    if (first !== undefined) return first
    const trial = this.#planned[this.#taken]
    if (trial === undefined) return this.#failed.shift() ?? null
    this.#taken++
    return { trial, attempt: 1 }
  }

  /** Before all that were not begun yet. */
  addFirst(attempts: readonly Attempt[]): void {
    this.#first = [...this.#first, ...attempts].sort((a, b) => a.trial.index - b.trial.index)
  }

  /** After those of the plan, before those that failed. */
  addPlanned(trials: readonly Trial[]): void {
    this.#planned = [...this.#planned.slice(this.#taken), ...trials]
    this.#taken = 0
  }

  /** After all others. */
  addLast(attempt: Attempt): void {
    this.#failed.push(attempt)
  }

  /** Takes those of these trials that are here, wherever they stand. */
  withdraw(trialIds: ReadonlySet<string>): readonly Attempt[] {
    const isMeant = ({ trialId }: Trial) => trialIds.has(trialId)
    const planned = this.#planned.slice(this.#taken)
    const withdrawn = [
      ...this.#first.filter(({ trial }) => isMeant(trial)),
      ...planned.filter(isMeant).map(trial => ({ trial, attempt: 1 })),
      ...this.#failed.filter(({ trial }) => isMeant(trial)),
    ]
    this.#first = this.#first.filter(({ trial }) => !isMeant(trial))
    this.#planned = planned.filter(trial => !isMeant(trial))
    this.#taken = 0
    this.#failed = this.#failed.filter(({ trial }) => !isMeant(trial))
    return withdrawn
  }
}
