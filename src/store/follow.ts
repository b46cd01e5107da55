// Follows a run that another process makes, by looking at its files a few times a second; also one that nobody works on any more,
// and one that somebody goes on with. Takes no lock, writes nothing, and keeps no file open.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../domain/errors.js'
import type { SweepEvent } from '../domain/events.js'
import type { Clock } from '../domain/ports.js'
import type { Plan } from '../domain/trial.js'
import { FollowedRun } from './follow-run.js'
import { RunTables } from './follow-tables.js'
import { holderOf } from './lock.js'
import type { LogEntry } from './log.js'
import { earlierDurationOf, type RunManifest } from './manifest.js'
import { readManifest } from './read-manifest.js'
import { explainReading } from './reading.js'

export interface Following {
  readonly path: string
  readonly planOf: (manifest: RunManifest) => Plan
  readonly clock: Clock
  /** Aborting it ends the events. */
  readonly signal: AbortSignal
  /** Otherwise it waits for somebody who goes on with the run. */
  readonly stopAtEnd: boolean
  readonly pollMs?: number
}

const POLL_MS = 250

/** To find out who holds a run takes longer than to see that its tables have not grown. */
const LOOKS_PER_HOLDER = 4

/** How often in a row the files of a run that is held may contradict each other: others may be about to be put in their places. */
const TRIES = 5

/** Throws a UserError where the run cannot be read. */
export async function* followRun(following: Following): AsyncGenerator<SweepEvent> {
  const { path, signal, stopAtEnd, pollMs = POLL_MS } = following
  const pause = () => sleep(pollMs, undefined, { signal }).catch(() => {})
  let watch: Watch | null = null
  for (let failures = 0; !signal.aborted; await pause()) {
    try {
      if (watch === null || (await watch.isOutdated())) {
        const opened: Watch = await Watch.open(following)
        yield* opened.begin()
        watch = opened
      } else yield* await watch.next()
      failures = 0
      if (stopAtEnd && watch.run.isEnded && (await holderOf(path)) === null) return
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      const isHeld = (await holderOf(path).catch(() => null)) !== null
      if (++failures >= (isHeld ? TRIES : 2)) throw error
      watch = null // a part of the rows was taken: from the beginning
    }
  }
}

/** One execution of the run, from its beginning. */
class Watch {
  readonly run: FollowedRun
  readonly #following: Following
  readonly #tables: RunTables
  readonly #isAlive: boolean
  #manifest: RunManifest
  #seen: string
  #plan: Plan
  #looks = 0
  /** Rows of the log that were not told of. */
  #waiting: LogEntry[] = []
  #entries: readonly LogEntry[] | null

  private constructor(
    following: Following,
    first: {
      readonly tables: RunTables
      readonly manifest: RunManifest
      readonly seen: string
      readonly isAlive: boolean
      readonly entries: readonly LogEntry[] | null
    },
  ) {
    this.#following = following
    this.#tables = first.tables
    this.#manifest = first.manifest
    this.#seen = first.seen
    this.#isAlive = first.isAlive
    this.#entries = first.entries
    this.#plan = following.planOf(first.manifest)
    this.run = new FollowedRun(this.#plan)
  }

  static async open(following: Following): Promise<Watch> {
    const { path } = following
    // In this order: who is not there any more has written all that he will.
    const isAlive = (await holderOf(path)) !== null
    const seen = await identityOf(join(path, 'manifest.json'))
    const manifest = await readManifest(path)
    const tables = new RunTables(path)
    const entries = await tables.newEntries(manifest.csv)
    return new Watch(following, { tables, manifest, seen, isAlive, entries })
  }

  /** How the run stands. */
  async *begin(): AsyncGenerator<SweepEvent> {
    const { started_at, ended_at, workers } = this.#manifest.executions.at(-1)!
    const results = await this.#tables.newResults(this.#manifest)
    const startedAt = new Date(started_at)
    const earlierS = earlierDurationOf(this.#manifest)
    const endedAt = ended_at === null ? null : new Date(ended_at)
    const isAlive = this.#isAlive
    const times = { startedAt, earlierS, endedAt }
    yield* this.run.begin({ ...times, workers, isAlive, entries: this.#entries, results })
    if (!isAlive && !this.run.isEnded) yield* await this.#ended()
  }

  /** Whether somebody has gone on with the run: it begins anew. */
  async isOutdated(): Promise<boolean> {
    await this.#lookAtLog()
    if (this.#waiting.some(({ event }) => event === 'execution-started')) return true
    // A run without a log is one of an earlier version, and so is perhaps who goes on with it.
    return this.run.isEnded && this.#entries === null && (await this.#hasChanged())
  }

  async next(): Promise<readonly SweepEvent[]> {
    if (this.run.isEnded) return []
    const { path, planOf, clock } = this.#following
    const isAlive = this.#looks++ % LOOKS_PER_HOLDER > 0 || (await holderOf(path)) !== null
    if (!isAlive) await this.#lookAtLog() // what it wrote between the last look and its end
    if (this.#waiting.some(({ event }) => event === 'execution-started')) return []
    if (await this.#hasChanged()) {
      this.#seen = await identityOf(join(path, 'manifest.json'))
      this.#manifest = await readManifest(path)
      this.#plan = planOf(this.#manifest)
    }
    const results = await this.#tables.newResults(this.#manifest)
    const events = [...this.run.next(this.#waiting.splice(0), results, this.#plan, clock.now())]
    if (!isAlive && !this.run.isEnded) events.push(...(await this.#ended()))
    return events
  }

  async #lookAtLog(): Promise<void> {
    const entries = await this.#tables.newEntries(this.#manifest.csv)
    if (entries !== null) this.#waiting.push(...entries)
  }

  async #hasChanged(): Promise<boolean> {
    return (await identityOf(join(this.#following.path, 'manifest.json'))) !== this.#seen
  }

  async #ended(): Promise<readonly SweepEvent[]> {
    const { path } = this.#following
    const { ended_at, reason } = this.#manifest
    if (ended_at !== null) return [...this.run.end(new Date(ended_at), reason)]
    return [...this.run.end(await lastWrite(path), 'interrupted', true)]
  }
}

/** Changes when another file is put in the place of this one. */
async function identityOf(file: string): Promise<string> {
  const { ino, size, mtimeMs } = await explainReading(file, () => stat(file))
  return `${ino} ${size} ${mtimeMs}`
}

async function lastWrite(path: string): Promise<Date> {
  const files = ['manifest.json', 'trials.csv', 'epochs.csv', 'log.csv']
  const found = await Promise.all(files.map(file => stat(join(path, file)).catch(() => null)))
  return new Date(Math.max(...found.map(file => file?.mtimeMs ?? 0)))
}
