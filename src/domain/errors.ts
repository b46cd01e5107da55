// The mistakes a user can make: what, where, why, fix. Codes are permanent: people search for them.
// A mistake never shows a stack; a defect of ours always does, because it is any other kind of Error.

/** Every code with what it means in one line; `bench explain errors` prints this table. */
export const mistakeCodes = {
  'file-unreadable': 'a file that was named cannot be read',
  'yaml-syntax': 'the experiment file is not well-formed YAML',
} as const satisfies Record<string, string>

export type MistakeCode = keyof typeof mistakeCodes

export interface Mistake {
  readonly code: MistakeCode
  /** What is wrong, as half a sentence: `activation "rellu" is not known`. */
  readonly what: string
  readonly where?: Place
  /** The rule that was broken. */
  readonly why?: string
  /** What to do, most useful first. */
  readonly fix?: string
}

/** A place in a text. line and column count from 1; length is how many characters to underline, at least 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
  /** The whole line of the text, without its line break. */
  readonly excerpt: string
}

/** One or more mistakes, to be shown together; exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly mistakes: readonly Mistake[]
  constructor(mistakes: readonly [Mistake, ...Mistake[]] | readonly Mistake[]) {
    super(mistakes.map(mistake => mistake.what).join('; '))
    this.mistakes = mistakes
  }
}
