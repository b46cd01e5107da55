// The ranking of configurations as a table for the terminal, and the rule by which it was made.
// It ranks nothing itself: src/statistics/ranking.ts does.
import { varyingColumns } from '../domain/columns.js'
import type { Objective } from '../domain/trial.js'
import type { RankedConfiguration } from '../statistics/ranking.js'
import { formatCell, formatMetric, formatSummaries, metricTitle } from './numbers.js'
import type { Signs } from './signs.js'
import { cut, type TextColumn, textTable } from './table.js'

export interface RankingOptions {
  readonly signs: Signs
  /** All configurations of the sweep, where not all are shown: what varies among them has a column. */
  readonly among?: readonly RankedConfiguration[]
  /** The most configurations to show; what is left out is counted. All by default. */
  readonly maxRows?: number
  /** Columns of the terminal; longer lines are cut. Any length by default. */
  readonly width?: number
}

/**
 * Lines of the table, titles first. The numbers stand on the left and the varying hyperparameters on the right, so that
 * a narrow window cuts a hyperparameter and not a number.
 */
export function rankingTable(
  ranking: readonly RankedConfiguration[],
  objective: Objective,
  { signs, among = ranking, maxRows = Infinity, width = Infinity }: RankingOptions,
): readonly string[] {
  const shown = ranking.slice(0, maxRows)
  const means = formatSummaries(
    objective,
    shown.map(ranked => ranked.objective),
    signs,
  )
  const columns = columnsOf(ranking, among, objective)
  const rows = shown.map((ranked, i) => columns.map(({ cell }) => cell(ranked, means[i]!)))
  const more = ranking.length - shown.length
  const lines = [...textTable(columns, rows), ...(more > 0 ? [`... and ${more} more`] : [])]
  return lines.map(line => cut(line, width, signs.ellipsis))
}

/** What the numbers and marks of the table mean, in two or three lines. */
export function rankingRule(
  ranking: readonly RankedConfiguration[],
  objective: Objective,
  { plusMinus }: Signs,
): readonly string[] {
  const first = objective.direction === 'maximize' ? 'highest' : 'lowest'
  const rule = `ranked by mean ${objective.split}.${objective.metric} at the last epoch, ${first} first`
  if (ranking.every(({ values }) => values.size < 2))
    return [rule, 'no configuration has two completed seeds: nothing can be told apart']
  return [
    rule,
    `${plusMinus} is half of the 95 % interval of the mean (Student)`,
    ...(ranking.some(({ tied }) => tied)
      ? ['= cannot be told apart from the best (paired t-test on shared seeds, 5 %, Holm)']
      : []),
  ]
}

interface RankingColumn extends TextColumn {
  readonly cell: (ranked: RankedConfiguration, mean: string) => string
}

function columnsOf(
  ranking: readonly RankedConfiguration[],
  among: readonly RankedConfiguration[],
  objective: Objective,
): readonly RankingColumn[] {
  const varying = varyingColumns(among.map(({ configuration }) => configuration))
  const hyperparameters: readonly RankingColumn[] = varying.map(({ name, value }) => ({
    title: name,
    cell: ({ configuration }) => formatCell(value(configuration)),
  }))
  const notes: readonly RankingColumn[] = [{ title: '', cell: noteOf }]
  return [
    { title: 'rank', align: 'right', cell: formatRank },
    { title: metricTitle(objective), cell: (_, mean) => mean },
    {
      title: 'at best epoch',
      align: 'right',
      cell: ({ best }) => (best === null ? '-' : formatMetric(objective, best.mean)),
    },
    { title: 'n', cell: ({ completed, planned }) => `${completed.size}/${planned}` },
    ...(varying.length > 0
      ? hyperparameters
      : [{ title: 'config_id', cell: ({ configId }: RankedConfiguration) => configId }]),
    ...(ranking.some(ranked => noteOf(ranked) !== '') ? notes : []),
  ]
}

/** `1`, `= 2` for one that is tied with the best, `-` without a number. */
function formatRank({ rank, tied }: RankedConfiguration): string {
  if (rank === null) return '-'
  return tied ? `= ${rank}` : String(rank)
}

/** What became of the trials that did not complete: `1 diverged, 2 failed`. */
function noteOf({ counts }: RankedConfiguration): string {
  return (['diverged', 'failed', 'pruned', 'cancelled'] as const)
    .filter(status => counts[status] > 0)
    .map(status => `${counts[status]} ${status}`)
    .join(', ')
}
