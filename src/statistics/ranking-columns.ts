// The columns of configs.csv: a configuration a row, as it was ranked.
//
// The interval is written as its half-width: Student's interval is symmetric, a spreadsheet's error bars take exactly this
// number, and no cell claims an accuracy above 1 as the upper end of a narrow interval near it would.
import { type Column, objectiveColumnName } from '../domain/columns.js'
import { configurationColumns } from '../domain/configuration-columns.js'
import type { Configuration, Objective } from '../domain/trial.js'
import { objectiveValue, type RankedConfiguration } from './ranking.js'
import { type Summary, summarize } from './summary.js'

export function rankingColumns(
  configurations: Iterable<Configuration>,
  objective: Objective,
): readonly Column<RankedConfiguration>[] {
  return [
    {
      name: 'rank',
      type: 'number',
      help: 'by the mean of the final objective, from 1; equal means share a rank; final as in trials.csv',
      value: r => r.rank,
    },
    {
      name: 'tied',
      type: 'scalar',
      help:
        'true where it cannot be told apart from the best (paired t-test, 5 %, Holm), false where it can; empty where that is ' +
        'not known: fewer than two seeds shared with the best',
      value: r => r.tied,
    },
    { name: 'config_id', type: 'text', help: 'hash of the configuration', value: r => r.configId },
    ...configurationColumns(configurations).map(column => ({
      ...column,
      value: (r: RankedConfiguration) => column.value(r.configuration),
    })),
    { name: 'n', type: 'number', help: 'completed trials', value: r => r.completed.size },
    { name: 'planned', type: 'number', help: 'trials in the plan', value: r => r.planned },
    { name: 'pruned', type: 'number', help: 'trials stopped early', value: r => r.counts.pruned },
    { name: 'diverged', type: 'number', help: 'trials that diverged', value: r => r.counts.diverged },
    { name: 'failed', type: 'number', help: 'trials that failed', value: r => r.counts.failed },
    {
      name: 'cancelled',
      type: 'number',
      help: 'trials that were stopped by hand',
      value: r => r.counts.cancelled,
    },
    ...finalMetricColumns(),
    {
      name: `best_${objectiveColumnName(objective)}_mean`,
      type: 'number',
      help: "mean of the objective at each trial's best epoch",
      value: r => r.best?.mean ?? null,
    },
  ]
}

/** The statistics of a metric, by the ending of the column's name. */
const statistics: readonly {
  readonly ending: string
  readonly help: string
  readonly value: (summary: Summary) => number | null
}[] = [
  { ending: 'mean', help: 'mean over the completed trials', value: s => s.mean },
  { ending: 'sd', help: 'standard deviation of a trial (n - 1)', value: s => s.standardDeviation },
  {
    ending: 'ci95',
    help: 'half-width of the 95 % interval of the mean',
    value: s => s.halfWidth,
  },
]

function finalMetricColumns(): readonly Column<RankedConfiguration>[] {
  return (['train', 'validation', 'test'] as const).flatMap(split =>
    (['loss', 'accuracy'] as const).flatMap(metric =>
      statistics.map(({ ending, help, value }) => ({
        name: `${split}_${metric}_${ending}`,
        type: 'number' as const,
        help: `final ${split} ${metric}: ${help}`,
        value: (r: RankedConfiguration) => {
          const summary = finalSummary(r, { split, metric })
          return summary === null ? null : value(summary)
        },
      })),
    ),
  )
}

/** A final metric of the completed trials; null where there are none or no such split. */
function finalSummary(
  { completed }: RankedConfiguration,
  which: Pick<Objective, 'split' | 'metric'>,
): Summary | null {
  const values = [...completed.values()].map(({ last }) => objectiveValue(which, last))
  return summarize(values.filter(value => value !== null))
}
