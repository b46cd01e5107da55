// What an exit code says of a sweep: 130 where it was interrupted, 1 where a trial failed.
import type { SweepEvent } from '../domain/events.js'
import type { ExitCode } from './context.js'

export class Tally {
  readonly #failed = new Set<string>()
  #interrupted = false

  hear(event: SweepEvent): void {
    if (event.type === 'sweep-started') {
      this.#failed.clear()
      this.#interrupted = false
    }
    if (event.type === 'trial-ended' || event.type === 'trial-restored') {
      if (event.outcome.status === 'failed') this.#failed.add(event.trialId)
      else this.#failed.delete(event.trialId) // that somebody had tried again
    }
    if (event.type === 'sweep-ended') this.#interrupted = event.reason === 'interrupted'
  }

  get exitCode(): ExitCode {
    if (this.#interrupted) return 130
    return this.#failed.size > 0 ? 1 : 0
  }
}
