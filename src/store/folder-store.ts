// The events of a sweep, kept as files in the run's folder. What each file is for stands in runs/README.md.
//
// While the run goes on, rows are appended as they arrive, each in one write: a kill loses no row that is there. They are
// forced to the disk at most once a second, epochs before the trial that they belong to, so that a power cut costs
// a second of results and a trial whose row survived has its epochs. Networks and checkpoints are forced there at once, and a
// checkpoint goes away only when the row of its trial is there. At the end the files are put into the plan's order, which
// makes them equal for any number of workers and interruptions but for the columns of timing.
//
// Each event may be told again after an append that has failed, as when the disk was full: of equal rows the last one counts.
import { basename, join } from 'node:path'
import type { Checkpoint } from '../domain/checkpoint.js'
import { type EpochRow, epochColumns, type TrialRow } from '../domain/columns.js'
import type { SweepEvent } from '../domain/events.js'
import type { RunStore } from '../domain/ports.js'
import type { Plan, Trial } from '../domain/trial.js'
import {
  readCheckpoint,
  removeCheckpoint,
  removeEmptyCheckpointFolder,
  writeCheckpoint,
} from './checkpoint-files.js'
import { formatRow } from './csv.js'
import { AppendFile, replaceFile } from './durable.js'
import { completeRun, replaceTable, type UnendedRun } from './final-order.js'
import type { RunLock } from './lock.js'
import type { LogEntry } from './log.js'
import { earlierDurationOf, formatManifest } from './manifest.js'
import { growManifest } from './manifest-life.js'
import { writeModel } from './model-files.js'
import { RunLog } from './run-log.js'

/** How long what was appended may wait to be forced to the disk. */
const SYNC_INTERVAL_MS = 1000

interface Files {
  trials: AppendFile
  readonly epochs: AppendFile
  readonly log: RunLog
}

export class FolderStore implements RunStore {
  /** Of the folder, by which `bench show` knows the run. */
  readonly name: string
  readonly path: string
  #run: UnendedRun
  readonly #files: Files
  readonly #lock: RunLock
  #trials: ReadonlyMap<string, Trial>
  /** Trials with a checkpoint, and how many epochs it has. */
  readonly #checkpoints: Map<string, number>
  readonly #rows = new Map<string, TrialRow>()
  #syncedAt = 0
  /** Since when the sweep is paused; null while it is not. */
  #pausedAt: Date | null = null
  /** How long it was before that. */
  #pausedMs = 0
  #closed = false

  private constructor(
    run: UnendedRun,
    files: Files,
    lock: RunLock,
    checkpoints: ReadonlyMap<string, number>,
  ) {
    this.name = basename(run.path)
    this.path = run.path
    this.#run = run
    this.#files = files
    this.#lock = lock
    this.#trials = trialsOf(run.plan)
    this.#checkpoints = new Map(checkpoints)
  }

  /** The tables must be there, and whole. The lock is released when the store is closed. */
  static async open(
    run: UnendedRun,
    lock: RunLock,
    checkpoints: ReadonlyMap<string, number> = new Map(),
  ): Promise<FolderStore> {
    const files = {
      trials: await AppendFile.open(join(run.path, 'trials.csv')),
      epochs: await AppendFile.open(join(run.path, 'epochs.csv')),
      log: await RunLog.open(run.path, run.dialect),
    }
    return new FolderStore(run, files, lock, checkpoints)
  }

  async append(event: SweepEvent): Promise<void> {
    await this.keep(event)
    await this.note(event)
  }

  /** Writes what must not be lost: where there is no room, it can be told again. */
  async keep(event: SweepEvent): Promise<void> {
    this.#lock.check()
    await this.#keep(event)
  }

  /** Writes to the log what the log has a row for. The end of the sweep is the last thing that is told. */
  async note(event: SweepEvent): Promise<void> {
    await this.#files.log.hear(event, trialId => this.#trial(trialId))
    if (event.type === 'sweep-ended') await this.close()
  }

  /** A row of the log about what is no event of the sweep. */
  noteEntry(entry: LogEntry): Promise<void> {
    return this.#files.log.add([entry])
  }

