// Two axes at once: the values of the one down, those of the other across, a mean with its interval in each cell.
import type { Objective } from '../domain/trial.js'
import type { AxisTable, Row } from './compare.js'
import type { LaidOutCell, LayoutOptions, TableForm } from './compare-layout.js'
import { markOf } from './compare-list.js'
import { meansLegend, valueText, withoutNumber } from './compare-sentences.js'
import { formatSummaries } from './numbers.js'

/** How many cells without a number are explained one by one. */
const MAX_EXPLAINED = 5

export function layOutGrid(
  table: AxisTable,
  objective: Objective,
  { signs, best }: LayoutOptions,
): TableForm {
  const { columns, rows, values } = table
  const texts = formatSummaries(
    objective,
    rows.map(({ summary }) => summary),
    signs,
  )
  const [down, across] = values.map(cells => cells.map(cell => valueText(cell)))
  const cells = new Map(rows.map((row, i) => [nameOf(row), { text: texts[i]!, ...markOf(row) }]))
  return {
    columns: [
      { title: `${columns[0]} \\ ${columns[1]}`, isNumber: false, isMarked: false },
      ...across!.map(title => ({ title, isNumber: true, isMarked: true })),
    ],
    rows: down!.map(first => [
      { text: first },
      ...across!.map((second): LaidOutCell => cells.get(`${first} ${second}`) ?? { text: '' }),
    ]),
    notes: explanations(rows),
    legend: meansLegend(table, signs, best),
  }
}

function nameOf({ cells }: Row): string {
  return cells.map(cell => valueText(cell)).join(' ')
}

function explanations(rows: readonly Row[]): readonly string[] {
  const without = rows.filter(({ whyNot }) => whyNot !== null)
  const more = without.length - MAX_EXPLAINED
  return [
    ...without
      .slice(0, MAX_EXPLAINED)
      .map(row => `${nameOf(row)}: ${[row.whyNot, ...withoutNumber(row.trials)].join(', ')}`),
    ...(more > 0 ? [`and ${more} more without a number`] : []),
  ]
}
