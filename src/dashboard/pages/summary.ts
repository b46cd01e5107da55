// What stands on the terminal when a sweep is over: the ranking, the rule behind it, what went wrong, where it is kept.
import { statuses } from '../../domain/measurement.js'
import { shellWord } from '../../domain/shell-word.js'
import { formatDuration, plural } from '../../report/numbers.js'
import { printable } from '../../report/printable.js'
import { rankingTable } from '../../report/ranking.js'
import { rankingRule } from '../../report/ranking-rule.js'
import { hanging, wrapped } from '../../report/wrap.js'
import type { RankedConfiguration } from '../../statistics/ranking.js'
import type { Glyphs } from '../lines/glyphs.js'
import { elapsed } from '../model/forecast.js'
import { labelOf, planFacts } from '../model/plan-facts.js'
import { rank } from '../model/rows.js'
import type { Sweep } from '../model/state.js'
import { errorOf } from './header.js'

export interface SummaryOptions {
  readonly runPath: string
  readonly glyphs: Glyphs
  /** Columns of the terminal; Infinity where lines may be of any length. */
  readonly width: number
  /** The view was left and the sweep goes on. */
  readonly left?: boolean
}

/** A longer ranking is cut: the whole of it is in configs.csv. */
const MOST_ROWS = 50
const MOST_FAILURES = 10

export function finalLines(sweep: Sweep, options: SummaryOptions): readonly string[] {
  const { experiment } = sweep.plan
  const all = rank(sweep).map(({ ranked }) => ranked)
  const ranking = all.filter(hasSomethingToShow)
  const { width, glyphs } = options
  const table = rankingTable(ranking, experiment.objective, {
    signs: glyphs,
    among: all,
    width,
    maxRows: MOST_ROWS,
  })
  const others = all.length - ranking.length
  const rule = rankingRule(ranking, experiment.objective, glyphs)
  return [
    '',
    ...(experiment.question === null ? [] : [...hanging(printable(experiment.question), width, ''), '']),
    ...(ranking.length > 0 ? table : []),
    ...(others > 0 ? [`${plural(others, 'configuration')} without a trial that ended by itself`] : []),
    '',
    ...(ranking.length > 0 ? rule : []).flatMap(line => hanging(line, width)),
    ...failuresOf(sweep, options),
    '',
    ...closingLines(sweep, options),
  ]
}

function hasSomethingToShow({ counts }: RankedConfiguration): boolean {
  return counts.completed + counts.pruned + counts.diverged + counts.failed > 0
}

function failuresOf(sweep: Sweep, { width }: SummaryOptions): readonly string[] {
  const { failures } = sweep
  if (failures.length === 0) return []
  const facts = planFacts(sweep.plan)
  const lines = failures.slice(0, MOST_FAILURES).map(failure => {
    const { trial, outcome } = failure
    return `${outcome.status}: ${labelOf(trial, facts)} seed ${trial.seed} (${trial.trialId}): ${errorOf(failure)}`
  })
  const more = failures.length - lines.length
  return ['', ...lines, ...(more > 0 ? [`... and ${more} more`] : [])].flatMap(line => hanging(line, width))
}

/** How it ended, in numbers, and how to see it again. What is there to be copied is never parted: it has a line of its own if need be. */
function closingLines(sweep: Sweep, { runPath, width, left = false }: SummaryOptions): readonly string[] {
  const { counts, end } = sweep
  const seconds = elapsed(sweep, sweep.latestAt)
  const trials = plural(sweep.places.size, 'trial')
  const parts = statuses.filter(status => counts[status] > 0).map(status => `${counts[status]} ${status}`)
  const how = left ? 'left' : end === null ? 'stopped' : end.reason
  const path = printable(runPath)
  const word = printable(shellWord(runPath))
  const counted = `${how} after ${formatDuration(seconds)}: ${trials}${parts.length > 0 ? `, ${parts.join(', ')}` : ''}`
  const copied = [
    ['run folder:', path],
    ...(left ? [['to come back:', `bench watch ${word}`]] : []),
    ...(left || end?.reason === 'finished'
      ? []
      : [
          ['what was finished is kept; to see it:', `bench show ${word}`],
          ['to go on:', `bench resume ${word}`],
        ]),
  ]
  return [...hanging(counted, width), ...copied.flatMap(parts => wrapped(parts, width))]
}
