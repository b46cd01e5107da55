// The signs of what cannot be told from the best, and of what nothing is known of; and what they mean, in words.
import type { Tied } from '../statistics/paired.js'
import type { RankedConfiguration } from '../statistics/ranking.js'

export type TieSign = '=' | '?'

/** null for what can be told from the best. What has no number should have no sign: there is nothing to be told. */
export function tieSign(tied: Tied): TieSign | null {
  return tied === null ? '?' : tied ? '=' : null
}

export function signOfRanked({ rank, tied }: Pick<RankedConfiguration, 'rank' | 'tied'>): TieSign | null {
  return rank === null ? null : tieSign(tied)
}

export const tieMeanings: Readonly<Record<TieSign, string>> = {
  '=': 'cannot be told apart from the best (paired t-test on shared seeds, 5 %, Holm)',
  '?': 'not known yet: it shares fewer than two completed seeds with the best',
}

/** A line for each sign that stands in a table. */
export function tieLegend(signs: readonly (TieSign | null)[]): readonly string[] {
  return (['=', '?'] as const)
    .filter(sign => signs.includes(sign))
    .map(sign => `${sign} ${tieMeanings[sign]}`)
}
