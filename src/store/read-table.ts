// Reads the records of a CSV file by the columns it was written with.
import type { Cell, CellType } from '../domain/columns.js'
import type { Measurement } from '../domain/measurement.js'
import type { Split } from '../domain/trial.js'
import type { Measurements } from '../statistics/ranking.js'
import { type CsvDialect, delimiters, parseCell, parseRecords, wholeRecords } from './csv.js'
import { explainReading, readText, runDamaged } from './reading.js'

/** What reading needs of a column. */
export interface TypedColumn {
  readonly name: string
  readonly type: CellType
}

export interface Table {
  readonly records: readonly CsvRecord[]
  /** The names in its first line: a version before may not have written all of the columns. */
  readonly header: ReadonlySet<string>
  /** Whether the file ends in the middle of a record; that one is left out. */
  readonly torn: boolean
}

/**
 * Throws a UserError when the file cannot be read or is not such a table. One without its first line was emptied or cut by somebody:
 * a run folder gets its name when its tables are on the disk with their headers, and after that they are appended to or replaced
 * as a whole, so that no kill leaves one without.
 */
export async function readTable(
  file: string,
  columns: readonly TypedColumn[],
  dialect: CsvDialect,
): Promise<Table> {
  const text = await explainReading(file, () => readText(file))
  const whole = wholeRecords(text)
  refuseHiddenRows(file, text.slice(whole))
  checkHeader(file, firstLine(text.slice(0, whole)), columns, dialect)
  const rows = parseRows(file, text.slice(0, whole), dialect)
  return {
    records: recordsOf(file, rows, columns),
    header: new Set(rows[0]),
    torn: whole < text.length,
  }
}

/**
 * Throws a UserError where the first line of a table is missing, or is a row: in any version it has the first of the columns.
 * line: the first one; empty where the file has no whole one.
 */
export function checkHeader(
  file: string,
  line: string,
  [first]: readonly TypedColumn[],
  dialect: CsvDialect,
): void {
  refuseOtherDelimiter(file, line, dialect)
  const names = line.replaceAll(/["\uFEFF\r\n]/g, '').split(dialect.delimiter)
  if (first !== undefined && names.includes(first.name)) return
  throw runDamaged(file, 'its first line, the names of the columns, is missing')
}

/** The records of a text that begins with a header. Columns that are not in the table are not looked at. */
export function parseTable(
  file: string,
  text: string,
  columns: readonly TypedColumn[],
  dialect: CsvDialect,
): readonly CsvRecord[] {
  return recordsOf(file, parseRows(file, text, dialect), columns)
}

function recordsOf(
  file: string,
  [header = [], ...rows]: readonly (readonly string[])[],
  columns: readonly TypedColumn[],
): readonly CsvRecord[] {
  const positions = columns.map(({ name }) => header.indexOf(name))
  const order = new Map(columns.map(({ name }, c) => [name, c]))
  return rows.map((row, i) => {
    const place = `${file}, row ${i + 1}`
    const cells = columns.map((column, c) => readCell(row[positions[c]!] ?? '', column, place))
    return new CsvRecord(place, cells, order)
  })
}

/** A record, its cells by the names of their columns. Asking for a cell that must be there and is empty throws a UserError. */
export class CsvRecord {
  readonly #place: string
  readonly #cells: readonly Cell[]
  readonly #order: ReadonlyMap<string, number>

  /** order: where the cell of a column stands; one for all records of a table, of which there may be many. */
  constructor(place: string, cells: readonly Cell[], order: ReadonlyMap<string, number>) {
    this.#place = place
    this.#cells = cells
    this.#order = order
  }

  /** null where the table has no such column, or the cell is empty. */
  cell(name: string): Cell {
    return this.#cells[this.#order.get(name) ?? -1] ?? null
  }

  /** The first column in which another record of the table holds something else; null where they are equal. */
  differenceFrom(other: CsvRecord): string | null {
    const different = [...this.#order.keys()].find(name => !isSame(this.cell(name), other.cell(name)))
    return different ?? null
  }

  text(name: string): string {
    const cell = this.cell(name)
    return typeof cell === 'string' ? cell : this.damaged(`${name} is missing`)
  }

  /** An empty text and a missing one are the same cell. */
  textOrEmpty(name: string): string {
    const cell = this.cell(name)
    return typeof cell === 'string' ? cell : ''
  }

  number(name: string): number {
    return this.numberOrNull(name) ?? this.damaged(`${name} is missing`)
  }

  numberOrNull(name: string): number | null {
    const cell = this.cell(name)
    return typeof cell === 'number' ? cell : null
  }

  time(name: string): Date {
    const cell = this.cell(name)
    return cell instanceof Date ? cell : this.damaged(`${name} is missing`)
  }

  /** The columns train_loss ... test_accuracy. */
  measurements(): Measurements {
    const measurement = (split: Split): Measurement | null => {
      const loss = this.numberOrNull(`${split}_loss`)
      const accuracy = this.numberOrNull(`${split}_accuracy`)
      return loss === null || accuracy === null ? null : { loss, accuracy }
    }
    return {
      train: measurement('train'),
      validation: measurement('validation'),
      test: measurement('test'),
    }
  }

  damaged(why: string): never {
    throw runDamaged(this.#place, why)
  }
}

function isSame(a: Cell, b: Cell): boolean {
  return a instanceof Date && b instanceof Date ? a.getTime() === b.getTime() : a === b
}

function parseRows(file: string, text: string, dialect: CsvDialect): string[][] {
  refuseOtherDelimiter(file, firstLine(text), dialect)
  try {
    return parseRecords(text, dialect)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw runDamaged(file, error.message)
  }
}

/** With its line break; empty where there is none. */
export function firstLine(text: string): string {
  return text.slice(0, text.indexOf('\n') + 1)
}

/**
 * Throws a UserError where what looks torn off has rows of trials in it: then it is none that was cut in the middle, and they
 * must not be thrown away.
 */
export function refuseHiddenRows(file: string, torn: string): void {
  const hidden = torn.match(/\n"?(t[0-9a-f]{12})\b/)
  if (hidden === null) return
  const why = torn.startsWith('\0')
    ? `zeros stand before the row of ${hidden[1]}`
    : `a quotation mark in the row before that of ${hidden[1]} is not closed`
  throw runDamaged(file, why)
}

/** Throws a UserError where a spreadsheet has saved the table in its own way. header: the first line. */
export function refuseOtherDelimiter(file: string, header: string, { delimiter }: CsvDialect): void {
  if (header.includes(delimiter)) return
  const theirs = delimiters.find(known => header.includes(known))
  if (theirs === undefined) return
  const [is, was] = [JSON.stringify(theirs), JSON.stringify(delimiter)]
  throw runDamaged(
    file,
    `${is} stands between its cells, and ${was} did, by the manifest`,
    [
      `restore the file, or save it with ${was} between the cells and points in the numbers`,
      `runs that such a spreadsheet opens: bench run my.yaml --csv-delimiter ${is}`,
    ].join('\n'),
  )
}

function readCell(text: string, { name, type }: TypedColumn, place: string): Cell {
  try {
    return parseCell(text, type)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw runDamaged(`${place}, ${name}`, error.message)
  }
}
