// What a person has asked of a sweep and has not been done yet. The caller of runSweep makes one and asks; runSweep takes.
import type { Request } from '../domain/requests.js'

export class Requests {
  readonly #waiting: Request[] = []
  #hear: () => void = () => {}

  /** What cannot be done (an unknown trial, a number of workers out of range) changes nothing, and no event tells of it. */
  readonly ask = (request: Request): void => {
    this.#waiting.push(request)
    this.#hear()
  }

  /** The one that was asked first; null where none waits. */
  take(): Request | null {
    return this.#waiting.shift() ?? null
  }

  /** hear: called after every request from now on, in the call that asks. */
  listen(hear: () => void): void {
    this.#hear = hear
  }
}
