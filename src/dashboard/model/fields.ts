// What the filter can ask of a row of the ranking: the columns of its configuration, its results, and how its trials stand.

import type { Cell } from '../../domain/columns.js'
import { splits } from '../../domain/trial.js'
import { printable } from '../../report/printable.js'
import { objectiveValue } from '../../statistics/ranking.js'
import { labelOf, type PlanFacts } from './plan-facts.js'
import type { Vocabulary } from './query.js'
import { type Ranked, runningConfigurations } from './rows.js'
import type { Standing } from './standing.js'
import type { Sweep } from './state.js'
import type { Ui } from './ui.js'

type Field = (row: Ranked) => number | string | boolean | null

export function vocabularyOf(sweep: Sweep, facts: PlanFacts, standing: Standing, ui: Ui): Vocabulary<Ranked> {
  return {
    fields: new Map([...configurationFields(facts), ...resultFields(sweep)]),
    chosen: new Set(facts.columns.map(({ name }) => name)),
    shares: sharesOf(sweep),
    words: wordsOf(sweep, standing, ui),
    text: ({ ranked }) => `${labelOf(ranked, facts)} ${ranked.configId}`,
  }
}

function configurationFields({ columns }: PlanFacts): readonly (readonly [string, Field])[] {
  return columns.map(({ name, value }) => [name, row => plain(value(row.ranked.configuration))] as const)
}

function plain(cell: Cell): number | string | boolean | null {
  return typeof cell === 'string' || cell instanceof Date ? printable(String(cell)) : cell
}

/** `accuracy` is that of the objective's split; `test.accuracy` and `test_accuracy` name another. Means at the last epoch. */
function resultFields({ plan }: Sweep): readonly (readonly [string, Field])[] {
  const { split: own } = plan.experiment.objective
  const measured = (['accuracy', 'loss'] as const).flatMap(metric => [
    [metric, meanOf({ split: own, metric })] as const,
    ...splits.flatMap(split => [
      [`${split}.${metric}`, meanOf({ split, metric })] as const,
      [`${split}_${metric}`, meanOf({ split, metric })] as const,
    ]),
  ])
  return [
    ...measured,
    ['rank', ({ ranked }) => ranked.rank],
    ['best', ({ ranked }) => ranked.best?.mean ?? null],
    ['interval', ({ ranked }) => ranked.objective?.halfWidth ?? null],
    ['n', ({ ranked }) => ranked.completed.size],
    ['id', ({ ranked }) => ranked.configId],
  ]
}

function sharesOf({ plan }: Sweep): ReadonlySet<string> {
  const accuracies = ['accuracy', ...splits.flatMap(split => [`${split}.accuracy`, `${split}_accuracy`])]
  const { metric } = plan.experiment.objective
  return new Set([...accuracies, ...(metric === 'accuracy' ? ['best', 'interval'] : [])])
}

function meanOf(which: Parameters<typeof objectiveValue>[0]): Field {
  return ({ ranked: { completed } }) => {
    const values = [...completed.values()].map(({ last }) => objectiveValue(which, last))
    const numbers = values.filter(value => value !== null)
    return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0) / numbers.length
  }
}

function wordsOf(sweep: Sweep, { signs }: Standing, { marked }: Ui): Vocabulary<Ranked>['words'] {
  const running = runningConfigurations(sweep)
  const endings = ['completed', 'pruned', 'diverged', 'failed', 'cancelled'] as const
  return new Map<string, (row: Ranked) => boolean>([
    ...endings.map(status => [status, ({ ranked }: Ranked) => ranked.counts[status] > 0] as const),
    ['running', ({ ranked }) => running.has(ranked.configId)],
    ['waiting', ({ ranked }) => ranked.counts.unfinished > 0 && !running.has(ranked.configId)],
    ['tied', ({ ranked }) => signs.get(ranked.configId) === '='],
    ['marked', ({ ranked }) => marked.includes(ranked.configId)],
  ])
}

/** Whether something went wrong with a trial of it. */
export function isFaulty({ ranked: { counts } }: Ranked): boolean {
  return counts.failed + counts.diverged > 0
}
