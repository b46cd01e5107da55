// What an error of the YAML library says to the author of an experiment: the place of the slip rather than the place
// where the parser stumbled, and how to mend it. Knows the library's codes and messages, and nothing of experiments.
import type { YAMLError } from 'yaml'
import { adviseColon } from './advise.js'
import { indentationMistake } from './indentation.js'
import type { Source } from './source.js'
import { syntaxAdvice } from './syntax-advice.js'

/** A text in quotes, from the opening quote to behind the closing one, or behind all that was taken for the text. */
export interface Quoted {
  readonly start: number
  readonly end: number
}

export interface SyntaxMistake {
  readonly start: number
  readonly end: number
  readonly what: string
  readonly why?: string
  readonly fix?: string
}

/** The errors of a text as the library reports them, and the quotes that it found. */
interface Parsed {
  readonly source: Source
  readonly errors: readonly YAMLError[]
  readonly quotes: readonly Quoted[]
}

/** Behind so many, errors say nothing new. */
const MAX_ERRORS = 100

/** The mistakes behind the errors of a text. One that is recognised hides the other errors of its lines. */
export function syntaxMistakes({ source, errors, quotes }: Parsed): readonly SyntaxMistake[] {
  const parsed = { source, errors: errors.slice(0, MAX_ERRORS), quotes }
  const mistakes: SyntaxMistake[] = []
  const explained: { readonly from: number; readonly to: number }[] = []
  const isExplained = (offset: number) => {
    const line = source.lineAt(offset)
    return explained.some(({ from, to }) => from <= line && line <= to)
  }
  for (const error of parsed.errors) {
    const mistake = recognise(error, parsed)
    if (mistake === null || isExplained(mistake.start)) continue
    mistakes.push(mistake)
    const lines = [mistake.start, error.pos[0]].map(offset => source.lineAt(offset))
    explained.push({ from: Math.min(...lines), to: isUnclosed(error) ? Infinity : Math.max(...lines) })
  }
  const starts = new Set<number>()
  for (const { code, pos, message } of parsed.errors) {
    if (isExplained(pos[0]) || starts.has(pos[0])) continue
    starts.add(pos[0])
    // What is missing at the end is pointed at behind the last word, not on the empty lines after it.
    const start = Math.min(pos[0], source.text.trimEnd().length)
    mistakes.push({ start, end: pos[1], what: message, ...syntaxAdvice(code, message) })
  }
  return mistakes
}

function recognise(error: YAMLError, parsed: Parsed): SyntaxMistake | null {
  return (
    unclosedQuote(error, parsed) ??
    quoteInside(error, parsed) ??
    strayIndent(error, parsed) ??
    missingSpace(error, parsed)
  )
}

/** What follows an unclosed quote is read as text up to the next quote: errors behind it mean nothing. */
function isUnclosed({ code, message }: YAMLError): boolean {
  return code === 'MISSING_CHAR' && message.startsWith('Missing closing')
}

function unclosedQuote(error: YAMLError, { source, quotes }: Parsed): SyntaxMistake | null {
  const quoted = isUnclosed(error) ? quotes.findLast(({ start }) => start < error.pos[0]) : undefined
  if (quoted === undefined) return null
  const quote = source.text[quoted.start]!
  return {
    ...quoted,
    what: 'the quote that opens here is not closed',
    why: `a text that begins with ${quote} goes on to the next ${quote}`,
    fix: `write ${quote} at the end of the text`,
  }
}

/** `'What's best?'` */
function quoteInside({ code, message, pos }: YAMLError, { source, quotes }: Parsed): SyntaxMistake | null {
  if (code !== 'UNEXPECTED_TOKEN' || !/^Unexpected (scalar|\w+-quoted-scalar)/.test(message)) return null
  const quoted = quotes.findLast(({ end }) => end <= pos[0])
  if (quoted === undefined || !/^[ \t]*$/.test(source.text.slice(quoted.end, pos[0]))) return null
  const place = {
    start: quoted.end - 1,
    end: quoted.end,
    what: 'the text in quotes ends here, and more follows',
  }
  return source.text[quoted.start] === "'"
    ? {
        ...place,
        why: "an apostrophe inside '...' ends it",
        fix: `put the text in "..." instead, or write '' for each apostrophe inside`,
      }
    : {
        ...place,
        why: 'a quotation mark inside "..." ends it',
        fix: `put the text in '...' instead, or write \\" for each quotation mark inside`,
      }
}

function strayIndent({ code, message, pos }: YAMLError, { source, errors }: Parsed): SyntaxMistake | null {
  if (code === 'UNEXPECTED_TOKEN' && message === 'Unexpected scalar at node end')
    return indentationMistake(source, pos[0])
  if (message.startsWith('A block sequence may not') || /^All (mapping|sequence) items/.test(message))
    return indentationMistake(source, firstWord(source.text, pos[0]))
  if (code !== 'BLOCK_AS_IMPLICIT_KEY') return null
  // `dataset: mnist` and below it `  seeds: 3`, which YAML takes for one key of two lines: mnist seeds.
  const key = errors.find(other => other.code === 'MULTILINE_IMPLICIT_KEY' && other.pos[0] === pos[0])
  if (key === undefined) return null
  const lineStart = source.lineStart(source.lineAt(key.pos[1] - 1))
  const mistake = indentationMistake(source, firstWord(source.text, lineStart))
  const text = source.text
    .slice(pos[0])
    .split(/[\r\n]/, 1)[0]!
    .trim()
  if (mistake === null || !text.includes(' ')) return mistake
  return { ...mistake, fix: `${mistake.fix}; if the text above goes on here, put all of it in quotes` }
}

/** The offset of the first thing that is no blank, line break or comment. */
function firstWord(text: string, from: number): number {
  const blanks = /(?:\s|#[^\r\n]*)*/y
  blanks.lastIndex = from
  return from + (blanks.exec(text)?.[0].length ?? 0)
}

/** `seeds:2` */
function missingSpace(
  { code, message, pos: [start, end] }: YAMLError,
  { source }: Parsed,
): SyntaxMistake | null {
  if (code !== 'MULTILINE_IMPLICIT_KEY' && !message.startsWith('Implicit map keys')) return null
  const [line] = source.text.slice(start, end).split(/[\r\n]/, 1)
  const advice = adviseColon(line!.trim())
  return advice && { start, end, what: 'a space is missing after the colon', ...advice }
}
