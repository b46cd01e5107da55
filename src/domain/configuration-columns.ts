// The table of the columns of a configuration: what the CSV files, the tables on the screen and `bench show` say of it, and which
// of these columns tell configurations apart.
import type { Cell, Column } from './columns.js'
import { activationsOf, isList } from './network.js'
import { datasetLabel } from './own-files.js'
import type { Configuration } from './trial.js'

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
      help: 'share of the target spread over all classes, in training and in every loss that is measured',
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
 * What does not tell the configurations apart: columns with one value in all configurations that have it, in the order of an
 * experiment file, those that some configurations lack last. Where each choice brings a value of its own there is no constant, and
 * what is not used at all is not mentioned.
 */
export function constantsOf(configurations: readonly Configuration[]): readonly Constant[] {
  const varying = new Set(varyingColumns(configurations).map(({ name }) => name))
  const constants = inFileOrder(configurations).flatMap((column): readonly Constant[] => {
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

/** The columns as an experiment file would have them: the hyperparameters of a choice behind its name, as its table lists them. */
function inFileOrder(configurations: readonly Configuration[]): readonly Column<Configuration>[] {
  const broughtBy = new Map<string, string[]>()
  const placed = new Set<string>()
  for (const [choice, choose] of Object.entries(choices)) {
    const keys = new Set(configurations.flatMap(configuration => Object.keys(choose(configuration))))
    const own = [...keys].filter(key => key !== 'name' && !placed.has(key))
    for (const key of own) placed.add(key)
    broughtBy.set(choice, own)
  }
  const columns = new Map(configurationColumns(configurations).map(column => [column.name, column]))
  const names = [...columns.keys()].filter(name => !placed.has(name))
  return names.flatMap(name => [name, ...(broughtBy.get(name) ?? [])]).map(name => columns.get(name)!)
}

function choicesWith(hyperparameter: string, configurations: readonly Configuration[]): readonly string[] {
  const brought = configurations.flatMap(configuration =>
    Object.values(choices)
      .map(choose => choose(configuration))
      .filter(choice => hyperparameter in choice),
  )
  return [...new Set(brought.map(({ name }) => name))]
}
