// Mistakes of the user as text: what, where with the line and what is underlined in it, why, fix. Nothing but text; who
// prints it decides on the stream.
import stringWidth from 'string-width'
import type { Mistake, Place } from '../domain/errors.js'
import { printable } from './printable.js'

/** How many are shown; behind them stands how many more there are. */
const MAX_SHOWN = 100

/** All mistakes, with a line between them and a line break at the end. */
export function mistakesText(mistakes: readonly Mistake[]): string {
  const shown = mistakes.slice(0, MAX_SHOWN).map(mistake => linesOf(mistake).join('\n'))
  const hidden = mistakes.length - shown.length
  return `${[...shown, ...(hidden > 0 ? [`... and ${hidden} more mistakes`] : [])].join('\n\n')}\n`
}

/** The lines of one mistake. */
function linesOf({ code, what, where, why, fix }: Mistake): readonly string[] {
  return [
    `error ${code}: ${printable(what)}`,
    ...(where === undefined ? [] : linesOfPlace(where)),
    ...(why === undefined ? [] : paragraph('why', why)),
    ...(fix === undefined ? [] : paragraph('fix', fix)),
  ]
}

/** `  why: ...`, with further lines under the first one's text. */
function paragraph(word: string, text: string): readonly string[] {
  return text.split('\n').map((line, i) => `  ${i === 0 ? `${word}:` : '    '} ${printable(line)}`)
}

function linesOfPlace({ file, line, column, length, excerpt }: Place): readonly string[] {
  const { before, marked, after } = window(excerpt, column - 1, length)
  const number = `${line}`
  const position = `  ${printable(file)}:${line}:${column}`
  if (excerpt.trim() === '') return [position]
  return [
    position,
    `  ${number} | ${before}${marked}${after}`,
    `  ${' '.repeat(number.length)} | ${' '.repeat(stringWidth(before))}${'^'.repeat(Math.max(1, stringWidth(marked)))}`,
  ]
}

/** What is shown of a line on either side of the mark, and of the mark itself, in characters. */
const CONTEXT = 60
const MARK = 40

/** The line cut to what is around the mark, in printable form; a wide character counts as two columns further on. */
function window(excerpt: string, start: number, length: number) {
  const end = start + Math.min(length, MARK)
  const from = start <= CONTEXT ? 0 : start - CONTEXT
  const to = excerpt.length - end <= CONTEXT ? excerpt.length : end + CONTEXT
  return {
    before: (from > 0 ? '...' : '') + printable(excerpt.slice(from, start)),
    marked: printable(excerpt.slice(start, end)),
    after: printable(excerpt.slice(end, to)) + (to < excerpt.length ? '...' : ''),
  }
}
