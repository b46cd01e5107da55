// The ranking as lines of the screen.
import { formatMetric } from '../../report/numbers.js'
import { cut, pad } from '../../report/table.js'
import type { Glyphs, Scale } from '../lines/glyphs.js'
import { fitLine, type Line, span } from '../lines/text.js'
import type { PlanFacts } from '../model/plan-facts.js'
import type { Row } from '../model/rows.js'
import type { Sweep } from '../model/state.js'
import type { Seed } from './seeds.js'
import { fittingColumns, type TableColumn } from './table-columns.js'

export interface TableLook {
  readonly width: number
  readonly facts: PlanFacts
  readonly glyphs: Glyphs
  /** The configuration or the trial under the pointer. */
  readonly selected: string | null
  /** By marked configuration. */
  readonly letters: ReadonlyMap<string, string>
  /** By configuration that is not worse than the best. */
  readonly signs: ReadonlyMap<string, string>
  readonly sort: { readonly column: string; readonly rising: boolean }
}

/** A line of the table: a configuration, or one of its trials. */
export type TableEntry =
  | { readonly id: string; readonly row: Row; readonly seed: null }
  | { readonly id: string; readonly row: Row; readonly seed: Seed }

/** A header and a line for each of the entries, no wider than `width`. */
export function rankingLines(
  sweep: Sweep,
  entries: readonly TableEntry[],
  look: TableLook,
): { readonly header: Line; readonly body: readonly Line[] } {
  const { width, facts, glyphs, letters, signs } = look
  const { objective } = sweep.plan.experiment
  const halfWidth = entries.reduce((widest, { row }) => {
    const half = row.ranked.objective?.halfWidth
    return half == null ? widest : Math.max(widest, formatMetric(objective, half).length)
  }, 4)
  const scale = scaleOf(
    sweep,
    entries.map(({ row, seed }) => seed ?? row),
  )
  const columns = fittingColumns({ sweep, facts, glyphs, scale, halfWidth, letters, signs }, width - 1)
  const body = entries.map(entry => entryLine(entry, columns, look))
  const header = columns.flatMap(column => titleSpans(column, look))
  return { header: fitLine(header, width, glyphs.ellipsis), body }
}

/** The direction stands beside the title of the column that the table is sorted by. */
function titleSpans({ title, width, align, sort: own }: TableColumn, { sort, glyphs }: TableLook): Line {
  if (own === undefined || own !== sort.column)
    return [span(' '), span(pad(cut(title, width, glyphs.ellipsis), width, align), 'faint')]
  const arrow = sort.rising ? glyphs.rising : glyphs.falling
  const text = cut(title, Math.max(0, width - 1), glyphs.ellipsis)
  return [span(' '), span(pad(text + arrow, width, align), 'strong')]
}

function entryLine(
  { id, row, seed }: TableEntry,
  columns: readonly TableColumn[],
  { selected, glyphs, width }: TableLook,
): Line {
  const pointed = id === selected
  const cells = columns.flatMap(column => {
    const { text, tone } = seed === null ? column.cell(row) : (column.seed?.(seed) ?? span(''))
    const fitted = pad(cut(text, column.width, glyphs.ellipsis), column.width, column.align)
    return [span(' '), span(fitted, pointed && tone === 'plain' ? 'strong' : tone)]
  })
  const [, ...rest] = cells
  return fitLine([span(pointed ? glyphs.pointer : ' ', 'strong'), ...rest], width, glyphs.ellipsis)
}

/**
 * Sparklines of all rows that are seen share one scale, so that their heights can be compared. The worst tenth of the
 * numbers, which are first epochs as a rule, does not stretch it.
 */
export function scaleOf(sweep: Sweep, rows: readonly Pick<Row, 'curve'>[]): Scale {
  const values = rows.flatMap(({ curve }) => curve.filter(value => value !== null)).sort((a, b) => a - b)
  const at = (share: number) => values[Math.floor(share * (values.length - 1))] ?? 0
  return sweep.plan.experiment.objective.direction === 'maximize'
    ? { low: at(0.1), high: at(1) }
    : { low: at(0), high: at(0.9) }
}
