// How two configurations differ: seed by seed, and in their values.
import type { Configuration, Objective } from '../../domain/trial.js'
import { formatMetric, formatPValue, plural } from '../../report/numbers.js'
import { pairedPValue } from '../../statistics/paired.js'
import type { RankedConfiguration } from '../../statistics/ranking.js'
import { type Summary, summarize } from '../../statistics/summary.js'
import type { Glyphs } from '../lines/glyphs.js'
import { NOTHING, type PlanFacts } from '../model/plan-facts.js'

export interface Difference {
  /** Of a minus b over the shared seeds; null where there is none. */
  readonly summary: Summary | null
  readonly pValue: number | null
}

type Values = Pick<RankedConfiguration, 'values'>

export function differenceOf(a: Values, b: Values): Difference {
  const shared = [...a.values].flatMap(([seed, value]) => {
    const other = b.values.get(seed)
    return other === undefined ? [] : [value - other]
  })
  return { summary: summarize(shared), pValue: pairedPValue(a.values, b.values) }
}

/** `-0.31 ± 0.12 (3 shared seeds, p 0.008)` */
export function differenceText(
  { summary, pValue }: Difference,
  objective: Objective,
  { plusMinus }: Glyphs,
): string {
  if (summary === null) return 'no shared seed has completed'
  const sign = summary.mean > 0 ? '+' : ''
  const half = summary.halfWidth === null ? '' : ` ${plusMinus} ${formatMetric(objective, summary.halfWidth)}`
  const p = pValue === null ? 'too few to test' : `p ${formatPValue(pValue)}`
  return `${sign}${formatMetric(objective, summary.mean)}${half} (${plural(summary.n, 'shared seed')}, ${p})`
}

/** `activation tanh (relu)`: what differs, with the other's value in brackets; of the columns that vary. */
export function differingValues(
  a: Configuration,
  b: Configuration,
  { varying }: PlanFacts,
): readonly string[] {
  return varying
    .filter(({ text }) => text(a) !== text(b))
    .map(({ name, text }) => `${name} ${text(a)} (${text(b) === NOTHING ? 'none' : text(b)})`)
}
