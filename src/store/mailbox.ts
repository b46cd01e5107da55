// requests.jsonl: what people ask of a run that goes on in the background, from wherever they watch it. The process that trains
// makes the file when it begins, reads what is added, and removes it in the end; a line is a request. Who may write into the
// folder may ask.
import { closeSync, openSync, writeSync } from 'node:fs'
import { access, constants, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Request } from '../domain/requests.js'
import { explainFailure } from './durable.js'
import { holderOf } from './lock.js'

export const MAILBOX_FILE = 'requests.jsonl'

/** How often it is looked into. */
const POLL_MS = 200
/** As much as is read at a time; the longest request names the trials of a whole run. */
const BYTES_MAX = 1 << 23

export interface Mailbox {
  close(): Promise<void>
}

/**
 * Begins to listen. The run must be held by this process: what others have asked of an earlier one is removed. onIgnored: a line
 * that is no request, and why.
 */
export async function openMailbox(
  runPath: string,
  ask: (request: Request) => void,
  onIgnored: (why: string) => void,
): Promise<Mailbox> {
  const path = join(runPath, MAILBOX_FILE)
  const { pid, since } = (await holderOf(runPath)) ?? {}
  const first = `${JSON.stringify({ listener: { pid, since } })}\n`
  await explainFailure(path, async () => {
    await rm(path, { recursive: true, force: true })
    await writeFile(path, first, { flag: 'wx' })
  })
  let position = Buffer.byteLength(first)
  let reading = Promise.resolve()
  const look = async () => {
    const { text, end } = await readLines(path, position)
    position = end
    for (const line of text.split('\n').filter(line => line !== '')) {
      const request = parseRequest(line)
      if (typeof request === 'string') onIgnored(request)
      else ask(request)
    }
  }
  const timer = setInterval(() => {
    reading = reading.then(look).catch(() => {}) // somebody has removed the file: then nobody asks
  }, POLL_MS).unref()
  const close = async () => {
    clearInterval(timer)
    await reading
    // Not that of another process, which has the run by now.
    if ((await listenerOf(path))?.pid === pid) await rm(path, { force: true }).catch(() => {})
  }
  return { close }
}

/** The process that listens; null where nobody works on the run, or not in the background. */
export async function whoListens(runPath: string): Promise<{ readonly pid: number } | null> {
  const holder = await holderOf(runPath)
  if (holder?.pid === undefined) return null
  const listener = await listenerOf(join(runPath, MAILBOX_FILE))
  return listener?.pid === holder.pid && listener.since === holder.since ? { pid: holder.pid } : null
}

/** Whether this process may ask. */
export async function mayAsk(runPath: string): Promise<boolean> {
  return access(join(runPath, MAILBOX_FILE), constants.W_OK).then(
    () => true,
    () => false,
  )
}

/**
 * In one write, so that the requests of two that watch do not mix. The file is not made where it is gone: then nobody listens.
 * Throws what the system says where it cannot be written.
 */
export function postRequest(runPath: string, request: Request): void {
  const file = openSync(join(runPath, MAILBOX_FILE), constants.O_WRONLY | constants.O_APPEND)
  try {
    writeSync(file, `${JSON.stringify(request)}\n`)
  } finally {
    closeSync(file)
  }
}

/** A process number, and since when it holds the run. */
async function listenerOf(
  path: string,
): Promise<{ readonly pid?: unknown; readonly since?: unknown } | null> {
  try {
    const found = await stat(path)
    if (!found.isFile()) return null // a pipe would be waited for
    const [first = ''] = (await readFile(path, 'utf8')).split('\n', 1)
    const { listener } = JSON.parse(first) as { listener?: { pid?: unknown; since?: unknown } }
    return typeof listener === 'object' ? listener : null
  } catch {
    return null // not there, or not ours
  }
}

/** Whole lines from there on, and where they end. A line that is too long for any request is passed over. */
async function readLines(
  path: string,
  from: number,
): Promise<{ readonly text: string; readonly end: number }> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    if (size <= from) return { text: '', end: from }
    const bytes = Buffer.alloc(Math.min(BYTES_MAX, size - from))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
    const end = bytes.subarray(0, bytesRead).lastIndexOf('\n') + 1
    if (end === 0) return { text: '', end: bytesRead === BYTES_MAX ? from + bytesRead : from }
    return { text: bytes.toString('utf8', 0, end), end: from + end }
  } finally {
    await file.close()
  }
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every(text => typeof text === 'string')
const isCount = (value: unknown): boolean =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= COUNT_MAX

/** Of workers, and of seeds that are added at once. */
const COUNT_MAX = 1000

/** What each request has besides its type. */
const fields: Readonly<Record<Request['type'], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  pause: {},
  continue: {},
  'stop-trials': { trialIds: isTexts },
  'retry-trials': { trialIds: isTexts },
  'add-seeds': { configIds: isTexts, count: isCount },
  'set-workers': { workers: isCount },
  stop: {},
}

/** The request of a line, or why it is none. */
export function parseRequest(line: string): Request | string {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return `no JSON: ${line.slice(0, 60)}`
  }
  if (typeof value !== 'object' || value === null || !('type' in value)) return 'it has no type'
  const { type, ...others } = value as Readonly<Record<string, unknown>>
  if (typeof type !== 'string' || !Object.hasOwn(fields, type))
    return `its type is not known: ${String(type).slice(0, 60)}`
  const wanted = fields[type as Request['type']]
  const names = Object.keys(wanted)
  const wrong = names.find(name => !wanted[name]!(others[name]))
  if (wrong !== undefined) return `${type}: ${wrong} is missing or not what it should be`
  return { type, ...Object.fromEntries(names.map(name => [name, others[name]])) } as Request
}
