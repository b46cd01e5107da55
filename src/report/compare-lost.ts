// Values of which no trial has completed. The settings that they stand in are left out wherever other values are compared, for one
// reason, which is told once.
import { hasValue, titleOf } from '../statistics/axis-division.js'
import { entryOf } from '../statistics/axis-settings.js'
import type { RankedConfiguration } from '../statistics/ranking.js'
import type { ComparisonTable, LostValue } from './compare.js'
import { type Candidates, totalOf } from './compare-tables.js'

/** In the order of the columns and of the plan. */
export function lostValues({
  ranking,
  varying,
}: Pick<Candidates, 'ranking' | 'varying'>): readonly LostValue[] {
  const inPlanOrder = [...ranking].sort((a, b) => a.index - b.index)
  return varying.flatMap(column => {
    const byTitle = new Map<string, RankedConfiguration[]>()
    for (const ranked of inPlanOrder)
      if (hasValue(column, ranked.configuration))
        entryOf(byTitle, titleOf(column, ranked.configuration), () => []).push(ranked)
    return [...byTitle]
      .map(([title, members]) => ({ title, trials: totalOf(members) }))
      .filter(({ trials }) => trials.completed === 0)
  })
}

/** The first of those for which more than one of the tables leaves settings out; of a sweep that has just begun there may be thousands. */
export function toldOnce(
  lost: readonly LostValue[],
  tables: readonly ComparisonTable[],
): readonly LostValue[] {
  const leftOut = tables.map(
    table =>
      new Set(table.kind === 'axes' ? table.leftOut.settings.flatMap(({ titles }) => titles) : undefined),
  )
  return lost.filter(({ title }) => leftOut.filter(titles => titles.has(title)).length > 1).slice(0, MOST)
}

/** More are named where they were left out. */
const MOST = 3
