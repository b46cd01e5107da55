// What is not in order with a run, in a sentence each, for whoever only reads it.
import { contradictionsIn } from '../store/contradictions.js'
import { experimentNote } from '../store/experiment-text.js'
import type { StoredRun } from '../store/read-run.js'
import type { Context } from './context.js'
import { copyNote } from './copy-note.js'

/** contradictions: where they are known already. */
export async function notesOn(
  run: StoredRun,
  context: Pick<Context, 'cwd'>,
  contradictions?: readonly string[],
): Promise<readonly string[]> {
  const about = [await copyNote(run.path, context), await experimentNote(run.path, run.manifest)]
  return [
    ...run.warnings,
    ...(contradictions ?? (await contradictionsIn(run))),
    ...about.filter(note => note !== null),
  ]
}
