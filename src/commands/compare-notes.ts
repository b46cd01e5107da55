// What a reader of a comparison should know besides its numbers: in what the runs differ, what is measured on other examples, and
// which values have learnt nothing.
import { factsOf } from '../data/datasets.js'
import type { Configuration } from '../domain/trial.js'
import { chanceSentences } from '../report/chance-sentence.js'
import type { ComparisonTable } from '../report/compare.js'
import { RUN } from '../report/compare-columns.js'
import type { Candidates, VaryingColumn } from '../report/compare-tables.js'
import { printable } from '../report/printable.js'
import { haveNoneInCommon } from '../statistics/axis-division.js'
import { valuesAtChance } from '../statistics/chance-level.js'
import { ownDatasetsOf } from '../store/manifest.js'
import { differentData, type Pool } from './compare-pool.js'
import type { NamedRun } from './compare-runs.js'

export function compareNotes(
  runs: readonly NamedRun[],
  pool: Pool,
  candidates: Candidates,
  tables: readonly ComparisonTable[],
): readonly string[] {
  const { objective, varying } = candidates
  return [
    ...differencesOf(runs, pool, varying),
    ...measuredElsewhere(objective.split, varying),
    ...atChance(runs, candidates, tables),
  ]
}

/** Of values that count in a table of something else. */
function atChance(
  runs: readonly NamedRun[],
  { ranking, varying, objective: { split } }: Candidates,
  tables: readonly ComparisonTable[],
): readonly string[] {
  const own = Object.assign({}, ...runs.map(({ run }) => ownDatasetsOf(run.manifest)))
  const classesOf = ({ dataset }: Configuration) => factsOf(dataset, own).classes.length
  const found = valuesAtChance(ranking, varying, { split, classesOf }).filter(({ column: { name } }) =>
    tables.some(({ kind, columns }) => kind === 'axes' && !columns.includes(name)),
  )
  return chanceSentences(found, split)
}

function differencesOf(
  runs: readonly NamedRun[],
  { configurations, runOf }: Pool,
  varying: readonly VaryingColumn[],
): readonly string[] {
  const column = varying.find(({ name }) => name === RUN)
  const axis = column && { column, values: runs.map(({ name }) => printable(name)) }
  const apart = axis
    ? varying.filter(other => other !== column && haveNoneInCommon(axis, other, configurations))
    : []
  const valuesOf = (other: VaryingColumn, run: string) =>
    [...new Set(configurations.filter(c => runOf.get(c) === run).map(other.text))].join(', ')
  const differences = apart.map(
    other => `${other.name} ${runs.map(({ name }) => valuesOf(other, name)).join(' | ')}`,
  )
  const data = differentData(runs.map(({ run }) => run)).map(name => `the bytes of ${printable(name)}`)
  const arithmetic = [...new Set(runs.map(({ run }) => run.manifest.versions.arithmetic))]
  const kernels = arithmetic.length > 1 ? [`arithmetic ${arithmetic.map(printable).join(' | ')}`] : []
  const all = [...differences, ...data, ...kernels]
  return all.length > 0 ? [`the runs differ in ${all.join('; ')}`] : []
}

/** What decides which examples a split has. */
const deciding: Readonly<Record<string, readonly string[]>> = {
  train: ['dataset', 'validation', 'split_seed'],
  validation: ['dataset', 'validation', 'split_seed'],
  test: ['dataset'],
}

function measuredElsewhere(split: string, varying: readonly VaryingColumn[]): readonly string[] {
  const names = varying.map(({ name }) => name).filter(name => deciding[split]!.includes(name))
  if (names.length === 0) return []
  return [
    `values of ${names.join(', ')} are measured on different examples; an interval over seeds does not show what that does`,
  ]
}
