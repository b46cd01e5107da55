// The tables of columns: what the CSV files hold, in which order, and how each value is had. The CSV header, its
// reader, the description in runs/README.md, the tables on the screen and `bench show` are loops over these.

import type { Execution } from './events.js'
import { type BestEpoch, type EpochRecord, epochsDoneOf, type Outcome } from './measurement.js'
import { activationsOf, isList } from './network.js'
import { datasetLabel } from './own-files.js'
import type { Configuration, Objective, Trial } from './trial.js'

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

/** A choice from a table of the core, with whatever hyperparameters it has. */
type Choice = { readonly name: string }

/** The parts of a configuration that are chosen from a table and may bring hyperparameters of their own. */
const choices: Readonly<Record<string, (configuration: Configuration) => Choice>> = {
  activation: activationOf,
  initializer: c => c.model.initializer,
  optimizer: c => c.optimizer,
  schedule: c => c.schedule,
}

/**
 * The activation of the hidden layers; of a list, one choice without hyperparameters of its own and with a name such as
 * `leaky-relu(negative_slope=0.1)+tanh`: names have hyphens, and a plus inside a word is text to a spreadsheet.
 */
function activationOf({ model }: Configuration): Choice {
  if (!isList(model.activation)) return model.activation
  const texts = activationsOf(model).map(({ name, ...hyperparameters }) => {
    const values = Object.entries(hyperparameters).map(([key, value]) => `${key}=${value}`)
    return values.length === 0 ? name : `${name}(${values.join(',')})`
  })
  return { name: texts.join('+') }
}

function choiceColumn(name: keyof typeof choices & string, help: string): Column<Configuration> {
  return { name, type: 'text', help, value: configuration => choices[name]!(configuration).name }
}

/** The hyperparameter of that name, of whichever choice has one; empty in configurations where none has. */
function hyperparameterColumn(name: string): Column<Configuration> {
  return {
    name,
    type: 'scalar',
    help: `hyperparameter of the choice that has it (bench explain ${name})`,
    value: configuration => {
      for (const choose of Object.values(choices)) {
        const value = (choose(configuration) as unknown as Record<string, Cell | undefined>)[name]
        if (value !== undefined) return value
      }
      return null
    },
  }
}

/** Layers as `256x128`, `none` without any: a spreadsheet would turn 12-6 into a date. */
function formatHidden(hidden: readonly number[]): string {
  return hidden.length === 0 ? 'none' : hidden.join('x')
}

/** A moment as `2026-11-21 16:04:05`, in UTC: with T and Z a spreadsheet would keep it as text. */
export function formatTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ')
}

/** The columns of a configuration; those of single hyperparameters are the ones that some configuration uses. */
export function configurationColumns(
  configurations: Iterable<Configuration>,
): readonly Column<Configuration>[] {
  const inUse = new Set<string>()
  for (const configuration of configurations) {
    for (const choose of Object.values(choices))
      for (const key of Object.keys(choose(configuration))) inUse.add(key)
  }
  inUse.delete('name')
  inUse.delete('learning_rate')
  return [
    {
      name: 'dataset',
      type: 'text',
      help: 'name of the dataset, or the file of own data as it was written',
      value: c => datasetLabel(c.dataset),
    },
    {
      name: 'hidden',
      type: 'text',
      help: 'units of each hidden layer, from the input on',
      value: c => formatHidden(c.model.hidden),
    },
    choiceColumn('activation', 'activation of the hidden layers, of each where they differ'),
    {
      name: 'output',
      type: 'text',
      help: 'activation of the output layer',
      value: c => c.model.output,
      unused: 'softmax',
    },
    choiceColumn('initializer', 'distribution of the first weights'),
    {
      name: 'dropout',
      type: 'number',
      help: 'share of hidden units that a step leaves out',
      value: c => c.model.dropout,
      unused: 0,
    },
    { name: 'loss', type: 'text', help: 'what is differentiated', value: c => c.loss },
    choiceColumn('optimizer', 'how gradients become steps'),
    hyperparameterColumn('learning_rate'),
    ...[...inUse].sort().map(hyperparameterColumn),
    choiceColumn('schedule', 'learning rate as a function of the step'),
    {
      name: 'gradient',
      type: 'text',
      help: 'how the gradient is worked out',
      value: c => c.gradient,
      unused: 'backpropagation',
    },
    { name: 'l2', type: 'number', help: 'coefficient of the L2 penalty', value: c => c.training.l2 },
    {
      name: 'clip_norm',
      type: 'number',
      help: 'largest norm of the gradient; empty where it is not clipped',
      value: c => c.training.clip_norm,
    },
    {
      name: 'label_smoothing',
      type: 'number',
      help: 'share of the target spread over all classes',
      value: c => c.training.label_smoothing,
      unused: 0,
    },
    { name: 'batch_size', type: 'number', help: 'examples of one update', value: c => c.training.batch_size },
    {
      name: 'replacement',
      type: 'scalar',
      help: 'whether batches are drawn with replacement',
      value: c => c.training.replacement,
      unused: false,
    },
    {
      name: 'epochs',
      type: 'number',
      help: 'passes over the training examples that were asked for; empty where steps were',
      value: c => (c.training.steps === null ? c.training.epochs : null),
    },
    {
      name: 'steps',
      type: 'number',
      help: 'updates that were asked for; empty where epochs were',
      value: c => c.training.steps,
    },
    {
      name: 'record_every',
      type: 'number',
      help: 'updates between two measurements, where training goes by steps',
      value: c => c.training.record_every,
    },
    {
      name: 'patience',
      type: 'number',
      help: 'epochs without a better validation loss before training stops; empty where it does not',
      value: c => c.training.patience,
    },
    {
      name: 'min_delta',
      type: 'number',
      help: 'how much lower a validation loss has to be to count as better',
      value: c => c.training.min_delta,
      unused: 0,
    },
    {
      name: 'validation',
      type: 'number',
      help: 'share of the training examples held out',
      value: c => c.training.validation,
    },
    { name: 'split_seed', type: 'number', help: 'seed of that division', value: c => c.training.split_seed },
  ]
}

