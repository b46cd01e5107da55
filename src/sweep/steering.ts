// Does what somebody asks of a sweep while it goes on. Requests are obeyed one at a time, in the order in which they came: what
// they change is changed at once, and the next one waits until what there is to tell was heard.
import { type Request, WORKERS_MAX } from '../domain/requests.js'
import type { Plan } from '../domain/trial.js'
import { withMoreSeeds } from './added-seeds.js'
import type { Dispatcher } from './dispatcher.js'
import type { SweepInput } from './run-sweep.js'

export class Steering {
  readonly #input: SweepInput
  readonly #dispatcher: Dispatcher
  #plan: Plan
  /** How many workers there are to be where there is enough to do. */
  #wanted: number
  #isObeying = false

  constructor(input: SweepInput, dispatcher: Dispatcher) {
    this.#input = input
    this.#dispatcher = dispatcher
    this.#plan = input.plan
    this.#wanted = Math.max(input.workers ?? 0, input.executor.workers)
  }

  /** Obeys what was asked before, and what will be. */
  begin(): void {
    this.#input.requests?.listen(() => this.#obeyAll())
    this.#obeyAll()
  }

  #obeyAll(): void {
    const { requests } = this.#input
    if (this.#isObeying || requests === undefined) return
    this.#isObeying = true
    void this.#dispatcher.during(async () => {
      for (let request = requests.take(); request !== null; request = requests.take())
        await this.#obey(request)
      this.#isObeying = false
    })
  }

  async #obey(request: Request): Promise<void> {
    switch (request.type) {
      case 'pause':
        return this.#pause()
      case 'continue':
        return this.#continue()
      case 'stop-trials':
        return this.#dispatcher.stop(new Set(request.trialIds))
      case 'retry-trials':
        return this.#retry(request.trialIds)
      case 'add-seeds':
        return this.#addSeeds(request.configIds, request.count)
      case 'set-workers':
        return this.#setWorkers(request.workers)
      case 'stop':
        return this.#dispatcher.halt()
    }
  }

  async #pause(): Promise<void> {
    if (this.#dispatcher.isPaused) return
    const told = this.#dispatcher.emit({ type: 'sweep-paused', at: this.#now }) // before what it interrupts
    this.#dispatcher.pause()
    await told
  }

  async #continue(): Promise<void> {
    if (!this.#dispatcher.isPaused) return
    const told = this.#dispatcher.emit({ type: 'sweep-continued', at: this.#now })
    this.#dispatcher.continue()
    await told
  }

  async #retry(trialIds: readonly string[]): Promise<void> {
    const trials = this.#dispatcher.fallen(trialIds)
    if (trials.length === 0) return
    await this.#dispatcher.emit({
      type: 'trials-reopened',
      at: this.#now,
      trialIds: trials.map(({ trialId }) => trialId),
    })
    await this.#dispatcher.reopen(trials)
    await this.#staff()
  }

  async #addSeeds(configIds: readonly string[], count: number): Promise<void> {
    const before = new Set(this.#plan.trials.map(({ trialId }) => trialId))
    const plan = withMoreSeeds(this.#plan, configIds, count)
    const trials = plan.trials.filter(({ trialId }) => !before.has(trialId))
    if (trials.length === 0) return
    this.#plan = plan
    await this.#dispatcher.emit({
      type: 'plan-grown',
      at: this.#now,
      plan,
      added: trials.map(({ trialId }) => trialId),
    })
    this.#dispatcher.add(trials)
    await this.#staff()
  }

  async #setWorkers(workers: number): Promise<void> {
    if (!Number.isInteger(workers) || workers < 1 || workers > WORKERS_MAX) return
    this.#wanted = workers
    await this.#resize(workers)
  }

  /** There may have been too little to do for as many workers as are wanted. */
  async #staff(): Promise<void> {
    const useful = Math.min(this.#wanted, this.#dispatcher.open)
    if (useful > this.#input.executor.workers) await this.#resize(useful)
  }

  async #resize(workers: number): Promise<void> {
    const { executor } = this.#input
    if (workers === executor.workers) return
    const told = this.#dispatcher.emit({ type: 'workers-changed', at: this.#now, workers }) // before what it interrupts
    executor.resize(workers)
    await told
  }

  get #now(): Date {
    return this.#input.clock.now()
  }
}
