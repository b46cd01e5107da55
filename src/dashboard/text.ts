// Lines of the screen as data: pieces of text with a tone. What a tone looks like is decided in slots.ts.
import stringWidth from 'string-width'

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

/** How many columns of a terminal the text takes. Most texts here need no look at each character, which is slow. */
export function columnsOf(text: string): number {
  return ONE_COLUMN_EACH.test(text) ? text.length : stringWidth(text)
}
/** ASCII, box drawing and bars, and the other signs of glyphs.ts. */
const ONE_COLUMN_EACH = /^[\x20-\x7e\u2500-\u259f±·–…›↑↓○▶✔✂≉✘■]*$/

export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - columnsOf(text)))
  return align === 'left' ? text + space : space + text
}

/** The text if it fits, or as much of it as does with the ellipsis at its end. */
export function shorten(text: string, width: number, ellipsis: string): string {
  if (columnsOf(text) <= width) return text
  const room = width - columnsOf(ellipsis)
  if (room < 0) return ''
  let used = 0
  let kept = ''
  for (const { segment } of segments.segment(text)) {
    used += columnsOf(segment)
    if (used > room) break
    kept += segment
  }
  return kept + ellipsis
}
/** Characters as a reader sees them: cutting within one would leave half of it. */
const segments = new Intl.Segmenter()

/** The line cut to the width. */
export function fitLine(line: Line, width: number, ellipsis: string): Line {
  if (widthOf(line) <= width) return line
  const kept: Span[] = []
  let room = width
  for (const { text, tone } of line) {
    const fitted = shorten(text, room, ellipsis)
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
      line = shorten(word, width, ellipsis)
    }
  }
  return line === '' ? lines : [...lines, line]
}
