// Downloads from real servers on this machine that answer 404, close, stall, truncate, send wrong bytes, ignore ranges.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { filesOf } from '../../src/data/datasets.js'
import { type DownloadProgress, downloadFile } from '../../src/data/download.js'
import { loadSought } from '../../src/data/load.js'
import { isLongRun } from '../long.js'
import {
  type Behaviour,
  first,
  firstThen,
  honest,
  ignoringRanges,
  noteTaken,
  sending,
  serve,
  status,
} from './file-server.js'
import {
  mistakeOf,
  newFolder,
  small,
  smallEntry,
  smallFiles,
  trainImages,
  writeSmall,
} from './small-dataset.js'

const NAME = 'train-images-idx3-ubyte'
const file = filesOf(smallEntry).find(({ name }) => name === NAME)!
const right = gzipSync(smallFiles[NAME]!)
const published = Object.fromEntries(
  Object.entries(smallFiles).map(([name, content]) => [`${name}.gz`, gzipSync(content)]),
)
/** For a mirror that stalls, whenever it is given up. */
const STALL_MS = 200
/** For one that is to bring its first bytes before it stalls: long enough for a busy machine, short enough to wait for. */
const LONG_STALL_MS = 3000
/** Where nothing stalls, so that no machine is too busy. */
const PATIENT_MS = 120_000

/** Downloads the one file from servers of these behaviours, in this order. The time is that of the first one. */
async function attempt(behaviours: readonly Behaviour[], stallTimeoutMs = PATIENT_MS) {
  const folder = newFolder()
  const servers = await Promise.all(behaviours.map(behaviour => serve(published, behaviour)))
  const progress: DownloadProgress[] = []
  let mirrors = 0
  const result = await downloadFile(
    file,
    servers.map(({ url }) => url),
    folder,
    {
      // Looked up for each mirror: the good ones may take as long as they need.
      get stallTimeoutMs() {
        return mirrors++ === 0 ? stallTimeoutMs : PATIENT_MS
      },
      onProgress: state => {
        progress.push(state)
        noteTaken(state.url)
      },
    },
  )
  return { folder, result, progress, servers, exchanges: servers.map(({ exchanges }) => exchanges) }
}

function expectWhole(folder: string): void {
  expect(readdirSync(folder)).toEqual([`${NAME}.gz`])
  expect(Buffer.compare(readFileSync(join(folder, `${NAME}.gz`)), right)).toBe(0)
}

describe('a download', () => {
  test('puts the file into the cache and tells how it goes', async () => {
    const { folder, result, progress, servers } = await attempt([honest])
    expect(result).toEqual({ status: 'downloaded', mirror: servers[0]!.url })
    expectWhole(folder)
    expect(progress.at(-1)).toEqual({
      file: NAME,
      url: `${servers[0]!.url}${NAME}.gz`,
      receivedBytes: right.length,
      totalBytes: right.length,
    })
  })

  test.each([
    ['answers 404', status(404), /: answered 404 Not Found$/],
    ['answers 500', status(500), /: answered 500 Internal Server Error$/],
    [
      'sends other bytes in the right format',
      sending(published['t10k-images-idx3-ubyte.gz']!),
      /: what it sent has the SHA-256 [0-9a-f]{64}, not [0-9a-f]{64}$/,
    ],
    [
      'sends an HTML page',
      sending(Buffer.from('<!DOCTYPE html><p>please log in')),
      /: what it sent has the SHA-256/,
    ],
    [
      'sends a file that was cut off long ago',
      sending(right.subarray(0, 20)),
      /: what it sent is not a whole gzip file$/,
    ],
    ['sends far more than there is', sending(Buffer.alloc(2_000_000)), /: sends more than \d+ bytes$/],
    [
      'sends a gzip bomb',
      sending(gzipSync(Buffer.alloc(20_000_000))),
      /: what it sent goes on after the 46 bytes that it should have$/,
    ],
    ['closes before the first byte', response => void response.destroy(), /: other side closed$/],
    ['stalls before the first byte', () => {}, /: sent nothing for 0\.2 s$/],
    ['closes half-way every time', first(20, 'closes'), /: other side closed$/],
    ['stalls half-way every time', first(20, 'stalls'), /: sent nothing for 0\.2 s$/],
    ['sends a part where it was asked for all', wrongPart, /: answered 206 Partial Content$/],
  ] satisfies readonly [string, Behaviour, RegExp][])(
    'goes on to the next mirror where one %s',
    async (name, bad, problem) => {
      const stallMs = name.startsWith('stalls') ? STALL_MS : PATIENT_MS
      const [helped, alone] = await Promise.all([attempt([bad, honest], stallMs), attempt([bad], stallMs)])
      expect(helped.result).toEqual({ status: 'downloaded', mirror: helped.servers[1]!.url })
      expectWhole(helped.folder)
      expect(alone.result).toEqual({ status: 'failed', tried: [expect.stringMatching(problem)] })
      expect(readdirSync(alone.folder).filter(name => !name.endsWith('.partial'))).toEqual([])
    },
  )

  test('names every mirror that failed, also one that does not exist', async () => {
    const bad = await serve(published, status(403))
    const mirrors = [bad.url, 'http://127.0.0.1:1/']
    const result = await downloadFile(file, mirrors, newFolder(), {
      stallTimeoutMs: PATIENT_MS,
      onProgress: () => {},
    })
    expect(result).toEqual({
      status: 'failed',
      tried: [
        `${bad.url}${NAME}.gz: answered 403 Forbidden`,
        expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/.*: (connect ECONNREFUSED|bad port)/),
      ],
    })
  })

  test('keeps a file under its name without .gz where the server has it decompressed', async () => {
    const folder = newFolder()
    const { url } = await serve(published, (response, content) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': content.length }).end(content)
    })
    await downloadFile(file, [url], folder, { stallTimeoutMs: PATIENT_MS, onProgress: () => {} })
    expect(readdirSync(folder)).toEqual([NAME])
    expect([...readFileSync(join(folder, NAME))]).toEqual([...smallFiles[NAME]!])
  })
})

