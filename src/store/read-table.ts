// Reads the records of a CSV file by the columns it was written with.
import type { Cell, CellType } from '../domain/columns.js'
import type { Measurement } from '../domain/measurement.js'
import type { Split } from '../domain/trial.js'
import type { Measurements } from '../statistics/ranking.js'
import { type CsvDialect, parseCell, parseRecords, wholeRecords } from './csv.js'
import { explainReading, readText, runDamaged } from './reading.js'

/** What reading needs of a column. */
export interface TypedColumn {
  readonly name: string
  readonly type: CellType
}

export interface Table {
  readonly records: readonly CsvRecord[]
  /** Whether the file ends in the middle of a record; that one is left out. */
  readonly torn: boolean
}

/** Throws a UserError when the file cannot be read or is not such a table. */
export async function readTable(
  file: string,
  columns: readonly TypedColumn[],
  dialect: CsvDialect,
): Promise<Table> {
  const text = await explainReading(file, () => readText(file))
  const whole = wholeRecords(text)
  return {
    records: parseTable(file, text.slice(0, whole), columns, dialect),
    torn: whole < text.length,
  }
}

/** The records of a text that begins with a header. Columns that are not in the table are not looked at. */
export function parseTable(
  file: string,
  text: string,
  columns: readonly TypedColumn[],
  dialect: CsvDialect,
): readonly CsvRecord[] {
  const [header = [], ...rows] = parseRows(file, text, dialect)
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

  text(name: string): string {
    const cell = this.#cell(name)
    return typeof cell === 'string' ? cell : this.damaged(`${name} is missing`)
  }

  /** An empty text and a missing one are the same cell. */
  textOrEmpty(name: string): string {
    const cell = this.#cell(name)
    return typeof cell === 'string' ? cell : ''
  }

  number(name: string): number {
    return this.numberOrNull(name) ?? this.damaged(`${name} is missing`)
  }

  numberOrNull(name: string): number | null {
    const cell = this.#cell(name)
    return typeof cell === 'number' ? cell : null
  }

  time(name: string): Date {
    const cell = this.#cell(name)
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

  #cell(name: string): Cell {
    return this.#cells[this.#order.get(name) ?? -1] ?? null
  }

  damaged(why: string): never {
    throw runDamaged(this.#place, why)
  }
}

function parseRows(file: string, text: string, dialect: CsvDialect): string[][] {
  try {
    return parseRecords(text, dialect)
  } catch (error) {
    throw runDamaged(file, error instanceof Error ? error.message : String(error))
  }
}

function readCell(text: string, { name, type }: TypedColumn, place: string): Cell {
  try {
    return parseCell(text, type)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw runDamaged(`${place}, ${name}`, error.message)
  }
}
