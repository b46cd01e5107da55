// The examples that the contestants train on, as files of plain bytes: the real ones, or where there are none, others with
// as many zeros.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { RandomStream } from '../src/core/random.js'
import type { System } from './systems.js'

export interface DataFiles {
  readonly images: string
  readonly labels: string
  readonly isReal: boolean
}

/** Writes both files into a folder. */
export function writeData(dataset: System['dataset'], folder: string): DataFiles {
  mkdirSync(folder, { recursive: true })
  const files = { images: join(folder, `${dataset}-images`), labels: join(folder, `${dataset}-labels`) }
  const source = join(process.env['BENCH_DATA'] ?? '', dataset, 'train-images-idx3-ubyte.gz')
  const isReal = process.env['BENCH_DATA'] !== undefined && existsSync(source)
  // IDX: a header of 16 bytes before the images, 8 before the labels.
  const images = isReal ? gunzipSync(readFileSync(source)).subarray(16) : inventedImages(dataset)
  const labels = isReal
    ? gunzipSync(readFileSync(source.replace('images-idx3', 'labels-idx1'))).subarray(8)
    : Uint8Array.from({ length: INVENTED }, (_, i) => i % 10)
  writeFileSync(files.images, images)
  writeFileSync(files.labels, labels)
  return { ...files, isReal }
}

const INVENTED = 10_000

/** Each row of pixels is bright in one stretch, in the middle of MNIST's images and over more of Fashion-MNIST's. */
function inventedImages(dataset: System['dataset']): Uint8Array {
  const share = dataset === 'mnist' ? 0.19 : 0.5
  const stream = new RandomStream(0, 'shuffle')
  const images = new Uint8Array(INVENTED * 784)
  for (let row = 0; row < INVENTED * 28; row++) {
    const width = Math.round(56 * share * stream.uniform())
    const start = stream.below(29 - width)
    for (let x = start; x < start + width; x++) images[row * 28 + x] = 1 + stream.below(255)
  }
  return images
}
