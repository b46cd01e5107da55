// Reads manifest.json back. Only what everything else relies on is checked: the file is ours, and people may add to it.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defaults } from '../domain/defaults.js'
import { UserError } from '../domain/errors.js'
import type { Configuration } from '../domain/trial.js'
import { isSystemError } from './durable.js'
import { RUN_FORMAT, type RunManifest } from './manifest.js'

/** Throws a UserError when the folder is not a run, was written by a later version, or its manifest is damaged. */
export async function readManifest(path: string): Promise<RunManifest> {
  const file = join(path, 'manifest.json')
  const manifest = parse(await read(file, path), file)
  const { format } = manifest
  if (typeof format === 'number' && format > RUN_FORMAT) throw tooNew(path, format)
  for (const [key, isRight] of Object.entries(required))
    if (!isRight(manifest[key])) throw runDamaged(file, `"${key}" is missing or not what it should be`)
  return completeManifest(manifest as unknown as RunManifest)
}

/** A run of an earlier version does not say what there was no choice about then; defaults are what was the rule. */
function completeManifest(manifest: RunManifest): RunManifest {
  const { experiment, configurations } = manifest
  const complete = Object.entries(configurations).map(([id, configuration]) => [
    id,
    withDefaults(configuration),
  ])
  return {
    ...manifest,
    experiment: { ...experiment, save: experiment.save ?? 'none' },
    configurations: Object.fromEntries(complete),
  }
}

function withDefaults(configuration: Configuration): Configuration {
  const complete: Record<string, unknown> = { ...configuration }
  for (const [path, value] of Object.entries(defaults)) {
    const [part, key] = path.split('.') as [string, string?]
    const known = complete[part]
    if (key === undefined) complete[part] = known ?? value
    else if (isObject(known) && !Object.hasOwn(known as object, key))
      complete[part] = { ...(known as object), [key]: value }
  }
  return complete as unknown as Configuration
}

/** The mistake of a file in a run folder that does not hold what it should. */
export function runDamaged(file: string, why: string): UserError {
  return new UserError([
    {
      code: 'run-damaged',
      what: `${file} is damaged`,
      why,
      fix: 'restore the file, if a spreadsheet or an editor has changed it; or run the experiment again',
    },
  ])
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
const required: Readonly<Record<string, (value: unknown) => boolean>> = {
  format: value => value === RUN_FORMAT,
  name: value => typeof value === 'string',
  experiment: isObject,
  configurations: isObject,
  trials: isObject,
  csv: isObject,
  started_at: value => typeof value === 'string' && !Number.isNaN(Date.parse(value)),
}

async function read(file: string, path: string): Promise<string> {
  return explainReading(file, () =>
    readFile(file, 'utf8').catch(error => {
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
    if (isObject(value)) return value as Record<string, unknown>
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw runDamaged(file, error.message)
  }
  throw runDamaged(file, 'it does not hold an object')
}

/** Turns the operating system's refusal to read a file into the user's mistake. */
export async function explainReading<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new UserError([{ code: 'file-unreadable', what: `cannot read ${file}`, why: error.message }])
  }
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
