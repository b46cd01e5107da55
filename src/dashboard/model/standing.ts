// What is known of the configurations beside the best one: which are worse, which cannot be told from it, and of which nothing is
// known, because they share fewer than two seeds with it. The last is no finding, and never shown as one.
import type { RankedConfiguration } from '../../statistics/ranking.js'
import type { Ranked } from './rows.js'

export interface Standing {
  /** Those with a result, less the best. */
  readonly compared: number
  /** Tested, and not told from the best. */
  readonly tied: readonly Ranked[]
  /** With a result, and not to be tested yet. */
  readonly untested: readonly Ranked[]
  /** Those without a result. */
  readonly open: number
  /** By configuration, the best itself included; worse ones have none. */
  readonly signs: ReadonlyMap<string, TieSign>
}

/** Cannot be told apart from the best; not known yet. */
export type TieSign = '=' | '?'

/** Student's t has no distribution with fewer. */
const LEAST_SHARED = 2

export function standingOf(ranking: readonly Ranked[]): Standing {
  const [best, ...others] = ranking.filter(({ ranked }) => ranked.rank !== null)
  const notWorse = others.filter(({ ranked }) => ranked.tied)
  const isTested = ({ ranked }: Ranked) => sharedSeeds(ranked, best!.ranked) >= LEAST_SHARED
  const tied = notWorse.filter(isTested)
  const untested = notWorse.filter(entry => !isTested(entry))
  const signs = new Map<string, TieSign>([
    ...tied.map(({ ranked }) => [ranked.configId, '='] as const),
    ...untested.map(({ ranked }) => [ranked.configId, '?'] as const),
  ])
  if (best !== undefined && notWorse.length > 0) signs.set(best.ranked.configId, tied.length > 0 ? '=' : '?')
  const compared = others.length
  return { compared, tied, untested, open: ranking.length - compared - (best === undefined ? 0 : 1), signs }
}

function sharedSeeds(a: RankedConfiguration, b: RankedConfiguration): number {
  return [...a.values.keys()].filter(seed => b.values.has(seed)).length
}
