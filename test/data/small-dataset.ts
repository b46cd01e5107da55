// A dataset small enough to be made anew in each test: 5 + 2 images of 3x2 bytes, 3 classes, with an entry of its own.
// Its bytes are those of the fixtures that numpy wrote: image byte i is (37 i + 11) mod 256 (200 instead of 11 in the
// test split), label i is i mod 3.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach } from 'vitest'
import type { DatasetEntry } from '../../src/data/datasets.js'

const bytes = (count: number, offset: number) =>
  Uint8Array.from({ length: count * 6 }, (_, i) => (37 * i + offset) % 256)
const labels = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 3)

export const trainImages = bytes(5, 11)
export const trainLabels = labels(5)
export const testImages = bytes(2, 200)

/** The header is written out here, so that it does not come from the code under test. */
export const smallFiles: Readonly<Record<string, Uint8Array>> = {
  'train-images-idx3-ubyte': Uint8Array.from([
    0,
    0,
    8,
    3,
    0,
    0,
    0,
    5,
    0,
    0,
    0,
    3,
    0,
    0,
    0,
    2,
    ...trainImages,
  ]),
  'train-labels-idx1-ubyte': Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 5, ...trainLabels]),
  't10k-images-idx3-ubyte': Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, ...testImages]),
  't10k-labels-idx1-ubyte': Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 2, ...labels(2)]),
}

export const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex')

const checksum = (name: string) => sha256(smallFiles[name]!)

export const smallEntry: DatasetEntry = {
  title: 'Small',
  summary: 'Made for tests',
  source: 'this file',
  licence: 'MIT',
  imageShape: [3, 2],
  classes: ['zero', 'one', 'two'],
  examples: { train: 5, test: 2 },
  sha256: {
    train: { images: checksum('train-images-idx3-ubyte'), labels: checksum('train-labels-idx1-ubyte') },
    test: { images: checksum('t10k-images-idx3-ubyte'), labels: checksum('t10k-labels-idx1-ubyte') },
  },
  elsewhere: { keras: 'mnist.npz', torchvision: 'MNIST', debian: 'small' },
  mirrors: [],
}

export const small = { name: 'mnist', entry: smallEntry } as const

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A new folder, removed after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mlp-bench-data-'))
  folders.push(folder)
  return folder
}

/** Writes the files of the small dataset, some of them changed or (with null) left out. */
export function writeSmall(
  folder: string,
  form: 'raw' | 'gz' = 'raw',
  changes: Readonly<Record<string, Uint8Array | null>> = {},
): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, content] of Object.entries({ ...smallFiles, ...changes })) {
    if (content === null) continue
    if (form === 'gz') writeFileSync(join(folder, `${name}.gz`), gzipSync(content))
    else writeFileSync(join(folder, name), content)
  }
}

/** The message of the UserError that a call throws or rejects with; any other end fails the test. */
export async function mistakeOf(call: () => unknown): Promise<string> {
  try {
    await call()
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') {
      const { mistakes } = error as unknown as { mistakes: readonly { what: string; why?: string }[] }
      return mistakes.map(({ what, why }) => (why === undefined ? what : `${what} (${why})`)).join('; ')
    }
    throw error
  }
  throw new Error('nothing was thrown')
}
