// The look-up, place by place, with a small dataset in real folders. Downloads have a file of their own.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { DatasetEntry } from '../../src/data/datasets.js'
import { type LoadOptions, loadSought } from '../../src/data/load.js'
import { UserError } from '../../src/domain/errors.js'
import {
  mistakeOf,
  newFolder,
  sha256,
  small,
  smallEntry,
  smallFiles,
  testImages,
  trainImages,
  trainLabels,
  writeSmall,
} from './small-dataset.js'

const TRAIN_LABELS = 'train-labels-idx1-ubyte'
const TRAIN_IMAGES = 'train-images-idx3-ubyte'

/** A home, a working folder and a root of their own, in which nothing is. */
function emptyMachine() {
  const folder = newFolder()
  const at = (...parts: string[]) => join(folder, ...parts)
  mkdirSync(at('work'))
  const warnings: string[] = []
  const options: LoadOptions = {
    env: {},
    home: at('home'),
    cwd: at('work'),
    root: at('root'),
    allowDownload: false,
    onWarning: warning => warnings.push(warning),
  }
  return { at, options, warnings }
}

function copyFixture(name: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(new URL(`fixtures/${name}.npz`, import.meta.url), to)
}

describe('a dataset', () => {
  test('is bytes in shared memory, with the checksums of all of its files', async () => {
    const { at, options } = emptyMachine()
    writeSmall(at('data'), 'gz')
    const dataset = await loadSought(small, { ...options, dataDir: at('data') })
    expect(dataset).toMatchObject({ name: 'mnist', imageShape: [3, 2], classes: ['zero', 'one', 'two'] })
    expect([...dataset.train.images]).toEqual([...trainImages])
    expect([...dataset.train.labels]).toEqual([...trainLabels])
    expect([...dataset.test!.images]).toEqual([...testImages])
    expect([...dataset.test!.labels]).toEqual([0, 1])
    const parts = [dataset.train.images, dataset.train.labels, dataset.test!.images, dataset.test!.labels]
    for (const part of parts) expect(part.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(dataset.sha256).toEqual(
      Object.fromEntries(Object.entries(smallFiles).map(([name, content]) => [name, sha256(content)])),
    )
  })

  test('survives a structured clone, as it is posted to a worker, without being copied', async () => {
    const { at, options } = emptyMachine()
    writeSmall(at('data'))
    const dataset = await loadSought(small, { ...options, dataDir: at('data') })
    const clone = structuredClone(dataset)
    expect(clone).toEqual(dataset)
    dataset.train.images[0] = 99
    expect(clone.train.images[0]).toBe(99)
  })

  test('without a test split needs no files of one, and has null', async () => {
    const { at, options } = emptyMachine()
    writeSmall(at('data'), 'raw', { 't10k-images-idx3-ubyte': null, 't10k-labels-idx1-ubyte': null })
    const entry: DatasetEntry = {
      ...smallEntry,
      examples: { train: 5, test: 0 },
      sha256: { train: smallEntry.sha256.train, test: null },
    }
    const dataset = await loadSought({ name: 'mnist', entry }, { ...options, dataDir: at('data') })
    expect(dataset.test).toBe(null)
    expect(dataset.train.labels.length).toBe(5)
  })
})

type Machine = ReturnType<typeof emptyMachine>

/** How the dataset comes to a place, in the order in which places are tried, and what foundIn then says. */
const placings: readonly (readonly [
  string,
  (machine: Machine) => LoadOptions,
  foundIn: (machine: Machine) => string,
])[] = [
  [
    "--data-dir, the dataset's own folder",
    ({ at }) => {
      writeSmall(at('given', 'mnist'))
      return { dataDir: at('given') }
    },
    ({ at }) => `--data-dir (${at('given', 'mnist')})`,
  ],
  [
    "--data-dir, torchvision's root",
    ({ at }) => {
      writeSmall(at('given', 'MNIST', 'raw'), 'gz')
      return { dataDir: at('given') }
    },
    ({ at }) => `--data-dir (${at('given', 'MNIST', 'raw')})`,
  ],
  [
    "--data-dir, Keras' archive",
    ({ at }) => {
      copyFixture('deflated', at('given', 'mnist.npz'))
      return { dataDir: at('given') }
    },
    ({ at }) => `--data-dir (${at('given', 'mnist.npz')})`,
  ],
  [
    '--data-dir, the files themselves, and the folder relative to the working folder',
    ({ at }) => {
      writeSmall(at('given'), 'gz')
      return { dataDir: '../given' }
    },
    ({ at }) => `--data-dir (${at('given')})`,
  ],
  [
    'BENCH_DATA',
    ({ at }) => {
      writeSmall(at('set', 'mnist'), 'gz')
      return { env: { BENCH_DATA: '../set' } }
    },
    ({ at }) => `BENCH_DATA (${at('set', 'mnist')})`,
  ],
  [
    'the cache that XDG_CACHE_HOME names',
    ({ at }) => {
      writeSmall(at('xdg', 'mlp-bench', 'mnist'), 'gz')
      return { env: { XDG_CACHE_HOME: at('xdg') } }
    },
    ({ at }) => `bench's cache (${at('xdg', 'mlp-bench', 'mnist')})`,
  ],
  [
    'the cache in the home folder; a relative XDG_CACHE_HOME is none',
    ({ at }) => {
      writeSmall(at('home', '.cache', 'mlp-bench', 'mnist'), 'gz')
      return { env: { XDG_CACHE_HOME: 'xdg' } }
    },
    () => "bench's cache (~/.cache/mlp-bench/mnist)",
  ],
  [
    "Keras' archive where KERAS_HOME is",
    ({ at }) => {
      copyFixture('stored', at('keras', 'datasets', 'mnist.npz'))
      return { env: { KERAS_HOME: at('keras') } }
    },
    ({ at }) => `Keras' cache (${at('keras', 'datasets', 'mnist.npz')})`,
  ],
  [
    "Keras' archive in the home folder, with wider integers",
    ({ at }) => {
      copyFixture('wide', at('home', '.keras', 'datasets', 'mnist.npz'))
      return {}
    },
    () => "Keras' cache (~/.keras/datasets/mnist.npz)",
  ],
  [
    "torchvision's folder in the working folder",
    ({ at }) => {
      writeSmall(at('work', 'data', 'MNIST', 'raw'))
      return {}
    },
    ({ at }) => `torchvision's folder (${at('work', 'data', 'MNIST', 'raw')})`,
  ],
  [
    "Debian's package",
    ({ at }) => {
      writeSmall(at('root', 'usr', 'share', 'datasets', 'small'), 'gz')
      return {}
    },
    ({ at }) =>
      `the Debian package dataset-fashion-mnist (${at('root', 'usr', 'share', 'datasets', 'small')})`,
  ],
]

describe('the look-up', () => {
  test.each(placings)('finds a dataset in %s', async (_, put, foundIn) => {
    const machine = emptyMachine()
    const dataset = await loadSought(small, { ...machine.options, ...put(machine) })
    expect([...dataset.train.images]).toEqual([...trainImages])
    expect(dataset.foundIn).toBe(foundIn(machine))
    expect(machine.warnings).toEqual([])
  })

  test('takes the first of the places where several have the dataset', async () => {
    const machine = emptyMachine()
    const given = placings.map(([, put, foundIn]) => ({ options: put(machine), foundIn }))
    const env = Object.assign({}, ...given.map(({ options }) => options.env ?? {}))
    const options = { ...machine.options, env }
    const found = async (extra: LoadOptions) => (await loadSought(small, { ...options, ...extra })).foundIn
    expect(await found({ dataDir: machine.at('given') })).toBe(placings[0]![2](machine))
    expect(await found({})).toBe(`BENCH_DATA (${machine.at('set', 'mnist')})`)
    expect(await found({ env: {} })).toMatch(/^bench's cache/)
  })

  test("finds Keras' folder of IDX files where Keras has no archive of the dataset", async () => {
    const { at, options } = emptyMachine()
    writeSmall(at('home', '.keras', 'datasets', 'fashion-mnist'), 'gz')
    const entry = { ...smallEntry, elsewhere: { keras: 'fashion-mnist' } }
    const { foundIn } = await loadSought({ name: 'fashion-mnist', entry }, options)
    expect(foundIn).toBe("Keras' cache (~/.keras/datasets/fashion-mnist)")
  })

  test('prefers a good file to a damaged one of the same name beside it', async () => {
    const { at, options, warnings } = emptyMachine()
    writeSmall(at('data'), 'gz')
    writeFileSync(join(at('data'), TRAIN_IMAGES), 'half a download')
    await loadSought(small, { ...options, dataDir: at('data') })
    expect(warnings).toEqual([])
  })
})

const changed = (name: string, at: number, value: number) => {
  const content = Uint8Array.from(smallFiles[name]!)
  content[at] = value
  return content
}

describe('a place whose files are not as they should be', () => {
  test.each([
    ['one pixel differs', TRAIN_IMAGES, changed(TRAIN_IMAGES, 20, 0), /does not hold the bytes of mnist$/],
    [
      'a label is beyond the classes',
      TRAIN_LABELS,
      changed(TRAIN_LABELS, 9, 3),
      /has the label 3 at index 1$/,
    ],
    ['the shape is another', TRAIN_IMAGES, changed(TRAIN_IMAGES, 7, 4), /goes on after its end$/],
    ['labels stand where images should', TRAIN_IMAGES, smallFiles[TRAIN_LABELS]!, /holds 5 elements$/],
    ['it is an HTML page', TRAIN_IMAGES, Buffer.from('<!DOCTYPE html>'), /is not an IDX file$/],
    ['a file is missing', TRAIN_IMAGES, null, /lacks train-images-idx3-ubyte$/],
  ])('is passed over with a warning: %s', async (_, name, content, warning) => {
    const { at, options, warnings } = emptyMachine()
    writeSmall(at('data', 'mnist'), 'raw', { [name]: content })
    writeSmall(at('work', 'data', 'MNIST', 'raw'))
    const { foundIn } = await loadSought(small, { ...options, dataDir: at('data') })
    expect(foundIn).toMatch(/^torchvision's folder/)
    expect(warnings).toEqual([expect.stringMatching(warning)])
    expect(warnings[0]).toMatch(/^--data-dir: /)
  })

  test("is passed over with a warning: Keras' archive has other arrays", async () => {
    const { at, options, warnings } = emptyMachine()
    copyFixture('unusable', at('home', '.keras', 'datasets', 'mnist.npz'))
    writeSmall(at('work', 'data', 'MNIST', 'raw'))
    await loadSought(small, options)
    expect(warnings).toEqual([expect.stringMatching(/^Keras' cache: .*mnist\.npz has no array y_train$/)])
  })

  test('is named where the user gave it and it does not exist', async () => {
    const { at, options, warnings } = emptyMachine()
    writeSmall(at('work', 'data', 'MNIST', 'raw'))
    await loadSought(small, { ...options, dataDir: at('typo'), env: { BENCH_DATA: at('gone') } })
    expect(warnings).toEqual([
      `--data-dir: there is no folder ${at('typo')}`,
      `BENCH_DATA: there is no folder ${at('gone')}`,
    ])
  })
})

describe('a dataset that is nowhere', () => {
  test('is a mistake that says what was tried and the ways out', async () => {
    const { at, options } = emptyMachine()
    writeSmall(at('data', 'mnist'), 'raw', { [TRAIN_IMAGES]: gzipSync('x').subarray(0, 9) })
    const entry = { ...smallEntry, mirrors: ['http://example.invalid/'] }
    const failure = loadSought({ name: 'mnist', entry }, { ...options, dataDir: at('data') })
    const error = await failure.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    const [mistake] = (error as UserError).mistakes
    expect(mistake?.code).toBe('data-not-found')
    expect(mistake?.why?.split('\n')).toEqual([
      'this was tried:',
      expect.stringMatching(/^--data-dir: .*train-images-idx3-ubyte is not a whole gzip file$/),
      "bench's cache: nothing of mnist in ~/.cache/mlp-bench",
      "Keras' cache: nothing of mnist in ~/.keras/datasets",
      `torchvision's folder: nothing of mnist in ${at('work', 'data')}`,
      `the Debian package dataset-fashion-mnist: nothing of mnist in ${at('root', 'usr', 'share', 'datasets')}`,
    ])
    expect(mistake?.fix).toMatch(/bench data pull mnist.*--data-dir <folder>.*comes with bench: mnist-10k$/s)
  })

  test('and comes with a package says how that is installed', async () => {
    const { options } = emptyMachine()
    const entry = { ...smallEntry, elsewhere: { npm: 'no-such-package-for-tests' } }
    expect(await mistakeOf(() => loadSought({ name: 'mnist-10k', entry }, options))).toContain(
      'the npm package no-such-package-for-tests is not installed',
    )
  })
})
