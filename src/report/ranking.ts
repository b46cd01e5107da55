// The ranking of configurations as a table for the terminal. What its numbers and marks mean is said by ranking-rule.ts.
// It ranks nothing itself: src/statistics/ranking.ts does.
import { type MetricName, metrics } from '../core/metrics.js'
import { varyingColumns } from '../domain/configuration-columns.js'
import type { Objective } from '../domain/trial.js'
import { objectiveValue, type RankedConfiguration } from '../statistics/ranking.js'
import { summarize } from '../statistics/summary.js'
import { formatCell, formatMetric, formatSummaries, metricTitle } from './numbers.js'
import type { Signs } from './signs.js'
import { columnsOf, cut, type TextColumn, textTable } from './table.js'

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
 * a narrow window cuts a hyperparameter and not a number. What else is measured on the split of the objective has a column where
 * there is room for it.
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
  const tableWith = (others: readonly MetricName[]) => {
    const columns = rankingColumns(ranking, { among, objective, others })
    return textTable(
      columns,
      shown.map((ranked, i) => columns.map(({ cell }) => cell(ranked, means[i]!))),
    )
  }
  const whole = tableWith(otherMetrics(among, objective))
  const table = whole.every(line => columnsOf(line) <= width) ? whole : tableWith([])
  const more = ranking.length - shown.length
  const lines = [...table, ...(more > 0 ? [`... and ${more} more`] : [])]
  return lines.map(line => cut(line, width, signs.ellipsis))
}

interface ColumnsFor {
  readonly among: readonly RankedConfiguration[]
  readonly objective: Objective
  /** Metrics to show besides. */
  readonly others: readonly MetricName[]
}

interface RankingColumn extends TextColumn {
  readonly cell: (ranked: RankedConfiguration, mean: string) => string
}

/** The metrics beside the objective's; no losses where they differ in what they measure, since nobody should compare them. */
function otherMetrics(among: readonly RankedConfiguration[], { metric }: Objective): readonly MetricName[] {
  const measures = new Set(
    among.map(({ configuration: { loss, training } }) => `${loss} ${training.label_smoothing}`),
  )
  return (Object.keys(metrics) as MetricName[]).filter(
    name => name !== metric && (name !== 'loss' || measures.size <= 1),
  )
}

function rankingColumns(
  ranking: readonly RankedConfiguration[],
  { among, objective, others }: ColumnsFor,
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
    ...others.map(metric => otherColumn({ split: objective.split, metric })),
    { title: 'n', cell: ({ completed, planned }) => `${completed.size}/${planned}` },
    ...(varying.length > 0
      ? hyperparameters
      : [{ title: 'config_id', cell: ({ configId }: RankedConfiguration) => configId }]),
    ...(ranking.some(ranked => noteOf(ranked) !== '') ? notes : []),
  ]
}

/** The mean over the same trials as that of the objective. */
function otherColumn(which: Pick<Objective, 'split' | 'metric'>): RankingColumn {
  return {
    title: metricTitle(which),
    align: 'right',
    cell: ({ completed }) => {
      const values = [...completed.values()].map(({ last }) => objectiveValue(which, last))
      const summary = summarize(values.filter(value => value !== null))
      return summary === null ? '-' : formatMetric(which, summary.mean)
    },
  }
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
