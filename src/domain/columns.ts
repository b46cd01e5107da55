// The tables of columns: what the CSV files hold, in which order, and how each value is had. The CSV header, its
// reader, the description in runs/README.md, the tables on the screen and `bench show` are loops over these.

import type { MetricName } from '../core/metrics.js'
import { configurationColumns } from './configuration-columns.js'
import type { Execution } from './events.js'
import { type BestEpoch, type EpochRecord, epochsDoneOf, type Outcome } from './measurement.js'
import type { Configuration, Objective, Split, Trial } from './trial.js'

/** What a cell can hold; null is an empty cell. Dates are written in UTC. */
export type Cell = string | number | boolean | Date | null

/** How a cell is read back; a scalar is a number, or true or false. */
export type CellType = 'text' | 'number' | 'scalar' | 'time'

export interface Column<Row> {
  readonly name: string
  readonly type: CellType
  /** One sentence for a reader of the file, with the unit. */
  readonly help: string
  readonly value: (row: Row) => Cell
  /** What is not worth a word where every row has it: the thing that the column is about is not used at all. */
  readonly unused?: Cell
}

/** A moment as `2026-11-21 16:04:05`, in UTC: with T and Z a spreadsheet would keep it as text. */
export function formatTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ')
}

/** A trial that has ended, as one row of trials.csv. */
export interface TrialRow {
  readonly trial: Trial
  readonly outcome: Outcome
  readonly execution: Execution
}

/** What an outcome knows of its epochs; an outcome without any has nulls. */
function lastOf(outcome: Outcome): EpochRecord | null {
  return 'last' in outcome ? outcome.last : null
}
function bestOf(outcome: Outcome): BestEpoch | null {
  return 'best' in outcome ? outcome.best : null
}

/** `validation_accuracy` for validation.accuracy. */
export function objectiveColumnName({ split, metric }: Pick<Objective, 'split' | 'metric'>): string {
  return `${split}_${metric}`
}

/** The six columns train_loss ... test_accuracy of whatever has an epoch's record. */
function measurementColumns<Row>(recordOf: (row: Row) => EpochRecord | null): readonly Column<Row>[] {
  return (['train', 'validation', 'test'] as const).flatMap(split =>
    (['loss', 'accuracy'] as const).map(metric => ({
      name: `${split}_${metric}`,
      type: 'number' as const,
      help: measurementHelp(split, metric),
      value: (row: Row) => recordOf(row)?.[split]?.[metric] ?? null,
    })),
  )
}

function measurementHelp(split: Split, metric: MetricName): string {
  const measured =
    split === 'train'
      ? `${metric} over the epoch's batches, each measured before its update; by steps, on the split at the end`
      : `${metric} on the ${split} split at the end of the epoch`
  return metric === 'loss' ? `${measured}; against the labels as label_smoothing makes them` : measured
}

/** The columns of trials.csv. Only those from started_at_utc on may differ between two executions. */
export function trialColumns(
  configurations: Iterable<Configuration>,
  objective: Objective,
): readonly Column<TrialRow>[] {
  return [
    { name: 'trial_id', type: 'text', help: 'hash of configuration and seed', value: r => r.trial.trialId },
    { name: 'config_id', type: 'text', help: 'hash of the configuration', value: r => r.trial.configId },
    {
      name: 'status',
      type: 'text',
      help: 'completed, pruned, diverged, failed or cancelled (stopped by hand)',
      value: r => r.outcome.status,
    },
    ...configurationColumns(configurations).map(column => ({
      ...column,
      value: (r: TrialRow) => column.value(r.trial.configuration),
    })),
    { name: 'seed', type: 'number', help: 'seed of weights and shuffling', value: r => r.trial.seed },
    {
      name: 'parameters',
      type: 'number',
      help: 'number of weights and biases',
      value: r => r.trial.parameters,
    },
    {
      name: 'epochs_done',
      type: 'number',
      help: 'epochs trained and measured whole; with patience the metrics are of the one whose weights were restored; 0 without a result',
      value: r => epochsDoneOf(r.outcome),
    },
    ...measurementColumns<TrialRow>(r => lastOf(r.outcome)),
    {
      name: 'best_epoch',
      type: 'number',
      help: 'epoch with the best objective, the first of equals',
      value: r => bestOf(r.outcome)?.epoch ?? null,
    },
    {
      name: `best_${objectiveColumnName(objective)}`,
      type: 'number',
      help: 'the objective at that epoch',
      value: r => bestOf(r.outcome)?.value ?? null,
    },
    {
      name: 'weights_sha256',
      type: 'text',
      help: 'hash of the parameters after the last update, as float32; empty unless the trial completed',
      value: r => ('weightsSha256' in r.outcome ? r.outcome.weightsSha256 : null),
    },
    {
      name: 'error',
      type: 'text',
      help: 'why the trial failed, diverged, was pruned or was cancelled',
      value: r => errorOf(r.outcome),
    },
    {
      name: 'started_at_utc',
      type: 'time',
      help: 'when training began, or went on after it was interrupted; when it was stopped, if it waited; UTC',
      value: r => r.execution.startedAt,
    },
    {
      name: 'duration_s',
      type: 'number',
      help: 'seconds of training; of a trial that was interrupted, of all its parts together',
      value: r => r.execution.durationS,
    },
    {
      name: 'examples_per_s',
      type: 'number',
      help: 'training examples per second',
      value: r => r.execution.examplesPerS,
    },
    {
      name: 'worker',
      type: 'number',
      help: 'which worker trained it, from 0; empty where it was stopped while it waited',
      value: r => r.execution.worker,
    },
    {
      name: 'attempt',
      type: 'number',
      help: 'which try this was, from 1; empty as worker is',
      value: r => r.execution.attempt,
    },
    {
      name: 'reused_from',
      type: 'text',
      help: 'the run that the trial was taken over from; empty where it was trained in this one',
      value: r => r.execution.reusedFrom ?? null,
    },
  ]
}

function errorOf(outcome: Outcome): string | null {
  if ('error' in outcome) return outcome.error
  return 'reason' in outcome ? outcome.reason : null
}

/** The first of the columns that may differ between two executions of the same trial. */
export const FIRST_TIMING_COLUMN = 'started_at_utc'

export interface EpochRow {
  readonly trial: Trial
  readonly record: EpochRecord
}

/** The columns of epochs.csv. Only duration_s may differ between two executions. */
export const epochColumns: readonly Column<EpochRow>[] = [
  { name: 'trial_id', type: 'text', help: 'the trial, as in trials.csv', value: r => r.trial.trialId },
  { name: 'config_id', type: 'text', help: 'its configuration', value: r => r.trial.configId },
  { name: 'seed', type: 'number', help: 'its seed', value: r => r.trial.seed },
  {
    name: 'epoch',
    type: 'number',
    help: 'counted from 1; by steps, a stretch of record_every updates',
    value: r => r.record.epoch,
  },
  { name: 'step', type: 'number', help: 'updates made by its end', value: r => r.record.step },
  {
    name: 'learning_rate',
    type: 'number',
    help: 'at its last step',
    value: r => r.record.learningRate,
  },
  ...measurementColumns<EpochRow>(r => r.record),
  {
    name: 'duration_s',
    type: 'number',
    help: 'seconds of training and measuring',
    value: r => r.record.durationS,
  },
]
