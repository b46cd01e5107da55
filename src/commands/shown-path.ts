// How a path is shown to people.
import { relative } from 'node:path'
import type { Context } from './context.js'

/** As the user would write it: from here, where it lies below. */
export function shownPath(path: string, { cwd }: Pick<Context, 'cwd'>): string {
  const fromHere = relative(cwd, path)
  return fromHere.startsWith('..') ? path : fromHere || '.'
}
