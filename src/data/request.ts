// One HTTP request for a file, or for the rest of it where part of it is there, and its answer on the way to the disk.
// Range and If-Range (RFC 9110, 13.1.5 and 14): the server sends the rest if the file is still the same, else all of it.
import { systemCode } from './malformed.js'
import type { PartialDownload } from './partial-download.js'

export interface RequestLimits {
  readonly bytesMax: number
  /** How long the server may send nothing. */
  readonly stallTimeoutMs: number
}

export type Answer =
  | { readonly status: 'whole' }
  /** again: whether another request to the same server may do better. */
  | { readonly status: 'failed'; readonly problem: string; readonly again: boolean }

type OnBytes = (receivedBytes: number, totalBytes: number | null) => void

/** Throws only what the file system throws. */
export async function request(
  url: string,
  partial: PartialDownload,
  limits: RequestLimits,
  onBytes: OnBytes,
): Promise<Answer> {
  const stalled = new AbortController()
  const stall = setTimeout(() => {
    stalled.abort(new Error(`sent nothing for ${limits.stallTimeoutMs / 1000} s`))
  }, limits.stallTimeoutMs)
  let anyBytes = false
  try {
    const rest = await restOf(url, partial)
    const response = await fetch(url, { headers: headersFor(rest), signal: stalled.signal })
    const reply = judge(response, rest)
    if (reply.status === 'failed') {
      await response.body?.cancel()
      if (reply.again) await partial.clear()
      return reply
    }
    return await receive(response, reply.start, url, partial, limits.bytesMax, (received, total) => {
      stall.refresh()
      anyBytes = true
      onBytes(received, total)
    })
  } catch (error) {
    if (systemCode(error) !== null) throw error // the disk's fault, not the server's: fetch has its codes in the cause
    const problem = describe(stalled.signal.aborted ? stalled.signal.reason : error)
    return { status: 'failed', problem, again: anyBytes }
  } finally {
    clearTimeout(stall)
  }
}

/** What is still to come of a file that was cut off. */
interface Rest {
  readonly start: number
  readonly validator: string
}

async function restOf(url: string, partial: PartialDownload): Promise<Rest | null> {
  const { size, origin } = await partial.state()
  if (size === 0 || origin?.url !== url || origin.validator === null) return null
  return { start: size, validator: origin.validator }
}

/** Not compressed on the way: what is on the disk could not be continued, nor its length known. */
function headersFor(rest: Rest | null): Record<string, string> {
  const identity = { 'accept-encoding': 'identity' }
  return rest === null ? identity : { ...identity, range: `bytes=${rest.start}-`, 'if-range': rest.validator }
}

/** Where in the file the answer's body begins, or why it is of no use. */
function judge(
  response: Response,
  rest: Rest | null,
): { readonly status: 'body'; readonly start: number } | (Answer & { readonly status: 'failed' }) {
  if (response.status === 200) return { status: 'body', start: 0 }
  const problem = `answered ${response.status} ${response.statusText}`.trimEnd()
  if (rest === null) return { status: 'failed', problem, again: false }
  if (response.status === 416) return { status: 'failed', problem, again: true }
  if (response.status !== 206) return { status: 'failed', problem, again: false }
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]
  if (Number(start) === rest.start) return { status: 'body', start: rest.start }
  return { status: 'failed', problem: 'sent another part of the file than it was asked for', again: true }
}

async function receive(
  response: Response,
  start: number,
  url: string,
  partial: PartialDownload,
  bytesMax: number,
  onBytes: OnBytes,
): Promise<Answer> {
  const plain = !response.headers.has('content-encoding')
  const announced = Number(response.headers.get('content-length') ?? Number.NaN)
  const totalBytes = plain && Number.isFinite(announced) ? start + announced : null
  const validator = plain ? validatorOf(response) : null
  const handle = start > 0 ? await partial.resume() : await partial.restart({ url, validator })
  let receivedBytes = start
  try {
    for await (const chunk of response.body ?? []) {
      receivedBytes += chunk.length
      if (receivedBytes > bytesMax) {
        await partial.clear()
        return { status: 'failed', problem: `sends more than ${bytesMax} bytes`, again: false }
      }
      await handle.appendFile(chunk)
      onBytes(receivedBytes, totalBytes)
    }
    await handle.sync()
    return { status: 'whole' }
  } finally {
    await handle.close()
  }
}

/** A weak ETag says nothing about single bytes, and may not stand in If-Range. */
function validatorOf({ headers }: Response): string | null {
  const etag = headers.get('etag')
  return etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified')
}

/** fetch says only that it failed; why is in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? error.cause : error
  const code = (cause as NodeJS.ErrnoException).code
  return cause.message || code || error.message
}