/**
 * Columns that tell the configurations apart, in their usual order: those whose values differ, without hyperparameters
 * that follow from the choice that brings them (where all of adam have one beta_1, `adam` has said it). The learning
 * rate is kept even so, because optimizers are compared by it.
 */
export function varyingColumns(configurations: readonly Configuration[]): readonly Column<Configuration>[] {
  return configurationColumns(configurations).filter(
    ({ name, value }) =>
      new Set(configurations.map(value)).size > 1 &&
      (name === 'learning_rate' || !followsFromChoice(name, configurations)),
  )
}

function followsFromChoice(hyperparameter: string, configurations: readonly Configuration[]): boolean {
  const bringing = Object.values(choices).filter(choose =>
    configurations.some(configuration => hyperparameter in choose(configuration)),
  )
  return bringing.some(choose => {
    const values = (configuration: Configuration) =>
      JSON.stringify((choose(configuration) as unknown as Record<string, unknown>)[hyperparameter] ?? null)
    const pairs = new Set(configurations.map(c => `${choose(c).name} ${values(c)}`))
    return pairs.size === new Set(configurations.map(c => choose(c).name)).size
  })
}

/** What a column holds in every configuration that has it. */
export interface Constant {
  readonly name: string
  readonly value: Cell
  /** The names of the choices that bring it; empty where every configuration has it. */
  readonly broughtBy: readonly string[]
}

/**
 * What does not tell the configurations apart: columns with one value in all configurations that have it, in their usual
 * order, those that some configurations lack last. Where each choice brings a value of its own there is no constant, and
 * what is not used at all is not mentioned.
 */
export function constantsOf(configurations: readonly Configuration[]): readonly Constant[] {
  const varying = new Set(varyingColumns(configurations).map(({ name }) => name))
  const constants = configurationColumns(configurations).flatMap((column): readonly Constant[] => {
    const { name, value } = column
    const having = configurations.filter(configuration => value(configuration) !== null)
    const [only, ...others] = new Set(having.map(value))
    if (varying.has(name) || only === undefined || others.length > 0 || only === column.unused) return []
    const lacking = having.length < configurations.length
    return [{ name, value: only, broughtBy: lacking ? choicesWith(name, having) : [] }]
  })
  return [
    ...constants.filter(({ broughtBy }) => broughtBy.length === 0),
    ...constants.filter(({ broughtBy }) => broughtBy.length > 0),
  ]
}

function choicesWith(hyperparameter: string, configurations: readonly Configuration[]): readonly string[] {
  const brought = configurations.flatMap(configuration =>
    Object.values(choices)
      .map(choose => choose(configuration))
      .filter(choice => hyperparameter in choice),
  )
  return [...new Set(brought.map(({ name }) => name))]
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
      help:
        split === 'train'
          ? `${metric} over the epoch's batches, each measured before its update; by steps, on the split at the end`
          : `${metric} on the ${split} split at the end of the epoch`,
      value: (row: Row) => recordOf(row)?.[split]?.[metric] ?? null,
    })),
  )
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
      help: 'completed, pruned, diverged or failed',
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
      help: 'epochs trained and measured whole; with patience, the metrics may be of an earlier one; 0 for a failed trial',
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
      name: 'error',
      type: 'text',
      help: 'why the trial failed, diverged or was pruned',
      value: r => errorOf(r.outcome),
    },
    {
      name: 'started_at_utc',
      type: 'time',
      help: 'when training began, UTC',
      value: r => r.execution.startedAt,
    },
    {
      name: 'duration_s',
      type: 'number',
      help: 'seconds from start to end',
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
      help: 'which worker trained it, from 0',
      value: r => r.execution.worker,
    },
    { name: 'attempt', type: 'number', help: 'which try this was, from 1', value: r => r.execution.attempt },
  ]
}

function errorOf(outcome: Outcome): string | null {
  if ('error' in outcome) return outcome.error
  return outcome.status === 'pruned' ? outcome.reason : null
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
