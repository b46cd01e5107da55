// Gathers the mistakes of one experiment, so that all of them are shown in one go.
import { type Mistake, type MistakeCode, UserError } from '../domain/errors.js'
import type { Span } from './source.js'

export class MistakeList {
  readonly #found = new Map<string, { readonly at: Span; readonly mistake: Mistake }>()

  /** Adds a mistake. The same one at the same place is kept once, however many ways lead to it (aliases do). */
  add(
    code: MistakeCode,
    at: Span,
    what: string,
    advice: { readonly why?: string; readonly fix?: string },
  ): void {
    const key = `${code} ${at.source.order} ${at.start} ${what}`
    if (this.#found.has(key)) return
    const where = at.source.place(at.start, at.end)
    this.#found.set(key, { at, mistake: { code, what, where, ...advice } })
  }

  get size(): number {
    return this.#found.size
  }

  /** Throws what was gathered, in the order of the text; the command line comes after the file. */
  throw(): never {
    const sorted = [...this.#found.values()].sort(
      (a, b) => a.at.source.order - b.at.source.order || a.at.start - b.at.start,
    )
    throw new UserError(sorted.map(({ mistake }) => mistake))
  }
}
