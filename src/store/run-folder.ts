// Opens run folders for writing: a new one, or one whose process has ended before its time.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { epochColumns, trialColumns } from '../domain/columns.js'
import type { Clock } from '../domain/ports.js'
import type { Plan } from '../domain/trial.js'
import { type CsvDialect, csvDialect, formatHeader } from './csv.js'
import { replaceFile } from './durable.js'
import { EXPERIMENT_FILE } from './experiment-text.js'
import type { UnendedRun } from './final-order.js'
import { FolderStore } from './folder-store.js'
import { newLock, RunLock } from './lock.js'
import { LOG_FILE, logColumns } from './log.js'
import { makeRunFolder } from './make-folder.js'
import { formatManifest, type RunFacts, type RunManifest } from './manifest.js'
import { beginManifest, continueManifest } from './manifest-life.js'
import { type Repaired, repairRun } from './repair.js'

export interface RunStoreOptions {
  /** Holds the run folders; made if it is missing. */
  readonly runsDir: string
  /** The experiment file as it was given. */
  readonly experimentText: string
  readonly plan: Plan
  readonly manifest: RunFacts
  readonly clock: Clock
  readonly csv?: Partial<CsvDialect>
}

/** Makes a new run folder, whole or not at all. Throws a UserError when it cannot be written. */
export async function createRunStore(options: RunStoreOptions): Promise<FolderStore> {
  const { plan, clock } = options
  const dialect = csvDialect(options.csv)
  const startedAt = clock.now()
  const manifest = beginManifest(plan, options.experimentText, options.manifest, {
    csv: dialect,
    startedAt,
  })
  const columns = trialColumns(Object.values(manifest.configurations), plan.experiment.objective)
  const lock = await newLock(options.manifest.commandLine)
  const name = await makeRunFolder(options.runsDir, runName(plan.experiment.name, startedAt), {
    [EXPERIMENT_FILE]: options.experimentText,
    'manifest.json': formatManifest(manifest),
    'trials.csv': formatHeader(columns, dialect),
    'epochs.csv': formatHeader(epochColumns, dialect),
    [LOG_FILE]: formatHeader(logColumns, dialect),
    [lock.name]: lock.text,
  })
  const path = join(options.runsDir, name)
  return FolderStore.open({ path, plan, manifest, columns, dialect }, await RunLock.held(path, lock))
}

export interface OpenRunOptions {
  readonly path: string
  /** As it stands in the folder. */
  readonly manifest: RunManifest
  /** All trials of the manifest, in its order. */
  readonly plan: Plan
  /** Of the execution that begins. */
  readonly facts: RunFacts
  readonly clock: Clock
  /** Of this run, held; it is the store's from now on. */
  readonly lock: RunLock
}

export interface OpenedRun extends Repaired {
  readonly store: FolderStore
}

/** Repairs a run folder and opens it to go on with. Throws a UserError when that is not possible; the lock is then still held. */
export async function openRunStore(options: OpenRunOptions): Promise<OpenedRun> {
  const { path, plan, clock, facts, lock } = options
  const lastWrittenAt = await lastWrite(path)
  const manifest = continueManifest(options.manifest, facts, { startedAt: clock.now(), lastWrittenAt })
  const columns = trialColumns(Object.values(manifest.configurations), plan.experiment.objective)
  const run: UnendedRun = { path, plan, manifest, columns, dialect: manifest.csv }
  const repaired = await repairRun(run)
  await replaceFile(join(path, 'manifest.json'), file => file.writeFile(formatManifest(manifest)))
  return { ...repaired, store: await FolderStore.open(run, lock, repaired.checkpoints) }
}

async function lastWrite(path: string): Promise<Date> {
  const files = await Promise.all(
    ['manifest.json', 'trials.csv', 'epochs.csv'].map(file => stat(join(path, file)).catch(() => null)),
  )
  return new Date(Math.max(...files.map(file => file?.mtimeMs ?? 0)))
}

/** `<name>-<yyyymmdd-hhmmss>` in UTC: as in the files, and no hour comes twice when clocks are put back. */
function runName(experiment: string, startedAt: Date): string {
  const [date, time] = startedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T')
  return `${experiment}-${date}-${time}`
}
