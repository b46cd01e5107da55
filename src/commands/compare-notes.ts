// What a reader of a comparison should know besides its numbers: in what the runs differ, what is measured on other examples, and
// which values have learnt nothing.
import { factsOf } from '../data/datasets.js'
import type { Configuration, Split } from '../domain/trial.js'
import type { ComparisonTable } from '../report/compare.js'
import { RUN } from '../report/compare-columns.js'
import type { Candidates, VaryingColumn } from '../report/compare-tables.js'
import { formatCount, formatMetric, plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { haveNoneInCommon } from '../statistics/axis-division.js'
import { type ChanceValue, valuesAtChance } from '../statistics/chance-level.js'
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
  const more = found.length - MOST_AT_CHANCE
  return [
    ...found.slice(0, MOST_AT_CHANCE).map(value => chanceSentence(value, split)),
    ...(more > 0 ? [`and ${plural(more, 'more value')} at chance level`] : []),
  ]
}
/** In a search over many learning rates there may be hundreds. */
const MOST_AT_CHANCE = 5

function chanceSentence({ title, accuracies }: ChanceValue, split: Split): string {
  const [least, most] = [accuracies[0]!, accuracies.at(-1)!].map(value =>
    formatMetric({ metric: 'accuracy' }, value),
  )
  const range = least === most ? least : `${least} to ${most}`
  const [all, end, they] =
    accuracies.length === 1
      ? ['the only trial', 'ends', 'it counts']
      : [`all ${formatCount(accuracies.length)} trials`, 'end', 'they count']
  return `${title}: ${all} ${end} at chance level (${split} accuracy ${range} %), and ${they} in the means of the other axes`
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
