// Reads manifest.json back. What everything else relies on is checked; people may add to it.
import { join } from 'node:path'
import { activations } from '../core/activations.js'
import { choose, type Table } from '../core/choice.js'
import { initializers } from '../core/initializers.js'
import { optimizers } from '../core/optimizers.js'
import { schedules } from '../core/schedules.js'
import { defaults } from '../domain/defaults.js'
import { UserError } from '../domain/errors.js'
import type { Configuration } from '../domain/trial.js'
import { misshapenPart } from './check-manifest.js'
import { isSystemError } from './durable.js'
import type { ManifestExecution } from './executions.js'
import { RUN_FORMAT, type RunEnd, type RunManifest } from './manifest.js'
import { explainReading, readText, runDamaged } from './reading.js'

/** Throws a UserError when the folder is not a run, was written by a later version, or its manifest is damaged. */
export async function readManifest(path: string): Promise<RunManifest> {
  const file = join(path, 'manifest.json')
  const manifest = parse(await read(file, path), file)
  const { format } = manifest
  if (typeof format === 'number' && format > RUN_FORMAT) throw tooNew(path, format)
  for (const [key, isRight] of Object.entries(required))
    if (!isRight(manifest[key])) throw runDamaged(file, `"${key}" is missing or not what it should be`)
  const complete = completeManifest(manifest as unknown as RunManifest)
  const wrong = misshapenPart(complete)
  if (wrong !== null) throw runDamaged(file, `"${wrong}" is missing or not what it should be`)
  return complete
}

/** A run of an earlier version does not say what there was no choice about then; defaults are what was the rule. */
function completeManifest(manifest: RunManifest): RunManifest {
  const { experiment, configurations, executions, earlier_experiments } = manifest
  const complete = Object.entries(configurations).map(([id, configuration]) => [
    id,
    withDefaults(configuration),
  ])
  return {
    ...manifest,
    ...completeEnd(manifest),
    experiment: {
      ...experiment,
      fixed: withDefaults(experiment.fixed),
      save: experiment.save ?? 'none',
      checkpoint_every: experiment.checkpoint_every ?? 60,
      retries: experiment.retries ?? 1,
    },
    experiment_sha256: manifest.experiment_sha256 ?? null,
    configurations: Object.fromEntries(complete),
    added_seeds: manifest.added_seeds ?? {},
    executions: Array.isArray(executions) && executions.length > 0 ? executions : [onlyExecution(manifest)],
    earlier_experiments: Array.isArray(earlier_experiments) ? earlier_experiments : [],
  }
}

/** Versions in which nothing could be stopped by hand have not counted such trials. */
function completeEnd({ ended_at, reason, counts }: RunEnd): RunEnd {
  if (ended_at === null || !isRecord(counts)) return { ended_at, reason, counts: counts ?? null } as RunEnd
  return { ended_at, reason, counts: { ...counts, cancelled: counts.cancelled ?? 0 } }
}

/** Runs of versions without resumption had one. */
function onlyExecution(manifest: RunManifest): ManifestExecution {
  const { started_at, ended_at, reason, versions, git, machine, command_line, workers } = manifest
  return { started_at, ended_at, reason, versions, git, machine, command_line, workers }
}

function withDefaults(configuration: Configuration): Configuration {
  const complete: Record<string, unknown> = { ...configuration }
  for (const [path, value] of Object.entries(defaults)) {
    const [part, key] = path.split('.') as [string, string?]
    const known = complete[part]
    if (key === undefined) complete[part] = withHyperparameters(path, known ?? value)
    else if (isRecord(known))
      complete[part] = { ...known, [key]: withHyperparameters(path, known[key] ?? value) }
  }
  return complete as unknown as Configuration
}

/** A choice from a table gets the defaults of the hyperparameters that it does not name; of any other value nothing changes. */
function withHyperparameters(path: string, value: unknown): unknown {
  const table = tables[path]
  if (table === undefined) return value
  if (Array.isArray(value)) return value.map(choice => withHyperparameters(path, choice))
  const choice = typeof value === 'string' ? { name: value } : value
  if (!isRecord(choice) || typeof choice['name'] !== 'string' || !Object.hasOwn(table, choice['name']))
    return value
  return { ...choose(table, choice['name']), ...choice }
}

/** The paths whose values are chosen from a table and have hyperparameters. */
const tables: Readonly<Record<string, Table>> = {
  'model.activation': activations,
  'model.initializer': initializers,
  optimizer: optimizers,
  schedule: schedules,
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const required: Readonly<Record<string, (value: unknown) => boolean>> = {
  format: value => value === RUN_FORMAT,
  name: value => typeof value === 'string',
  experiment: isRecord,
  configurations: isRecord,
  trials: isRecord,
  csv: isRecord,
  started_at: value => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
}

async function read(file: string, path: string): Promise<string> {
  return explainReading(file, () =>
    readText(file).catch(error => {
      throw isSystemError(error) && absent.has(error.code) ? notARun(path) : error
    }),
  )
}

const absent = new Set(['ENOENT', 'ENOTDIR'])

function notARun(path: string): UserError {
  return new UserError([
    {
      code: 'not-a-run',
      what: `${path} is not a run`,
      why: 'there is no manifest.json in it',
      fix: 'bench list shows the runs there are',
    },
  ])
}

function parse(text: string, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    if (isRecord(value)) return value
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const isCut = text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}')
    const why = isCut ? 'its end is missing' : `it is not JSON: ${error.message}`
    throw runDamaged(
      file,
      why,
      'put back a whole manifest.json; without it nobody knows what the tables are of',
    )
  }
  throw runDamaged(file, 'it does not hold an object')
}

function tooNew(path: string, format: number): UserError {
  return new UserError([
    {
      code: 'run-too-new',
      what: `${path} was written by a later version of bench`,
      why: `its format is ${format}; this version reads up to ${RUN_FORMAT}`,
      fix: 'npm install mlp-bench@latest',
    },
  ])
}
