// The download of one file: from one mirror after the other until its bytes are right, continued where it was cut off.
// Under the file's own name stands nothing but the whole file with the right checksum.
import { join } from 'node:path'
import { UserError } from '../domain/errors.js'
import type { DatasetFile } from './datasets.js'
import { isGzip, readContent } from './file-content.js'
import { PartialDownload } from './partial-download.js'
import { request } from './request.js'

export interface DownloadProgress {
  readonly file: string
  readonly url: string
  /** Of the whole file, so those of an earlier download that is continued count as well. */
  readonly receivedBytes: number
  /** null where the server does not say. */
  readonly totalBytes: number | null
}

export interface DownloadOptions {
  /** How long a mirror may bring nothing before it is given up. */
  readonly stallTimeoutMs: number
  readonly onProgress: (progress: DownloadProgress) => void
}

export type DownloadResult =
  | { readonly status: 'downloaded'; readonly mirror: string }
  /** A line for each mirror: its address and what went wrong. */
  | { readonly status: 'failed'; readonly tried: readonly string[] }

/** How often one mirror is asked as long as each time brings something. */
const REQUESTS_MAX = 4
/** What a gzip file may be longer than its content where that cannot be compressed, with room to spare. */
const GZIP_OVERHEAD_BYTES = 1024 * 1024

/** Puts the file into the folder. Throws only what the file system throws. */
export async function downloadFile(
  file: DatasetFile,
  mirrors: readonly string[],
  folder: string,
  options: DownloadOptions,
): Promise<DownloadResult> {
  const partial = await PartialDownload.open(folder, file.name)
  const tried: string[] = []
  try {
    for (const mirror of mirrors) {
      const url = `${mirror}${file.name}.gz`
      const problem = (await fetchWhole(url, file, partial, options)) ?? (await wrongBytes(file, partial))
      if (problem === null) {
        // A server may have decompressed it for us; the name then says so.
        const name = (await isGzip(partial.bytesPath)) ? `${file.name}.gz` : file.name
        await partial.finish(join(folder, name))
        return { status: 'downloaded', mirror }
      }
      tried.push(`${url}: ${problem}`)
    }
    return { status: 'failed', tried }
  } finally {
    await partial.release()
  }
}

/** What is wrong with the bytes, which are then thrown away; null where they are right. */
async function wrongBytes(file: DatasetFile, partial: PartialDownload): Promise<string | null> {
  try {
    const { sha256 } = await readContent(partial.bytesPath, file.bytes, 'what it sent')
    if (sha256 === file.sha256) return null
    await partial.clear()
    return `what it sent has the SHA-256 ${sha256}, not ${file.sha256}`
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    await partial.clear()
    return error.message
  }
}

/** Asks one mirror until all bytes are there; null when they are, otherwise why they are not. */
async function fetchWhole(
  url: string,
  file: DatasetFile,
  partial: PartialDownload,
  { stallTimeoutMs, onProgress }: DownloadOptions,
): Promise<string | null> {
  const limits = { bytesMax: file.bytes + GZIP_OVERHEAD_BYTES, stallTimeoutMs }
  let problem = ''
  for (let requests = 0; requests < REQUESTS_MAX; requests++) {
    const answer = await request(url, partial, limits, (receivedBytes, totalBytes) =>
      onProgress({ file: file.name, url, receivedBytes, totalBytes }),
    )
    if (answer.status === 'whole') return null
    problem = answer.problem
    if (!answer.again) break
  }
  return problem
}
