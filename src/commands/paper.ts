// What a command's text is written on.
import { type Signs, signsFor } from '../report/signs.js'
import type { Context } from './context.js'

export interface Paper {
  readonly signs: Signs
  /** Columns of the terminal; Infinity where lines may be of any length. */
  readonly width: number
}

export function paperOf({ stdout, env }: Context): Paper {
  return { signs: signsFor(env), width: stdout.isTTY ? (stdout.columns ?? Infinity) : Infinity }
}
