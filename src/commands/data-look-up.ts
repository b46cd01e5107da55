// How the data commands look for a dataset: in the context's surroundings, with a word on stderr for what is not used.
import type { LoadOptions } from '../data/load.js'
import { printable } from '../report/printable.js'
import type { Context } from './context.js'

export function lookUpOptions(dataDir: string | undefined, { cwd, env, stderr }: Context): LoadOptions {
  return {
    dataDir,
    cwd,
    env,
    onWarning: warning => {
      stderr.write(`warning: ${printable(warning)}\n`)
    },
  }
}