describe('a download that was cut off', () => {
  // To stall takes three seconds.
  const ends = ['closes', 'stalls'] as const
  test.each(isLongRun ? ends : ends.slice(0, 1))(
    'is continued where it ended, where the server %s once',
    async how => {
      const { folder, exchanges, progress } = await attempt(
        [firstThen(first(20, how), honest)],
        LONG_STALL_MS,
      )
      expectWhole(folder)
      expect(exchanges[0]!.map(({ range, ifRange }) => [range, ifRange])).toEqual([
        [undefined, undefined],
        ['bytes=20-', '"version-1"'],
      ])
      expect(progress.map(({ receivedBytes }) => receivedBytes)).toEqual([20, right.length])
    },
  )

  test('begins anew where the server ignores ranges', async () => {
    const { folder, exchanges } = await attempt([firstThen(first(20, 'closes'), ignoringRanges)])
    expectWhole(folder)
    expect(exchanges[0]!.length).toBe(2)
  })

  test('begins anew where the file has changed on the server', async () => {
    const older: Behaviour = (response, content, exchange) =>
      first(20, 'closes', '"version-0"')(
        response,
        content.map(byte => byte ^ 1),
        exchange,
      )
    const { folder, exchanges } = await attempt([firstThen(older, honest)])
    expectWhole(folder)
    expect(exchanges[0]!.at(-1)?.ifRange).toBe('"version-0"')
  })

  test.each([
    ['says that there is no such range', status(416)],
    ['sends another part than it was asked for', wrongPart],
  ])('begins anew where the server %s', async (_, refusal) => {
    const { folder, exchanges } = await attempt([
      firstThen(first(20, 'closes'), (response, content, exchange) =>
        (exchange.range === undefined ? honest : refusal)(response, content, exchange),
      ),
    ])
    expectWhole(folder)
    expect(exchanges[0]!.map(({ range }) => range)).toEqual([undefined, 'bytes=20-', undefined])
  })

  test('begins anew where the server gave nothing to recognise the file by', async () => {
    const anonymous = first(20, 'closes', 'W/"weak"')
    const { folder, exchanges } = await attempt([firstThen(anonymous, honest)])
    expectWhole(folder)
    expect(exchanges[0]!.map(({ range }) => range)).toEqual([undefined, undefined])
  })

  test('is continued by the next call, and not from another mirror', async () => {
    const folder = newFolder()
    let closing = true
    const server = await serve(published, (response, content, exchange) =>
      (closing ? first(20, 'closes') : honest)(response, content, exchange),
    )
    const onProgress = ({ url }: DownloadProgress) => noteTaken(url)
    const options = { stallTimeoutMs: PATIENT_MS, onProgress }
    expect((await downloadFile(file, [server.url], folder, options)).status).toBe('failed')
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.partial$/)])

    const other = await serve(published, status(404))
    closing = false
    expect((await downloadFile(file, [other.url, server.url], folder, options)).status).toBe('downloaded')
    expectWhole(folder)
    expect(other.exchanges[0]?.range).toBe(undefined)
    expect(server.exchanges.at(-1)?.range).toBe('bytes=20-')
  })
})

