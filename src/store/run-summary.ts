// What a list says of a run, from as little as there is to read: of one whose process has ended in good order, its manifest, the
// first lines of its tables and the first row of configs.csv, which was made of the results then; of any other one, all its results.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { epochColumns, objectiveColumnName } from '../domain/columns.js'
import { UserError } from '../domain/errors.js'
import type { Configuration } from '../domain/trial.js'
import { rankConfigurations } from '../statistics/ranking.js'
import { rankingColumns } from '../statistics/ranking-columns.js'
import type { Summary } from '../statistics/summary.js'
import { type CsvDialect, wholeRecords } from './csv.js'
import { isSystemError } from './durable.js'
import type { RunManifest } from './manifest.js'
import { readManifest } from './read-manifest.js'
import { readRun, resultsOf } from './read-run.js'
import { checkHeader, firstLine, parseTable } from './read-table.js'
import { checkRegular, checkThere, explainReading } from './reading.js'

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

/** Throws a UserError where the run cannot be read, or is seen to be damaged. */
export async function readSummary(path: string): Promise<RunSummary> {
  const manifest = await readManifest(path)
  for (const file of ['trials.csv', 'epochs.csv']) await checkBeginning(join(path, file), manifest.csv)
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
    const text = await beginningOf(file, BEGINNING_BYTES)
    const [header = '', row = ''] = text.slice(0, wholeRecords(text)).split(/(?<=\n)/)
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

/** Throws a UserError where a table is missing or has lost its first line. Both tables begin with the column of the trial's id. */
async function checkBeginning(file: string, dialect: CsvDialect): Promise<void> {
  await checkThere(file)
  const text = await explainReading(file, () => beginningOf(file, HEADER_BYTES))
  checkHeader(file, firstLine(text), epochColumns, dialect)
}

/** More than the names of the columns have. */
const HEADER_BYTES = 1 << 12

/** More than a header and a row have. */
const BEGINNING_BYTES = 1 << 16

async function beginningOf(file: string, bytes: number): Promise<string> {
  await checkRegular(file)
  const handle = await open(file, 'r')
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
