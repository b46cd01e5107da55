// The end of a run: trials.csv and epochs.csv in the plan's order, configs.csv, and last of all the manifest completed.
// Each file is replaced as a whole: cut this short where you like, every result is there, in one order or the other.
//
// Of equal keys the last row counts, as when a trial was tried again. Memory: a row for each trial, and the epochs of one
// trial at a time with whatever other trials wrote between them.
import { readSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import { type Column, epochColumns, type TrialRow } from '../domain/columns.js'
import type { Plan } from '../domain/trial.js'
import { rankConfigurations } from '../statistics/ranking.js'
import { rankingColumns } from '../statistics/ranking-columns.js'
import { type CsvDialect, formatHeader, formatRow } from './csv.js'
import { replaceFile } from './durable.js'
import { scanLines } from './lines.js'
import { formatManifest, type RunManifest, type TrialCounts } from './manifest.js'
import { type ExecutionEnd, endManifest } from './manifest-life.js'

/** Everything about a run that is known from its beginning. */
export interface UnendedRun {
  readonly path: string
  readonly plan: Plan
  readonly manifest: RunManifest
  readonly columns: readonly Column<TrialRow>[]
  readonly dialect: CsvDialect
}

type Rows = ReadonlyMap<string, TrialRow>

/** rows: the trials that have ended, by their ids. checkpoints: of trials that can go on, the epochs they have. */
export async function completeRun(
  run: UnendedRun,
  rows: Rows,
  checkpoints: ReadonlyMap<string, number>,
  end: ExecutionEnd,
): Promise<void> {
  const { path, columns, dialect, plan } = run
  const inOrder = plan.trials.map(({ trialId }) => rows.get(trialId)).filter(row => row !== undefined)
  await replaceTable(join(path, 'trials.csv'), columns, inOrder, dialect)
  await orderEpochs(join(path, 'epochs.csv'), epochsToKeep(plan, rows, checkpoints), dialect)
  await writeConfigurations(run, rows)
  const manifest = endManifest(run.manifest, end, countTrials(plan, rows))
  await replaceFile(join(path, 'manifest.json'), file => file.writeFile(formatManifest(manifest)))
}

/** In plan order the trials whose epochs are kept, and up to which one. */
function epochsToKeep(
  { trials }: Plan,
  rows: Rows,
  checkpoints: ReadonlyMap<string, number>,
): readonly KeptEpochs[] {
  return trials.flatMap(({ trialId }) => {
    const outcome = rows.get(trialId)?.outcome
    // How many epochs arrived before a trial failed or was stopped is luck, and trials.csv says that it has none.
    if (outcome?.status === 'failed' || outcome?.status === 'cancelled') return []
    const upTo = outcome === undefined ? (checkpoints.get(trialId) ?? 0) : Infinity
    return upTo === 0 ? [] : [{ trialId, upTo }]
  })
}

interface KeptEpochs {
  readonly trialId: string
  readonly upTo: number
}

/** Puts a table with these rows in the place of the file. */
export function replaceTable<Row>(
  path: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  dialect: CsvDialect,
): Promise<void> {
  const lines = rows.map(row =>
    formatRow(
      columns.map(column => column.value(row)),
      dialect,
    ),
  )
  return replaceFile(path, file => file.writeFile(formatHeader(columns, dialect) + lines.join('')))
}

async function writeConfigurations({ path, plan, manifest, dialect }: UnendedRun, rows: Rows): Promise<void> {
  const { objective } = plan.experiment
  const results = plan.trials.map(trial => ({ trial, outcome: rows.get(trial.trialId)?.outcome ?? null }))
  const columns = rankingColumns(Object.values(manifest.configurations), objective)
  await replaceTable(join(path, 'configs.csv'), columns, rankConfigurations(results, objective), dialect)
}

/** Writes the epochs again, trial by trial in the order of `kept`; all others are left out. */
async function orderEpochs(path: string, kept: readonly KeptEpochs[], dialect: CsvDialect): Promise<void> {
  const extents = await findExtents(path, dialect)
  await replaceFile(path, async file => {
    const source = await open(path)
    try {
      let lines = formatHeader(epochColumns, dialect)
      for (const trial of kept) {
        const extent = extents.get(trial.trialId)
        if (extent !== undefined) lines += epochsOf(trial, source, extent, dialect)
        if (lines.length < WRITE_SIZE) continue
        await file.writeFile(lines)
        lines = ''
      }
      await file.writeFile(lines)
    } finally {
      await source.close() // before its place is taken: Windows renames nothing over a file that is open
    }
  })
}

/** How many characters to gather for a write; trials have a few hundred or thousand each. */
const WRITE_SIZE = 1 << 18

/** From the first byte of a trial's first line to the end of its last; lines of other trials may stand between. */
interface Extent {
  readonly start: number
  readonly end: number
}

async function findExtents(path: string, { delimiter }: CsvDialect): Promise<ReadonlyMap<string, Extent>> {
  const extents = new Map<string, Extent>()
  await scanLines(path, (line, position) => {
    const trialId = line.toString('latin1', 0, line.indexOf(delimiter))
    extents.set(trialId, {
      start: extents.get(trialId)?.start ?? position,
      end: position + line.length,
    })
  })
  return extents
}

const epochCell = epochColumns.findIndex(({ name }) => name === 'epoch')

function epochsOf(
  { trialId, upTo }: KeptEpochs,
  source: FileHandle,
  { start, end }: Extent,
  { delimiter }: CsvDialect,
): string {
  const buffer = Buffer.alloc(end - start)
  readSync(source.fd, buffer, 0, buffer.length, start)
  const byEpoch = new Map<number, string>()
  for (const line of buffer.toString('latin1').split(/(?<=\n)/)) {
    const cells = line.split(delimiter)
    if (cells[0] === trialId) byEpoch.set(Number(cells[epochCell]), line)
  }
  return [...byEpoch.keys()]
    .filter(epoch => epoch <= upTo)
    .sort((a, b) => a - b)
    .map(epoch => byEpoch.get(epoch))
    .join('')
}

function countTrials({ trials }: Plan, rows: Rows): TrialCounts {
  const counts = { completed: 0, pruned: 0, diverged: 0, failed: 0, cancelled: 0, waiting: 0 }
  for (const { trialId } of trials) {
    counts[rows.get(trialId)?.outcome.status ?? 'waiting']++
  }
  return counts
}
