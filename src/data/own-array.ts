// One array of the user's own data, whatever file it is from, with what messages call it.
import { UserError } from '../domain/errors.js'
import type { FileKey } from '../domain/own-files.js'
import { dataMistake } from './malformed.js'

export interface OwnArray {
  /** `x_train of mine.npz`, or the path of an IDX file. */
  readonly called: string
  /** The key of the experiment that names its file. */
  readonly key: FileKey
  readonly shape: readonly number[]
  readonly count: number
  /** Whether its type is one of integers. */
  readonly isInteger: boolean
  /** Whether it is one of true and false, which are read as 1 and 0. */
  readonly isBoolean: boolean
  /** An element by its index, row by row. */
  readonly at: (index: number) => number
  /** The elements, where they are bytes and stored row by row. */
  readonly stored: Uint8Array | null
}

/** A mistake in the user's own files: `key` is what of the experiment it is about, null for all of it. */
export class OwnDataError extends UserError {
  readonly key: FileKey | 'classes' | null
  constructor(error: UserError, key: OwnDataError['key']) {
    super(error.mistakes)
    this.key = key
  }
}

type OwnCode = 'data-malformed' | 'data-shapes' | 'data-pixels' | 'data-labels' | 'data-too-large'

/** What is wrong with an array: `x_train of mine.npz holds 300`. */
export function wrongArray(
  { called, key }: Pick<OwnArray, 'called' | 'key'>,
  code: OwnCode,
  what: string,
  why: string,
  fix?: string,
): OwnDataError {
  return new OwnDataError(dataMistake(code, `${called} ${what}`, why, fix), key)
}

/** Has what a reader throws point to the key. `fix` is for mistakes that have none. */
export async function about<T>(key: FileKey, read: () => T | Promise<T>, fix?: string): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof OwnDataError) throw error
    const mistakes = error.mistakes.map(mistake => ({ ...(fix !== undefined && { fix }), ...mistake }))
    throw new OwnDataError(new UserError(mistakes), key)
  }
}
