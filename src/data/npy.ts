// NPY, the format of one numpy array: a magic string, a header that is a Python dictionary, and the elements.
// Arrays of numbers are read, whatever their type and the order of their elements; what the numbers are is for the caller.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
import { malformed } from './malformed.js'

/** An array over the bytes of a file, of which nothing is copied. */
export interface NpyArray {
  /** As numpy writes it: `<f4`. */
  readonly type: string
  /** Lengths of the axes; empty for a single number. */
  readonly shape: readonly number[]
  /** How many elements there are: the product of the shape. */
  readonly count: number
  /** An element by its index row by row (C order), in whichever order they are stored. 64-bit integers are rounded. */
  readonly at: (index: number) => number
  /** The elements as bytes of the file, where they are bytes and stored row by row; null for any other array. */
  readonly stored: Uint8Array | null
}

/** What stands before the elements; far less in any file that numpy writes for a plain array. */
export const NPY_HEADER_BYTES_MAX = 4096
/** Of the widest element. */
export const NPY_ELEMENT_BYTES_MAX = 8

type ReadElement = (view: DataView, at: number) => number

/** Each type of element that is read: its width in bytes, and how one is read. */
const elementTypes: Readonly<Record<string, readonly [width: number, read: ReadElement]>> = {
  '|b1': [1, (view, at) => view.getUint8(at)],
  '|u1': [1, (view, at) => view.getUint8(at)],
  '|i1': [1, (view, at) => view.getInt8(at)],
  '<u2': [2, (view, at) => view.getUint16(at, true)],
  '<i2': [2, (view, at) => view.getInt16(at, true)],
  '<u4': [4, (view, at) => view.getUint32(at, true)],
  '<i4': [4, (view, at) => view.getInt32(at, true)],
  '<u8': [8, (view, at) => Number(view.getBigUint64(at, true))],
  '<i8': [8, (view, at) => Number(view.getBigInt64(at, true))],
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
}

/** Types that are not read, and the line of Python that makes one of them that is. */
const conversions: readonly (readonly [type: RegExp, line: (name: string) => string])[] = [
  [/^[<>]f(2|16)$/, name => `${name} = ${name}.astype("float32")`],
  [/^>/, name => `${name} = ${name}.astype(${name}.dtype.newbyteorder("<"))`],
  [
    /^[<|][US]/,
    name => `names, ${name} = np.unique(${name}, return_inverse=True)   for labels; train and test together`,
  ],
]

function conversionOf(type: string, name: string): string | undefined {
  const identifier = /^\w+$/.test(name) ? name : 'a'
  return conversions.find(([pattern]) => pattern.test(type))?.[1](identifier)
}

/** Takes an NPY file apart. `path` and `name` are for messages. Throws a UserError where the bytes are anything else. */
export function openNpy(bytes: Uint8Array, path: string, name: string): NpyArray {
  const wrong = (what: string, why?: string, fix?: string) =>
    malformed(path, `has an array ${name} that ${what}`, why, fix)
  const header = readHeader(bytes)
  if (header === null) throw wrong('is not an NPY file')
  const { type, shape, isFortran, dataAt } = header
  if (type === null || shape === null || isFortran === null)
    throw wrong('has an unreadable NPY header', header.text.trim())
  if (type === '|O') throw wrong('holds Python objects', 'they are pickled: a program, which is not run')
  const elementType = elementTypes[type]
  if (elementType === undefined) {
    const why = `it must be one of ${Object.keys(elementTypes).join(', ')}`
    throw wrong(`holds elements of type ${type}`, why, conversionOf(type, name))
  }
  const [width, read] = elementType
  const count = shape.reduce((product, length) => product * length, 1)
  const elements = bytes.subarray(dataAt)
  if (elements.length !== count * width) {
    const why = `${count * width} bytes, not ${elements.length}`
    throw wrong('has another length than its header says', why)
  }
  const view = new DataView(elements.buffer, elements.byteOffset, elements.length)
  const isByColumns = isFortran && shape.length > 1
  const at = isByColumns
    ? (index: number) => read(view, columnPlace(index, shape) * width)
    : (index: number) => read(view, index * width)
  return { type, shape, count, at, stored: type === '|u1' && !isByColumns ? elements : null }
}

/** An array of integers from 0 to 255, row by row. Throws a UserError where an element is anything else. */
export function parseNpy(
  bytes: Uint8Array,
  path: string,
  name: string,
): { readonly shape: readonly number[]; readonly data: Uint8Array } {
  const { shape, count, at, stored } = openNpy(bytes, path, name)
  if (stored !== null) return { shape, data: stored }
  const data = new Uint8Array(count)
  for (let i = 0; i < count; i++) {
    const value = at(i)
    data[i] = value
    if (data[i] !== value)
      throw malformed(path, `has an array ${name} that holds ${value}, which is not an integer from 0 to 255`)
  }
  return { shape, data }
}

/** An NPY file of float32. values: row by row, of that shape. */
export function encodeNpy(shape: readonly number[], values: Float32Array): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`
  // numpy ends the header with a line break, and has the elements begin at a multiple of 64.
  const header = `${text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11)}\n`
  const bytes = new Uint8Array(10 + header.length + 4 * values.length)
  bytes.set(Buffer.from(`${MAGIC}\x01\x00`, 'latin1'))
  new DataView(bytes.buffer).setUint16(8, header.length, true)
  bytes.set(Buffer.from(header, 'latin1'), 10)
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + header.length)
  return bytes
}

const MAGIC = '\x93NUMPY'

interface Header {
  /** The three entries of the dictionary; null where there is none of the form that numpy writes. */
  readonly type: string | null
  readonly shape: readonly number[] | null
  readonly isFortran: boolean | null
  readonly text: string
  /** Where the elements begin. */
  readonly dataAt: number
}

/** null where this is not an NPY file of a known version. */
function readHeader(bytes: Uint8Array): Header | null {
  if (bytes.length < 12 || Buffer.from(bytes.subarray(0, 6)).toString('latin1') !== MAGIC) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const version = bytes[6]!
  if (version < 1 || version > 3) return null
  const textAt = version === 1 ? 10 : 12
  const dataAt = textAt + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true))
  if (dataAt > bytes.length || dataAt > NPY_HEADER_BYTES_MAX) return null
  const text = Buffer.from(bytes.subarray(textAt, dataAt)).toString('latin1')
  const order = /'fortran_order'\s*:\s*(True|False)\b/.exec(text)?.[1]
  return {
    type: /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1] ?? null,
    shape: shapeOf(text),
    isFortran: order === undefined ? null : order === 'True',
    text,
    dataAt,
  }
}

/** `(60000, 28, 28)`, `(60000,)` or `()`. */
function shapeOf(header: string): readonly number[] | null {
  const tuple = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1]
  if (tuple === undefined) return null
  const shape = tuple
    .split(',')
    .filter(part => part.trim() !== '')
    .map(Number)
  return shape.every(Number.isSafeInteger) ? shape : null
}

/** Where an element is stored column by column (Fortran order: the first index runs fastest), by its index row by row. */
function columnPlace(index: number, shape: readonly number[]): number {
  let rest = index
  let place = 0
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!
    // Horner's scheme from the last axis to the first: place = i[0] + s[0] (i[1] + s[1] (i[2] + ...)).
    place = place * length + (rest % length)
    rest = Math.floor(rest / length)
  }
  return place
}
