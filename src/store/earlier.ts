// What the earlier executions of a run have measured, for the view of one that goes on: from the same tables, by the same rules and
// as the same events as a run that is watched.
import type { SweepEvent } from '../domain/events.js'
import type { Plan } from '../domain/trial.js'
import { FollowedRun } from './follow-run.js'
import { RunTables } from './follow-tables.js'
import { readManifest } from './read-manifest.js'

/**
 * The trials that have ended, with their curves, and those that wait with the epochs of their checkpoint. To be read before the
 * execution that begins has written anything. Memory: all rows of epochs.csv, until the events are heard.
 */
export async function earlierEvents(path: string, plan: Plan): Promise<readonly SweepEvent[]> {
  const manifest = await readManifest(path)
  const results = await new RunTables(path).newResults(manifest)
  const startedAt = new Date(manifest.executions.at(-1)!.started_at)
  const stood = new FollowedRun(plan).begin({ startedAt, workers: 0, isAlive: false, entries: [], results })
  return [...stood].filter(({ type }) => type !== 'sweep-started')
}
