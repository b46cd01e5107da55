// Files of a user's own for tests: archives written out here, byte by byte as numpy writes them, so that they do not come
// from the code under test.
import { strToU8, zipSync } from 'fflate'

/** Types of elements as numpy calls them, and how one is written. */
const writers = {
  '|u1': [1, (view: DataView, at: number, value: number) => view.setUint8(at, value)],
  '|b1': [1, (view: DataView, at: number, value: number) => view.setUint8(at, value)],
  '<i2': [2, (view: DataView, at: number, value: number) => view.setInt16(at, value, true)],
  '<i8': [8, (view: DataView, at: number, value: number) => view.setBigInt64(at, BigInt(value), true)],
  '<f4': [4, (view: DataView, at: number, value: number) => view.setFloat32(at, value, true)],
  '<f8': [8, (view: DataView, at: number, value: number) => view.setFloat64(at, value, true)],
} as const

type ElementType = keyof typeof writers

export interface Written {
  readonly type?: ElementType
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

export function npy({ type = '|u1', shape, values }: Written): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${tuple}), }\n`
  const [width, write] = writers[type]
  const bytes = new Uint8Array(10 + header.length + width * values.length)
  bytes.set([0x93, ...strToU8('NUMPY'), 1, 0, header.length & 255, header.length >> 8])
  bytes.set(strToU8(header), 10)
  const view = new DataView(bytes.buffer, 10 + header.length)
  for (const [i, value] of values.entries()) write(view, i * width, value)
  return bytes
}

export function npz(arrays: Readonly<Record<string, Written>>): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(arrays).map(([name, array]) => [`${name}.npy`, npy(array)])),
  )
}

/** An IDX file of bytes. */
export function idx(shape: readonly number[], values: readonly number[]): Uint8Array {
  const lengths = shape.flatMap(length => [
    length >> 24,
    (length >> 16) & 255,
    (length >> 8) & 255,
    length & 255,
  ])
  return Uint8Array.from([0, 0, 8, shape.length, ...lengths, ...values])
}

/** 4 images of 2x3 of two classes: image i is bright (200 + i) in row label and dark (i) in the other. */
export const fourLabels = [0, 1, 1, 0]
export const fourImages = fourLabels.flatMap((label, i) =>
  [0, 1].flatMap(row => [0, 1, 2].map(() => (row === label ? 200 + i : i))),
)

/** The arrays of an archive that is as it should be, with some of them changed or, with null, left out. */
export function fourArrays(changes: Readonly<Record<string, Written | null>> = {}): Record<string, Written> {
  const arrays: Record<string, Written | null> = {
    x_train: { shape: [4, 2, 3], values: fourImages },
    y_train: { shape: [4], values: fourLabels },
    x_test: { shape: [2, 2, 3], values: fourImages.slice(6, 18) },
    y_test: { shape: [2], values: [1, 1] },
    ...changes,
  }
  const present = Object.entries(arrays).filter((entry): entry is [string, Written] => entry[1] !== null)
  return Object.fromEntries(present)
}
