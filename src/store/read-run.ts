// Reads a run folder back, whether it is complete, still growing or was killed. Reads only: a torn end is told of and
// left alone, because a living process may be about to complete it.
import { basename, join, resolve } from 'node:path'
import { objectiveColumnName, trialColumns } from '../domain/columns.js'
import type { Execution } from '../domain/events.js'
import type { BestEpoch } from '../domain/measurement.js'
import { hasAdded, planIndex, seedOrder } from '../domain/plan-order.js'
import type { Trial } from '../domain/trial.js'
import type { Measurements, TrialResult } from '../statistics/ranking.js'
import type { RunManifest } from './manifest.js'
import { readManifest } from './read-manifest.js'
import { type CsvRecord, readTable } from './read-table.js'
import { PROBLEMS_MAX } from './restore.js'
import { type RowProblem, repetitionProblem, rowChecker } from './row-check.js'

export interface StoredRun {
  /** The folder's name. */
  readonly name: string
  readonly path: string
  readonly manifest: RunManifest
  /** The trials that have ended, in plan order. */
  readonly trials: readonly StoredTrial[]
  /** What was found not quite in order. */
  readonly warnings: readonly string[]
  /** Rows that no process has written so, the first of them: see restoreTrials, which refuses them. */
  readonly problems: readonly RowProblem[]
  /** How many rows of trials.csv stand there twice. */
  readonly repeated: number
}

export interface StoredTrial {
  readonly trial: Trial
  readonly outcome: StoredOutcome
  readonly execution: Execution
}

/** As much of an Outcome as trials.csv holds. epochsDone is 0 and the measurements are null where no epoch was whole. */
export type StoredOutcome = { readonly epochsDone: number; readonly last: Measurements } & (
  | {
      readonly status: 'completed'
      readonly best: BestEpoch
      /** null in runs of versions that did not write it. */
      readonly weightsSha256: string | null
    }
  | { readonly status: 'pruned'; readonly best: BestEpoch; readonly error: string }
  | { readonly status: 'diverged' | 'failed' | 'cancelled'; readonly error: string }
)

/** Throws a UserError when the folder is not a run or a file of it is damaged. */
export async function readRun(path: string): Promise<StoredRun> {
  const manifest = await readManifest(path)
  const file = join(path, 'trials.csv')
  const columns = trialColumns(Object.values(manifest.configurations), manifest.experiment.objective)
  const { records, header, torn } = await readTable(file, columns, manifest.csv)
  const storedTrial = storedTrialReader(manifest)
  const problemOf = rowChecker(manifest, columns, header)
  const rows = new Map<number, { readonly stored: StoredTrial; readonly record: CsvRecord }>()
  const problems: RowProblem[] = []
  let repeated = 0
  for (const record of records) {
    const stored = storedTrial(record)
    const earlier = rows.get(stored.trial.index)
    const difference = earlier?.record.differenceFrom(record)
    if (difference === null) repeated++
    const repetition = earlier && difference ? repetitionProblem(earlier, record, difference) : null
    const problem = repetition ?? problemOf(record, stored)
    if (problem !== null && problems.length < PROBLEMS_MAX) problems.push(problem)
    rows.set(stored.trial.index, { stored, record }) // of several the last one counts
  }
  return {
    name: basename(resolve(path)),
    path,
    manifest,
    trials: [...rows.values()].map(({ stored }) => stored).sort((a, b) => a.trial.index - b.trial.index),
    warnings: torn ? [`${file} ends in the middle of a row, which was left out`] : [],
    problems,
    repeated,
  }
}

/** Reads rows of trials.csv. */
export function storedTrialReader(manifest: RunManifest): (record: CsvRecord) => StoredTrial {
  const trialOf = trialReader(manifest)
  return record => ({
    trial: trialOf(record),
    outcome: outcomeOf(record, manifest),
    execution: executionOf(record),
  })
}

/** Every trial of the plan with what is known of it, as rankConfigurations takes them. */
export function resultsOf({ manifest, trials }: StoredRun): readonly TrialResult[] {
  const ended = new Map(trials.map(stored => [stored.trial.index, stored]))
  const configurations = Object.entries(manifest.configurations)
  const { experiment, added_seeds } = manifest
  return seedOrder(experiment.seeds, added_seeds).flatMap((seed, s) =>
    configurations.flatMap(([configId, configuration], c): readonly TrialResult[] => {
      if (s >= experiment.seeds.length && !hasAdded(added_seeds, configId, seed)) return []
      const index = planIndex(c, s, configurations.length)
      return [ended.get(index) ?? { trial: { index, configId, configuration, seed }, outcome: null }]
    }),
  )
}

/** Also the name of files: nothing else may be one. */
const TRIAL_ID = /^t[0-9a-f]{12}$/

/** The trial of a record, with its configuration and its place in the plan from the manifest. */
function trialReader({ configurations, experiment, added_seeds }: RunManifest): (record: CsvRecord) => Trial {
  const entries = Object.entries(configurations)
  const positions = new Map(entries.map(([configId], i) => [configId, i]))
  const seedPositions = new Map(seedOrder(experiment.seeds, added_seeds).map((seed, i) => [seed, i]))
  return record => {
    const configId = record.text('config_id')
    const position = positions.get(configId)
    if (position === undefined) return record.damaged(`the manifest has no configuration ${configId}`)
    const seed = record.number('seed')
    const s = seedPositions.get(seed)
    if (s === undefined) return record.damaged(`the manifest has no seed ${seed}`)
    if (s >= experiment.seeds.length && !hasAdded(added_seeds, configId, seed))
      return record.damaged(`the manifest has no seed ${seed} for ${configId}`)
    const index = planIndex(position, s, entries.length)
    const trialId = record.text('trial_id')
    if (!TRIAL_ID.test(trialId)) return record.damaged(`${JSON.stringify(trialId)} is no trial_id`)
    const parameters = record.number('parameters')
    return { trialId, configId, index, configuration: configurations[configId]!, seed, parameters }
  }
}

function outcomeOf(record: CsvRecord, { experiment }: RunManifest): StoredOutcome {
  const status = record.text('status')
  const measured = { epochsDone: record.number('epochs_done'), last: record.measurements() }
  const best = (): BestEpoch => ({
    epoch: record.number('best_epoch'),
    value: record.number(`best_${objectiveColumnName(experiment.objective)}`),
  })
  switch (status) {
    case 'completed':
      return {
        ...measured,
        status,
        best: best(),
        weightsSha256: record.textOrEmpty('weights_sha256') || null,
      }
    case 'pruned':
      return { ...measured, status, best: best(), error: record.textOrEmpty('error') }
    case 'diverged':
    case 'failed':
    case 'cancelled':
      return { ...measured, status, error: record.textOrEmpty('error') }
    default:
      return record.damaged(`no trial ends as ${JSON.stringify(status)}`)
  }
}

function executionOf(record: CsvRecord): Execution {
  const reusedFrom = record.textOrEmpty('reused_from')
  return {
    startedAt: record.time('started_at_utc'),
    durationS: record.number('duration_s'),
    examplesPerS: record.number('examples_per_s'),
    worker: record.numberOrNull('worker'),
    attempt: record.numberOrNull('attempt'),
    ...(reusedFrom !== '' && { reusedFrom }),
  }
}
