// The fingerprint of a network's parameters, by which a later training is compared with this one.
import { createHash } from 'node:crypto'
import type { NumberArray } from '../core/losses.js'

/** SHA-256 in hexadecimal digits, of the numbers as float32 in the order of EngineState. */
export function weightsHash(parameters: NumberArray): string {
  const numbers = parameters instanceof Float32Array ? parameters : Float32Array.from(parameters)
  return createHash('sha256').update(numbers).digest('hex')
}
