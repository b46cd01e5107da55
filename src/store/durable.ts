// Files whose content survives: replaced as a whole or not at all, and appended to by whole lines or not at all.
import { writeSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Mistake, UserError } from '../domain/errors.js'

/** Writes beside the file, forces that to the disk, and puts it in the file's place. A reader sees the old or the new. */
export async function replaceFile(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`
  await explainFailure(path, async () => {
    try {
      const handle = await open(temporary, 'w')
      try {
        await write(handle)
        await handle.sync()
      } finally {
        await handle.close()
      }
      await rename(temporary, path)
      await syncFolder(dirname(path))
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  })
}

/**
 * A file that grows by whole pieces. Each is written at once and not by the thread pool: handing a few hundred bytes over
 * and back takes ten times as long as the write, and calls cannot overlap this way.
 */
export class AppendFile {
  readonly path: string
  readonly #handle: FileHandle
  #size: number

  private constructor(path: string, handle: FileHandle, size: number) {
    this.path = path
    this.#handle = handle
    this.#size = size
  }

  /** The file must exist. */
  static async open(path: string): Promise<AppendFile> {
    return explainFailure(path, async () => {
      const handle = await open(path, 'a')
      return new AppendFile(path, handle, (await handle.stat()).size)
    })
  }

  /** Adds to the end of the file. If only a part of it fits, that part is taken back. */
  async append(text: string): Promise<void> {
    const bytes = Buffer.from(text)
    await explainFailure(this.path, async () => {
      try {
        writeWhole(this.#handle.fd, bytes)
        this.#size += bytes.length
      } catch (error) {
        await this.#handle.truncate(this.#size).catch(() => {}) // the first error says why
        throw error
      }
    })
  }

  /** Forces what was appended to the disk. */
  async sync(): Promise<void> {
    await explainFailure(this.path, () => this.#handle.datasync())
  }

  async close(): Promise<void> {
    await this.#handle.close()
  }
}

/** Writes at the place where the file stands, by the calling thread. */
export function writeWhole(fd: number, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) written += writeSync(fd, bytes, written)
}

/** A rename is on the disk when its folder is. Windows cannot sync a folder, and need not. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** What the operating system refuses is the user's to mend; anything else is passed on as it is. */
export async function explainFailure<T>(path: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (!isSystemError(error)) throw error
    const [why, fix] = reasons[error.code] ?? [error.message, 'choose another folder with --runs-dir']
    const mistake: Mistake = { code: 'run-unwritable', what: `cannot write ${path}`, why, fix }
    throw error.code === 'ENOSPC' || error.code === 'EDQUOT'
      ? new NoRoom([mistake])
      : new UserError([mistake])
  }
}

/** There is no room to write in; the same write may succeed when there is. */
export class NoRoom extends UserError {}

export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error && typeof error.code === 'string'
}

const elsewhere = 'make it writable, or choose another folder with --runs-dir'
const reasons: Readonly<Record<string, readonly [why: string, fix: string]>> = {
  ENOSPC: ['the disk is full (ENOSPC)', 'make room; what was written before is whole'],
  EDQUOT: ['your quota on that disk is used up (EDQUOT)', 'make room; what was written before is whole'],
  EFBIG: ['the file may not grow any further (EFBIG)', 'raise the limit (ulimit -f)'],
  EACCES: ['you have no permission to write there (EACCES)', elsewhere],
  EPERM: ['the system does not permit it (EPERM)', elsewhere],
  EROFS: ['that disk is read-only (EROFS)', elsewhere],
  EEXIST: ['there is a file in the place of a folder (EEXIST)', 'move it away, or choose another --runs-dir'],
  ENOTDIR: [
    'there is a file in the place of a folder (ENOTDIR)',
    'move it away, or choose another --runs-dir',
  ],
}
