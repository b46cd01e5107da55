// Files of data and of networks that lie, are torn, or grow without end. Which mistake each is called is tested beside their
// readers (test/data, test/models); here: nothing but a mistake ever comes of them, and the memory that they cost is bounded.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createGzip, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readOwnDataset } from '../../src/data/own-dataset.js'
import { ownText } from '../../src/domain/own-files.js'
import { encodeNetworkNpz } from '../../src/models/npz-network.js'
import { readNetwork } from '../../src/models/read-network.js'
import { encodeSafetensors } from '../../src/models/safetensors.js'
import { fourArrays, fourImages, fourLabels, idx, npy, npz } from '../data/own-files.js'
import { folderWith } from '../end-to-end/bench.js'
import { isLongRun, longTest } from '../long.js'
import { safetensors, small } from '../models/networks.js'
import { byteCuts, cutBytes, FUZZ_TIMEOUT, fuzz, isAnswered, oddValues, tamper, tamperings } from './fuzz.js'
import { answerOf } from './in-process.js'
import { expectRefused, MEMORY_MB, measured } from './program.js'

describe('random damage ends in a result or a mistake:', () => {
  const whole = {
    'network.safetensors': encodeSafetensors(small, { dataset: 'mnist', epoch: '3' }),
    'network.npz': encodeNetworkNpz(small),
  }
  test.each(Object.entries(whole))(
    '%s, cut and written into',
    async (name, bytes) => {
      const path = join(folderWith(), name)
      await fuzz(byteCuts, 100, async cuts => {
        writeFileSync(path, cutBytes(bytes, cuts))
        await isAnswered(() => readNetwork(path))
      })
    },
    FUZZ_TIMEOUT,
  )

  test(
    'the header of a safetensors file, some of its values others or missing',
    async () => {
      const path = join(folderWith(), 'network.safetensors')
      const bytes = Buffer.from(whole['network.safetensors'])
      const end = 8 + Number(bytes.readBigUInt64LE(0))
      const header: unknown = JSON.parse(bytes.toString('utf8', 8, end))
      await fuzz(tamperings, 100, async changes => {
        const changed = changes.reduce<unknown>((json, change) => tamper(json, change), header)
        writeFileSync(path, safetensors(JSON.stringify(changed) ?? '', bytes.subarray(end)))
        await isAnswered(() => readNetwork(path))
      })
    },
    FUZZ_TIMEOUT,
  )

  test(
    'what a safetensors file says of its network, by any text',
    async () => {
      const path = join(folderWith(), 'network.safetensors')
      const key = fc.constantFrom('format', 'format_version', 'sizes', 'activations', 'output', 'dataset')
      const said = oddValues.map(value => (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')))
      await fuzz(fc.tuple(key, said), 100, async ([name, value]) => {
        writeFileSync(path, encodeSafetensors(small, { [name]: value }))
        await isAnswered(() => readNetwork(path))
      })
    },
    FUZZ_TIMEOUT,
  )

  test(
    'an archive of images and labels',
    async () => {
      const folder = folderWith()
      const bytes = npz(fourArrays())
      await fuzz(byteCuts, 100, async cuts => {
        writeFileSync(join(folder, 'mine.npz'), cutBytes(bytes, cuts))
        await isAnswered(() => readOwnDataset('mine.npz', folder))
      })
    },
    FUZZ_TIMEOUT,
  )

  test.each([
    ['as they are', (bytes: Uint8Array) => bytes],
    ['compressed', gzipSync],
  ])(
    'IDX files, %s',
    async (_, pack) => {
      const folder = folderWith()
      const files = { images: pack(idx([4, 2, 3], fourImages)), labels: pack(idx([4], fourLabels)) }
      const which = fc.constantFrom('images' as const, 'labels' as const)
      await fuzz(fc.tuple(which, byteCuts), 100, async ([damaged, cuts]) => {
        for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes)
        writeFileSync(join(folder, damaged), cutBytes(files[damaged], cuts))
        await isAnswered(() => readOwnDataset(ownText({ images: 'images', labels: 'labels' }), folder))
      })
    },
    FUZZ_TIMEOUT,
  )
})

const header = (shape: readonly number[]) => ({ dtype: 'F32', shape, data_offsets: [0, 4] })

/** Networks that want much more memory than their file has bytes. */
const greedy: Readonly<Record<string, () => Uint8Array>> = {
  'a shape of 2^50 numbers in four bytes': () =>
    safetensors({ W1: header([2 ** 25, 2 ** 25]), b1: header([1]) }, 4),
  'a header that announces 2^63 bytes': () => Buffer.from([0, 0, 0, 0, 0, 0, 0, 128, 0x7b, 0x7d]),
  'a header of 100 MB': () => {
    const bytes = Buffer.alloc(100_000_008, 0x20)
    bytes.writeBigUInt64LE(100_000_000n)
    bytes[8] = 0x7b
    return bytes
  },
  'a header of 300,000 brackets': () => safetensors(`{"W1":${'['.repeat(300_000)}`),
}

describe('bench evaluate refuses, within its memory,', () => {
  const isRefused = async (what: string) => {
    const cwd = folderWith()
    writeFileSync(join(cwd, 'network.safetensors'), greedy[what]!())
    expectRefused(await measured(cwd, 'evaluate', 'network.safetensors'))
  }
  const [first, ...others] = Object.keys(greedy)
  test(first!, () => isRefused(first!))
  test.runIf(isLongRun).each(others)('%s', isRefused)

  longTest('an archive of thirty thousand arrays', async () => {
    const cwd = folderWith()
    const one = npy({ shape: [1, 1], values: [0], type: '<f4' })
    const arrays = Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`W${i + 1}.npy`, one]))
    writeFileSync(join(cwd, 'network.npz'), zipSync(arrays, { level: 0 }))
    expectRefused(await measured(cwd, 'evaluate', 'network.npz'))
  })
})

