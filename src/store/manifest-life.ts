// What happens to a manifest: a run begins, is gone on with, is extended, gets further seeds, ends. Each gives the manifest to be written.
import { planIndex, seedOrder } from '../domain/plan-order.js'
import type { Configuration, Plan } from '../domain/trial.js'
import type { CsvDialect } from './csv.js'
import { beginExecution, killedExecution } from './executions.js'
import { experimentSha256 } from './experiment-text.js'
import {
  type ManifestDataset,
  RUN_FORMAT,
  type RunEnd,
  type RunFacts,
  type RunManifest,
  type TrialCounts,
} from './manifest.js'
import { withoutHome } from './provenance.js'

/** The manifest of a run that begins now. text: of the experiment file. */
export function beginManifest(
  plan: Plan,
  text: string,
  facts: RunFacts,
  { csv, startedAt }: { readonly csv: CsvDialect; readonly startedAt: Date },
): RunManifest {
  const execution = beginExecution(facts, startedAt)
  const { versions, git, machine, command_line, workers, started_at } = execution
  return {
    format: RUN_FORMAT,
    ...plannedIn(plan, text),
    datasets: facts.datasets.map(manifestDataset),
    versions,
    git,
    machine,
    command_line,
    workers,
    csv,
    started_at,
    executions: [execution],
    earlier_experiments: [],
    ...noEnd,
  }
}

/** What of a manifest follows from the plan, and from the text that it was made of. */
function plannedIn(plan: Plan, text: string) {
  const { name, question, checkpointEvery, ...experiment } = plan.experiment
  const { fixed, axes, exclude, seeds, objective, save, retries } = experiment
  return {
    name,
    question,
    experiment: { fixed, axes, exclude, seeds, objective, save, checkpoint_every: checkpointEvery, retries },
    experiment_sha256: experimentSha256(text),
    configurations: configurationsOf(plan),
    added_seeds: plan.addedSeeds ?? {},
    trials: { planned: plan.trials.length, excluded: plan.excluded, duplicates: plan.duplicates },
  }
}

const noEnd: RunEnd = { ended_at: null, reason: null, counts: null }

/** The manifest of a run on which another process begins to work, at the time `startedAt`. */
export function continueManifest(
  manifest: RunManifest,
  facts: RunFacts,
  { startedAt, lastWrittenAt }: { readonly startedAt: Date; readonly lastWrittenAt: Date },
): RunManifest {
  const executions = manifest.executions.map(execution =>
    execution.ended_at === null ? killedExecution(execution, lastWrittenAt) : execution,
  )
  return { ...manifest, ...noEnd, executions: [...executions, beginExecution(facts, startedAt)] }
}

/** The manifest of a run that is to hold more trials than it was begun with; what it was is kept in it. file: where its text is. */
export function extendManifest(
  manifest: RunManifest,
  { plan, text, facts }: { readonly plan: Plan; readonly text: string; readonly facts: RunFacts },
  { file, at }: { readonly file: string | null; readonly at: Date },
): RunManifest {
  const { experiment, trials, earlier_experiments, datasets } = manifest
  const earlier = { file, replaced_at: at.toISOString(), planned: trials.planned, experiment }
  const known = new Set(datasets.map(({ name }) => name))
  const added = facts.datasets.filter(({ name }) => !known.has(name)).map(manifestDataset)
  return {
    ...manifest,
    ...noEnd,
    ...plannedIn(plan, text),
    datasets: [...datasets, ...added],
    earlier_experiments: [...earlier_experiments, earlier],
  }
}

/** The manifest of a run that goes on with more seeds. plan: of the same experiment. */
export function growManifest(manifest: RunManifest, plan: Plan): RunManifest {
  const trials = { ...manifest.trials, planned: plan.trials.length }
  return { ...manifest, added_seeds: plan.addedSeeds ?? {}, trials }
}

export interface ExecutionEnd {
  readonly at: Date
  readonly reason: 'finished' | 'interrupted'
  /** How long it was paused, in seconds. */
  readonly pausedS: number
}

/** The manifest of a run whose last execution ends. */
export function endManifest(
  manifest: RunManifest,
  { at, reason, pausedS }: ExecutionEnd,
  counts: TrialCounts,
): RunManifest {
  const ended_at = at.toISOString()
  const last = { ...manifest.executions.at(-1)!, ended_at, reason, ...(pausedS > 0 && { paused_s: pausedS }) }
  const executions = manifest.executions.with(-1, last)
  return { ...manifest, executions, ended_at, reason, counts }
}

function manifestDataset({ name, sha256, foundIn, own }: RunFacts['datasets'][number]): ManifestDataset {
  const dataset = { name, sha256, found_in: withoutHome(foundIn) }
  if (own === undefined) return dataset
  const { imageShape: image_shape, classes, examples } = own.facts
  return { ...dataset, own: { folder: withoutHome(own.folder), image_shape, classes, examples } }
}

/** Every configuration by its id, in the plan's order. Throws when the plan is not as planIndex says. */
function configurationsOf({ trials, experiment, addedSeeds }: Plan): Readonly<Record<string, Configuration>> {
  const byId = new Map(trials.map(({ configId, configuration }) => [configId, configuration]))
  const position = new Map([...byId.keys()].map((configId, i) => [configId, i]))
  const seedPosition = new Map(seedOrder(experiment.seeds, addedSeeds).map((seed, i) => [seed, i]))
  for (const { configId, seed, index } of trials) {
    const expected = planIndex(position.get(configId)!, seedPosition.get(seed) ?? -1, byId.size)
    if (index !== expected) throw new Error(`trial ${index} of the plan is where trial ${expected} belongs`)
  }
  return Object.fromEntries(byId)
}
