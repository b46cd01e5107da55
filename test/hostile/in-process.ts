// One command line, run in this process: thousands of them take seconds.
import { main } from '../../src/cli.js'
import { capture } from '../commands/capture.js'
import { controlsOf } from './program.js'

export interface Answer {
  readonly code: number
  readonly out: string
  readonly talk: string
}

/** Rejects for a defect, and for an answer that a terminal would not show as it is. */
export function answerOf(cwd: string, ...args: readonly string[]): Promise<Answer> {
  return answerAt(null, cwd, ...args)
}

/** The same at a terminal of that width. */
export async function answerAt(
  columns: number | null,
  cwd: string,
  ...args: readonly string[]
): Promise<Answer> {
  const { context, out, talk } = capture(cwd, columns)
  context.stdin.push(null) // nobody will write to it
  const env = { ...context.env, HOME: cwd, XDG_CACHE_HOME: `${cwd}/.cache` }
  const code = await main({ ...context, env, commandLine: args })
  const controls = controlsOf(out() + talk())
  if (controls.length > 0)
    throw new Error(`${args.join(' ')} writes ${controls.join(', ')}: ${out()}${talk()}`)
  if (code !== 0 && code !== 2) throw new Error(`${args.join(' ')} ends with ${code}: ${out()}${talk()}`)
  if (code === 2 && talk() === '') throw new Error(`${args.join(' ')} ends with 2 and says nothing`)
  return { code, out: out(), talk: talk() }
}
