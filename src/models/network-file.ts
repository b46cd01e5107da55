// What the readers of all formats give: named arrays, and what the file says besides. Whether that is a network is checked later.
import { UserError } from '../domain/errors.js'
import type { NamedArray } from './named-arrays.js'

export interface NetworkFile {
  readonly arrays: ReadonlyMap<string, NamedArray>
  /** Texts by name; empty in formats that have none. */
  readonly metadata: Readonly<Record<string, string>>
}

/** Numbers of an array, rounded to float32. Throws a UserError where one is too large for that. name, path: for messages. */
export function toFloat32(
  count: number,
  at: (index: number) => number,
  name: string,
  path: string,
): Float32Array {
  const values = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const number = at(i)
    values[i] = number
    if (Number.isFinite(number) && !Number.isFinite(values[i])) throw tooLarge(number, name, path)
  }
  return values
}

function tooLarge(number: number, name: string, path: string): UserError {
  const what = `${path} has an array ${name} that holds ${number}`
  return new UserError([{ code: 'network-malformed', what, why: 'float32 ends at 3.4e38' }])
}
