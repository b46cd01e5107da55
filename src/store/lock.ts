// One owner for a run folder: a file lock-<12 digits>.json that says who writes there, and is touched every few seconds.
//
// Each process makes a file of its own name and then looks for others. Of two that come at once the later one to look sees the
// other, so that no two of them go on; none ever removes the file of one that lives. A file that a dead process left is
// told by the process itself on the same machine, and by its age elsewhere: as the file system's own clock has it,
// since those of two machines differ. A copy of the folder has a copy of the file, which names the folder that it is of. Reading a
// run needs no lock and takes none.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type FileHandle, open, readdir, readFile, realpath, rm, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { formatTime } from '../domain/columns.js'
import { UserError } from '../domain/errors.js'
import { shellWord } from '../domain/shell-word.js'
import { explainFailure } from './durable.js'
import { lifeOf, type ProcessIdentity, thisProcess } from './process-identity.js'
import { explainReading } from './reading.js'

export interface Holder extends ProcessIdentity {
  /** ISO 8601, UTC. */
  readonly since: string
  readonly command_line: string
  /** The run's folder, its real path: in a copy of the folder, the file says so that it is one. Not there for a moment at first. */
  readonly folder?: string
}

/** How often the owner touches its file, and how long one that cannot be asked may be silent. */
const BEAT_MS = 5_000
export const SILENCE_MS = 30_000

const fileName = /^lock-[0-9a-f]{12}\.json$/

export function isLockFile(name: string): boolean {
  return fileName.test(name)
}

/** A lock file that is not written yet, for a folder that is made with it. */
export async function newLock(commandLine: readonly string[]): Promise<{ name: string; text: string }> {
  const since = new Date().toISOString()
  const holder: Holder = { ...(await thisProcess()), since, command_line: commandLine.join(' ') }
  const name = `lock-${randomBytes(6).toString('hex')}.json`
  return { name, text: format(holder) }
}

function format(holder: Holder): string {
  return `${JSON.stringify(holder, null, 2)}\n`
}

/** With the folder, which is not known before it has its name. Longer than before: it can be written over it. */
async function inFolder(text: string, runPath: string): Promise<string> {
  return format({ ...(JSON.parse(text) as Holder), folder: await realpath(runPath) })
}

export class RunLock {
  readonly #path: string
  readonly #runPath: string
  readonly #text: string
  readonly #handle: FileHandle
  readonly #timer: NodeJS.Timeout
  #seenAt = Date.now()

  private constructor(runPath: string, path: string, text: string, handle: FileHandle) {
    this.#runPath = runPath
    this.#path = path
    this.#text = text
    this.#handle = handle
    // The same bytes again: the file system notes the time, by its own clock. Full disks and the like are told by other writes.
    this.#timer = setInterval(() => void this.#handle.write(this.#text, 0).catch(() => {}), BEAT_MS)
    this.#timer.unref()
  }

  /** Throws a UserError where another process has the run. */
  static async acquire(runPath: string, commandLine: readonly string[]): Promise<RunLock> {
    for (let looks = LOOKS; ; looks--) {
      const { name, text } = await newLock(commandLine)
      const path = join(runPath, name)
      const { made, placed } = await explainFailure(path, async () => {
        const placed = await inFolder(text, runPath)
        const made = await open(path, 'wx')
        await made.writeFile(placed)
        return { made, placed }
      })
      const rivals = await rivalsOf(runPath, name, (await made.stat()).mtimeMs)
      if (rivals.length === 0) return new RunLock(runPath, path, placed, made)
      await made.close()
      await rm(path, { force: true })
      if (looks === 0 || rivals.some(({ ageMs }) => ageMs >= AT_ONCE_MS)) throw inUse(runPath, rivals[0]!)
      await sleep(50 + Math.random() * 100)
    }
  }

  /** Takes over a lock that the folder was made with. */
  static async held(runPath: string, { name, text }: { name: string; text: string }): Promise<RunLock> {
    const path = join(runPath, name)
    return explainFailure(path, async () => {
      const placed = await inFolder(text, runPath)
      const handle = await open(path, 'r+')
      await handle.write(placed, 0).catch(() => {}) // a full disk is told by other writes, and the timer writes it again
      return new RunLock(runPath, path, placed, handle)
    })
  }

