// Sentences on stderr: nothing in them is obeyed by a terminal, and there they end at words.
import { printable } from '../report/printable.js'
import { hanging } from '../report/wrap.js'
import type { Context } from './context.js'

export function talk(sentence: string, { stderr }: Pick<Context, 'stderr'>): void {
  const width = stderr.isTTY ? stderr.columns || Infinity : Infinity
  stderr.write(
    hanging(printable(sentence), width)
      .map(line => `${line}\n`)
      .join(''),
  )
}
