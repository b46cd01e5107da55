// What is wrong with an experiment, for tests: each mistake with the text that it underlines.
import { type Mistake, UserError } from '../../src/domain/errors.js'
import { type LoadOptions, loadExperiment } from '../../src/spec/load.js'

export interface Found {
  readonly code: string
  /** `line:column text`, with the text that is underlined. */
  readonly at: string
  readonly mistake: Mistake
}

/** Every mistake of a text; empty when it loads. Anything else that is thrown is thrown on. */
export function mistakesOf(text: string, options: Partial<LoadOptions> = {}): readonly Found[] {
  try {
    loadExperiment(text, { file: 'x.yaml', ...options })
    return []
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return error.mistakes.map(mistake => ({ code: mistake.code, at: placeOf(mistake), mistake }))
  }
}

function placeOf({ where }: Mistake): string {
  if (where === undefined) return 'nowhere'
  const { line, column, length, excerpt } = where
  return `${line}:${column} ${excerpt.slice(column - 1, column - 1 + length)}`
}

/** Code and place of every mistake. */
export function summaryOf(text: string, options: Partial<LoadOptions> = {}): readonly string[] {
  return mistakesOf(text, options).map(({ code, at }) => `${code} ${at}`)
}
