// Takes finished trials over from other runs: what has the same trial_id has the same configuration and seed, and on the same
// bytes with the same arithmetic it would be trained to the same bits.
import { basename } from 'node:path'
import { UserError } from '../domain/errors.js'
import type { EpochRecord, Outcome } from '../domain/measurement.js'
import type { Objective, Plan, Trial } from '../domain/trial.js'
import { objectiveValue } from '../statistics/ranking.js'
import { firstBest } from './curve.js'
import type { FolderStore } from './folder-store.js'
import { listRuns } from './list-runs.js'
import type { RunFacts, RunManifest } from './manifest.js'
import { copyModel, keptModels } from './model-files.js'
import { readEpochsOf } from './read-epochs.js'
import { readManifest } from './read-manifest.js'
import { readRun, type StoredRun } from './read-run.js'
import { type Restored, type RestoredTrial, restoreTrials } from './restore.js'

export interface ReuseOptions {
  readonly runsDir: string
  readonly plan: Plan
  /** Trials of the plan that have a result already. */
  readonly finished: ReadonlyMap<string, RestoredTrial>
  /** What the trials would be trained with. */
  readonly facts: Pick<RunFacts, 'arithmetic' | 'datasets'>
  /** Hears of a run that has trials of the plan, and is passed over because its results are not as they were written. */
  readonly onDamaged: (run: string, error: UserError) => void
}

/**
 * Writes every trial that another run has into the store, with its epochs and its network where the experiment keeps
 * networks. The newest run is asked first. Runs that cannot be read have nothing to give.
 */
export async function reuseTrials(
  store: FolderStore,
  { runsDir, plan, finished, facts, onDamaged }: ReuseOptions,
): Promise<ReadonlyMap<string, RestoredTrial>> {
  const missing = new Map(
    plan.trials.filter(({ trialId }) => !finished.has(trialId)).map(trial => [trial.trialId, trial]),
  )
  const reused = new Map<string, RestoredTrial>()
  for (const source of await sourcesIn(runsDir, store.path, plan, facts)) {
    if (missing.size === 0) break
    const results = await resultsIn(source, onDamaged)
    if (results === null) continue
    for (const [trialId, restored] of await takeOver(store, { ...source, ...results }, missing, plan)) {
      reused.set(trialId, restored)
      missing.delete(trialId)
    }
  }
  if (reused.size > 0) await store.sync()
  return reused
}

interface Source {
  readonly path: string
  readonly manifest: RunManifest
}

interface Results {
  readonly run: StoredRun
  readonly finished: Restored['finished']
}

async function resultsIn({ path }: Source, onDamaged: ReuseOptions['onDamaged']): Promise<Results | null> {
  try {
    const run = await readRun(path)
    return { run, finished: (await restoreTrials(run)).finished }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    onDamaged(basename(path), error)
    return null
  }
}

/** Runs with the same arithmetic that may have trials of the plan, newest first. */
async function sourcesIn(
  runsDir: string,
  own: string,
  plan: Plan,
  facts: ReuseOptions['facts'],
): Promise<readonly Source[]> {
  const configIds = new Set(plan.trials.map(({ configId }) => configId))
  const sources: Source[] = []
  for (const { path } of await listRuns(runsDir)) {
    if (path === own) continue
    const manifest = await orNull(readManifest(path))
    if (manifest === null || manifest.versions?.arithmetic !== facts.arithmetic) continue
    if (Object.keys(manifest.configurations).some(configId => configIds.has(configId)))
      sources.push({ path, manifest: withSameData(manifest, facts) })
  }
  return sources.sort((a, b) => b.manifest.started_at.localeCompare(a.manifest.started_at, 'en'))
}

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}

/** The manifest with no more datasets than have the same bytes as those to train on. */
function withSameData(manifest: RunManifest, { datasets }: ReuseOptions['facts']): RunManifest {
  const same = (manifest.datasets ?? []).filter(({ name, sha256 }) => {
    const ours = datasets.find(dataset => dataset.name === name)?.sha256
    const files = Object.keys({ ...ours, ...sha256 })
    return ours !== undefined && files.every(file => ours[file] === sha256?.[file])
  })
  return { ...manifest, datasets: same }
}

async function takeOver(
  store: FolderStore,
  { path, manifest, run, finished }: Source & Results,
  missing: ReadonlyMap<string, Trial>,
  plan: Plan,
): Promise<ReadonlyMap<string, RestoredTrial>> {
  const { objective, save } = plan.experiment
  const sameData = new Set(manifest.datasets.map(({ name }) => name))
  const theirs = manifest.experiment
  const sameBest = theirs.save === save && (save === 'last' || sameObjective(theirs.objective, objective))
  const kept = save === 'none' ? null : sameBest ? await keptModels(path) : new Set<string>()
  const chosen = [...finished].filter(([trialId, { outcome }]) => {
    const trial = missing.get(trialId)
    if (trial === undefined || !sameData.has(trial.configuration.dataset)) return false
    if (outcome.status === 'completed') return kept === null || kept.has(trialId)
    return outcome.status === 'diverged' // what was pruned was so because of others; what failed may not fail again
  })
  const epochs = await readEpochsOf(run, new Set(chosen.map(([trialId]) => trialId)))
  const taken = new Map<string, RestoredTrial>()
  for (const [trialId, { outcome, execution }] of chosen) {
    const trial = missing.get(trialId)!
    const records = epochs.get(trialId) ?? []
    for (const record of records) await store.appendEpoch({ trial, record })
    if (kept?.has(trialId)) await copyModel(path, store.path, trialId)
    const reused = {
      outcome: judgedBy(objective, outcome, records),
      execution: { ...execution, reusedFrom: execution.reusedFrom ?? run.name },
    }
    await store.appendTrial({ trial, ...reused })
    taken.set(trialId, reused)
  }
  return taken
}

function sameObjective(a: Objective, b: Objective): boolean {
  return a.split === b.split && a.metric === b.metric
}

/** The outcome with the best epoch by this objective: the other experiment may have had another. */
function judgedBy(objective: Objective, outcome: Outcome, records: readonly EpochRecord[]): Outcome {
  if (outcome.status !== 'completed') return outcome
  const best = firstBest(
    records.map(record => objectiveValue(objective, record) ?? Number.NaN),
    objective,
  )
  return best === null ? outcome : { ...outcome, best }
}
