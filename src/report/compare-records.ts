// A comparison for programs: a record for each row of its tables, as CSV wants it, or nested as JSON. Plain numbers in both; the
// shape is told in docs/compare.md.
import { type Cell, type Column, objectiveColumnName } from '../domain/columns.js'
import type { Objective } from '../domain/trial.js'
import type { LeftOut } from '../statistics/axis-left-out.js'
import type { Comparison, ComparisonTable, RankingRow, Row, Trials } from './compare.js'
import { leftOutSentences } from './compare-left-out.js'

/** A row with the table that it is of. */
export interface ComparisonRecord {
  readonly table: ComparisonTable
  readonly row: Row | RankingRow
}

type RecordColumn = Pick<Column<ComparisonRecord>, 'name' | 'value'>

export function recordsOf({ tables }: Comparison): readonly ComparisonRecord[] {
  return tables.flatMap(table => table.rows.map(row => ({ table, row })))
}

/** What a record is of stands first: of one table under the names of its columns, of several as axis and value. */
export function recordColumns({ tables, objective }: Comparison): readonly RecordColumn[] {
  const [only, ...others] = tables
  const identity: readonly RecordColumn[] =
    only !== undefined && others.length === 0
      ? [
          ...(only.kind === 'ranking' ? rankColumns : []),
          ...only.columns.map((name, i): RecordColumn => ({ name, value: ({ row }) => row.cells[i]! })),
        ]
      : [
          { name: 'axis', value: ({ table }) => table.columns.join(',') },
          { name: 'value', value: ({ row }) => row.cells[0] ?? null },
        ]
  return [...identity, ...numberColumns(objective)]
}

const rankColumns: readonly RecordColumn[] = [
  { name: 'rank', value: ({ row }) => ('rank' in row ? row.rank : null) },
  { name: 'config_id', value: ({ row }) => ('configId' in row ? row.configId : null) },
]

/** The names of the numbers: none is that of a hyperparameter, of which one is called mean. */
export function numberColumns(objective: Objective): readonly RecordColumn[] {
  const metric = objectiveColumnName(objective)
  const ofRow = (name: string, value: (row: Row) => Cell): RecordColumn => ({
    name,
    value: ({ row }) => value(row),
  })
  return [
    ofRow(`${metric}_mean`, ({ summary }) => summary?.mean ?? null),
    ofRow(`${metric}_sd`, ({ summary }) => summary?.standardDeviation ?? null),
    ofRow(`${metric}_ci95`, ({ summary }) => summary?.halfWidth ?? null),
    ofRow('n_seeds', ({ summary }) => summary?.n ?? 0),
    {
      name: 'n_settings',
      value: ({ table, row }) =>
        table.kind === 'ranking' ? null : row.summary === null ? 0 : table.effects.settings,
    },
    ofRow('n_trials', ({ compared }) => compared),
    ...(['settings', 'seeds', 'averaged'] as const).map(
      (what): RecordColumn => ({
        name: `n_${what}_left_out`,
        value: ({ table }) => (table.kind === 'ranking' ? null : table.leftOut[what].length),
      }),
    ),
    ofRow('best', ({ isBest }) => isBest),
    ofRow('tied', ({ tied }) => tied),
    ofRow('difference', ({ contrast }) => contrast?.difference?.mean ?? null),
    ofRow('difference_ci95', ({ contrast }) => contrast?.difference?.halfWidth ?? null),
    ofRow('p', ({ contrast }) => contrast?.pValue ?? null),
    ofRow('p_holm', ({ contrast }) => contrast?.adjusted ?? null),
    ...trialCounts.map(count => ofRow(`trials_${count}`, ({ trials }) => trials[count])),
    ofRow('not_compared', ({ whyNot }) => whyNot),
    {
      name: 'left_out',
      value: ({ table }) => (table.kind === 'ranking' ? null : leftOutSentences(table).join('; ') || null),
    },
  ]
}

const trialCounts = [
  'planned',
  'completed',
  'diverged',
  'failed',
  'pruned',
  'cancelled',
  'unfinished',
] as const satisfies readonly (keyof Trials)[]

export function comparisonJson(comparison: Comparison) {
  const { objective, runs, configurations, trials, repeated, seeds, notes, tables } = comparison
  return {
    objective: `${objective.split}.${objective.metric}`,
    direction: objective.direction,
    runs,
    configurations: configurations.length,
    seeds,
    trials,
    trials_counted_once: repeated,
    notes,
    tables: tables.map(tableJson),
  }
}

function tableJson(table: ComparisonTable) {
  if (table.kind === 'ranking')
    return {
      by: ['config'],
      rows: table.rows.map(row => ({
        rank: row.rank,
        config_id: row.configId,
        ...rowJson(row, table.columns),
      })),
    }
  return {
    by: table.columns,
    settings: table.effects.settings,
    settings_in_all: table.effects.allSettings,
    settings_of: table.setting,
    averaged_over: table.averaged,
    nothing_in_common: table.confounded,
    seeds: table.effects.sharedSeeds,
    configurations_without: table.without,
    left_out: leftOutJson(table.leftOut),
    rows: table.rows.map(row => rowJson(row, table.columns)),
  }
}

function leftOutJson({ settings, seeds, averaged }: LeftOut) {
  return {
    settings: settings.map(({ titles, because }) => ({ setting: titles.join(', '), because })),
    seeds,
    averaged: averaged.map(({ values, title, because, completed }) => ({
      values,
      without: title,
      because,
      completed,
    })),
  }
}

function rowJson(
  { cells, summary, isBest, tied, contrast, trials, compared, whyNot }: Row,
  columns: readonly string[],
) {
  return {
    values: Object.fromEntries(columns.map((name, i) => [name, cells[i]])),
    mean: summary?.mean ?? null,
    sd: summary?.standardDeviation ?? null,
    ci95: summary?.halfWidth ?? null,
    n_seeds: summary?.n ?? 0,
    n_trials: compared,
    best: isBest,
    tied,
    difference: contrast && {
      mean: contrast.difference?.mean ?? null,
      ci95: contrast.difference?.halfWidth ?? null,
      n_seeds: contrast.difference?.n ?? 0,
      p: contrast.pValue,
      p_holm: contrast.adjusted,
    },
    trials,
    not_compared: whyNot,
  }
}
