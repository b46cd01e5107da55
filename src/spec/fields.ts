// The table of what an experiment fixes or varies: each path of a configuration with its default and its range.
// The reader, the axes, exclude, --set and the JSON Schema are loops over it.
import { activations } from '../core/activations.js'
import type { Hyperparameter, Range } from '../core/choice.js'
import { gradients } from '../core/gradients.js'
import { initializers } from '../core/initializers.js'
import { losses } from '../core/losses.js'
import { optimizers } from '../core/optimizers.js'
import { outputs } from '../core/outputs.js'
import { SEED_MAX } from '../core/random.js'
import { schedules } from '../core/schedules.js'
import { datasets } from '../data/datasets.js'
import { defaults } from '../domain/defaults.js'
import { type Save, saves } from '../domain/trial.js'

/** An entry of a table as far as an experiment needs to know it. */
export interface Choosable {
  readonly summary: string
  readonly formula?: string
  readonly hyperparameters?: Readonly<Record<string, Hyperparameter>>
}

/** The tables that a value is chosen from, by the name that `bench explain` knows, each with the word for one entry. */
export const tables = {
  datasets: { word: 'dataset', entries: datasets },
  activations: { word: 'activation', entries: activations },
  outputs: { word: 'output', entries: outputs },
  initializers: { word: 'initializer', entries: initializers },
  losses: { word: 'loss', entries: losses },
  optimizers: { word: 'optimizer', entries: optimizers },
  schedules: { word: 'schedule', entries: schedules },
  gradients: { word: 'gradient', entries: gradients },
} as const satisfies Record<string, { word: string; entries: Readonly<Record<string, Choosable>> }>

export type TableName = keyof typeof tables

type NumberHyperparameter = Extract<Hyperparameter, { readonly default: number }>

export type Field =
  /** A name that stands for itself. */
  | { readonly kind: 'name'; readonly table: TableName; readonly default: string; readonly help: string }
  /** A name, or a map of files of the user's own. */
  | { readonly kind: 'dataset'; readonly table: 'datasets'; readonly default: string; readonly help: string }
  /** A name, or a map with a name and hyperparameters; `perLayer`: or a list of them, one for each hidden layer. */
  | {
      readonly kind: 'choice'
      readonly table: TableName
      readonly default: string
      readonly perLayer?: true
      readonly help: string
    }
  | ({ readonly kind: 'number' } & NumberHyperparameter)
  /** A number, or null where the thing is not used. */
  | {
      readonly kind: 'optional-number'
      readonly default: null
      readonly range: Range
      readonly integer?: true
      /** A value such as one might want. */
      readonly example: number
      readonly help: string
    }
  | { readonly kind: 'boolean'; readonly default: boolean; readonly help: string }
  /** A list of the units of each layer. */
  | { readonly kind: 'layers'; readonly default: readonly number[]; readonly help: string }

export type ChoiceField = Extract<Field, { readonly kind: 'choice' }>

/** A row of epochs.csv each. */
export const MAX_EPOCHS = 10_000

export const fields: Readonly<Record<string, Field>> = {
  dataset: {
    kind: 'dataset',
    table: 'datasets',
    default: defaults.dataset,
    help: 'the images to learn: a name, or files of your own, relative to the experiment file',
  },
  'model.hidden': {
    kind: 'layers',
    default: defaults['model.hidden'],
    help: 'units of each hidden layer, from the input on; [] for none',
  },
  'model.activation': {
    kind: 'choice',
    table: 'activations',
    default: defaults['model.activation'],
    perLayer: true,
    help: 'activation of the hidden layers; or a list, one for each',
  },
  'model.output': {
    kind: 'name',
    table: 'outputs',
    default: defaults['model.output'],
    help: 'activation of the output layer, one of those that the loss allows',
  },
  'model.initializer': {
    kind: 'choice',
    table: 'initializers',
    default: defaults['model.initializer'],
    help: 'distribution of the first weights',
  },
  'model.dropout': {
    kind: 'number',
    default: defaults['model.dropout'],
    range: { from: 0, below: 1 },
    help: 'share of the units of each hidden layer that a step leaves out, drawn anew for every example',
  },
  loss: { kind: 'name', table: 'losses', default: defaults.loss, help: 'what is differentiated' },
  optimizer: {
    kind: 'choice',
    table: 'optimizers',
    default: defaults.optimizer,
    help: 'how gradients become steps',
  },
  schedule: {
    kind: 'choice',
    table: 'schedules',
    default: defaults.schedule,
    help: 'learning rate as a function of the step',
  },
  gradient: {
    kind: 'name',
    table: 'gradients',
    default: defaults.gradient,
    help: 'how the gradient is worked out',
  },
  'training.epochs': {
    kind: 'number',
    default: defaults['training.epochs'],
    integer: true,
    range: { from: 1, to: MAX_EPOCHS },
    help: 'passes over the training examples',
  },
  'training.steps': {
    kind: 'optional-number',
    default: defaults['training.steps'],
    example: 10_000,
    integer: true,
    range: { from: 1, to: 1_000_000_000 },
    help: 'updates to train for, in place of epochs',
  },
  'training.record_every': {
    kind: 'optional-number',
    default: defaults['training.record_every'],
    example: 600,
    integer: true,
    range: { from: 1, to: 1_000_000_000 },
    help: 'updates from one measurement to the next, where training goes by steps; null for as many as a pass has',
  },
  'training.replacement': {
    kind: 'boolean',
    default: defaults['training.replacement'],
    help: 'whether the examples of each batch are drawn with replacement, and not by shuffled passes',
  },
  'training.batch_size': {
    kind: 'number',
    default: defaults['training.batch_size'],
    integer: true,
    range: { from: 1, to: 60_000 }, // all examples of the largest dataset: plain gradient descent
    help: 'examples of one update; the last batch of an epoch may be smaller',
  },
  'training.validation': {
    kind: 'number',
    default: defaults['training.validation'],
    range: { from: 0, below: 1 },
    help: 'share of the training examples that is held out',
  },
  'training.split_seed': {
    kind: 'number',
    default: defaults['training.split_seed'],
    integer: true,
    range: { from: 0, to: SEED_MAX },
    help: 'seed of that division, the same for all seeds of training',
  },
  'training.l2': {
    kind: 'number',
    default: defaults['training.l2'],
    range: { from: 0 },
    help: 'coefficient of the L2 penalty on the weights',
  },
  'training.clip_norm': {
    kind: 'optional-number',
    default: defaults['training.clip_norm'],
    example: 1,
    range: { above: 0 },
    help: 'largest norm of the gradient over all parameters; a longer gradient is scaled down to it',
  },
  'training.label_smoothing': {
    kind: 'number',
    default: defaults['training.label_smoothing'],
    range: { from: 0, below: 1 },
    help: 'share of the target that is spread evenly over all classes',
  },
  'training.patience': {
    kind: 'optional-number',
    default: defaults['training.patience'],
    example: 5,
    integer: true,
    range: { from: 1, to: MAX_EPOCHS },
    help: 'epochs without a better validation loss before training stops and takes back the best weights',
  },
  'training.min_delta': {
    kind: 'number',
    default: defaults['training.min_delta'],
    range: { from: 0 },
    help: 'how much lower a validation loss has to be to count as better',
  },
}

