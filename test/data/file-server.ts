// A local HTTP server for the tests of downloads, that behaves as badly as it is told to. It notes every request.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach } from 'vitest'

export interface Exchange {
  readonly path: string
  readonly range: string | undefined
  readonly ifRange: string | undefined
  /** How many requests for the same path came before. */
  readonly earlier: number
}

/** content: what a good server has under that path; undefined where it has nothing. */
export type Behaviour = (
  response: ServerResponse,
  content: Uint8Array,
  exchange: Exchange,
) => void | Promise<void>

export interface FileServer {
  /** Ends in a slash. */
  readonly url: string
  readonly exchanges: readonly Exchange[]
}

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** Serves each file at its name, with the behaviour; closed after the test. */
export async function serve(
  files: Readonly<Record<string, Uint8Array>>,
  behaviour: Behaviour = honest,
): Promise<FileServer> {
  const exchanges: Exchange[] = []
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '/').slice(1)
    const earlier = exchanges.filter(exchange => exchange.path === path).length
    const ifRange = request.headers['if-range'] as string | undefined
    const exchange = { path, range: request.headers.range, ifRange, earlier }
    exchanges.push(exchange)
    const content = files[path]
    if (content === undefined) status(404)(response, new Uint8Array(), exchange)
    else void behaviour(response, content, exchange)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, exchanges }
}

const ETAG = '"version-1"'

/** Ranges, validators, lengths: as it should be. */
export const honest: Behaviour = (response, content, { range, ifRange }) => {
  const start = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0)
  response.setHeader('etag', ETAG)
  if (start > 0 && ifRange === ETAG) {
    if (start >= content.length) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end()
      return
    }
    const rest = content.subarray(start)
    response.writeHead(206, {
      'content-length': rest.length,
      'content-range': `bytes ${start}-${content.length - 1}/${content.length}`,
    })
    response.end(rest)
  } else {
    response.writeHead(200, { 'content-length': content.length }).end(content)
  }
}

export const status =
  (code: number): Behaviour =>
  response => {
    response.writeHead(code).end('<html>no</html>')
  }

/** All of the content in one answer, whatever part was asked for. */
export const ignoringRanges: Behaviour = (response, content) => {
  response.writeHead(200, { 'content-length': content.length, etag: ETAG }).end(content)
}

/** Other bytes than it should send, in a perfect answer. */
export const sending =
  (other: Uint8Array): Behaviour =>
  (response, _, exchange) =>
    honest(response, other, exchange)

/** Servers, by host, whose latest bytes have arrived. */
const taken = new Set<string>()

/** To be told of the progress of a download: what server has got its bytes through. */
export function noteTaken(url: string): void {
  taken.add(new URL(url).host)
}

/** Announces everything, sends the first bytes of it and then nothing more, or closes the connection when they have arrived. */
export const first =
  (count: number, then: 'closes' | 'stalls', etag = ETAG): Behaviour =>
  async (response, content) => {
    response.writeHead(200, { 'content-length': content.length, etag })
    const host = response.req.headers.host ?? ''
    taken.delete(host)
    response.write(content.subarray(0, count))
    if (then === 'stalls') return
    // A stream that breaks off drops what nobody has read from it: the bytes have to be there before the end comes.
    while (!taken.has(host) && !response.destroyed) await delay(5)
    response.destroy()
  }

/** One behaviour for the first request for a file, another from the second on. */
export const firstThen =
  (one: Behaviour, other: Behaviour): Behaviour =>
  (response, content, exchange) =>
    (exchange.earlier === 0 ? one : other)(response, content, exchange)
