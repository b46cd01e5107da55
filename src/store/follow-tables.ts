// The rows that the tables of a run get while somebody watches it, as values. Knows nothing of what they mean for a view.
import { join } from 'node:path'
import { epochColumns, trialColumns } from '../domain/columns.js'
import type { EpochRecord, Measurement } from '../domain/measurement.js'
import type { Split } from '../domain/trial.js'
import { type CsvDialect, cellsOf } from './csv.js'
import { LOG_FILE, type LogEntry, type LogEvent, logColumns, logEvents } from './log.js'
import type { RunManifest } from './manifest.js'
import { type StoredTrial, storedTrialReader } from './read-run.js'
import { type CsvRecord, checkHeader, firstLine, parseTable, type TypedColumn } from './read-table.js'
import { checkThere, runDamaged } from './reading.js'
import { Tail } from './tail.js'

/** What the tables have got since the last look. */
export interface Results {
  readonly trials: Added<StoredTrial>
  readonly epochs: Added<FollowedEpoch>
}

export interface Added<Row> {
  readonly rows: readonly Row[]
  /** It is the whole table, from its first row on: at the first look, and where another one was put in its place. */
  readonly isWhole: boolean
}

export interface FollowedEpoch {
  readonly trialId: string
  readonly record: EpochRecord
}

interface TrialReader {
  readonly manifest: RunManifest
  readonly columns: readonly TypedColumn[]
  readonly storedTrial: (record: CsvRecord) => StoredTrial
}

export class RunTables {
  readonly #log: Tail
  readonly #trials: Tail
  readonly #epochs: Tail
  #reader: TrialReader | null = null
  /** The first line of each file. */
  readonly #headers = new Map<string, string>()

  constructor(path: string) {
    this.#log = new Tail(join(path, LOG_FILE))
    this.#trials = new Tail(join(path, 'trials.csv'))
    this.#epochs = new Tail(join(path, 'epochs.csv'))
  }

  /** null where the run has no log, as those of earlier versions. To be looked at first: a row of it comes after what it tells of. */
  async newEntries(dialect: CsvDialect): Promise<readonly LogEntry[] | null> {
    const entries: LogEntry[] = []
    const isThere = await this.#log.look((text, isStart) => {
      const table = this.#withHeader(this.#log.path, text, isStart)
      entries.push(...parseTable(this.#log.path, table, logColumns, dialect).flatMap(entryOf))
    })
    return isThere ? entries : null
  }

  async newResults(manifest: RunManifest): Promise<Results> {
    const { csv } = manifest
    const { columns, storedTrial } = this.#readerFor(manifest)
    const trials = await this.#added(this.#trials, columns, csv, table =>
      parseTable(this.#trials.path, table, columns, csv).map(storedTrial),
    )
    const epochs = await this.#added(this.#epochs, epochColumns, csv, table =>
      parseEpochs(this.#epochs.path, table, csv),
    )
    return { trials, epochs }
  }

  /** Made once for a manifest: it goes through all configurations. */
  #readerFor(manifest: RunManifest): TrialReader {
    if (this.#reader?.manifest === manifest) return this.#reader
    const { experiment, configurations } = manifest
    const columns = trialColumns(Object.values(configurations), experiment.objective)
    this.#reader = { manifest, columns, storedTrial: storedTrialReader(manifest) }
    return this.#reader
  }

  async #added<Row>(
    tail: Tail,
    columns: readonly TypedColumn[],
    dialect: CsvDialect,
    parse: (table: string) => Iterable<Row>,
  ): Promise<Added<Row>> {
    const rows: Row[] = []
    let isWhole = false
    const isThere = await tail.look((text, isStart) => {
      if (isStart) checkHeader(tail.path, firstLine(text), columns, dialect)
      isWhole ||= isStart
      for (const row of parse(this.#withHeader(tail.path, text, isStart))) rows.push(row)
    })
    if (!isThere) await checkThere(tail.path)
    else if (tail.isAtStart) checkHeader(tail.path, '', columns, dialect)
    return { rows, isWhole }
  }

  #withHeader(path: string, text: string, isStart: boolean): string {
    if (!isStart) return this.#headers.get(path) + text
    this.#headers.set(path, firstLine(text))
    return text
  }
}

