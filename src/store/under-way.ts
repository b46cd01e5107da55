// How a trial stands that has no result yet, as far as the log knows.
import { RunTables } from './follow-tables.js'
import type { LogEntry } from './log.js'
import type { RunManifest } from './manifest.js'

/** The row with which its attempt began that goes on; null where it waits. Of a run that somebody works on. */
export async function attemptUnderWay(
  path: string,
  manifest: Pick<RunManifest, 'csv'>,
  trialId: string,
): Promise<LogEntry | null> {
  const entries = (await new RunTables(path).newEntries(manifest.csv)) ?? []
  const last = entries.findLast(
    entry =>
      entry.trialId === trialId || entry.event === 'execution-started' || entry.event === 'execution-ended',
  )
  return last?.event === 'trial-started' ? last : null
}
