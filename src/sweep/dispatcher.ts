// Hands attempts down to the executor as long as there are places for them, and takes care of what comes back. A trial is at
// all times in one place: it waits, it is under way, or it has ended. The place of an attempt is free when the consumer has
// heard how it ended, and no sooner, so that a sweep never runs ahead of whoever writes it down.
import type { Checkpoint } from '../domain/checkpoint.js'
import type { SweepEvent } from '../domain/events.js'
import type { Interrupted, Outcome } from '../domain/measurement.js'
import type { Trial } from '../domain/trial.js'
import { Account } from './account.js'
import { type Attempt, Attempts } from './attempts.js'
import { Channel } from './channel.js'
import type { SweepInput } from './run-sweep.js'

/** An attempt that the executor has, or whose end is being told. */
interface UnderWay {
  readonly abort: AbortController
  /** Its trial was stopped by hand: if this attempt brings no result, there will be no other. */
  isStopped: boolean
  /** Resolves when its place is free. */
  over: Promise<void>
}

const stoppedByHand: Outcome = { status: 'cancelled', reason: 'stopped by hand' }

export class Dispatcher {
  readonly #input: SweepInput
  readonly #retries: number
  readonly #channel = new Channel<SweepEvent>()
  readonly #waiting: Attempts
  readonly #underWay = new Map<string, UnderWay>()
  /** The trials that failed or were stopped. */
  readonly #fallen = new Map<string, Trial>()
  #isPaused = false
  #isHalted = false
  /** How many things are being done from outside, which may bring more to train. */
  #holds = 0
  #isOver = false
  #defect: { readonly error: unknown } | null = null

  constructor(input: SweepInput) {
    const { plan, finished } = input
    this.#input = input
    this.#retries = input.retries ?? plan.experiment.retries
    this.#waiting = new Attempts(plan.trials.filter(({ trialId }) => !finished?.has(trialId)))
    for (const trial of plan.trials) this.#remember(trial, finished?.get(trial.trialId)?.outcome.status)
  }

  /** Everything that happens until every trial has ended, or the sweep was halted. Throws where the executor does. */
  async *events(): AsyncGenerator<SweepEvent> {
    this.#fill()
    yield* this.#channel
    if (this.#defect !== null) throw this.#defect.error
  }

  /** Resolves when the consumer has done with the event. */
  readonly emit = (event: SweepEvent): Promise<void> => this.#channel.push(event)

  get isHalted(): boolean {
    return this.#isHalted
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** How many trials have not ended. */
  get open(): number {
    return this.#waiting.size + this.#underWay.size
  }

  /** For good: interrupts what is under way, and begins nothing more. */
  halt(): void {
    this.#isHalted = true
    this.#interrupt()
    this.#fill()
  }

  /** Interrupts what is under way, and begins nothing until told to. */
  pause(): void {
    this.#isPaused = true
    this.#interrupt()
  }

  continue(): void {
    this.#isPaused = false
    this.#fill()
  }

  /** The events do not end before this is done, even if nothing is left to train; where they have ended, it is not done. */
  async during(action: () => Promise<void>): Promise<void> {
    if (this.#isOver) return
    this.#holds++
    try {
      await action()
    } catch (error) {
      this.#break(error)
    }
    this.#holds--
    this.#fill()
  }

  /** Ends those of these trials that have not ended, for good. Resolves when those that waited have been told of. */
  async stop(trialIds: ReadonlySet<string>): Promise<void> {
    for (const trialId of trialIds) {
      const way = this.#underWay.get(trialId)
      if (way === undefined) continue
      way.isStopped = true
      way.abort.abort()
    }
    for (const attempt of this.#waiting.withdraw(trialIds))
      await this.#conclude(attempt, this.#accountOf(attempt, null), stoppedByHand)
  }

  /** Those of these trials that have failed or were stopped. */
  fallen(trialIds: Iterable<string>): readonly Trial[] {
    return [...new Set(trialIds)].flatMap(trialId => this.#fallen.get(trialId) ?? [])
  }

  /** Has them trained again, as if they had never been tried. Resolves when their ends were heard, and they wait. */
  async reopen(trials: readonly Trial[]): Promise<void> {
    for (const { trialId } of trials) this.#fallen.delete(trialId)
    await Promise.all(trials.map(({ trialId }) => this.#underWay.get(trialId)?.over))
    this.#waiting.addFirst(trials.map(trial => ({ trial, attempt: 1 })))
  }

  /** Trials that the plan did not have before. */
  add(trials: readonly Trial[]): void {
    this.#waiting.addPlanned(trials)
  }

  /** Begins as much as there are places for; when all has ended, the events end. */
  #fill(): void {
    const { executor } = this.#input
    while (!this.#isPaused && !this.#isHalted && this.#underWay.size < executor.places) {
      const next = this.#waiting.take()
      if (next === null) break
      const way: UnderWay = { abort: new AbortController(), isStopped: false, over: Promise.resolve() }
      this.#underWay.set(next.trial.trialId, way)
      way.over = this.#train(next, way).catch(error => this.#break(error))
    }
    const isDone = this.#isHalted || this.#waiting.size === 0
    if (isDone && this.#underWay.size === 0 && this.#holds === 0) this.#end()
  }

  async #train(attempt: Attempt, way: UnderWay): Promise<void> {
    const { plan, executor, checkpoints } = this.#input
    const { trial } = attempt
    const from = (await checkpoints?.(trial.trialId)) ?? null
    const account = this.#accountOf(attempt, from)
    const end = await executor.execute(trial, plan.experiment, account.hear, way.abort.signal, from)
    await this.#settle(attempt, way, account, end)
    this.#underWay.delete(trial.trialId)
    this.#fill()
  }

  /** Resolves when what has become of the attempt was taken. */
  async #settle(
    attempt: Attempt,
    way: UnderWay,
    account: Account,
    end: Outcome | Interrupted,
  ): Promise<void> {
    const { trial, attempt: count } = attempt
    const isResult = end.status !== 'interrupted' && end.status !== 'failed'
    if (isResult) return this.#conclude(attempt, account, end)
    if (way.isStopped) return this.#conclude(attempt, account, stoppedByHand)
    const isFailed = end.status === 'failed'
    if (isFailed && count > this.#retries) return this.#conclude(attempt, account, end)
    if (isFailed) await account.retry(end.error)
    else if (account.hasBegun) await account.interrupt()
    if (way.isStopped) return this.#conclude(attempt, account, stoppedByHand) // in the meantime
    if (isFailed) this.#waiting.addLast({ trial, attempt: count + 1 })
    else this.#waiting.addFirst([attempt])
  }

  async #conclude({ trial }: Attempt, account: Account, outcome: Outcome): Promise<void> {
    this.#remember(trial, outcome.status)
    await account.end(outcome)
  }

  #accountOf({ trial, attempt }: Attempt, from: Checkpoint | null): Account {
    const { clock } = this.#input
    return new Account({ trialId: trial.trialId, attempt, from, clock, emit: this.emit })
  }

  #remember(trial: Trial, status: Outcome['status'] | undefined): void {
    if (status === 'failed' || status === 'cancelled') this.#fallen.set(trial.trialId, trial)
  }

  #interrupt(): void {
    for (const { abort } of this.#underWay.values()) abort.abort()
  }

  /** A defect: nothing that was begun can be relied on. */
  #break(error: unknown): void {
    this.#defect ??= { error }
    this.#interrupt()
    this.#end()
  }

  #end(): void {
    this.#isOver = true
    this.#channel.close()
  }
}
