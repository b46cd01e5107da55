// safetensors, the format of arrays that most libraries read: 8 bytes with the size of a header (little-endian), the header in
// JSON, and the arrays, one after the other. The header has for each array its type, shape and place, and under
// __metadata__ texts by name. What those say of a network is the business of metadata.ts.
// https://huggingface.co/docs/safetensors
import { UserError } from '../domain/errors.js'
import { hasDuplicateKeys } from './duplicate-keys.js'
import { metadataOf } from './metadata.js'
import { arraysOf, type NamedArray } from './named-arrays.js'
import { type NetworkFile, toFloat32 } from './network-file.js'
import type { Network } from './stored-network.js'

/** The header of a network of a hundred layers has 10 kB. The format itself allows for 100 MB. */
const HEADER_BYTES_MAX = 1_048_576
const PREFIX_BYTES = 8
const METADATA = '__metadata__'

/**
 * The bytes of a safetensors file. facts: where the network came from, by names in snake_case. Equal networks with equal facts
 * are equal files.
 */
export function encodeSafetensors(network: Network, facts: Readonly<Record<string, string>>): Uint8Array {
  const header: Record<string, unknown> = { [METADATA]: metadataOf(network, facts) }
  let end = 0
  for (const [name, { shape, values }] of arraysOf(network)) {
    const start = end
    end += values.byteLength
    header[name] = { dtype: 'F32', shape, data_offsets: [start, end] }
  }
  const json = Buffer.from(JSON.stringify(header))
  // Padded with spaces, so that the numbers lie at a multiple of 8 for readers that map the file into memory.
  const dataAt = Math.ceil((PREFIX_BYTES + json.length) / 8) * 8
  const { parameters } = network
  const bytes = new Uint8Array(dataAt + parameters.byteLength).fill(0x20, PREFIX_BYTES, dataAt)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataAt - PREFIX_BYTES), true)
  bytes.set(json, PREFIX_BYTES)
  // As bytes and not as numbers: to the bit, NaNs included.
  bytes.set(new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength), dataAt)
  return bytes
}

/** Whether a file might be meant as safetensors, by its first bytes. */
export function beginsAsSafetensors(start: Uint8Array): boolean {
  return start[PREFIX_BYTES] === 0x7b // {
}

/** Takes a file apart. Throws a UserError where anything in it is not as the format wants it. */
export function decodeSafetensors(bytes: Uint8Array, path: string): NetworkFile {
  const { header, dataAt } = readHeader(bytes, path)
  const data = bytes.subarray(dataAt)
  const { [METADATA]: metadata = {}, ...entries } = header
  const places = Object.entries(entries).map(([name, entry]) => readPlace(name, entry, data.length, path))
  checkTiling(places, data.length, path)
  const arrays = places.map(({ name, shape, type, start, end }): [string, NamedArray] => [
    name,
    { shape, values: elementTypes[type].read(new Uint8Array(data.subarray(start, end)), name, path) },
  ])
  return { arrays: new Map(arrays), metadata: readMetadata(metadata, path) }
}

/** The types of numbers that are read. The bytes are a copy, and so lie at the beginning of a buffer, as numbers must. */
const elementTypes = {
  F32: { width: 4, read: (bytes: Uint8Array) => new Float32Array(bytes.buffer) },
  F64: {
    width: 8,
    read: (bytes: Uint8Array, name: string, path: string) => {
      const numbers = new Float64Array(bytes.buffer)
      return toFloat32(numbers.length, i => numbers[i]!, name, path)
    },
  },
} as const

function readHeader(bytes: Uint8Array, path: string): { header: Record<string, unknown>; dataAt: number } {
  if (bytes.length < PREFIX_BYTES) throw wrong(path, `is ${bytes.length} bytes long`)
  const size = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true)
  if (size > HEADER_BYTES_MAX)
    throw wrong(path, `announces a header of ${size} bytes`, `at most ${HEADER_BYTES_MAX} are read`)
  const dataAt = PREFIX_BYTES + Number(size)
  if (dataAt > bytes.length)
    throw wrong(path, `announces a header of ${size} bytes and has ${bytes.length - PREFIX_BYTES}`)
  const text = decodeText(bytes.subarray(PREFIX_BYTES, dataAt))
  if (text === null) throw wrong(path, 'has a header that is not UTF-8')
  const header = parseObject(text)
  if (header === null) throw wrong(path, 'has a header that is not a JSON object')
  if (hasDuplicateKeys(text)) throw wrong(path, 'has a header with the same name twice')
  return { header, dataAt }
}

function decodeText(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Where an array lies among the data. */
interface Place {
  readonly name: string
  readonly type: keyof typeof elementTypes
  readonly shape: readonly number[]
  readonly start: number
  readonly end: number
}

function readPlace(name: string, entry: unknown, dataBytes: number, path: string): Place {
  const array = `has an array ${name.slice(0, 60)}`
  if (!isRecord(entry)) throw wrong(path, `${array} without type, shape and place`)
  const { dtype, shape, data_offsets: offsets } = entry
  if (typeof dtype !== 'string' || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2)
    throw wrong(path, `${array} without type, shape and place`, 'dtype, shape and data_offsets say them')
  if (!Object.hasOwn(elementTypes, dtype))
    throw wrong(
      path,
      `${array} of type ${dtype.slice(0, 20)}`,
      `${Object.keys(elementTypes).join(' and ')} are read`,
      'store it as float32: array.astype("float32") in numpy, tensor.float() in PyTorch',
    )
  const type = dtype as Place['type']
  const [start, end] = offsets as [number, number]
  if (start > end || end > dataBytes)
    throw wrong(path, `${array} at bytes ${start} to ${end}`, `there are ${dataBytes} bytes of data`)
  const needed = shape.reduce((product, length) => product * length, elementTypes[type].width)
  if (needed !== end - start)
    throw wrong(path, `${array} of shape [${shape.join(', ')}] in ${end - start} bytes`, `it takes ${needed}`)
  return { name, type, shape, start, end }
}

function isCounts(value: unknown): value is readonly number[] {
  return (
    Array.isArray(value) && value.length <= 8 && value.every(item => Number.isSafeInteger(item) && item >= 0)
  )
}

/** Every byte belongs to one array: nothing overlaps, and nothing hides in between. */
function checkTiling(places: readonly Place[], dataBytes: number, path: string): void {
  let end = 0
  for (const place of [...places].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (place.start < end) throw wrong(path, `has arrays that overlap at byte ${place.start} of the data`)
    if (place.start > end) throw wrong(path, `has bytes ${end} to ${place.start} of the data in no array`)
    end = place.end
  }
  if (end < dataBytes) throw wrong(path, `has bytes ${end} to ${dataBytes} of the data in no array`)
}

function readMetadata(metadata: unknown, path: string): Readonly<Record<string, string>> {
  if (!isRecord(metadata) || Object.values(metadata).some(value => typeof value !== 'string'))
    throw wrong(path, `has ${METADATA} that are not texts by name`)
  return metadata as Record<string, string>
}

function wrong(path: string, what: string, why?: string, fix?: string): UserError {
  const more = { ...(why !== undefined && { why }), ...(fix !== undefined && { fix }) }
  return new UserError([{ code: 'network-malformed', what: `${path} ${what}`, ...more }])
}
