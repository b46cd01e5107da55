// A comparison laid out to be read: titles, sentences and tables of short texts. Text for the terminal, Markdown and LaTeX differ
// only in how they write this down.
import type { Objective } from '../domain/trial.js'
import type { Comparison, ComparisonTable } from './compare.js'
import { layOutGrid } from './compare-grid.js'
import { layOutList } from './compare-list.js'
import { toldOnce } from './compare-lost.js'
import { basisOf, countsOf, lostSentence } from './compare-sentences.js'
import { constantLines } from './constants.js'
import { finalEpochOf } from './final-epoch.js'
import { formatMetric, metricTitle, plural } from './numbers.js'
import { printable } from './printable.js'
import type { Signs } from './signs.js'
import type { TieSign } from './tie-sign.js'

export interface Layout {
  /** `validation accuracy % at the last epoch, higher is better`. */
  readonly title: string
  readonly facts: readonly Fact[]
  /** What holds for several tables. */
  readonly lead: readonly string[]
  readonly tables: readonly LaidOutTable[]
  /** What to know besides. */
  readonly notes: readonly string[]
}

/** Without a name where it goes on from the one before. */
type Fact = readonly [name: string, value: string]

export interface LaidOutTable {
  readonly title: string
  /** What is compared over what. */
  readonly basis: string
  /** The first that fits the width is to be taken, the last one where none does. */
  readonly forms: readonly TableForm[]
}

export interface TableForm {
  readonly columns: readonly LaidOutColumn[]
  readonly rows: readonly (readonly LaidOutCell[])[]
  readonly notes: readonly string[]
  /** What its numbers and marks mean. */
  readonly legend: readonly string[]
}

export interface LaidOutColumn {
  readonly title: string
  /** Aligned to the right. */
  readonly isNumber: boolean
  /** Its cells may have marks. */
  readonly isMarked: boolean
}

export interface LaidOutCell {
  /** Empty where there is nothing. */
  readonly text: string
  readonly mark?: 'best' | TieSign
}

export interface LayoutOptions {
  readonly signs: Signs
  /** How the best is marked, as the legend says it. */
  readonly best: string
}

export function layOut(comparison: Comparison, options: LayoutOptions): Layout {
  const { objective, configurations, tables, notes } = comparison
  const lost = toldOnce(comparison.lost, tables)
  const { last, restored } = finalEpochOf(configurations)
  const epochs = [last, restored].filter(epoch => epoch !== null).join(', or with patience at ')
  const better = objective.direction === 'maximize' ? 'higher' : 'lower'
  return {
    title: `${metricTitle(objective)} at ${epochs}, ${better} is better`,
    facts: factsOf(comparison),
    lead: lost.map(lostSentence),
    tables: tables.map(table =>
      layOutTable(table, objective, { ...options, lost: lost.map(({ title }) => title) }),
    ),
    notes,
  }
}

function factsOf(comparison: Comparison): readonly Fact[] {
  const { runs, configurations, isByRun } = comparison
  return [
    ...runs.map(({ name, status, trials }, i): Fact => {
      const title = i > 0 ? '' : runs.length > 1 ? 'runs' : 'run'
      return [title, `${printable(name)} (${status}): ${countsOf(trials)}`]
    }),
    ...(runs.length > 1 && !isByRun ? [togetherOf(comparison)] : []),
    ['constant', constantLines(configurations).join(' ')],
  ]
}

function togetherOf({ configurations, trials, repeated, seeds }: Comparison): Fact {
  const counted = repeated > 0 ? `; ${plural(repeated, 'trial')} of several runs counted once` : ''
  const size = `${plural(configurations.length, 'configuration')}, ${plural(seeds.length, 'seed')}`
  return ['together', `${size}, ${countsOf(trials)}${counted}`]
}

function layOutTable(
  table: ComparisonTable,
  objective: Objective,
  options: LayoutOptions & { readonly lost: readonly string[] },
): LaidOutTable {
  const list = layOutList(table, objective, options)
  const isGrid = table.kind === 'axes' && table.columns.length === 2
  return {
    title: titleOf(table, objective),
    basis: basisOf(table, options.lost),
    forms: isGrid ? [layOutGrid(table, objective, options), list] : [list],
  }
}

/** What stands below the tables: what their numbers mean, each thing once, and what to know besides. */
export function notesBelow({ notes }: Layout, forms: readonly TableForm[]): readonly string[] {
  return [...new Set(forms.flatMap(({ legend }) => legend)), ...notes]
}

/** `activation moves it by 1.15`: from the lowest to the highest mean. */
function titleOf(table: ComparisonTable, objective: Objective): string {
  if (table.kind === 'ranking') return plural(table.rows.length, 'configuration')
  const name = table.columns.join(' x ')
  const means = table.rows.flatMap(({ summary }) => (summary === null ? [] : [summary.mean]))
  if (means.length < 2) return name
  const [least, most] = means.reduce(
    ([least, most], mean) => [Math.min(least, mean), Math.max(most, mean)] as const,
    [Infinity, -Infinity] as const,
  )
  return `${name} moves it by ${formatMetric(objective, most - least)}`
}
