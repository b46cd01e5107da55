// manifest.json: what a run is, where it came from and how it ended. Written when the run begins, completed when it ends.
// A run without an end is still going on or was killed; which of the two is never stored, so that it cannot be wrong.
import type { DatasetFacts } from '../domain/dataset-facts.js'
import type { Outcome } from '../domain/measurement.js'
import type { Configuration, Experiment, Plan } from '../domain/trial.js'
import type { CsvDialect } from './csv.js'
import { type Provenance, withoutHome } from './provenance.js'

/** The version of the run folder's formats; a change that an older reader would misread raises it. */
export const RUN_FORMAT = 1

export type RunManifest = RunHead & RunEnd

interface RunHead {
  readonly format: typeof RUN_FORMAT
  readonly name: string
  readonly question: string | null
  /** As it was trained, with everything that the command line changed. */
  readonly experiment: Pick<Experiment, 'fixed' | 'axes' | 'exclude' | 'seeds' | 'objective' | 'save'>
  /** By config_id, in plan order. */
  readonly configurations: Readonly<Record<string, Configuration>>
  /** How many trials there are; how many combinations of the axes were left out, and why. */
  readonly trials: { readonly planned: number; readonly excluded: number; readonly duplicates: number }
  readonly datasets: readonly ManifestDataset[]
  readonly versions: {
    readonly bench: string
    readonly arithmetic: string
    readonly node: string
    readonly v8: string
  }
  readonly git: Provenance['git']
  readonly machine: Provenance['machine']
  readonly command_line: readonly string[]
  readonly workers: number
  readonly csv: CsvDialect
  /** ISO 8601, UTC. */
  readonly started_at: string
}

type RunEnd =
  | { readonly ended_at: null; readonly reason: null; readonly counts: null }
  | {
      readonly ended_at: string
      readonly reason: 'finished' | 'interrupted'
      readonly counts: TrialCounts
    }

/** Trials by how they ended; `waiting` are those that have not been trained, or not to their end. */
export type TrialCounts = Readonly<Record<Exclude<Outcome['status'], 'cancelled'> | 'waiting', number>>

interface ManifestDataset {
  readonly name: string
  readonly sha256: Readonly<Record<string, string>>
  readonly found_in: string
  /** Of files of the user's own: what their paths are relative to, and what was found in them. */
  readonly own?: {
    readonly folder: string
    readonly image_shape: DatasetFacts['imageShape']
    readonly classes: readonly string[]
    readonly examples: DatasetFacts['examples']
  }
}

/** What the caller knows of the run and its plan does not say. */
export interface RunFacts {
  readonly provenance: Provenance
  /** Of this package. */
  readonly version: string
  /** Which implementation of the arithmetic trains, and its version. */
  readonly arithmetic: string
  readonly commandLine: readonly string[]
  readonly workers: number
  readonly datasets: readonly {
    readonly name: string
    readonly sha256: Readonly<Record<string, string>>
    readonly foundIn: string
    /** Of files of the user's own. */
    readonly own?: { readonly folder: string; readonly facts: DatasetFacts }
  }[]
}

/** The manifest of a run that begins now. */
export function beginManifest(
  plan: Plan,
  { provenance, version, arithmetic, commandLine, workers, datasets }: RunFacts,
  csv: CsvDialect,
  startedAt: Date,
): RunManifest {
  const { name, question, fixed, axes, exclude, seeds, objective, save } = plan.experiment
  return {
    format: RUN_FORMAT,
    name,
    question,
    experiment: { fixed, axes, exclude, seeds, objective, save },
    configurations: configurationsOf(plan),
    trials: { planned: plan.trials.length, excluded: plan.excluded, duplicates: plan.duplicates },
    datasets: datasets.map(manifestDataset),
    versions: { bench: version, arithmetic, ...provenance.engine },
    git: provenance.git,
    machine: provenance.machine,
    command_line: commandLine.map(argument => withoutHome(argument)),
    workers,
    csv,
    started_at: startedAt.toISOString(),
    ended_at: null,
    reason: null,
    counts: null,
  }
}

function manifestDataset({ name, sha256, foundIn, own }: RunFacts['datasets'][number]): ManifestDataset {
  const dataset = { name, sha256, found_in: withoutHome(foundIn) }
  if (own === undefined) return dataset
  const { imageShape: image_shape, classes, examples } = own.facts
  return { ...dataset, own: { folder: withoutHome(own.folder), image_shape, classes, examples } }
}

/** What was found in the user's own files that a run was trained on, as its experiment had it. */
export function ownDatasetsOf({ datasets }: Pick<RunManifest, 'datasets'>): Record<string, DatasetFacts> {
  const facts = datasets.flatMap(({ name, own }) =>
    own === undefined
      ? []
      : [[name, { imageShape: own.image_shape, classes: own.classes, examples: own.examples }]],
  )
  return Object.fromEntries(facts) as Record<string, DatasetFacts>
}

/** Seconds from its beginning to its end; null while it has none. */
export function durationOf({ started_at, ended_at }: RunManifest): number | null {
  return ended_at === null ? null : (Date.parse(ended_at) - Date.parse(started_at)) / 1000
}

export function formatManifest(manifest: RunManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/**
 * The position of a trial in the plan, from those of its configuration and its seed: plans go through all configurations
 * with the first seed, then through all with the second. So the manifest needs no list of trials.
 */
export function planIndex(configuration: number, seed: number, configurations: number): number {
  return seed * configurations + configuration
}

/** Every configuration by its id, in the plan's order. Throws when the plan is not as planIndex says. */
function configurationsOf({ trials, experiment }: Plan): Readonly<Record<string, Configuration>> {
  const byId = new Map(trials.map(({ configId, configuration }) => [configId, configuration]))
  const position = new Map([...byId.keys()].map((configId, i) => [configId, i]))
  const seedPosition = new Map(experiment.seeds.map((seed, i) => [seed, i]))
  for (const { configId, seed, index } of trials) {
    const expected = planIndex(position.get(configId)!, seedPosition.get(seed) ?? -1, byId.size)
    if (index !== expected) throw new Error(`trial ${index} of the plan is where trial ${expected} belongs`)
  }
  return Object.fromEntries(byId)
}
