// Small networks for tests, and files of them that are written byte by byte and not by the code under test.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import { UserError } from '../../src/domain/errors.js'
import type { Network } from '../../src/models/stored-network.js'

/** 3-2-2: 3 * 2 weights, 2 biases, 2 * 2 weights, 2 biases. The numbers are sums of powers of two: exact in float32. */
export const small: Network = {
  sizes: [3, 2, 2],
  activations: [choose(activations, 'tanh')],
  output: 'softmax',
  parameters: Float32Array.from([1, 2, 3, 4, 5, 6, 0.5, -0.5, 7, 8, 9, 10, 0.25, -0.25]),
}

/** The arrays of that network, as a file names them. */
export const smallArrays: Readonly<Record<string, SomeArray>> = {
  W1: { shape: [3, 2], values: [1, 2, 3, 4, 5, 6] },
  b1: { shape: [2], values: [0.5, -0.5] },
  W2: { shape: [2, 2], values: [7, 8, 9, 10] },
  b2: { shape: [2], values: [0.25, -0.25] },
}

export interface SomeArray {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

/** A file with that content, in a folder that is removed when the test has finished. Returns its path. */
export function fileOf(content: Uint8Array | string, name = 'network'): string {
  const path = join(newFolder(), name)
  writeFileSync(path, content)
  return path
}

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-models-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A safetensors file of that header, an object or a text, and that many bytes of data or those. */
export function safetensors(header: unknown, data: number | Uint8Array = 0): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([size, json, typeof data === 'number' ? Buffer.alloc(data) : data])
}

/** The same for arrays, in float32 or float64. */
export function safetensorsOf(
  arrays: Readonly<Record<string, SomeArray>>,
  metadata?: unknown,
  dtype: 'F32' | 'F64' = 'F32',
): Uint8Array {
  const header: Record<string, unknown> = metadata === undefined ? {} : { __metadata__: metadata }
  const data: Uint8Array[] = []
  let start = 0
  for (const [name, { shape, values }] of Object.entries(arrays)) {
    const numbers = dtype === 'F32' ? Float32Array.from(values) : Float64Array.from(values)
    data.push(new Uint8Array(numbers.buffer))
    header[name] = { dtype, shape, data_offsets: [start, start + numbers.byteLength] }
    start += numbers.byteLength
  }
  return safetensors(header, Buffer.concat(data))
}

/** The only mistake that a call rejects with; any other end fails the test. */
export async function mistakeOf(call: () => Promise<unknown>) {
  try {
    await call()
  } catch (error) {
    if (error instanceof UserError && error.mistakes.length === 1) return error.mistakes[0]!
    throw error
  }
  throw new Error('nothing was thrown')
}
