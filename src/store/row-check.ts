// Whether a row of trials.csv is one that bench writes of its trial: the configuration is that of the manifest, and no cell is
// filled that is empty in a trial of that status. Both are written back without a word when the table is put in order, so one
// that differs must not be passed over. Whether the numbers are those of the epochs says curve.ts.
import { type Cell, type Column, FIRST_TIMING_COLUMN, type TrialRow } from '../domain/columns.js'
import { configurationColumns } from '../domain/configuration-columns.js'
import type { EpochRecord } from '../domain/measurement.js'
import { type Configuration, type Split, splits } from '../domain/trial.js'
import type { RunManifest } from './manifest.js'
import type { StoredTrial } from './read-run.js'
import type { CsvRecord } from './read-table.js'
import { outcomeOf } from './restore.js'

/** What is wrong with the row of a trial. */
export interface RowProblem {
  readonly trialId: string
  /** The files that contradict each other, or the one that contradicts itself. */
  readonly files: readonly string[]
  readonly why: string
}

/** header: the columns that the table has. The checker gives the first thing that is wrong, and null where nothing is. */
export function rowChecker(
  { configurations }: Pick<RunManifest, 'configurations'>,
  columns: readonly Column<TrialRow>[],
  header: ReadonlySet<string>,
): (record: CsvRecord, stored: StoredTrial) => RowProblem | null {
  const ofConfiguration = configurationColumns(Object.values(configurations)).filter(({ name }) =>
    header.has(name),
  )
  const names = new Set(ofConfiguration.map(({ name }) => name))
  const timing = columns.findIndex(({ name }) => name === FIRST_TIMING_COLUMN)
  const others = columns.slice(0, timing).filter(({ name }) => !names.has(name))
  const cells = new Map<Configuration, readonly Cell[]>()
  const cellsOf = (configuration: Configuration) => {
    const known = cells.get(configuration) ?? ofConfiguration.map(({ value }) => asRead(value(configuration)))
    cells.set(configuration, known)
    return known
  }
  return (record, stored) => {
    const { trialId, configuration } = stored.trial
    const expected = cellsOf(configuration)
    const changed = ofConfiguration.findIndex(({ name }, i) => record.cell(name) !== expected[i])
    if (changed !== -1) {
      const { name } = ofConfiguration[changed]!
      const [is, was] = [record.cell(name), expected[changed]!].map(shown)
      const why = `${name} is ${is} in trials.csv, and ${was} in manifest.json`
      return { trialId, files: ['trials.csv', 'manifest.json'], why }
    }
    const row = rowOf(record, stored)
    const odd = others.find(({ name, value }) => record.cell(name) !== asRead(value(row)))
    if (odd === undefined) return null
    const [is, was] = [record.cell(odd.name), asRead(odd.value(row))].map(shown)
    const why = `${odd.name} is ${is}, and ${was} in a trial that is ${stored.outcome.status}`
    return { trialId, files: ['trials.csv'], why }
  }
}

/** What is wrong with another row of the trial, which differs in that column; null where nothing is. */
export function repetitionProblem(
  { stored, record }: { readonly stored: StoredTrial; readonly record: CsvRecord },
  later: CsvRecord,
  name: string,
): RowProblem | null {
  const { trial, outcome } = stored
  // Versions before have left the row of a trial without a result where it was when the trial was tried again.
  if (outcome.status === 'failed' || outcome.status === 'cancelled') return null
  const [one, other] = [record.cell(name), later.cell(name)].map(shown)
  const why = `it has two rows: ${name} is ${one} in one, and ${other} in the other`
  return { trialId: trial.trialId, files: ['trials.csv'], why }
}

/** The row as it is written of the trial that was read from it. */
function rowOf(record: CsvRecord, stored: StoredTrial): TrialRow {
  const { trial, execution, outcome } = stored
  const isWithoutEpochs = outcome.status === 'diverged' && outcome.epochsDone === 0
  return { trial, execution, outcome: outcomeOf(stored, isWithoutEpochs ? null : lastOf(record, stored)) }
}

/** As much of the last epoch as the row has; a number that was not finite is an empty cell, and stays one. */
function lastOf(record: CsvRecord, { outcome }: StoredTrial): EpochRecord {
  const measured = (split: Split) => ({
    loss: record.numberOrNull(`${split}_loss`) ?? Number.NaN,
    accuracy: record.numberOrNull(`${split}_accuracy`) ?? Number.NaN,
  })
  const [train, validation, test] = splits.map(measured) as [Measured, Measured, Measured]
  return { epoch: outcome.epochsDone, step: 0, learningRate: 0, durationS: 0, train, validation, test }
}

type Measured = EpochRecord['train']

/** The cell as it is read back: what is not finite, and a text without characters, is an empty one. */
function asRead(cell: Cell): Cell {
  return cell === '' || (typeof cell === 'number' && !Number.isFinite(cell)) ? null : cell
}

function shown(cell: Cell): string {
  if (cell === null) return 'empty'
  return cell instanceof Date ? cell.toISOString() : String(cell)
}
