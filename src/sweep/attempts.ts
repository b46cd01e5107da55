// What is to be tried next: every trial in the plan's order, then those that failed, in the order in which they did.
import type { Trial } from '../domain/trial.js'

export interface Attempt {
  readonly trial: Trial
  /** Counted from 1. */
  readonly attempt: number
}

/** Iterated over by several at once: each attempt goes to one of them. */
export class Attempts implements Iterable<Attempt> {
  readonly #first: Iterator<Trial>
  readonly #retries: number
  readonly #failed: Attempt[] = []

  /** retries: how often a trial is tried again. */
  constructor(trials: Iterable<Trial>, retries: number) {
    this.#first = trials[Symbol.iterator]()
    this.#retries = retries
  }

  /** After an attempt that failed: whether there is to be another, which is then among those to come. */
  again(trial: Trial, attempt: number): boolean {
    if (attempt > this.#retries) return false
    this.#failed.push({ trial, attempt: attempt + 1 })
    return true
  }

  *[Symbol.iterator](): Generator<Attempt> {
    for (;;) {
      const { done, value: trial } = this.#first.next()
      const next = done ? this.#failed.shift() : { trial, attempt: 1 }
      if (next === undefined) return
      yield next
    }
  }
}
