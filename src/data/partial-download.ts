// A download that is under way or was cut off: a folder with the bytes so far and where they came from. Each download
// has a folder of its own, named after its process, so that two processes never write to one file. What a dead process
// left is claimed by a rename of the whole folder, which only one of several can do.
import { randomUUID } from 'node:crypto'
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { systemCode } from './malformed.js'

/** Where bytes came from, and what the server calls that version of them, if it is worth asking for the rest of it. */
export interface Origin {
  readonly url: string
  /** A strong ETag or a date of modification, for If-Range. */
  readonly validator: string | null
}

/** Folders that this process is writing to. */
const inUse = new Set<string>()

export class PartialDownload {
  readonly #folder: string

  /** Continues what a dead process left of this file, or begins with nothing. Makes `folder` if need be. */
  static async open(folder: string, fileName: string): Promise<PartialDownload> {
    await mkdir(folder, { recursive: true })
    const own = join(folder, `${fileName}.${host()}.${process.pid}.${randomUUID().slice(0, 8)}.partial`)
    inUse.add(own)
    if (!(await claimOrphan(folder, fileName, own))) await mkdir(own)
    return new PartialDownload(own)
  }

  private constructor(folder: string) {
    this.#folder = folder
  }

  get bytesPath(): string {
    return join(this.#folder, 'bytes')
  }

  /** How many bytes are there, and from where. */
  async state(): Promise<{ readonly size: number; readonly origin: Origin | null }> {
    const size = await stat(this.bytesPath).then(
      found => found.size,
      () => 0,
    )
    const text = await readFile(this.#originPath, 'utf8').catch(() => 'null')
    return { size, origin: parseOrigin(text) }
  }

  /** Throws away what there is and begins anew. */
  async restart(origin: Origin): Promise<FileHandle> {
    await writeFile(this.bytesPath, '')
    await writeFile(this.#originPath, JSON.stringify(origin))
    return this.resume()
  }

  /** To write behind what there is. */
  resume(): Promise<FileHandle> {
    return open(this.bytesPath, 'a')
  }

  /** Throws away what there is and keeps the place. */
  async clear(): Promise<void> {
    await rm(this.bytesPath, { force: true })
    await rm(this.#originPath, { force: true })
  }

  /** The bytes become that file, at once and whole, and the partial is no more. */
  async finish(path: string): Promise<void> {
    await rename(this.bytesPath, path)
    await this.discard()
  }

  async discard(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
    inUse.delete(this.#folder)
  }

  /** Leaves what there is to the next download of this file. */
  async release(): Promise<void> {
    if ((await this.state()).size === 0) await this.discard()
    inUse.delete(this.#folder)
  }

  get #originPath(): string {
    return join(this.#folder, 'origin.json')
  }
}

function parseOrigin(text: string): Origin | null {
  try {
    const { url, validator } = JSON.parse(text)
    return typeof url === 'string' && typeof validator === 'string' ? { url, validator } : null
  } catch {
    return null
  }
}

/** Claims one orphan as `own` and removes any others, so that they do not pile up. */
async function claimOrphan(folder: string, fileName: string, own: string): Promise<boolean> {
  let claimed = false
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (!name.startsWith(`${fileName}.`) || !isOrphan(name, path)) continue
    if (claimed) await rm(path, { recursive: true, force: true })
    else claimed = await renameIfThere(path, own)
  }
  return claimed
}

/** Whether no process is writing to it. Of another machine's processes, on a shared disk, nothing is known. */
function isOrphan(name: string, path: string): boolean {
  const [, writerHost, pid] = /\.([^.]+)\.(\d+)\.[^.]+\.partial$/.exec(name) ?? []
  if (writerHost !== host() || pid === undefined || inUse.has(path)) return false
  return Number(pid) === process.pid || !isAlive(Number(pid))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) !== 'ESRCH' // EPERM: it lives, and belongs to someone else
  }
}

async function renameIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}

const host = () => hostname().replace(/[^A-Za-z0-9-]/g, '-')
