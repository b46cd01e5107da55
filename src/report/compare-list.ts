// A table of a comparison, a row for each value, combination of values or configuration.
import type { Objective } from '../domain/trial.js'
import type { ComparisonTable, Row } from './compare.js'
import type { LaidOutCell, LaidOutColumn, LayoutOptions, TableForm } from './compare-layout.js'
import {
  COMPARED,
  comparedLegend,
  contrastLegend,
  meansLegend,
  valueText,
  withoutNumber,
} from './compare-sentences.js'
import { formatMetric, formatPValue, formatSummaries, metricTitle } from './numbers.js'
import type { Signs } from './signs.js'
import { tieSign } from './tie-sign.js'

interface ListColumn extends LaidOutColumn {
  /** By the place of the row. */
  readonly cell: (row: number) => LaidOutCell
}

export function layOutList(
  table: ComparisonTable,
  objective: Objective,
  { signs, best }: LayoutOptions,
): TableForm {
  const columns = columnsOf(table, objective, signs)
  return {
    columns,
    rows: table.rows.map((_, row) => columns.map(({ cell }) => cell(row))),
    notes: [],
    legend: [
      ...meansLegend(table, signs, best),
      ...(table.rows.some(({ contrast }) => contrast !== null) ? contrastLegend(table) : []),
      ...comparedLegend(table),
    ],
  }
}

function columnsOf(table: ComparisonTable, objective: Objective, signs: Signs): readonly ListColumn[] {
  const { rows } = table
  const values = valueColumns(table)
  const counts = number(table.kind === 'ranking' ? 'n' : COMPARED, rows, ({ compared, trials }) => {
    return `${compared}/${trials.planned}`
  })
  const numbers = [meanColumn(rows, objective, signs), ...contrastColumns(rows, objective, signs), counts]
  const notes = noteColumn(table)
  if (table.kind === 'axes') return [...values, ...numbers, ...notes]
  return [number('rank', table.rows, ({ rank }) => String(rank ?? '-')), ...numbers, ...values, ...notes]
}

function number<Of extends Row>(
  title: string,
  rows: readonly Of[],
  text: (row: Of, place: number) => string,
): ListColumn {
  return { title, isNumber: true, isMarked: false, cell: place => ({ text: text(rows[place]!, place) }) }
}

function meanColumn(rows: readonly Row[], objective: Objective, signs: Signs): ListColumn {
  const means = formatSummaries(
    objective,
    rows.map(({ summary }) => summary),
    signs,
  )
  return {
    title: metricTitle(objective),
    isNumber: true,
    isMarked: true,
    cell: row => ({ text: means[row]!, ...markOf(rows[row]!) }),
  }
}

/** None where there is no second to compare with the best. */
function contrastColumns(rows: readonly Row[], objective: Objective, signs: Signs): readonly ListColumn[] {
  if (rows.every(({ contrast }) => contrast === null)) return []
  const differences = differenceTexts(rows, objective, signs)
  return [
    number('difference', rows, (_, place) => differences[place]!),
    ...(rows.some(({ contrast }) => contrast?.adjusted != null)
      ? [number('p', rows, ({ contrast }) => formatPValue(contrast?.adjusted ?? null))]
      : []),
  ]
}

/** What became of trials that are no numbers, and why a row has none; nothing where there is nothing to say. */
function noteColumn(table: ComparisonTable): readonly ListColumn[] {
  const { rows } = table
  const notes = rows.map(row => [...whyNotIn(row, table), ...withoutNumber(row.trials)].join(', '))
  if (notes.every(note => note === '')) return []
  return [{ title: '', isNumber: false, isMarked: false, cell: row => ({ text: notes[row]! }) }]
}

/** Of a value that has numbers the basis says why it is not compared, and why nothing at all could be. */
function whyNotIn({ whyNot, trials }: Row, { kind }: ComparisonTable): readonly string[] {
  if (whyNot === null) return []
  return kind === 'ranking' || trials.completed === 0 ? [whyNot] : ['not compared']
}

/** What tells the rows apart; configurations of which nothing varies by their id. */
function valueColumns(table: ComparisonTable): readonly ListColumn[] {
  if (table.kind === 'ranking' && table.columns.length === 0)
    return [
      {
        title: 'config_id',
        isNumber: false,
        isMarked: false,
        cell: row => ({ text: table.rows[row]!.configId }),
      },
    ]
  return table.columns.map((title, column) => {
    const cells = table.rows.map(({ cells }) => cells[column]!)
    return {
      title,
      isNumber: cells.every(cell => cell === null || typeof cell === 'number'),
      isMarked: false,
      cell: row => ({ text: valueText(cells[row]!, table.kind) }),
    }
  })
}

export function markOf({ summary, isBest, tied }: Row): Pick<LaidOutCell, 'mark'> {
  const mark = isBest ? 'best' : summary === null ? null : tieSign(tied)
  return mark === null ? {} : { mark }
}

/** `-1.15 ± 0.25`, with a sign in any case; nothing for the best. */
function differenceTexts(rows: readonly Row[], objective: Objective, signs: Signs): readonly string[] {
  const differences = rows.map(({ contrast }) => contrast?.difference ?? null)
  const means = differences.map(difference => {
    if (difference === null) return ''
    return `${difference.mean > 0 ? '+' : ''}${formatMetric(objective, difference.mean)}`
  })
  const halves = differences.map(difference =>
    difference?.halfWidth == null ? '' : formatMetric(objective, difference.halfWidth),
  )
  const width = halves.reduce((widest, half) => Math.max(widest, half.length), 0)
  return means.map((mean, i) =>
    halves[i] === '' ? mean : `${mean} ${signs.plusMinus} ${halves[i]!.padStart(width)}`,
  )
}
