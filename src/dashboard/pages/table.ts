// The ranking as lines of the screen.
import { formatMetric } from '../../report/numbers.js'
import { printable } from '../../report/printable.js'
import { columnsOf, cut, pad } from '../../report/table.js'
import type { Glyphs, Scale } from '../lines/glyphs.js'
import { fitLine, type Line, span, wrap } from '../lines/text.js'
import type { Arrangement } from '../model/arrangement.js'
import type { PlanFacts } from '../model/plan-facts.js'
import type { Row } from '../model/rows.js'
import type { Sweep } from '../model/state.js'
import type { Ui } from '../model/ui.js'
import type { Look } from './header.js'
import type { Seed } from './seeds.js'
import { fittingColumns, type TableColumn, totalWidth, troubleOf } from './table-columns.js'

/** What stands in the place of the rows where a filter leaves none: why, and how to get them back. */
export function emptyLines(
  { unmet }: Pick<Arrangement, 'unmet'>,
  { filter, faultsOnly, prompt }: Ui,
  { width, glyphs }: Look,
): readonly Line[] {
  const why =
    unmet !== null
      ? `no configuration ${unmet}`
      : filter === ''
        ? 'no configuration has a trial that failed or diverged'
        : `no configuration meets all of ${filter}${faultsOnly ? ' with a trial that failed or diverged' : ''}`
  const lines = wrap(printable(why), width - 4, glyphs.ellipsis).map(text => [span(`    ${text}`, 'odd')])
  return prompt === null ? [...lines, [span('    Esc: all rows', 'faint')]] : lines
}

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
  const { width, facts, glyphs, letters, signs, sort } = look
  const { objective } = sweep.plan.experiment
  const halfWidth = entries.reduce((widest, { row }) => {
    const half = row.ranked.objective?.halfWidth
    return half == null ? widest : Math.max(widest, formatMetric(objective, half).length)
  }, 4)
  const scale = scaleOf(
    sweep,
    entries.map(({ row, seed }) => seed ?? row),
  )
  const troubled = entries.some(({ row }) => troubleOf(row) !== null)
  const columns = fittingColumns(
    { sweep, facts, glyphs, scale, halfWidth, letters, signs, sorted: sort.column, troubled },
    width - 1,
  )
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
  const spare = width - 1 - totalWidth(columns)
  const cells = columns.flatMap((column, i) => {
    const { text, tone } = seed === null ? column.cell(row) : (column.seed?.(seed) ?? span(''))
    const room = column.width + (i === columns.length - 1 ? Math.max(0, spare) : 0)
    const fitted = pad(shortened(text, room, glyphs), column.width, column.align)
    return [span(' '), span(fitted, pointed && tone === 'plain' ? 'strong' : tone)]
  })
  const [, ...rest] = cells
  return fitLine([span(pointed ? glyphs.pointer : ' ', 'strong'), ...rest], width, glyphs.ellipsis)
}

/** `epoch 3/10, worker 1` without its second half where that has no room; no word is cut unless it is the first. */
function shortened(text: string, width: number, { ellipsis }: Glyphs): string {
  const [first, ...others] = text.split(', ')
  const isCut = columnsOf(text) > width
  return isCut && others.length > 0 && columnsOf(first!) <= width ? first! : cut(text, width, ellipsis)
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
