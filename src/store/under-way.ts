// How a run that somebody works on stands, and a trial of it that has no result yet, as far as the log knows.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { type CsvDialect, cellsOf } from './csv.js'
import { RunTables } from './follow-tables.js'
import { LOG_FILE, type LogEntry, type LogEvent, logColumns } from './log.js'
import type { RunManifest } from './manifest.js'
import { checkRegular } from './reading.js'

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

/**
 * Whether the sweep waits because somebody has asked for it. Looks at no more than the end of the log: while a sweep is paused,
 * little is written behind that. A log that is not there, or cannot be read, says nothing.
 */
export async function isPaused(path: string, { delimiter }: CsvDialect): Promise<boolean> {
  const lines = await lastLines(join(path, LOG_FILE)).catch(() => [])
  const events = lines.map(line => cellsOf(line, delimiter)[eventCell])
  return events.findLast(event => tellsOfPauses.has(event)) === ('paused' satisfies LogEvent)
}

const eventCell = logColumns.findIndex(({ name }) => name === 'event')
const tellsOfPauses: ReadonlySet<string | undefined> = new Set<LogEvent>([
  'paused',
  'continued',
  'execution-started',
  'execution-ended',
])

const END_BYTES = 1 << 16

async function lastLines(file: string): Promise<readonly string[]> {
  await checkRegular(file, Infinity)
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const end = Buffer.alloc(Math.min(size, END_BYTES))
    const { bytesRead } = await handle.read(end, 0, end.length, size - end.length)
    return end.toString('utf8', 0, bytesRead).split('\n')
  } finally {
    await handle.close()
  }
}
