// A file's content in shared memory: raw or gzip, by its first bytes and not by its name, never more than the caller
// expects, and its SHA-256 taken on the way. Streamed, so that the content is in memory once.
// node:zlib and not fflate, because it is faster, works beside the main thread and checks gzip's own checksum.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { dataMistake, malformed, systemCode } from './malformed.js'

export interface Content {
  /** On a SharedArrayBuffer. */
  readonly bytes: Uint8Array
  /** Of the bytes, hexadecimal. */
  readonly sha256: string
}

const CHUNK_BYTES = 256 * 1024

/**
 * The content of a file, decompressed where it is gzip. Throws a UserError where the file cannot be read, where the
 * gzip is damaged, and where there are more than `bytesMax` bytes, of which no more are then decompressed.
 * `called` is what messages call the file.
 */
export async function readContent(path: string, bytesMax: number, called = path): Promise<Content> {
  const bytes = new Uint8Array(new SharedArrayBuffer(bytesMax))
  const hash = createHash('sha256')
  let length = 0
  try {
    for await (const chunk of await openContent(path)) {
      if (length + chunk.length > bytesMax)
        throw malformed(called, `goes on after the ${bytesMax} bytes that it should have`)
      bytes.set(chunk, length)
      hash.update(chunk)
      length += chunk.length
    }
  } catch (error) {
    throw asUserError(called, error)
  }
  return { bytes: bytes.subarray(0, length), sha256: hash.digest('hex') }
}

/** The first bytes of the same, no more than `bytesMax`, and no more of the file than is needed for them. */
export async function readStart(path: string, bytesMax: number, called = path): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    for await (const chunk of await openContent(path)) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= bytesMax) break
    }
  } catch (error) {
    throw asUserError(called, error)
  }
  return Buffer.concat(chunks).subarray(0, bytesMax)
}

/** A loop that ends early closes the streams; what goes wrong in either is thrown in the loop, so the callback has nothing to do. */
async function openContent(path: string): Promise<AsyncIterable<Uint8Array>> {
  const gzip = await isGzip(path)
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  return gzip ? pipeline(source, createGunzip({ chunkSize: CHUNK_BYTES }), () => {}) : source
}

/** Whether a file begins as gzip does. Throws a UserError where it cannot be read. */
export async function isGzip(path: string): Promise<boolean> {
  try {
    // Looked at before it is opened: to open a named pipe is to wait for whoever writes to it.
    if (!(await stat(path)).isFile()) throw malformed(path, 'is not a regular file')
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(2), 0, 2, 0)
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
    } finally {
      await file.close()
    }
  } catch (error) {
    throw asUserError(path, error)
  }
}

function asUserError(path: string, error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code === 'string' && code.startsWith('Z_'))
    return malformed(path, 'is not a whole gzip file', (error as Error).message)
  const system = systemCode(error)
  return system === null ? error : dataMistake('file-unreadable', `${path} cannot be read: ${system}`)
}
