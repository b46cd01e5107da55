// The ranking as lines of the screen.
import { formatMetric } from '../report/numbers.js'
import { cut, pad } from '../report/table.js'
import type { Glyphs, Scale } from './glyphs.js'
import type { PlanFacts } from './plan-facts.js'
import type { Row } from './rows.js'
import type { Sweep } from './state.js'
import { fittingColumns } from './table-columns.js'
import { fitLine, type Line, span } from './text.js'

/** A header and a line for each of the rows, no wider than `width`. */
export function rankingLines(
  sweep: Sweep,
  rows: readonly Row[],
  selected: string | null,
  { width, facts, glyphs }: { width: number; facts: PlanFacts; glyphs: Glyphs },
): { readonly header: Line; readonly body: readonly Line[] } {
  const { objective } = sweep.plan.experiment
  const halfWidth = rows.reduce((widest, { ranked }) => {
    const half = ranked.objective?.halfWidth
    return half == null ? widest : Math.max(widest, formatMetric(objective, half).length)
  }, 4)
  const columns = fittingColumns({ sweep, facts, glyphs, scale: scaleOf(sweep, rows), halfWidth }, width - 1)
  const header = columns.flatMap(({ title, width, align }) => [
    span(' '),
    span(pad(cut(title, width, glyphs.ellipsis), width, align), 'faint'),
  ])
  const body = rows.map(row => {
    const pointed = row.configId === selected
    const cells = columns.flatMap(({ width, align, cell }, i) => {
      const { text, tone } = cell(row)
      return [
        span(i === 0 && pointed ? glyphs.pointer : ' ', 'strong'),
        span(
          pad(cut(text, width, glyphs.ellipsis), width, align),
          pointed && tone === 'plain' ? 'strong' : tone,
        ),
      ]
    })
    return fitLine(cells, width, glyphs.ellipsis)
  })
  return { header: fitLine(header, width, glyphs.ellipsis), body }
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
