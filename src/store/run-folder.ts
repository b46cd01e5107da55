// The run folder: hears the events of a sweep and keeps them as files. What each file is for stands in runs/README.md.
//
// While the run goes on, rows are appended as they arrive, each in one write: a kill loses no row that is there. They are
// forced to the disk at most once a second, epochs before the trial that they belong to, so that a power cut costs
// a second of results and a trial whose row survived has its epochs. Networks are forced there at once. At the end the files
// are put into the plan's order, which makes them equal for any number of workers but for the columns of timing.
import { join } from 'node:path'
import { type EpochRow, epochColumns, type TrialRow, trialColumns } from '../domain/columns.js'
import type { SweepEvent } from '../domain/events.js'
import type { Clock, RunStore } from '../domain/ports.js'
import type { Plan, Trial } from '../domain/trial.js'
import { type CsvDialect, csvDialect, formatHeader, formatRow } from './csv.js'
import { AppendFile } from './durable.js'
import { completeRun, type UnendedRun } from './final-order.js'
import { makeRunFolder } from './make-folder.js'
import { beginManifest, formatManifest, type RunFacts } from './manifest.js'
import { writeModel } from './model-files.js'

export interface RunFolder extends RunStore {
  /** The name of the folder, by which `bench show` knows the run. */
  readonly name: string
  readonly path: string
}

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
export async function createRunStore(options: RunStoreOptions): Promise<RunFolder> {
  const { plan, clock } = options
  const dialect = csvDialect(options.csv)
  const startedAt = clock.now()
  const manifest = beginManifest(plan, options.manifest, dialect, startedAt)
  const columns = trialColumns(Object.values(manifest.configurations), plan.experiment.objective)
  const name = await makeRunFolder(options.runsDir, runName(plan.experiment.name, startedAt), {
    'experiment.yaml': options.experimentText,
    'manifest.json': formatManifest(manifest),
    'trials.csv': formatHeader(columns, dialect),
    'epochs.csv': formatHeader(epochColumns, dialect),
  })
  const path = join(options.runsDir, name)
  const files = {
    trials: await AppendFile.open(join(path, 'trials.csv')),
    epochs: await AppendFile.open(join(path, 'epochs.csv')),
  }
  return new FolderStore(name, { path, plan, manifest, columns, dialect }, files)
}

/** How long what was appended may wait to be forced to the disk. */
const SYNC_INTERVAL_MS = 1000

interface Files {
  readonly trials: AppendFile
  readonly epochs: AppendFile
}

class FolderStore implements RunFolder {
  readonly name: string
  readonly path: string
  readonly #run: UnendedRun
  readonly #files: Files
  readonly #trials: ReadonlyMap<string, Trial>
  readonly #rows = new Map<string, TrialRow>()
  #syncedAt = 0
  #closed = false

  constructor(name: string, run: UnendedRun, files: Files) {
    this.name = name
    this.path = run.path
    this.#run = run
    this.#files = files
    this.#trials = new Map(run.plan.trials.map(trial => [trial.trialId, trial]))
  }

  async append(event: SweepEvent): Promise<void> {
    switch (event.type) {
      case 'epoch-measured':
        return this.#appendEpoch({ trial: this.#trial(event.trialId), record: event.record })
      case 'weights-kept':
        return writeModel(this.path, this.#trial(event.trialId), event, this.#run.manifest.versions)
      case 'trial-ended': {
        const { outcome, execution } = event
        if (outcome.status === 'cancelled') return
        await this.#appendTrial({ trial: this.#trial(event.trialId), outcome, execution })
        return this.#syncNowAndThen(event.at)
      }
      case 'sweep-ended':
        await this.close()
        return completeRun(this.#run, this.#rows, event)
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    try {
      await this.#sync()
    } finally {
      await Promise.all([this.#files.trials.close(), this.#files.epochs.close()])
    }
  }

  #trial(trialId: string): Trial {
    const trial = this.#trials.get(trialId)
    if (trial === undefined) throw new Error(`event of trial ${trialId}, which is not in the plan`)
    return trial
  }

  #appendEpoch(row: EpochRow): Promise<void> {
    const cells = epochColumns.map(({ value }) => value(row))
    return this.#files.epochs.append(formatRow(cells, this.#run.dialect))
  }

  async #appendTrial(row: TrialRow): Promise<void> {
    const cells = this.#run.columns.map(({ value }) => value(row))
    await this.#files.trials.append(formatRow(cells, this.#run.dialect))
    this.#rows.set(row.trial.trialId, row)
  }

  async #syncNowAndThen(now: Date): Promise<void> {
    if (now.getTime() - this.#syncedAt < SYNC_INTERVAL_MS) return
    this.#syncedAt = now.getTime()
    await this.#sync()
  }

  async #sync(): Promise<void> {
    await this.#files.epochs.sync()
    await this.#files.trials.sync()
  }
}

/** `<name>-<yyyymmdd-hhmmss>` in UTC: as in the files, and no hour comes twice when clocks are put back. */
function runName(experiment: string, startedAt: Date): string {
  const [date, time] = startedAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T')
  return `${experiment}-${date}-${time}`
}