  async #keep(event: SweepEvent): Promise<void> {
    switch (event.type) {
      case 'trial-restored': {
        const { outcome, execution } = event
        this.#rows.set(event.trialId, { trial: this.#trial(event.trialId), outcome, execution })
        return
      }
      case 'epoch-measured':
        return this.appendEpoch({ trial: this.#trial(event.trialId), record: event.record })
      case 'checkpoint-made': {
        const { trialId, checkpoint } = event
        await this.#files.epochs.sync() // those before it: a checkpoint whose epochs are lost is of no use
        await writeCheckpoint(this.path, trialId, checkpoint, this.#run.manifest.versions.arithmetic)
        this.#checkpoints.set(trialId, checkpoint.epoch)
        return
      }
      case 'weights-kept':
        return writeModel(this.path, this.#trial(event.trialId), event, this.#run.manifest.versions)
      case 'trial-ended': {
        const { outcome, execution } = event
        await this.appendTrial({ trial: this.#trial(event.trialId), outcome, execution })
        await this.#syncNowAndThen(event.at)
        return this.#removeCheckpoint(event.trialId)
      }
      case 'trials-reopened':
        return this.#forget(event.trialIds)
      case 'plan-grown':
        return this.#grow(event.plan)
      case 'sweep-paused':
        this.#pausedAt ??= event.at
        return this.sync() // whoever pauses may be about to close the lid
      case 'sweep-continued':
        return this.#endPause(event.at)
      case 'sweep-ended':
        this.#endPause(event.at)
        await this.#closeFiles()
        await completeRun(this.#run, this.#rows, this.#checkpoints, {
          at: event.at,
          reason: event.reason,
          pausedS: this.#pausedMs / 1000,
        })
        return removeEmptyCheckpointFolder(this.path)
    }
  }

  /** Seconds that earlier executions worked on the run. */
  get earlierS(): number {
    return earlierDurationOf(this.#run.manifest)
  }

  /** Where a trial of this run goes on from; null where it begins at the beginning. */
  checkpointOf(trialId: string): Checkpoint | null {
    if (!this.#checkpoints.has(trialId)) return null
    return readCheckpoint(this.path, trialId, this.#run.manifest.versions.arithmetic)
  }

  async close(): Promise<void> {
    try {
      await this.#closeFiles()
      await this.#files.log.close()
    } finally {
      await this.#lock.release()
    }
  }

  async #closeFiles(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    try {
      await this.sync()
    } finally {
      await Promise.all([this.#files.trials.close(), this.#files.epochs.close()])
    }
  }

  /** Takes the rows of these trials out, so that another execution sees as well that they are to be trained. */
  async #forget(trialIds: readonly string[]): Promise<void> {
    for (const trialId of trialIds) this.#rows.delete(trialId)
    const { path } = this.#files.trials
    await this.#files.trials.close() // before its place is taken: Windows renames nothing over a file that is open
    try {
      await replaceTable(path, this.#run.columns, [...this.#rows.values()], this.#run.dialect)
    } finally {
      this.#files.trials = await AppendFile.open(path)
    }
  }

  #endPause(at: Date): void {
    if (this.#pausedAt === null) return
    this.#pausedMs += Math.max(0, at.getTime() - this.#pausedAt.getTime()) // a clock can be set back
    this.#pausedAt = null
  }

  /** The manifest says what is planned before any of it is trained. */
  async #grow(plan: Plan): Promise<void> {
    const manifest = growManifest(this.#run.manifest, plan)
    await replaceFile(join(this.path, 'manifest.json'), file => file.writeFile(formatManifest(manifest)))
    this.#run = { ...this.#run, plan, manifest }
    this.#trials = trialsOf(plan)
  }

  async #removeCheckpoint(trialId: string): Promise<void> {
    if (!this.#checkpoints.has(trialId)) return
    await this.sync()
    await removeCheckpoint(this.path, trialId)
    this.#checkpoints.delete(trialId)
  }

  #trial(trialId: string): Trial {
    const trial = this.#trials.get(trialId)
    if (trial === undefined) throw new Error(`event of trial ${trialId}, which is not in the plan`)
    return trial
  }

  appendEpoch(row: EpochRow): Promise<void> {
    const cells = epochColumns.map(({ value }) => value(row))
    return this.#files.epochs.append(formatRow(cells, this.#run.dialect))
  }

  async appendTrial(row: TrialRow): Promise<void> {
    const cells = this.#run.columns.map(({ value }) => value(row))
    await this.#files.trials.append(formatRow(cells, this.#run.dialect))
    this.#rows.set(row.trial.trialId, row)
  }

  async #syncNowAndThen(now: Date): Promise<void> {
    if (now.getTime() - this.#syncedAt < SYNC_INTERVAL_MS) return
    this.#syncedAt = now.getTime()
    await this.sync()
  }

  /** Forces all rows to the disk; those of the log go as far as the operating system. */
  async sync(): Promise<void> {
    await this.#files.epochs.sync()
    await this.#files.trials.sync()
    await this.#files.log.write()
  }
}

function trialsOf({ trials }: Plan): ReadonlyMap<string, Trial> {
  return new Map(trials.map(trial => [trial.trialId, trial]))
}
