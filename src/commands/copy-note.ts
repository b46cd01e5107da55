// What is said of a run that was copied while a process worked on it: nobody works on the copy.
import { originalOf } from '../store/lock.js'
import type { Context } from './context.js'
import { shownPath } from './shown-path.js'

/** null for a run that is no such copy, or whose original has ended by now. */
export async function copyNote(path: string, context: Pick<Context, 'cwd'>): Promise<string | null> {
  const original = await originalOf(path)
  if (original === null) return null
  const [copy, of] = [path, original.path].map(shown => shownPath(shown, context))
  return `${copy} is a copy of ${of}, made while process ${original.pid} trained that; nobody trains the copy`
}
