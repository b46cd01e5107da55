// Writes log.csv (log.ts has its table). A sweep of short trials makes hundreds of rows a second, so they are gathered and written a
// few times a second; what somebody asked for is written at once. A kill loses what was gathered: the results are elsewhere.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { SweepEvent } from '../domain/events.js'
import type { Trial } from '../domain/trial.js'
import { type CsvDialect, formatHeader, formatRow } from './csv.js'
import { AppendFile, explainFailure, NoRoom } from './durable.js'
import { isUrgent, LOG_FILE, type LogEntry, logColumns, logEntriesOf } from './log.js'

/** How long a row may wait for others. */
const GATHER_MS = 250

export class RunLog {
  readonly #file: AppendFile
  readonly #dialect: CsvDialect
  #rows: string[] = []
  #timer: NodeJS.Timeout | undefined
  #heard: SweepEvent | null = null
  /** Of trials under way. */
  readonly #epochs = new Map<string, number>()
  #closed = false
  /** What went wrong while nobody was waiting: the next one who writes is told. */
  #error: unknown = null

  private constructor(file: AppendFile, dialect: CsvDialect) {
    this.#file = file
    this.#dialect = dialect
  }

  /** A run of an earlier version has no log: it gets one. One that is there must be whole. */
  static async open(runPath: string, dialect: CsvDialect): Promise<RunLog> {
    const path = join(runPath, LOG_FILE)
    const isNew = await explainFailure(path, async () => {
      const handle = await open(path, 'a')
      return handle
        .stat()
        .then(({ size }) => size === 0)
        .finally(() => handle.close())
    })
    const file = await AppendFile.open(path)
    if (isNew) await file.append(formatHeader(logColumns, dialect))
    return new RunLog(file, dialect)
  }

  /** An event that is told again, because something else could not be written, makes no second row. */
  async hear(event: SweepEvent, trialOf: (trialId: string) => Trial): Promise<void> {
    if (event === this.#heard) return
    this.#heard = event
    if (event.type === 'trial-started') this.#epochs.set(event.trialId, event.fromEpoch)
    if (event.type === 'epoch-measured') this.#epochs.set(event.trialId, event.record.epoch)
    const epochsOf = (trialId: string) => this.#epochs.get(trialId) ?? 0
    await this.add(logEntriesOf(event, { trialOf, epochsOf }))
    if (event.type === 'trial-ended') this.#epochs.delete(event.trialId)
  }

  async add(entries: readonly LogEntry[]): Promise<void> {
    if (this.#error !== null) throw this.#error
    if (entries.length === 0) return
    for (const entry of entries)
      this.#rows.push(
        formatRow(
          logColumns.map(({ value }) => value(entry)),
          this.#dialect,
        ),
      )
    if (entries.some(isUrgent)) return this.write()
    this.#timer ??= setTimeout(() => {
      this.write().catch(error => {
        this.#error = error
      })
    }, GATHER_MS).unref()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    try {
      await this.write()
    } finally {
      await this.#file.close()
    }
  }

  /** Writes what was gathered. Where there is no room, rows wait: the sweep waits too, for what it cannot do without. */
  async write(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#rows.length === 0) return
    const rows = this.#rows
    this.#rows = []
    try {
      await this.#file.append(rows.join(''))
    } catch (error) {
      if (!(error instanceof NoRoom)) throw error
      this.#rows = [...rows, ...this.#rows]
    }
  }
}
