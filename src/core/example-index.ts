// The nonzero pixels of a set of examples, found once and kept in the memory that the kernels of all threads share. The first
// layer of every network is worked through them: 81 % of the bytes of MNIST are zero, half of those of Fashion-MNIST.
import { type Examples, ShapeError } from './engine.js'
import type { Kernels } from './kernels.js'
import { blocksOf } from './memory-plan.js'

/** Where the examples are. Plain numbers: a thread that has the memory can be told them. */
export interface ExampleIndex {
  readonly count: number
  readonly inputs: number
  /** Above the largest label. */
  readonly classes: number
  /** Addresses: [count, blocks + 1] addresses of entries, as assembly/lists.ts has them; [count] labels. */
  readonly starts: number
  readonly labels: number
}

/** Images that are listed at once. */
const CHUNK = 256
const ENTRY = 4
/** So far beyond an example's entries is read, by readAhead in assembly/lists.ts. */
const READ_AHEAD = 640

/** Takes 4 bytes for each nonzero pixel, and a few for each example. Throws MemoryError where there is no room. */
export function indexExamples(kernels: Kernels, { images, labels }: Examples): ExampleIndex {
  const count = labels.length
  const inputs = images.length / count
  if (count === 0 || !Number.isInteger(inputs))
    throw new ShapeError(`${count} labels cannot share ${images.length} bytes of images`)
  const rowBytes = (blocksOf(inputs) + 1) * 4
  const sizes = {
    starts: count * rowBytes,
    labels: count,
    entries: nonzeroCount(images) * ENTRY + READ_AHEAD,
    bytes: CHUNK * inputs + 64,
  }
  const place = placesOf(sizes, bytes => kernels.take(bytes))
  const bytes = new Uint8Array(kernels.memory.buffer)
  bytes.set(labels, place.labels)
  let end = place.entries
  for (let first = 0; first < count; first += CHUNK) {
    const rows = Math.min(CHUNK, count - first)
    bytes.set(images.subarray(first * inputs, (first + rows) * inputs), place.bytes)
    end = kernels.run.listBytes(place.bytes, rows, inputs, place.starts + first * rowBytes, end) >>> 0
  }
  const classes = 1 + labels.reduce((a, b) => Math.max(a, b), 0)
  return { count, inputs, classes, starts: place.starts, labels: place.labels }
}

function nonzeroCount(bytes: Uint8Array): number {
  let count = 0
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) count += 1
  return count
}

/** Addresses of so many bytes each, one after the other, in one piece of memory. */
function placesOf<K extends string>(sizes: Record<K, number>, take: (bytes: number) => number) {
  const aligned = (bytes: number) => Math.ceil(bytes / 64) * 64
  const entries = Object.entries(sizes) as [K, number][]
  let end = take(entries.reduce((sum, [, bytes]) => sum + aligned(bytes), 0))
  return Object.fromEntries(
    entries.map(([name, bytes]) => {
      const start = end
      end += aligned(bytes)
      return [name, start]
    }),
  ) as Record<K, number>
}
