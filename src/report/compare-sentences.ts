// What a comparison says in words: what is compared over what, what became of trials without a number, what the marks mean.
import type { Cell } from '../domain/columns.js'
import type { AxisTable, ComparisonTable, LostValue, RankingTable, Trials } from './compare.js'
import { leftOutSentences, whyNothing } from './compare-left-out.js'
import { formatCell, formatCount, plural } from './numbers.js'
import { printable } from './printable.js'
import type { Signs } from './signs.js'
import { tieLegend, tieSign } from './tie-sign.js'

/** `8 settings of hidden, optimizer x 5 seeds`, and what could not be part of it. */
export function basisOf(table: ComparisonTable, lost: readonly string[] = []): string {
  return table.kind === 'ranking' ? basisOfRanking(table) : basisOfAxes(table, lost)
}

/** Said once, for all tables that leave it out. */
export function lostSentence({ title, trials }: LostValue): string {
  return `no trial of ${title} has completed (${withoutNumber(trials).join(', ')}): the other means are without it`
}

function basisOfRanking({ rows, seeds }: RankingTable): string {
  const without = rows.filter(({ rank }) => rank === null).length
  return [
    `means over those of ${plural(seeds.length, 'seed')} that each has completed`,
    'differences over those that it shares with the best',
    ...(without > 0 ? [`${plural(without, 'configuration')} without a result`] : []),
  ].join('; ')
}

function basisOfAxes(table: AxisTable, lost: readonly string[]): string {
  const { effects, setting, averaged, confounded } = table
  if (effects.settings === 0) {
    const why =
      confounded.length > 0
        ? `its values have no value of ${confounded.join(', ')} in common`
        : whyNothing(effects)
    return [`nothing to compare: ${why}`, ...withoutAny(table)].join('; ')
  }
  const settings =
    setting.length > 0 ? `${plural(effects.settings, 'setting')} of ${setting.join(', ')} x ` : ''
  const over = averaged.length > 0 ? `, averaged over ${averaged.join(', ')}` : ''
  const basis = `over ${settings}${plural(effects.seeds, 'seed')}${over}`
  return [basis, ...leftOutSentences(table, lost), ...notCompared(table), ...lacking(table)].join('; ')
}

/** Values of which no trial has completed, where that leaves nothing to compare. */
function withoutAny({ columns, rows, effects }: AxisTable): readonly string[] {
  if (effects.metSettings === 0 || rows.every(({ trials }) => trials.completed === 0)) return []
  return rows
    .filter(({ trials }) => trials.completed === 0)
    .map(({ cells, trials }) => {
      const title = columns.map((name, i) => `${name} ${valueText(cells[i]!)}`).join(', ')
      return `${title} has completed none of ${plural(trials.planned, 'trial')} (${withoutNumber(trials).join(', ')})`
    })
}

/** Values that have numbers, but not those that the others have. In a grid they are explained below it. */
function notCompared({ columns, rows }: AxisTable): readonly string[] {
  if (columns.length > 1) return []
  return rows
    .filter(({ summary, trials }) => summary === null && trials.completed > 0)
    .map(({ cells, whyNot }) => `not compared: ${columns[0]} ${valueText(cells[0]!)}, because ${whyNot}`)
}

/** A value of an axis; nothing is one as well, as in clip_norm. In a ranking it is no value of that row. */
export function valueText(cell: Cell, kind: ComparisonTable['kind'] = 'axes'): string {
  return cell === null && kind === 'axes' ? 'none' : printable(formatCell(cell))
}

function lacking({ columns, without }: AxisTable): readonly string[] {
  return without > 0 ? [`${plural(without, 'configuration')} without ${columns.join(' or ')}`] : []
}

/** `40 trials: 38 completed, 2 diverged`. */
export function countsOf(trials: Trials): string {
  const completed = trials.completed > 0 ? [`${formatCount(trials.completed)} completed`] : []
  return `${plural(trials.planned, 'trial')}: ${[...completed, ...withoutNumber(trials)].join(', ') || 'none'}`
}

/** What became of the trials that are no numbers. */
export function withoutNumber({
  pruned,
  diverged,
  failed,
  cancelled,
  unfinished,
}: Trials): readonly string[] {
  const counts = { diverged, failed, pruned, stopped: cancelled, 'without a result': unfinished }
  return Object.entries(counts).flatMap(([what, count]) =>
    count > 0 ? [`${formatCount(count)} ${what}`] : [],
  )
}

/** What the means and marks of a table mean. best: how the best is marked. */
export function meansLegend(
  { kind, rows }: ComparisonTable,
  { plusMinus }: Signs,
  best: string,
): readonly string[] {
  if (rows.every(({ summary }) => summary === null)) return []
  return [
    ...(kind === 'axes'
      ? ['the mean over the settings is taken for each seed; mean and interval are over the seeds']
      : []),
    rows.some(({ summary }) => summary?.halfWidth != null)
      ? `${plusMinus} is half of the 95 % interval of the mean (Student)`
      : 'one seed each: there are no intervals, and nothing can be told apart',
    ...(rows.some(({ isBest }) => isBest) ? [`${best} is the best`] : []),
    ...tieLegend(
      rows.map(({ summary, isBest, tied }) => (isBest || summary === null ? null : tieSign(tied))),
    ),
  ]
}

/** What the columns beside the mean mean. */
export function contrastLegend({ rows }: ComparisonTable): readonly string[] {
  const tests = rows.filter(({ contrast }) => contrast?.pValue != null).length
  return [
    'difference: from the best, seed by seed',
    ...(tests > 0 ? ['p: of that difference (paired t-test), corrected for all of its table (Holm)'] : []),
    ...(tests > 1 ? ['each interval stands alone: it is not corrected for the others as p is'] : []),
  ]
}

/** The column that says of a value how many of its trials the mean is over. */
export const COMPARED = 'compared'

/** Where that is not all of them. */
export function comparedLegend({ kind, rows }: ComparisonTable): readonly string[] {
  if (kind === 'ranking' || rows.every(({ compared, trials }) => compared === trials.planned)) return []
  return [`${COMPARED}: how many trials the mean is over, of those that are planned`]
}