/** The maps that paths with a dot stand in. */
export const groups: Readonly<Record<string, string>> = {
  model: 'the network',
  training: 'how long and on what it is trained',
}

/** The keys of a file that are no part of a configuration. */
export const experimentKeys: Readonly<Record<string, string>> = {
  name: 'what its runs are called: letters, digits, "-", "_" and "." up to 64 characters',
  question: 'what the experiment is to find out, as one sentence',
  sweep: 'axes: paths, each with the list of values that it takes',
  exclude: 'combinations to leave out: maps of path and value, all of which must agree',
  seeds: 'how many seeds, or which; every configuration is trained with each',
  objective: 'the split and the metric that rank configurations',
  save: `whose weights are kept of each trial: ${saves.join(', ')} (by the objective); with patience the restored ones`,
  checkpoint_every:
    'seconds of training from one checkpoint of a trial to the next, from which it goes on after an interruption; 0 for none',
  retries: 'how often a trial that failed is tried again, at the end of the sweep',
}

export const defaultSeeds: readonly number[] = [0]
export const defaultObjective = 'validation.accuracy'
export const defaultSave: Save = 'none'

/** Keys that are a number and no part of a configuration. */
export const experimentNumbers = {
  checkpoint_every: { range: { from: 0, to: 86_400 }, integer: false, default: 60 },
  retries: { range: { from: 0, to: 100 }, integer: true, default: 1 },
} as const

/** Bounds of a network, far above what images of 28x28 need; check-size.ts bounds the number of its parameters. */
export const MAX_LAYERS = 100
export const MAX_UNITS = 16_384

/** All keys that may stand at the top, in the order in which they are documented. */
export function topLevelKeys(): readonly string[] {
  const roots = new Set(Object.keys(fields).map(path => path.split('.')[0]!))
  const { name, question, ...rest } = experimentKeys
  return [...Object.keys({ name, question }), ...roots, ...Object.keys(rest)]
}

/** What a path leads to: a field, or one hyperparameter of a choice. */
export type Target =
  | { readonly kind: 'field'; readonly path: string; readonly field: Field }
  | {
      readonly kind: 'hyperparameter'
      readonly path: string
      readonly choicePath: string
      readonly choice: ChoiceField
      /** `name` for the choice's own name. */
      readonly hyperparameter: string
    }

export function targetOf(path: string): Target | null {
  const field = Object.hasOwn(fields, path) ? fields[path] : undefined
  if (field !== undefined) return { kind: 'field', path, field }
  const choicePath = path.slice(0, Math.max(0, path.lastIndexOf('.')))
  const choice = Object.hasOwn(fields, choicePath) ? fields[choicePath] : undefined
  if (choice?.kind !== 'choice') return null
  const hyperparameter = path.slice(choicePath.length + 1)
  if (hyperparameter !== 'name' && ownersOf(choice.table, hyperparameter).length === 0) return null
  return { kind: 'hyperparameter', path, choicePath, choice, hyperparameter }
}

export function entriesOf(table: TableName): Readonly<Record<string, Choosable>> {
  return tables[table].entries
}

/** The names of the entries that have this hyperparameter. */
export function ownersOf(table: TableName, hyperparameter: string): readonly string[] {
  return Object.entries(entriesOf(table))
    .filter(([, { hyperparameters = {} }]) => Object.hasOwn(hyperparameters, hyperparameter))
    .map(([name]) => name)
}

/** Every hyperparameter of a table by its name, with the definition of the first entry that has it. */
export function hyperparametersOf(table: TableName): Readonly<Record<string, Hyperparameter>> {
  const all: Record<string, Hyperparameter> = {}
  for (const { hyperparameters = {} } of Object.values(entriesOf(table)))
    Object.assign(all, { ...hyperparameters, ...all })
  return all
}

/** Every path that an axis may have, in the order of the table. */
export function axisPaths(): readonly string[] {
  return Object.entries(fields).flatMap(([path, field]) =>
    field.kind === 'choice'
      ? [path, ...Object.keys(hyperparametersOf(field.table)).map(name => `${path}.${name}`)]
      : [path],
  )
}
