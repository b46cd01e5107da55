// Command lines about a run, to be copied out of a message. They name the run by its path, so that they lead to it from here whatever
// --runs-dir it was found with.
import { shellWord } from '../domain/shell-word.js'
import type { Context } from './context.js'
import { shownPath } from './shown-path.js'

/** `bench show runs/width-20261121-160405 --trials`, as a shell takes it. words: what follows the run. */
export function runCommand(
  command: string,
  path: string,
  context: Pick<Context, 'cwd'>,
  ...words: readonly string[]
): string {
  return ['bench', command, runWord(path, context), ...words].map(shellWord).join(' ')
}

/** The run as an argument. */
export function runWord(path: string, context: Pick<Context, 'cwd'>): string {
  const shown = shownPath(path, context)
  return shown.startsWith('-') ? `./${shown}` : shown // else it would be an option
}

/** An experiment as a command takes it; shown: as messages name it. */
export function specWord(shown: string): string {
  return shown === 'stdin' ? '-' : shown
}
