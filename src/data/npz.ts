// NPY and NPZ, the formats of numpy: an NPZ is a zip of NPY files; an NPY is a magic string, a header that is a Python
// dictionary, and the elements. Arrays of integers between 0 and 255 are read, whatever width they are stored in.
// The zip is taken apart by fflate, which says the size of an entry before it is decompressed; gzip is node:zlib's.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { type UnzipFileInfo, unzipSync } from 'fflate'
import { UserError } from '../domain/errors.js'
import { malformed } from './malformed.js'

export interface NpyArray {
  readonly shape: readonly number[]
  readonly data: Uint8Array
}

/** What stands before the elements is far shorter than this in any file that numpy writes for a plain array. */
const HEADER_BYTES_MAX = 4096
const ELEMENT_BYTES_MAX = 8

/** The uncompressed NPY file `name`.npy out of an archive, or null where it is not in there. elementsMax bounds its size. */
export function readNpzEntry(
  archive: Uint8Array,
  name: string,
  elementsMax: number,
  path: string,
): Uint8Array | null {
  const bytesMax = elementsMax * ELEMENT_BYTES_MAX + HEADER_BYTES_MAX
  const filter = (entry: UnzipFileInfo) => {
    if (entry.name !== `${name}.npy`) return false
    if (entry.originalSize > bytesMax)
      throw malformed(path, `announces ${entry.originalSize} bytes for ${name}, more than ${bytesMax}`)
    return true
  }
  try {
    return unzipSync(archive, { filter })[`${name}.npy`] ?? null
  } catch (error) {
    // fflate throws its own errors for most damage and a RangeError for some offsets outside the file.
    if (!(error instanceof Error) || error instanceof UserError) throw error
    throw malformed(path, 'is not a whole NPZ file', error.message)
  }
}

/** Each supported type of element: its width in bytes and how one is read. Signed or not, only 0 to 255 is accepted. */
const elementTypes: Readonly<Record<string, readonly [number, (view: DataView, at: number) => number]>> = {
  '|u1': [1, (view, at) => view.getUint8(at)],
  '|i1': [1, (view, at) => view.getInt8(at)],
  '<u2': [2, (view, at) => view.getUint16(at, true)],
  '<i2': [2, (view, at) => view.getInt16(at, true)],
  '<u4': [4, (view, at) => view.getUint32(at, true)],
  '<i4': [4, (view, at) => view.getInt32(at, true)],
  '<u8': [8, (view, at) => Number(view.getBigUint64(at, true))],
  '<i8': [8, (view, at) => Number(view.getBigInt64(at, true))],
}

/** Takes an NPY file apart. `path` and `name` are for messages. Throws a UserError where the bytes are anything else. */
export function parseNpy(bytes: Uint8Array, path: string, name: string): NpyArray {
  const wrong = (what: string, why?: string) => malformed(path, `has an array ${name} that ${what}`, why)
  const { header, dataAt } = npyHeader(bytes) ?? {}
  if (header === undefined || dataAt === undefined) throw wrong('is not an NPY file')
  const type = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1]
  const shape = shapeOf(header)
  if (type === undefined || shape === null) throw wrong('has an unreadable NPY header', header.trim())
  const elementType = elementTypes[type]
  if (elementType === undefined) {
    throw wrong(`holds elements of type ${type}`, `it must be one of ${Object.keys(elementTypes).join(', ')}`)
  }
  if (/'fortran_order'\s*:\s*True/.test(header)) throw wrong('is stored column by column (Fortran order)')
  const [width, element] = elementType
  const count = shape.reduce((product, length) => product * length, 1)
  if (bytes.length - dataAt !== count * width)
    throw wrong(
      'has another length than its header says',
      `${count * width} bytes, not ${bytes.length - dataAt}`,
    )
  if (type === '|u1') return { shape, data: bytes.subarray(dataAt) }
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataAt)
  const data = Uint8Array.from({ length: count }, (_, i) => {
    const value = element(view, i * width)
    if (value < 0 || value > 255) throw wrong(`holds ${value}, which is not between 0 and 255`)
    return value
  })
  return { shape, data }
}

/** The dictionary and where the elements begin; null where this is not an NPY file of a known version. */
function npyHeader(bytes: Uint8Array): { readonly header: string; readonly dataAt: number } | null {
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== '\x93NUMPY') return null
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const version = bytes[6]!
  if (version < 1 || version > 3) return null
  const headerAt = version === 1 ? 10 : 12
  const dataAt = headerAt + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  if (dataAt > bytes.length) return null
  return { header: Buffer.from(bytes.subarray(headerAt, dataAt)).toString('latin1'), dataAt }
}

/** `(60000, 28, 28)`, `(60000,)` or `()`. */
function shapeOf(header: string): readonly number[] | null {
  const tuple = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1]
  if (tuple === undefined) return null
  return tuple
    .split(',')
    .filter(part => part.trim() !== '')
    .map(Number)
}