/** The built program in a process of its own, downloading the one file. It prints its result. */
function download(folder: string, mirror: string): ChildProcess {
  const options = `{ stallTimeoutMs: 120000, onProgress: p => console.log(p.receivedBytes) }`
  const call = `downloadFile(${JSON.stringify(file)}, [${JSON.stringify(mirror)}], ${JSON.stringify(folder)}, ${options})`
  const script = `import { downloadFile } from ${JSON.stringify(BUILT.href)}; console.log((await ${call}).status)`
  return spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

const BUILT = new URL('../../dist/data/download.js', import.meta.url)

describe.skipIf(!existsSync(fileURLToPath(BUILT)))('two processes (of the built program)', () => {
  test('that download the same file at once do not disturb each other', async () => {
    const folder = newFolder()
    // Neither gets the second half before both have begun.
    let begun: () => void = () => {}
    const bothBegun = new Promise<void>(resolve => {
      begun = resolve
    })
    const { url } = await serve(published, async (response, content, { earlier }) => {
      if (earlier === 1) begun()
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 20))
      await bothBegun
      response.end(content.subarray(20))
    })
    const processes = [download(folder, url), download(folder, url)]
    const outputs = await Promise.all(processes.map(outputOf))
    for (const output of outputs) expect(output).toMatch(/downloaded$/)
    expectWhole(folder)
  })

  test('leave alone what the other is writing, and take over what a killed one left', async () => {
    const folder = newFolder()
    let stalling = true
    const server = await serve(published, (response, content, exchange) =>
      (stalling ? first(20, 'stalls') : honest)(response, content, exchange),
    )
    const other = download(folder, server.url)
    await once(other.stdout!, 'data') // its first 20 bytes are there
    stalling = false
    await downloadFile(file, [server.url], folder, { stallTimeoutMs: PATIENT_MS, onProgress: () => {} })
    expect(server.exchanges.map(({ range }) => range)).toEqual([undefined, undefined])
    expect(readdirSync(folder)).toEqual([`${NAME}.gz`, expect.stringMatching(/\.partial$/)])

    other.kill('SIGKILL')
    await once(other, 'exit')
    await downloadFile(file, [server.url], folder, { stallTimeoutMs: PATIENT_MS, onProgress: () => {} })
    expect(server.exchanges.at(-1)?.range).toBe('bytes=20-')
    expectWhole(folder)
  })
})

async function outputOf(child: ChildProcess): Promise<string> {
  const chunks: Buffer[] = []
  child.stdout!.on('data', chunk => chunks.push(chunk))
  await once(child, 'close')
  return Buffer.concat(chunks).toString().trim()
}

describe('a dataset that is on no place of this machine', () => {
  const machine = () => {
    const folder = newFolder()
    return { home: folder, cwd: folder, root: folder, env: {}, stallTimeoutMs: PATIENT_MS, folder }
  }

  test('is downloaded into the cache, and found there the next time', async () => {
    const { folder, ...options } = machine()
    const { url, exchanges } = await serve(published)
    const dataset = await loadSought(small, { ...options, mirrors: [url] })
    expect([...dataset.train.images]).toEqual([...trainImages])
    expect(dataset.foundIn).toBe("bench's cache (~/.cache/mlp-bench/mnist)")
    expect(readdirSync(join(folder, '.cache', 'mlp-bench', 'mnist')).sort()).toEqual(
      Object.keys(published).sort(),
    )
    const again = await loadSought(small, { ...options, mirrors: [url] })
    expect(again).toEqual(dataset)
    expect(exchanges.length).toBe(4)
  })

  test('is completed where some of its files are there and one of them is damaged', async () => {
    const { folder, ...options } = machine()
    const { url, exchanges } = await serve(published)
    writeSmall(join(folder, '.cache', 'mlp-bench', 'mnist'), 'gz', {
      [NAME]: Buffer.from('damaged'),
      't10k-labels-idx1-ubyte': null,
    })
    const warnings: string[] = []
    await loadSought(small, { ...options, mirrors: [url], onWarning: warning => warnings.push(warning) })
    expect(exchanges.map(({ path }) => path)).toEqual(['t10k-labels-idx1-ubyte.gz', `${NAME}.gz`])
    expect(warnings).toEqual([expect.stringMatching(/^bench's cache: .*is not an IDX file$/)])
  })

  test('asks the mirror that had the first file first for the others', async () => {
    const { folder: _, ...options } = machine()
    const [bad, good] = [await serve(published, status(503)), await serve(published)]
    await loadSought(small, { ...options, mirrors: [bad.url, good.url] })
    expect([bad.exchanges.length, good.exchanges.length]).toEqual([1, 4])
  })

  test('is a mistake that lists every address where no mirror has it', async () => {
    const { folder: _, ...options } = machine()
    const { url } = await serve({})
    expect(await mistakeOf(() => loadSought(small, { ...options, mirrors: [url] }))).toContain(
      `${url}train-labels-idx1-ubyte.gz: answered 404 Not Found`,
    )
  })

  test('is a mistake where the cache cannot be written', async () => {
    const { folder, ...options } = machine()
    const { url } = await serve(published)
    mkdirSync(join(folder, '.cache'))
    writeFileSync(join(folder, '.cache', 'mlp-bench'), 'a file where a folder should be')
    expect(await mistakeOf(() => loadSought(small, { ...options, mirrors: [url] }))).toMatch(
      /^downloads cannot be kept in .*mnist: ENOTDIR$/,
    )
  })

  test('is not downloaded where that is not allowed', async () => {
    const { folder: _, ...options } = machine()
    const { url, exchanges } = await serve(published)
    await mistakeOf(() => loadSought(small, { ...options, mirrors: [url], allowDownload: false }))
    expect(exchanges).toEqual([])
  })
})

function wrongPart(response: Parameters<Behaviour>[0], content: Uint8Array): void {
  const headers = { 'content-range': `bytes 0-${content.length - 1}/${content.length}` }
  response.writeHead(206, headers).end(content)
}
