// The ranking of configurations as a table for the terminal. What its numbers and marks mean is said by ranking-rule.ts.
// It ranks nothing itself: src/statistics/ranking.ts does.
import { type MetricName, metrics } from '../core/metrics.js'
import type { Objective } from '../domain/trial.js'
import { hasValue, titleOf } from '../statistics/axis-division.js'
import { objectiveValue, type RankedConfiguration } from '../statistics/ranking.js'
import { summarize } from '../statistics/summary.js'
import { compareColumns } from './compare-columns.js'
import type { VaryingColumn } from './compare-tables.js'
import { formatMetric, formatSummaries, metricTitle } from './numbers.js'
import type { Signs } from './signs.js'
import { columnsOf, cut, type TextColumn, textTable } from './table.js'
import { signOfRanked } from './tie-sign.js'
import { foldedTable, hanging } from './wrap.js'

export interface RankingOptions {
  readonly signs: Signs
  /** All configurations of the sweep, where not all are shown: what varies among them has a column. */
  readonly among?: readonly RankedConfiguration[]
  /** The most configurations to show; what is left out is counted. All by default. */
  readonly maxRows?: number
  /** Columns of the terminal. Any length by default. */
  readonly width?: number
}

/**
 * Lines of the table, titles first. Where the window is narrow what matters less goes first, titles are folded, and in the end the
 * configurations stand below their numbers: what tells two rows apart is never cut.
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
  const varying = compareColumns(among.map(({ configuration }) => configuration))
  const columns = rankingColumns(ranking, { among, objective, varying })
  const rows = shown.map((ranked, i) => ({
    cells: columns.map(({ cell }) => cell(ranked, means[i]!)),
    label: varying
      .filter(column => hasValue(column, ranked.configuration))
      .map(column => titleOf(column, ranked.configuration))
      .map((title, i, titles) => (i < titles.length - 1 ? `${title},` : title)),
  }))
  const more = ranking.length - shown.length
  return [
    ...fittingForm({ columns, rows }, width).map(line => cut(line, width, signs.ellipsis)),
    ...(more > 0 ? [`... and ${more} more`] : []),
  ]
}

interface RankingColumn extends TextColumn {
  readonly part: Part
  readonly cell: (ranked: RankedConfiguration, mean: string) => string
}

/** needed: what no form leaves out. */
type Part = 'needed' | 'others' | 'best' | 'varying'

interface Form {
  readonly without: readonly Part[]
  /** Titles on several lines. */
  readonly isFolded?: boolean
}

/** The first that fits is taken. One without the columns that vary has their values below each row. */
const forms: readonly Form[] = [
  { without: [] },
  { without: ['others'] },
  { without: ['others', 'best'] },
  { without: ['others', 'best'], isFolded: true },
  { without: ['others', 'varying'] },
  { without: ['others', 'best', 'varying'], isFolded: true },
]

interface Drawn {
  readonly columns: readonly RankingColumn[]
  readonly rows: readonly { readonly cells: readonly string[]; readonly label: readonly string[] }[]
}

function fittingForm(drawn: Drawn, width: number): readonly string[] {
  for (const form of forms) {
    const lines = linesIn(form, drawn, width)
    if (form === forms.at(-1) || lines.every(line => columnsOf(line) <= width)) return lines
  }
  return []
}

function linesIn({ without, isFolded = false }: Form, { columns, rows }: Drawn, width: number) {
  const kept = columns.map(({ part }) => !without.includes(part))
  const table = (isFolded ? foldedTable : textTable)(
    columns.filter((_, i) => kept[i]),
    rows.map(({ cells }) => cells.filter((_, i) => kept[i])),
  )
  if (!without.includes('varying')) return table
  const titles = table.length - rows.length
  const labels = rows.map(({ label }) =>
    label.length === 0 ? [] : hanging(label, width - INDENT.length, '').map(line => INDENT + line),
  )
  return [...table.slice(0, titles), ...table.slice(titles).flatMap((line, row) => [line, ...labels[row]!])]
}
/** As wide as the rank. */
const INDENT = ' '.repeat(6)

interface ColumnsFor {
  readonly among: readonly RankedConfiguration[]
  readonly objective: Objective
  readonly varying: readonly VaryingColumn[]
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

/** Numbers on the left, and the hyperparameters that vary on the right. */
function rankingColumns(
  ranking: readonly RankedConfiguration[],
  { among, objective, varying }: ColumnsFor,
): readonly RankingColumn[] {
  const notes: RankingColumn = { title: '', part: 'needed', cell: noteOf }
  return [
    { title: 'rank', align: 'right', part: 'needed', cell: formatRank },
    { title: metricTitle(objective), part: 'needed', cell: (_, mean) => mean },
    {
      title: 'at best epoch',
      align: 'right',
      part: 'best',
      cell: ({ best }) => (best === null ? '-' : formatMetric(objective, best.mean)),
    },
    ...otherMetrics(among, objective).map(metric => otherColumn({ split: objective.split, metric })),
    { title: 'n', part: 'needed', cell: ({ completed, planned }) => `${completed.size}/${planned}` },
    ...varying.map(
      ({ name, text }): RankingColumn => ({
        title: name,
        part: 'varying',
        cell: ({ configuration }) => text(configuration),
      }),
    ),
    ...(varying.length === 0 ? [idColumn] : []),
    ...(ranking.some(ranked => noteOf(ranked) !== '') ? [notes] : []),
  ]
}

const idColumn: RankingColumn = { title: 'config_id', part: 'needed', cell: ({ configId }) => configId }

/** The mean over the same trials as that of the objective. */
function otherColumn(which: Pick<Objective, 'split' | 'metric'>): RankingColumn {
  return {
    title: metricTitle(which),
    align: 'right',
    part: 'others',
    cell: ({ completed }) => {
      const values = [...completed.values()].map(({ last }) => objectiveValue(which, last))
      const summary = summarize(values.filter(value => value !== null))
      return summary === null ? '-' : formatMetric(which, summary.mean)
    },
  }
}

/** `1`, `= 2` for one that is tied with the best, `? 3` where that is not known, `-` without a number. */
function formatRank(ranked: RankedConfiguration): string {
  const sign = signOfRanked(ranked)
  return `${sign === null ? '' : `${sign} `}${ranked.rank ?? '-'}`
}

/** What became of the trials that did not complete: `1 diverged, 2 failed`. */
function noteOf({ counts }: RankedConfiguration): string {
  return (['diverged', 'failed', 'pruned', 'cancelled'] as const)
    .filter(status => counts[status] > 0)
    .map(status => `${counts[status]} ${status}`)
    .join(', ')
}
