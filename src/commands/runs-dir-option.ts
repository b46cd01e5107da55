// The option --runs-dir: what it is where nobody gives it, and how it is repeated in a command that is recommended.
import { shellWord } from '../domain/shell-word.js'

export const RUNS_DIR = 'runs'

/** ` --runs-dir elsewhere`, as a shell takes it; empty where it says nothing new. */
export function runsDirOption(runsDir: string): string {
  if (runsDir === RUNS_DIR) return ''
  return ` --runs-dir ${shellWord(runsDir)}`
}
