// The best configuration so far in one line, and whether it is really the best.

import { formatSummaries, formatWithUnit, plural } from '../../report/numbers.js'
import type { Glyphs } from '../lines/glyphs.js'
import { type Line, span } from '../lines/text.js'
import type { Arrangement } from '../model/arrangement.js'
import { labelOf, type PlanFacts } from '../model/plan-facts.js'
import type { Standing } from '../model/standing.js'
import type { Sweep } from '../model/state.js'

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
  return [...standingTexts(standing, facts, glyphs).map(text => [...head, span(`, ${text}`)]), head]
}

/** No more of those that the best is tied with have their names in the line. */
const NAMED = 3

/** Tied with whom, or apart from all, or that nothing is known; the longest first. */
function standingTexts(standing: Standing, facts: PlanFacts, glyphs: Glyphs): readonly string[] {
  const { compared, tied, untested, open } = standing
  if (compared === 0) return ['nothing to compare it with yet']
  const others = open > 0 ? `, ${open} without a result` : ''
  if (untested.length === compared)
    return [
      `whether it is really better than the other ${compared} is not known: that takes two seeds or more${others}`,
      'one seed: not known whether it is better',
      'not known yet',
    ]
  const unknown = untested.length > 0 ? `, ${untested.length} not known yet` : ''
  const worse = compared - tied.length - untested.length
  if (tied.length === 0) {
    const than = unknown === '' ? `the other ${worse}` : plural(worse, 'other')
    return [`better than ${than}${unknown}${others}`, `better than ${plural(worse, 'other')}${unknown}`]
  }
  const names = tied
    .slice(0, NAMED)
    .map(({ ranked }) => labelOf(ranked, facts))
    .join(', ')
  const more = tied.length > NAMED ? `, ${glyphs.ellipsis}` : ''
  const many = `tied with ${plural(tied.length, 'other')}`
  const brief = `${many}${unknown}`
  const least = unknown === '' ? [] : [`tied with ${tied.length} or more`]
  return [`${many} (${names}${more})${unknown}${others}`, `${brief}${others}`, brief, ...least]
}
