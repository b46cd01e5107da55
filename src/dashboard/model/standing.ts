// What is known of the configurations beside the best one: which are worse, which cannot be told from it, and of which nothing is
// known, because they share fewer than two seeds with it. The last is no finding, and never shown as one.
import { signOfRanked, type TieSign } from '../../report/tie-sign.js'
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

export function standingOf(ranking: readonly Ranked[]): Standing {
  const [, ...others] = ranking.filter(({ ranked }) => ranked.rank !== null)
  const signs = new Map<string, TieSign>()
  for (const { ranked } of ranking) {
    const sign = signOfRanked(ranked)
    if (sign !== null) signs.set(ranked.configId, sign)
  }
  return {
    compared: others.length,
    tied: others.filter(({ ranked }) => ranked.tied === true),
    untested: others.filter(({ ranked }) => ranked.tied === null),
    open: ranking.filter(({ ranked }) => ranked.rank === null).length,
    signs,
  }
}