/** A gigabyte of zeros in a megabyte, behind a header that says what it likes. */
async function bomb(start: Uint8Array): Promise<Buffer> {
  const gzip = createGzip({ level: 1 })
  const chunks: Buffer[] = []
  gzip.on('data', chunk => chunks.push(chunk))
  const ended = new Promise(resolve => gzip.on('end', resolve))
  gzip.write(start)
  const zeros = Buffer.alloc(1 << 24)
  for (let i = 0; i < 64; i++)
    if (!gzip.write(zeros)) await new Promise(resolve => gzip.once('drain', resolve))
  gzip.end()
  await ended
  return Buffer.concat(chunks)
}

describe('bench data show refuses, within its memory,', () => {
  const labels = idx([4], fourLabels)
  const show = ['data', 'show', '--images', 'images', '--labels', 'labels']
  const cases: Readonly<Record<string, () => readonly [images: Uint8Array, labels: Uint8Array]>> = {
    'half a gzip file': () => [gzipSync(idx([4, 2, 3], fourImages)).subarray(0, 40), labels],
    'another magic number': () => [Uint8Array.from([1, 2, 3, 4, ...fourImages]), labels],
    'more images than there are': () => [idx([5, 2, 3], fourImages), labels],
    'four billion images': () => [idx([0xffff, 0xffff, 1], []), labels],
    'images of no pixels': () => [idx([4, 0, 0], []), labels],
    'labels of classes that cannot be': () => [idx([4, 2, 3], fourImages), idx([4], [0, 1, 255, 254])],
  }
  test.each(Object.entries(cases))('%s', async (_, make) => {
    const cwd = folderWith()
    const [images, given] = make()
    writeFileSync(join(cwd, 'images'), images)
    writeFileSync(join(cwd, 'labels'), given)
    const { code, talk } = await answerOf(cwd, ...show)
    expect(code).toBe(2)
    expect(talk).toMatch(/^error data-[a-z-]+:/)
  })

  // Long: `npm run test:all`.
  longTest('a gigabyte in a megabyte', async () => {
    const cwd = folderWith()
    writeFileSync(join(cwd, 'images'), await bomb(idx([4, 2, 3], fourImages)))
    writeFileSync(join(cwd, 'labels'), labels)
    expectRefused(await measured(cwd, ...show))
  })

  longTest('an archive whose array goes on for a gigabyte', async () => {
    const cwd = folderWith()
    // What fflate writes says how much it is: that is refused by what it announces; so is one that says less, by what comes.
    const archive = zipSync({
      'x_train.npy': [new Uint8Array(300_000_000), { level: 1 }],
      'y_train.npy': npy({ shape: [4], values: fourLabels }),
    })
    const at = Buffer.from(archive).indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    new DataView(archive.buffer, archive.byteOffset).setUint32(at + 24, 1000, true)
    writeFileSync(join(cwd, 'mine.npz'), archive)
    expectRefused(await measured(cwd, 'data', 'show', 'mine.npz'))
  })
})

test('a real file costs no more than the bound that is stated for hostile ones', async () => {
  const cwd = folderWith()
  writeFileSync(join(cwd, 'mine.npz'), npz(fourArrays()))
  const { code, residentMb } = await measured(cwd, 'data', 'show', 'mine.npz')
  expect(code).toBe(0)
  expect(residentMb).toBeLessThan(MEMORY_MB)
})
