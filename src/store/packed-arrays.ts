// Plain data with arrays of numbers in it as the bytes of a safetensors file, and back, to the last bit. The arrays stand in
// the file under their paths; everything else is JSON in its metadata, with a hash by which it is known whether a disk has
// spoiled any of it. Not for networks: those are models/safetensors.ts. https://huggingface.co/docs/safetensors
import { createHash } from 'node:crypto'

/** Null, texts, true and false, numbers of any kind, arrays of numbers of 32 or 64 bits, and objects and lists of these. */
export type Plain = unknown

const elementTypes = { F32: Float32Array, F64: Float64Array } as const
type Numbers = Float32Array | Float64Array

/** Numbers that JSON has no word for. */
const unwritable: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 }

const PREFIX_BYTES = 8
const CONTENT = 'content'
const HASH = 'sha256'

/** facts: texts that stand beside the data. Throws where the data holds something else than Plain says. */
export function pack(data: Plain, facts: Readonly<Record<string, string>>): Uint8Array {
  const arrays: Numbers[] = []
  const header: Record<string, unknown> = {}
  let end = 0
  const place = (numbers: Numbers, path: string) => {
    const start = end
    end += numbers.byteLength
    const dtype = numbers instanceof Float32Array ? 'F32' : 'F64'
    header[path] = { dtype, shape: [numbers.length], data_offsets: [start, end] }
    arrays.push(numbers)
    return { $array: path }
  }
  const content = JSON.stringify(toJson(data, '', place))
  const metadata = { ...facts, [CONTENT]: content, [HASH]: hashOf(content, arrays) }
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata, ...header }))
  const dataAt = Math.ceil((PREFIX_BYTES + json.length) / 8) * 8
  const bytes = new Uint8Array(dataAt + end).fill(0x20, PREFIX_BYTES, dataAt)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataAt - PREFIX_BYTES), true)
  bytes.set(json, PREFIX_BYTES)
  let at = dataAt
  for (const numbers of arrays) {
    bytes.set(bytesOf(numbers), at)
    at += numbers.byteLength
  }
  return bytes
}

function hashOf(content: string, arrays: readonly Numbers[]): string {
  const hash = createHash('sha256').update(content)
  for (const numbers of arrays) hash.update(bytesOf(numbers))
  return hash.digest('hex')
}

function bytesOf({ buffer, byteOffset, byteLength }: Numbers): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function toJson(data: Plain, path: string, place: (numbers: Numbers, path: string) => unknown): unknown {
  if (data instanceof Float32Array || data instanceof Float64Array) return place(data, path)
  if (typeof data === 'number') {
    const text = Object.is(data, -0) ? '-0' : String(data)
    return Object.hasOwn(unwritable, text) ? { $number: text } : data
  }
  if (data === null || typeof data === 'string' || typeof data === 'boolean') return data
  if (Array.isArray(data)) return data.map((item, i) => toJson(item, `${path}${path && '.'}${i}`, place))
  if (typeof data !== 'object' || Object.getPrototypeOf(data) !== Object.prototype)
    throw new TypeError(`${path} cannot be written: ${Object.prototype.toString.call(data)}`)
  const entries = Object.entries(data).map(([key, value]) => [
    key,
    toJson(value, path ? `${path}.${key}` : key, place),
  ])
  return Object.fromEntries(entries)
}

/** Throws an Error, whichever, where the bytes are not those of `pack`. */
export function unpack(bytes: Uint8Array): { data: Plain; facts: Readonly<Record<string, string>> } {
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true))
  const dataAt = PREFIX_BYTES + size
  const { __metadata__: metadata, ...places } = JSON.parse(
    Buffer.from(bytes.subarray(PREFIX_BYTES, dataAt)).toString('utf8'),
  ) as Readonly<Record<string, unknown>>
  let left = bytes.length // no byte is in two arrays, so that a small file cannot become large arrays
  const arrays = new Map(
    Object.entries(places as Readonly<Record<string, ArrayPlace>>).map(([path, place]) => {
      const [start, end] = place.data_offsets
      left -= end - start
      if (!(start <= end && left >= 0)) throw new RangeError(`${path} is not where it says`)
      const copy = new Uint8Array(bytes.subarray(dataAt + start, dataAt + end)) // at the beginning of a buffer of its own
      return [path, new elementTypes[place.dtype](copy.buffer)] as const
    }),
  )
  const { [CONTENT]: content = '', [HASH]: hash, ...facts } = metadata as Record<string, string>
  if (hashOf(content, [...arrays.values()]) !== hash) throw new Error('the hash does not fit')
  return { data: fromJson(JSON.parse(content), arrays), facts }
}

interface ArrayPlace {
  readonly dtype: keyof typeof elementTypes
  readonly data_offsets: readonly [start: number, end: number]
}

function fromJson(json: unknown, arrays: ReadonlyMap<string, Numbers>): Plain {
  if (typeof json !== 'object' || json === null) return json
  if (Array.isArray(json)) return json.map(item => fromJson(item, arrays))
  if ('$array' in json) return arrays.get(String(json.$array))
  if ('$number' in json) return unwritable[String(json.$number)]
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, fromJson(value, arrays)]))
}
