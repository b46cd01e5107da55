// Lines of the screen as data: pieces of text with a tone. What a tone looks like is decided in slots.ts.
import { columnsOf, cut } from '../../report/table.js'

/** Meaning is in the words and signs; a tone only helps the eye. */
export type Tone = 'plain' | 'strong' | 'faint' | 'good' | 'busy' | 'odd' | 'bad'

export interface Span {
  readonly text: string
  readonly tone: Tone
}
export type Line = readonly Span[]

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone }
}

export function widthOf(line: Line): number {
  return line.reduce((sum, { text }) => sum + columnsOf(text), 0)
}

/** The line cut to the width. */
export function fitLine(line: Line, width: number, ellipsis: string): Line {
  if (widthOf(line) <= width) return line
  const kept: Span[] = []
  let room = width
  for (const { text, tone } of line) {
    const fitted = cut(text, room, ellipsis)
    if (fitted !== '') kept.push({ text: fitted, tone })
    if (fitted !== text) break
    room -= columnsOf(text)
  }
  return kept
}

/** Left and right ends of one line; the left one gives way. */
export function justify(left: Line, right: Line, width: number, ellipsis: string): Line {
  const end = fitLine(right, width, ellipsis)
  const room = width - widthOf(end)
  const start = fitLine(left, Math.max(0, room - 2), ellipsis)
  return [...start, span(' '.repeat(Math.max(0, room - widthOf(start)))), ...end]
}

/** Two blocks of lines side by side; the right one begins at that column. */
export function beside(left: readonly Line[], right: readonly Line[], column: number): readonly Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    const start = left[i] ?? []
    const gap = span(' '.repeat(Math.max(0, column - widthOf(start))))
    return [...start, gap, ...(right[i] ?? [])]
  })
}

/** The first of the lines that fits, or the last one cut. */
export function firstFitting(lines: readonly Line[], width: number, ellipsis: string): Line {
  return lines.find(line => widthOf(line) <= width) ?? fitLine(lines.at(-1) ?? [], width, ellipsis)
}

export function plainText(line: Line): string {
  return line.map(({ text }) => text).join('')
}

/** Words in lines of at most that width; a word that is longer is cut. */
export function wrap(text: string, width: number, ellipsis: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter(part => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (columnsOf(longer) <= width) line = longer
    else {
      if (line !== '') lines.push(line)
      line = cut(word, width, ellipsis)
    }
  }
  return line === '' ? lines : [...lines, line]
}
