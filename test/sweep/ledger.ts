// Keeps the books of a sweep as its events come, and throws where one of them cannot be: a trial that begins while it runs, ends
// twice, or begins while the sweep is paused. So every test that uses it also tests this.
import type { Checkpoint } from '../../src/domain/checkpoint.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Outcome } from '../../src/domain/measurement.js'
import type { Plan } from '../../src/domain/trial.js'

export type Standing = 'waiting' | 'running' | Outcome

export class Ledger {
  readonly events: SweepEvent[] = []
  readonly standings = new Map<string, Standing>()
  /** As a store keeps them: the last of each trial that has not ended. */
  readonly checkpoints = new Map<string, Checkpoint>()
  plan: Plan | null = null
  isPaused = false

  hear(event: SweepEvent): void {
    this.events.push(event)
    switch (event.type) {
      case 'sweep-started':
        this.plan = event.plan
        for (const { trialId } of event.plan.trials) this.standings.set(trialId, 'waiting')
        break
      case 'plan-grown':
        this.#grow(event.plan, event.added)
        break
      case 'trial-restored':
        this.#move(event.trialId, ['waiting'], event.outcome)
        break
      case 'trial-started':
        if (this.isPaused) throw new Error(`${event.trialId} begins while the sweep is paused`)
        this.#move(event.trialId, ['waiting'], 'running')
        break
      case 'trial-interrupted':
      case 'trial-retried':
        this.#move(event.trialId, ['running'], 'waiting')
        break
      case 'trial-ended': {
        const isStopped = event.outcome.status === 'cancelled' // the one thing that ends without having begun
        this.#move(event.trialId, isStopped ? ['running', 'waiting'] : ['running'], event.outcome)
        this.checkpoints.delete(event.trialId)
        break
      }
      case 'trials-reopened':
        for (const trialId of event.trialIds) this.#move(trialId, ['failed', 'cancelled'], 'waiting')
        break
      case 'checkpoint-made':
        this.#expect(event.trialId, 'running')
        this.checkpoints.set(event.trialId, event.checkpoint)
        break
      case 'epoch-measured':
        this.#expect(event.trialId, 'running')
        break
      case 'sweep-paused':
      case 'sweep-continued':
        this.isPaused = event.type === 'sweep-paused'
        break
      case 'sweep-ended':
        if (this.statuses().includes('running')) throw new Error('a trial runs for ever')
    }
  }

  /** Trials by status, in the plan's order. */
  statuses(): readonly string[] {
    return this.plan!.trials.map(({ trialId }) => this.#statusOf(trialId))
  }

  #grow(plan: Plan, added: readonly string[]): void {
    this.plan = plan
    for (const trialId of added) {
      this.#expect(trialId, 'absent')
      this.standings.set(trialId, 'waiting')
    }
    if (plan.trials.length !== this.standings.size || this.statuses().includes('absent'))
      throw new Error('the plan does not have the trials that were there and those that were added')
  }

  #statusOf(trialId: string): string {
    const standing = this.standings.get(trialId)
    if (standing === undefined) return 'absent'
    return typeof standing === 'string' ? standing : standing.status
  }

  #expect(trialId: string, ...possible: readonly string[]): void {
    const status = this.#statusOf(trialId)
    if (!possible.includes(status)) throw new Error(`${trialId} is ${status}, not ${possible.join(' or ')}`)
  }

  #move(trialId: string, from: readonly string[], to: Standing): void {
    this.#expect(trialId, ...from)
    this.standings.set(trialId, to)
  }
}
