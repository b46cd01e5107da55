// What `bench explain` can explain: every table of the program as topics, each with its facts, defaults and perhaps a chart.
import { activations } from '../core/activations.js'
import { describeRange, type Entry } from '../core/choice.js'
import { gradients } from '../core/gradients.js'
import { initializers } from '../core/initializers.js'
import { losses } from '../core/losses.js'
import { metrics } from '../core/metrics.js'
import { optimizers } from '../core/optimizers.js'
import { outputs } from '../core/outputs.js'
import { schedules } from '../core/schedules.js'
import { type DatasetEntry, datasets } from '../data/datasets.js'
import { mistakeCodes } from '../domain/errors.js'
import { formatCount } from '../report/numbers.js'
import type { Signs } from '../report/signs.js'
import { wrappedTable } from '../report/wrap.js'
import { activationChart, optimizerChart } from './explain-charts.js'
import { keyTopics } from './explain-keys.js'
import { type OptimizerForm, optimizerForms } from './optimizer-forms.js'

/** Something that can be explained. */
export interface Topic {
  readonly summary: string
  /** By what they are called. */
  readonly facts: Readonly<Record<string, string>>
  readonly hyperparameters: readonly string[]
  /** Lines no wider than that, where its words allow. */
  readonly hyperparameterTable: (width: number) => readonly string[]
  readonly chart?: (signs: Signs) => readonly string[]
}

export interface TopicTable {
  readonly summary: string
  readonly topics: Readonly<Record<string, Topic>>
  /** Names by which an entry is known in one of its forms; they are found, and not listed beside the entries. */
  readonly forms?: Readonly<Record<string, Topic & { readonly entry: string }>>
}

export const topicTables: Readonly<Record<string, TopicTable>> = {
  activations: {
    summary: 'functions of the hidden layers',
    topics: topicsOf(activations, 'model: { activation: NAME }', activationChart),
  },
  outputs: {
    summary: 'activations of the output layer',
    topics: topicsOf(outputs, 'model: { output: NAME }'),
  },
  initializers: {
    summary: 'distributions of the first weights',
    topics: topicsOf(initializers, 'model: { initializer: NAME }'),
  },
  losses: {
    summary: 'what is differentiated',
    topics: mapEntries(losses, (name, entry) => {
      const topic = entryTopic(entry, `loss: ${name}`)
      return { ...topic, facts: { ...topic.facts, 'goes with': `output ${entry.outputs.join(', ')}` } }
    }),
  },
  optimizers: {
    summary: 'how gradients become steps',
    topics: topicsOf(optimizers, 'optimizer: NAME', optimizerChart),
    forms: mapEntries(optimizerForms, formTopic),
  },
  schedules: {
    summary: 'the learning rate as a function of the step',
    topics: topicsOf(schedules, 'schedule: NAME'),
  },
  gradients: { summary: 'ways to the gradient', topics: topicsOf(gradients, 'gradient: NAME') },
  metrics: {
    summary: 'what is measured on a split',
    topics: topicsOf(metrics, 'objective: validation.NAME'),
  },
  datasets: {
    summary: 'the images and their labels',
    topics: mapEntries(datasets, (name, entry) => datasetTopic(name, entry)),
  },
  keys: { summary: 'what an experiment file can say, key by key', topics: keyTopics() },
  errors: {
    summary: 'codes of the mistakes that bench reports',
    topics: mapEntries(mistakeCodes, (_, summary) => ({
      summary,
      facts: {},
      hyperparameters: [],
      hyperparameterTable: () => [],
    })),
  },
}

/** use: where a name of the table is written in an experiment file, with NAME in its place. */
function topicsOf<T extends Readonly<Record<string, Entry>>>(
  table: T,
  use: string,
  chart?: (name: keyof T & string, signs: Signs) => readonly string[],
): Readonly<Record<string, Topic>> {
  return mapEntries(table, (name, entry) => ({
    ...entryTopic(entry, use.replace('NAME', name)),
    ...(chart === undefined ? {} : { chart: (signs: Signs) => chart(name, signs) }),
  }))
}

function entryTopic({ summary, formula, source, hyperparameters }: Entry, use: string): Topic {
  return {
    summary,
    facts: { formula, source, 'in a file': use },
    hyperparameters: Object.keys(hyperparameters),
    hyperparameterTable: width => hyperparameterTable(hyperparameters, width),
  }
}

function formTopic(
  name: string,
  { entry, values, ...form }: OptimizerForm,
): Topic & { readonly entry: string } {
  const { hyperparameters } = optimizers[entry]
  const set = Object.entries(values).map(([key, value]) => `${key}: ${value}`)
  const use = `optimizer: { ${[`name: ${entry}`, ...set].join(', ')} }`
  return {
    ...entryTopic({ ...form, hyperparameters }, use),
    entry,
    chart: signs => optimizerChart(name, signs),
  }
}

function hyperparameterTable(hyperparameters: Entry['hyperparameters'], width: number): readonly string[] {
  const rows = Object.entries(hyperparameters).map(([name, h]) => [
    name,
    String(h.default),
    'range' in h ? `${describeRange(h.range)}${h.integer ? ', an integer' : ''}` : 'true or false',
    h.help,
  ])
  if (rows.length === 0) return []
  return wrappedTable(
    [{ title: 'hyperparameter' }, { title: 'default' }, { title: 'range' }, { title: '' }],
    rows,
    width,
  )
}

function datasetTopic(name: string, entry: DatasetEntry): Topic {
  const { train, test } = entry.examples
  return {
    summary: `${entry.title}: ${entry.summary}`,
    hyperparameters: [],
    hyperparameterTable: () => [],
    facts: {
      examples: `${formatCount(train)} train, ${test === 0 ? 'no test split' : `${formatCount(test)} test`}`,
      images: `${entry.imageShape.join('x')} bytes, divided by 255`,
      classes: entry.classes.join(', '),
      source: entry.source,
      licence: entry.licence,
      'in a file': `dataset: ${name}`,
    },
  }
}

function mapEntries<A, B>(
  record: Readonly<Record<string, A>>,
  f: (name: string, value: A) => B,
): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(key, value)]))
}