  /**
   * Throws a UserError where the lock was lost: a machine that slept for long wakes up, and another one has taken the run over.
   * To be called before every write; it looks only when the last look was some time ago.
   */
  check(): void {
    if (Math.abs(Date.now() - this.#seenAt) < SILENCE_MS / 3) return
    if (!existsSync(this.#path)) throw takenOver(this.#runPath)
    this.#seenAt = Date.now()
  }

  async release(): Promise<void> {
    clearInterval(this.#timer)
    await this.#handle.close()
    await rm(this.#path, { force: true }).catch(() => {}) // it will be told by its age, or by this process' end
  }
}

/** A younger file may be of one that looks as well, and goes away again. */
const AT_ONCE_MS = 1_000
const LOOKS = 8

/**
 * Living processes with a lock file beside one's own; where there are none, the files of dead ones are removed. Of those that
 * came at the same time the first by name stays and looks again until the others have withdrawn.
 */
async function rivalsOf(runPath: string, own: string, nowMs: number): Promise<readonly Judged[]> {
  for (let looks = LOOKS; ; looks--) {
    const others = await judged(runPath, own, nowMs)
    const rivals = others.filter(({ alive }) => alive)
    if (rivals.length === 0) {
      for (const { name } of others) await rm(join(runPath, name), { force: true }).catch(() => {})
      return rivals
    }
    const isFirst = rivals.every(({ name, ageMs }) => own < name && ageMs < AT_ONCE_MS)
    if (looks === 0 || !isFirst) return rivals
    await sleep(50)
  }
}

/** Who has the run now; null where nobody has. Only reads, and so goes by this machine's clock where it has to. */
export async function holderOf(
  runPath: string,
): Promise<(Partial<Holder> & { readonly suspended: boolean }) | null> {
  const holding = (await judged(runPath, null, Date.now())).find(({ alive }) => alive)
  return holding === undefined ? null : { ...holding.holder, suspended: holding.suspended }
}

/** The run that a folder was copied from while a process worked on it, as it still does; null for what is no such copy. */
export async function originalOf(
  runPath: string,
): Promise<{ readonly path: string; readonly pid: number } | null> {
  const copied = (await judged(runPath, null, Date.now())).find(({ original }) => original !== null)
  return copied === undefined ? null : { path: copied.original!, pid: copied.holder.pid! }
}

/** One has some hundreds, most of them the command line. */
const LOCK_BYTES_MAX = 1 << 20

interface Judged {
  readonly name: string
  /** Empty for a file that cannot be read (yet). */
  readonly holder: Partial<Holder>
  readonly ageMs: number
  readonly alive: boolean
  /** Alive, but stopped by Ctrl-Z. */
  readonly suspended: boolean
  /** The folder that its process holds by this file, where this one is a copy of it: then nobody works on this one. */
  readonly original: string | null
}

/** All lock files but one's own. A file that goes away meanwhile is none. */
async function judged(runPath: string, own: string | null, nowMs: number): Promise<readonly Judged[]> {
  const entries = await explainReading(runPath, () => readdir(runPath))
  const names = entries.filter(name => isLockFile(name) && name !== own)
  if (names.length === 0) return []
  const self = await thisProcess()
  const found = names.map(async (name): Promise<Judged | null> => {
    const path = join(runPath, name)
    try {
      const found = await stat(path)
      const ageMs = nowMs - found.mtimeMs
      // What is no file of ours is not opened: a pipe would be waited for. Nobody holds a run by it for longer than by any.
      const isOurs = found.isFile() && found.size <= LOCK_BYTES_MAX
      const holder = isOurs ? parse(await readFile(path, 'utf8').catch(unlessGone)) : {}
      const life = holder.pid === undefined ? 'unknown' : await lifeOf(holder as Holder, self)
      // Of a process on another machine the same path may be another folder, so its word is not taken for it.
      const isHere = life === 'alive' || life === 'suspended'
      const original = isHere ? await copiedFrom(holder, runPath) : null
      const suspended = life === 'suspended' && original === null
      const lives = life === 'suspended' || life === 'alive' || (life === 'unknown' && ageMs < SILENCE_MS)
      return { name, holder, ageMs, alive: lives && original === null, suspended, original }
    } catch {
      return null
    }
  })
  return (await Promise.all(found)).filter(one => one !== null)
}

/**
 * The folder that the lock names, where that one is there and another one; null in any doubt. Two paths to one folder lead to the
 * same inode, and a run that was moved while it was trained is not there any more.
 */
async function copiedFrom({ folder }: Partial<Holder>, runPath: string): Promise<string | null> {
  if (typeof folder !== 'string' || !isAbsolute(folder)) return null
  const inodeOf = async (path: string) => (await stat(path, { bigint: true })).ino
  try {
    const isHere =
      folder === (await realpath(runPath)) || (await inodeOf(folder)) === (await inodeOf(runPath))
    return isHere ? null : folder
  } catch {
    return null
  }
}

/** One that may not be read says nothing; it is told by its age. */
function unlessGone(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') throw error
  return ''
}

function parse(text: string): Partial<Holder> {
  try {
    const value = JSON.parse(text) as Holder
    const told = Number.isSafeInteger(value.pid) && value.pid > 0 && typeof value.host === 'string'
    return told && !Number.isNaN(Date.parse(value.since)) ? value : {}
  } catch {
    return {} // in the middle of being written
  }
}

function inUse(runPath: string, { holder, suspended }: Judged): UserError {
  const { pid, host, since, command_line } = holder
  const when = since === undefined ? '' : `, since ${formatTime(new Date(since))} UTC`
  return new UserError([
    {
      code: 'run-in-use',
      what: suspended
        ? `${runPath} is held by a process that is suspended (Ctrl-Z)`
        : `${runPath} is being written by another process`,
      why: pid === undefined ? 'it has just begun' : `process ${pid} on ${host}${when}: ${command_line}`,
      fix: suspended
        ? `let it go on: fg in its terminal, or kill -CONT ${pid}; or end it with kill -KILL ${pid} and resume`
        : `wait for it, or stop it; reading is always possible: bench show ${shellWord(runPath)}`,
    },
  ])
}

function takenOver(runPath: string): UserError {
  return new UserError([
    {
      code: 'run-taken-over',
      what: `${runPath} has another owner now`,
      why: `this process was silent for more than ${SILENCE_MS / 1000} s, as when a machine sleeps, and another one went on with the run`,
      fix: `nothing is lost; bench show ${shellWord(runPath)} shows how the run stands`,
    },
  ])
}
