// manifest.json: what a run is, where it came from and how it ended. Written when the run begins, completed when it ends.
// A run without an end is still going on or was killed; which of the two is never stored, so that it cannot be wrong.
import type { DatasetFacts } from '../domain/dataset-facts.js'
import type { Outcome } from '../domain/measurement.js'
import type { AddedSeeds, Configuration, Experiment } from '../domain/trial.js'
import type { CsvDialect } from './csv.js'
import type { ManifestExecution } from './executions.js'
import type { Provenance } from './provenance.js'

/** The version of the run folder's formats; a change that an older reader would misread raises it. */
export const RUN_FORMAT = 1

export type RunManifest = RunHead & RunEnd

interface RunHead {
  readonly format: typeof RUN_FORMAT
  readonly name: string
  readonly question: string | null
  /** As it was trained, with everything that the command line changed. */
  readonly experiment: ManifestExperiment
  /** Of experiment.yaml, with LF at its line ends; null in runs of versions that did not note it. */
  readonly experiment_sha256: string | null
  /** By config_id, in plan order. */
  readonly configurations: Readonly<Record<string, Configuration>>
  /** Seeds that some configurations have been given by hand besides those of the experiment; {} where there are none. */
  readonly added_seeds: AddedSeeds
  /** How many trials there are, with added seeds; how many combinations of the axes were left out, and why. */
  readonly trials: { readonly planned: number; readonly excluded: number; readonly duplicates: number }
  readonly datasets: readonly ManifestDataset[]
  /** These are of the first execution. */
  readonly versions: Versions
  readonly git: Provenance['git']
  readonly machine: Provenance['machine']
  readonly command_line: readonly string[]
  readonly workers: number
  readonly csv: CsvDialect
  /** ISO 8601, UTC. */
  readonly started_at: string
  /** Every time that a process worked on the run, the first one included. */
  readonly executions: readonly ManifestExecution[]
  /** What the run was before it was extended, oldest first. */
  readonly earlier_experiments: readonly EarlierExperiment[]
}

export interface Versions {
  readonly bench: string
  readonly arithmetic: string
  readonly node: string
  readonly v8: string
}

type ManifestExperiment = Pick<
  Experiment,
  'fixed' | 'axes' | 'exclude' | 'seeds' | 'objective' | 'save' | 'retries'
> & { readonly checkpoint_every: number }

/** What was extended: the file that it was read from, now under this name, and what was resolved from it. */
export interface EarlierExperiment {
  /** null where somebody had edited or removed it before, so that the manifest alone says what it was. */
  readonly file: string | null
  readonly replaced_at: string
  readonly planned: number
  readonly experiment: ManifestExperiment
}

/** Of the last execution; null while it goes on, or if it was killed. */
export type RunEnd =
  | { readonly ended_at: null; readonly reason: null; readonly counts: null }
  | {
      readonly ended_at: string
      readonly reason: 'finished' | 'interrupted'
      readonly counts: TrialCounts
    }

/** Trials by how they ended; `waiting` are those that have not been trained, or not to their end. */
export type TrialCounts = Readonly<Record<Outcome['status'] | 'waiting', number>>

export interface ManifestDataset {
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

/** The experiment that a run was made of, as it was when it was planned. */
export function experimentOf(manifest: RunManifest): Experiment {
  const { name, question, experiment } = manifest
  const { checkpoint_every: checkpointEvery, ...others } = experiment
  return { ...others, name, question, checkpointEvery, ownDatasets: ownDatasetsOf(manifest) }
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

/** Seconds that were worked on the run, pauses left out, all executions together; null while the last one has no end. */
export function durationOf({ executions }: Pick<RunManifest, 'executions'>): number | null {
  const durations = executions.map(({ started_at, ended_at, paused_s = 0 }) =>
    ended_at === null ? null : Math.max(0, (Date.parse(ended_at) - Date.parse(started_at)) / 1000 - paused_s),
  )
  return durations.at(-1) == null ? null : durations.reduce<number>((sum, one) => sum + (one ?? 0), 0)
}

/** The same for the executions before the last one; 0 where it is the first. */
export function earlierDurationOf({ executions }: Pick<RunManifest, 'executions'>): number {
  return durationOf({ executions: executions.slice(0, -1) }) ?? 0
}

export function formatManifest(manifest: RunManifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`
}
