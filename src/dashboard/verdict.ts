// The best configuration so far in one line, and whether it is really the best.

import { formatSummaries, formatWithUnit, plural } from '../report/numbers.js'
import type { Arrangement, Standing } from './arrangement.js'
import type { Glyphs } from './glyphs.js'
import { labelOf, type PlanFacts } from './plan-facts.js'
import type { Sweep } from './state.js'
import { type Line, span } from './text.js'

/** Variants of the line, the longest first. */
export function verdictLines(
  sweep: Sweep,
  { ranking, standing }: Pick<Arrangement, 'ranking' | 'standing'>,
  facts: PlanFacts,
  glyphs: Glyphs,
): readonly Line[] {
  const { objective } = sweep.plan.experiment
  const best = ranking[0]?.ranked
  if (best === undefined || best.objective === null)
    return [[span('best: ', 'faint'), span('no trial has completed yet')]]
  const [text] = formatSummaries(objective, [best.objective], glyphs)
  const unit = formatWithUnit(objective, 0).replace(/^[\d.]+/, '')
  const head: Line = [
    span(sweep.end === null ? 'best so far: ' : 'best: ', 'faint'),
    span(labelOf(best, facts), 'strong'),
    span(` ${text}${unit}`),
    span(` n ${best.completed.size}/${best.planned}`, 'faint'),
  ]
  return [...standingTexts(standing, facts).map(text => [...head, span(`, ${text}`)]), head]
}

/** Tied with whom, or apart from all; the longest first. */
function standingTexts({ compared, tied, untested, open }: Standing, facts: PlanFacts): readonly string[] {
  if (compared === 0) return ['nothing to compare it with yet']
  const others = open > 0 ? `, ${open} without a result` : ''
  if (tied.length === 0)
    return [`better than the other ${compared}${others}`, `better than ${compared} others`]
  const hint = untested ? ' (one seed tells nothing)' : ''
  const names = tied
    .slice(0, 3)
    .map(({ ranked }) => labelOf(ranked, facts))
    .join(', ')
  const brief = `tied with ${plural(tied.length, 'other')}`
  return [`${brief}${hint}${others}: ${names}`, `${brief}${hint}${others}`, `${brief}${others}`, brief]
}
