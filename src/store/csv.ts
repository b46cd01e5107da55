// The dialect of CSV that is written and read: RFC 4180 (lines end in CR LF) in UTF-8. The only file that knows csv-*.
//
// Numbers are written as the shortest text that reads back as the same number; what is not finite is an empty cell. A
// text that a spreadsheet would run as a formula is defused by an apostrophe in front. csv-stringify can do that
// too, but not so that it can be undone: a text that had the apostrophe already would lose it.
import { CsvError, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { type Cell, type CellType, formatTime } from '../domain/columns.js'
import { UserError } from '../domain/errors.js'

export interface CsvDialect {
  readonly delimiter: string
  /** Begins the file with a byte order mark, by which Excel knows UTF-8. */
  readonly bom: boolean
}

/** The delimiters that spreadsheets offer; Excel takes the semicolon wherever the comma is the decimal sign. */
export const delimiters: readonly string[] = [',', ';', '\t', '|']

/** Completes what was asked for. Throws a UserError for a delimiter that is not in the list above. */
export function csvDialect({ delimiter = ',', bom = false }: Partial<CsvDialect> = {}): CsvDialect {
  if (delimiters.includes(delimiter)) return { delimiter, bom }
  throw new UserError([
    {
      code: 'csv-delimiter',
      what: `${JSON.stringify(delimiter)} cannot delimit CSV`,
      why: `it must be one of ${delimiters.map(known => JSON.stringify(known)).join(' ')}`,
      fix: 'for Excel where the comma is the decimal sign: --csv-delimiter ";" --csv-bom',
    },
  ])
}

/** What a file begins with: its names of columns. */
export function formatHeader(columns: readonly { readonly name: string }[], dialect: CsvDialect): string {
  const names = columns.map(({ name }) => name)
  return (dialect.bom ? '\uFEFF' : '') + formatRow(names, dialect)
}

/** One record with its line break. */
export function formatRow(cells: readonly Cell[], { delimiter }: CsvDialect): string {
  return stringify([[...cells]], {
    delimiter,
    record_delimiter: 'windows',
    quote_record_delimiter: true, // a lone CR or LF as well; not the default where the delimiter is given
    cast: {
      string: defuse,
      number: value => (Number.isFinite(value) ? String(value) : ''),
      boolean: String,
      date: formatTime,
    },
  })
}

/**
 * The records of a text, cells as they stand. Lines may end in LF as well, as editors save them. Throws a RangeError where
 * records are ragged, or quoted as no CSV is.
 */
export function parseRecords(text: string, { delimiter }: CsvDialect): string[][] {
  const records = text.includes('"') ? parseQuoted(text, delimiter) : splitRecords(text, delimiter)
  const width = records[0]?.length
  const ragged = records.findIndex(({ length }) => length !== width)
  if (ragged !== -1)
    throw new RangeError(
      `row ${ragged} has not ${width} cells, as its header has, but ${records[ragged]!.length}`,
    )
  return records
}

/** Ten times as fast as a parser that looks for quotes. */
function splitRecords(text: string, delimiter: string): string[][] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines.map(line => line.split(delimiter))
}

function parseQuoted(text: string, delimiter: string): string[][] {
  try {
    return parse(text, { delimiter, bom: true, record_delimiter: ['\r\n', '\n'], relax_column_count: true })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const place = `line ${error['lines']}`
    throw new RangeError(
      `${place}: a quotation mark stands where none may be, or one before it is not closed`,
    )
  }
}

/** The cells of a line of a table in which no cell needs quotes. Spreadsheets may have put them around every one. */
export function cellsOf(line: string, delimiter: string): string[] {
  const end = line.endsWith('\r\n') ? -2 : line.endsWith('\n') ? -1 : line.length
  const cells = line.slice(0, end).split(delimiter)
  return line.includes('"') ? cells.map(cell => cell.replace(/^"(.*)"$/, '$1')) : cells
}

/** What a cell holds; an empty one is null. Throws where the text is not of that type. */
export function parseCell(text: string, type: CellType): Cell {
  if (text === '') return null
  if (type === 'text') return restore(text)
  if (type === 'time') return parseTime(text)
  if (type === 'scalar' && (text === 'true' || text === 'false')) return text === 'true'
  const number = Number(text)
  if (Number.isFinite(number)) return number
  throw new RangeError(`${JSON.stringify(text)} is ${type === 'scalar' ? noScalar(text) : 'not a number'}`)
}

function noScalar(text: string): string {
  const isSpelled = /^(true|false)$/i.test(text)
  return isSpelled
    ? 'in capitals, as spreadsheets save true and false'
    : 'neither a number nor true nor false'
}

function parseTime(text: string): Date {
  const time = new Date(`${text.replace(' ', 'T')}Z`)
  if (Number.isNaN(time.getTime())) throw new RangeError(`${JSON.stringify(text)} is not a time`)
  return time
}

/** Texts that a spreadsheet may run (the list is OWASP's), and those that would be taken for defused ones. */
const dangerous = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/
const defused = /^'+[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/

function defuse(text: string): string {
  return dangerous.test(text) ? `'${text}` : text
}

function restore(text: string): string {
  return defused.test(text) ? text.slice(1) : text
}

/**
 * How much of the text is whole records: the end of the last line break outside quotes. What lies behind it was torn off
 * in the middle of a write; zeros are what a power cut leaves there.
 */
export function wholeRecords(text: string): number {
  let end = 0
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const character = text[i]
    if (character === '\0') break
    if (character === '"') quoted = !quoted
    else if (character === '\n' && !quoted) end = i + 1
  }
  return end
}
