// A text that was read, and places in it. Everything that is said about an experiment points into a source: the file,
// or an option of the command line.
import type { Place } from '../domain/errors.js'

/** From `start` up to but not including `end`, counted in UTF-16 code units as editors count columns. */
export interface Span {
  readonly source: Source
  readonly start: number
  readonly end: number
}

export class Source {
  readonly file: string
  readonly text: string
  /** Where among several sources its mistakes are listed. */
  readonly order: number
  readonly #lineStarts: readonly number[]

  constructor(file: string, text: string, order = 0) {
    this.file = file
    this.text = text
    this.order = order
    this.#lineStarts = [
      0,
      ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ 0: end, index }) => index + end.length),
    ]
  }

  span(start: number, end: number): Span {
    return { source: this, start, end }
  }

  /** The first line of the span: what is underlined never crosses a line break. */
  place(start: number, end: number): Place {
    const index = this.lineAt(start)
    const lineStart = this.lineStart(index)
    const excerpt = this.lineText(index)
    const column = Math.min(start - lineStart, excerpt.length)
    const underlined = excerpt.slice(column, Math.max(column, end - lineStart)).trimEnd()
    return {
      file: this.file,
      line: index + 1,
      column: column + 1,
      length: Math.max(1, underlined.length),
      excerpt,
    }
  }

  /** The whole line, without its line break; lines count from 0. */
  lineText(line: number): string {
    const start = this.lineStart(line)
    let end = this.#lineStarts[line + 1] ?? this.text.length
    while (end > start && '\r\n'.includes(this.text[end - 1]!)) end--
    return this.text.slice(start, end)
  }

  lineStart(line: number): number {
    return this.#lineStarts[line]!
  }

  /** The line that holds an offset: the last one that starts at or before it. */
  lineAt(offset: number): number {
    let low = 0
    let high = this.#lineStarts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.#lineStarts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
}
