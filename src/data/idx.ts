// IDX, the format of the MNIST files: two zero bytes, the type of an element, the number of dimensions, each dimension
// as 32 bits big-endian, then the elements, row by row. Only bytes (type 08) occur here. http://yann.lecun.com/exdb/mnist
import { malformed } from './malformed.js'

export interface IdxArray {
  readonly shape: readonly number[]
  /** A view of the bytes that were parsed, not a copy. */
  readonly data: Uint8Array
}

const UNSIGNED_BYTE = 0x08

/** What a file of which these are the first bytes announces: the length of its header, its shape and its elements. */
export function idxHeader(bytes: Uint8Array, path: string) {
  const [zero0, zero1, type, dimensions] = bytes
  if (zero0 !== 0 || zero1 !== 0 || type === undefined || dimensions === undefined)
    throw malformed(path, 'is not an IDX file', `it begins with ${firstBytes(bytes)}, an IDX file with 00 00`)
  if (type !== UNSIGNED_BYTE)
    throw malformed(path, `holds elements of IDX type 0x${hex(type)}`, 'only bytes, 0x08, can be read')
  if (dimensions === 0) throw malformed(path, 'has no dimensions in its IDX header')
  const headerBytes = 4 + 4 * dimensions
  if (bytes.length < headerBytes) throw malformed(path, 'ends within its IDX header')
  const view = new DataView(bytes.buffer, bytes.byteOffset, headerBytes)
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i))
  return { bytes: headerBytes, shape, elements: shape.reduce((product, length) => product * length, 1) }
}

/** Takes a whole file apart. path is for messages. Throws a UserError where the bytes are anything else. */
export function parseIdx(bytes: Uint8Array, path: string): IdxArray {
  const { bytes: headerBytes, shape, elements: expected } = idxHeader(bytes, path)
  const data = bytes.subarray(headerBytes)
  if (data.length !== expected) {
    const difference = data.length < expected ? 'ends too early' : 'goes on after its end'
    const why = `its header announces ${shape.join(' x ')} = ${expected} bytes, ${data.length} follow`
    throw malformed(path, difference, why)
  }
  return { shape, data }
}

/** A file of zeros with the header of that shape, in shared memory, ready to be filled. */
export function emptyIdx(shape: readonly number[]): {
  readonly bytes: Uint8Array
  readonly data: Uint8Array
} {
  const headerBytes = 4 + 4 * shape.length
  const length = shape.reduce((product, n) => product * n, 1)
  const bytes = new Uint8Array(new SharedArrayBuffer(headerBytes + length))
  bytes.set([0, 0, UNSIGNED_BYTE, shape.length])
  const view = new DataView(bytes.buffer)
  shape.forEach((n, i) => {
    view.setUint32(4 + 4 * i, n)
  })
  return { bytes, data: bytes.subarray(headerBytes) }
}

const hex = (byte: number) => byte.toString(16).padStart(2, '0')

function firstBytes(bytes: Uint8Array): string {
  return bytes.length === 0 ? 'nothing' : Array.from(bytes.subarray(0, 4), hex).join(' ')
}
