// What stands under a ranking: the rule by which it was made, and what it cannot tell.
import type { Objective } from '../domain/trial.js'
import type { RankedConfiguration } from '../statistics/ranking.js'
import { finalEpochOf } from './final-epoch.js'
import type { Signs } from './signs.js'
import { signOfRanked, tieLegend } from './tie-sign.js'

/** What the numbers and marks of the table mean, in a few lines. */
export function rankingRule(
  ranking: readonly RankedConfiguration[],
  objective: Objective,
  { plusMinus }: Signs,
): readonly string[] {
  const rule = orderRule(ranking, objective)
  if (ranking.every(({ values }) => values.size < 2)) return [...rule, ...singleSeedRule(ranking)]
  return [
    ...rule,
    `${plusMinus} is half of the 95 % interval of the mean (Student)`,
    ...tieLegend(ranking.map(signOfRanked)),
    ...(isHardlyTold(ranking)
      ? ['two seeds say little; more narrow the intervals: bench run FILE --seeds 5']
      : []),
  ]
}

/** What the order is by, and of what the numbers are. With patience that takes a line of its own: one would be too long. */
function orderRule(
  ranking: readonly RankedConfiguration[],
  { split, metric, direction }: Objective,
): readonly string[] {
  const { last, restored } = finalEpochOf(ranking.map(({ configuration }) => configuration))
  const first = direction === 'maximize' ? 'highest' : 'lowest'
  return [
    `ranked by mean ${split}.${metric}${last === null ? '' : ` at ${last}`}, ${first} first`,
    ...(restored === null ? [] : [`${last === null ? '' : 'with patience '}at ${restored}`]),
    ...(ranking.some(({ configuration: { training } }) => training.label_smoothing > 0)
      ? ['losses are measured by smoothed labels (label_smoothing)']
      : []),
  ]
}

/** Of a ranking without a single interval. */
function singleSeedRule(ranking: readonly RankedConfiguration[]): readonly string[] {
  return [
    ranking.some(ranked => signOfRanked(ranked) === '?')
      ? '? not known yet: no configuration has two completed seeds'
      : 'no configuration has two completed seeds: nothing can be told apart',
    ...(ranking.every(({ planned }) => planned === 1)
      ? ['intervals need two seeds or more: bench run FILE --seeds 3']
      : []),
  ]
}

/**
 * Whether there are two seeds at most, and an interval of them so wide that it reaches the mean of a neighbour: with one degree
 * of freedom it is thirteen times the standard error. A configuration without neighbours has nobody to be told from.
 */
function isHardlyTold(ranking: readonly RankedConfiguration[]): boolean {
  if (ranking.some(({ planned }) => planned > 2)) return false
  const summaries = ranking.flatMap(({ objective }) => (objective === null ? [] : [objective]))
  return summaries.some(({ mean, halfWidth }, i) =>
    [summaries[i - 1], summaries[i + 1]].some(
      other => other !== undefined && halfWidth !== null && Math.abs(mean - other.mean) <= halfWidth,
    ),
  )
}
