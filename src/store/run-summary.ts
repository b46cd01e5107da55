// What a list says of a run, from as little as there is to read: of one whose process has ended in good order, its manifest and
// the first row of configs.csv, which were made of the results then; of any other one, all its results.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { objectiveColumnName } from '../domain/columns.js'
import { UserError } from '../domain/errors.js'
import type { Configuration } from '../domain/trial.js'
import { rankConfigurations } from '../statistics/ranking.js'
import { rankingColumns } from '../statistics/ranking-columns.js'
import type { Summary } from '../statistics/summary.js'
import { wholeRecords } from './csv.js'
import { isSystemError } from './durable.js'
import type { RunManifest } from './manifest.js'
import { readManifest } from './read-manifest.js'
import { readRun, resultsOf } from './read-run.js'
import { parseTable } from './read-table.js'
import { checkRegular } from './reading.js'

export interface RunSummary {
  readonly manifest: RunManifest
  /** How many trials have ended. */
  readonly done: number
  /** null where no trial has completed. */
  readonly best: BestConfiguration | null
}

export interface BestConfiguration {
  readonly configId: string
  readonly configuration: Configuration
  /** Of the objective, over its completed trials. */
  readonly objective: Summary
}

/** Throws a UserError where the run cannot be read. */
export async function readSummary(path: string): Promise<RunSummary> {
  const manifest = await readManifest(path)
  const { counts, trials } = manifest
  const best = counts === null ? undefined : await bestOfTable(path, manifest)
  if (counts !== null && best !== undefined) return { manifest, done: trials.planned - counts.waiting, best }
  const run = await readRun(path)
  const [first] = rankConfigurations(resultsOf(run), manifest.experiment.objective)
  return {
    manifest,
    done: run.trials.length,
    best: first?.objective ? { ...first, objective: first.objective } : null,
  }
}

/** undefined where configs.csv does not say it: versions before have not written it, or it was changed. */
async function bestOfTable(
  path: string,
  manifest: RunManifest,
): Promise<BestConfiguration | null | undefined> {
  const { configurations, experiment, csv } = manifest
  const file = join(path, 'configs.csv')
  try {
    const [header = '', row = ''] = (await beginningOf(file)).split(/(?<=\n)/)
    const columns = rankingColumns(Object.values(configurations), experiment.objective)
    const [best] = parseTable(file, header + row, columns, csv)
    if (best === undefined) return undefined
    if (best.numberOrNull('rank') === null) return null
    const configId = best.text('config_id')
    const configuration = configurations[configId]
    if (configuration === undefined) return undefined
    const name = objectiveColumnName(experiment.objective)
    const objective = {
      n: best.number('n'),
      mean: best.number(`${name}_mean`),
      standardDeviation: best.numberOrNull(`${name}_sd`),
      halfWidth: best.numberOrNull(`${name}_ci95`),
    }
    return { configId, configuration, objective }
  } catch (error) {
    if (error instanceof UserError || isSystemError(error)) return undefined
    throw error
  }
}

/** More than a header and a row have. */
const BEGINNING_BYTES = 1 << 16

/** The first rows of a table, whole. */
async function beginningOf(file: string): Promise<string> {
  await checkRegular(file)
  const handle = await open(file, 'r')
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(BEGINNING_BYTES), 0, BEGINNING_BYTES, 0)
    const text = buffer.toString('utf8', 0, bytesRead)
    return text.slice(0, wholeRecords(text))
  } finally {
    await handle.close()
  }
}