/** Nothing for an event of a later version. */
function entryOf(record: CsvRecord): readonly LogEntry[] {
  const event = record.text('event')
  if (!Object.hasOwn(logEvents, event)) return []
  const [trialId, configId] = [record.textOrEmpty('trial_id'), record.textOrEmpty('config_id')]
  const numbers = {
    worker: record.numberOrNull('worker'),
    attempt: record.numberOrNull('attempt'),
    epochs: record.numberOrNull('epochs'),
    steps: record.numberOrNull('steps'),
    workers: record.numberOrNull('workers'),
  }
  const known = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== null))
  const texts = { ...(trialId && { trialId }), ...(configId && { configId }) }
  const detail = record.textOrEmpty('detail')
  return [{ at: record.time('at_utc'), event: event as LogEvent, ...texts, ...known, detail }]
}

/**
 * Lines of epochs.csv, of which there may be a million: no cell of theirs needs quotes, and to split them takes a tenth of the time
 * that reading them as CSV does.
 */
function* parseEpochs(path: string, table: string, { delimiter }: CsvDialect): Generator<FollowedEpoch> {
  const [header = '', ...lines] = table.split('\n')
  const names = cellsOf(header.replace(/^\uFEFF/, '').trimEnd(), delimiter)
  const place = (name: string): Place => ({ name, index: names.indexOf(name) })
  const measured = (split: Split) => ({ loss: place(`${split}_loss`), accuracy: place(`${split}_accuracy`) })
  const [trial, epoch, step, learningRate] = ['trial_id', 'epoch', 'step', 'learning_rate'].map(
    place,
  ) as Places
  const durationS = place('duration_s')
  const [train, validation, test] = [measured('train'), measured('validation'), measured('test')]
  const ids = new Map<string, string>()
  for (const line of lines) {
    if (line === '') continue
    const cells = cellsOf(line.trimEnd(), delimiter)
    const numberOrNull = ({ name, index }: Place): number | null => {
      const text = cells[index] ?? ''
      if (text === '') return null
      const number = Number(text)
      return Number.isFinite(number) ? number : damaged(path, line, name)
    }
    const number = (at: Place): number => numberOrNull(at) ?? damaged(path, line, at.name)
    const measurement = (at: { readonly loss: Place; readonly accuracy: Place }): Measurement | null => {
      const [loss, accuracy] = [numberOrNull(at.loss), numberOrNull(at.accuracy)]
      return loss === null || accuracy === null ? null : { loss, accuracy }
    }
    const record: EpochRecord = {
      epoch: number(epoch),
      step: numberOrNull(step) ?? 0,
      learningRate: number(learningRate),
      train: measurement(train) ?? damaged(path, line, 'train_loss'),
      validation: measurement(validation),
      test: measurement(test),
      durationS: number(durationS),
    }
    yield { trialId: copied(cells[trial.index] ?? '', ids), record }
  }
}

/** Where the cell of a column stands in a line. */
interface Place {
  readonly name: string
  readonly index: number
}

type Places = [Place, Place, Place, Place]

/** The text in memory of its own, one for all rows that have it: a part of a line keeps the whole table in memory. */
function copied(text: string, known: Map<string, string>): string {
  const before = known.get(text)
  if (before !== undefined) return before
  const copy = Buffer.from(text).toString()
  known.set(copy, copy)
  return copy
}

function damaged(path: string, line: string, name: string): never {
  throw runDamaged(path, `${name} is missing or no number in the row ${line.trimEnd().slice(0, 60)}...`)
}
