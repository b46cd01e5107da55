// `bench explain`: what the tables say of their entries.
import { activations } from '../core/activations.js'
import { describeRange, type Entry } from '../core/choice.js'
import { initializers } from '../core/initializers.js'
import { losses } from '../core/losses.js'
import { metrics } from '../core/metrics.js'
import { optimizers } from '../core/optimizers.js'
import { schedules } from '../core/schedules.js'
import { type DatasetEntry, datasets } from '../data/datasets.js'
import { mistakeCodes, UserError } from '../domain/errors.js'
import { formatCount } from '../report/numbers.js'
import { textTable } from '../report/table.js'
import { suggest } from '../spec/suggest.js'
import type { Context, ExitCode } from './context.js'

export interface ExplainArguments {
  readonly table?: string
  readonly entry?: string
}

/** Something that can be explained. */
interface Topic {
  readonly summary: string
  /** By what they are called. */
  readonly facts: Readonly<Record<string, string>>
  readonly hyperparameters: readonly string[]
  readonly hyperparameterTable: readonly string[]
}

interface TopicTable {
  readonly summary: string
  /** Where a name of it is written in an experiment file. */
  readonly use?: string
  readonly topics: Readonly<Record<string, Topic>>
}

const tables: Readonly<Record<string, TopicTable>> = {
  activations: {
    summary: 'functions of the hidden layers',
    use: 'model: { activation: NAME }',
    topics: topicsOf(activations),
  },
  initializers: {
    summary: 'distributions of the first weights',
    use: 'model: { initializer: NAME }',
    topics: topicsOf(initializers),
  },
  losses: { summary: 'what is differentiated', use: 'loss: NAME', topics: topicsOf(losses) },
  optimizers: { summary: 'how gradients become steps', use: 'optimizer: NAME', topics: topicsOf(optimizers) },
  schedules: {
    summary: 'the learning rate as a function of the step',
    use: 'schedule: NAME',
    topics: topicsOf(schedules),
  },
  metrics: {
    summary: 'what is measured on a split',
    use: 'objective: validation.NAME',
    topics: topicsOf(metrics),
  },
  datasets: {
    summary: 'the images and their labels',
    use: 'dataset: NAME',
    topics: mapValues(datasets, datasetTopic),
  },
  errors: {
    summary: 'codes of the mistakes that bench reports',
    topics: mapValues(mistakeCodes, summary => ({
      summary,
      facts: {},
      hyperparameters: [],
      hyperparameterTable: [],
    })),
  },
}

export async function explain({ table, entry }: ExplainArguments, { stdout }: Context): Promise<ExitCode> {
  stdout.write(`${answer(table, entry).join('\n')}\n`)
  return 0
}

function answer(first: string | undefined, second: string | undefined): readonly string[] {
  if (first === undefined) return tableList()
  const tableName = findTable(first)
  if (tableName === undefined) {
    if (second !== undefined) throw unknown('table', first, Object.keys(tables))
    return anywhere(first)
  }
  const { topics } = tables[tableName]!
  if (second === undefined) return entryList(tableName)
  if (!Object.hasOwn(topics, second)) throw unknown(tableName, second, Object.keys(topics))
  return entryText(tableName, second)
}

/** The table of that name, in the plural or the singular (`losses`, `loss`). */
function findTable(name: string): string | undefined {
  return Object.keys(tables).find(table => table === name || table === `${name}s` || table === `${name}es`)
}

/** All entries of that name, or that have a hyperparameter of that name. */
function anywhere(name: string): readonly string[] {
  const found = Object.entries(tables).flatMap(([table, { topics }]) =>
    Object.entries(topics)
      .filter(([entry, { hyperparameters }]) => entry === name || hyperparameters.includes(name))
      .map(([entry]) => entryText(table, entry)),
  )
  if (found.length === 0) {
    const known = Object.values(tables).flatMap(({ topics }) =>
      Object.entries(topics).flatMap(([entry, { hyperparameters }]) => [entry, ...hyperparameters]),
    )
    throw unknown('table or entry', name, [...Object.keys(tables), ...known])
  }
  return found.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]))
}

function tableList(): readonly string[] {
  const rows = Object.entries(tables).map(([name, { summary, topics }]) => [
    name,
    summary,
    Object.keys(topics).length,
  ])
  return [
    ...textTable(
      [{ title: 'table' }, { title: 'what' }, { title: 'entries', align: 'right' }],
      rows.map(row => row.map(String)),
    ),
    '',
    'bench explain <table> lists the entries of one; bench explain <entry> explains one of them.',
  ]
}

function entryList(tableName: string): readonly string[] {
  const { use, topics } = tables[tableName]!
  const rows = Object.entries(topics).map(([name, { summary, hyperparameters }]) => [
    name,
    summary,
    hyperparameters.join(', '),
  ])
  const columns = [{ title: tableName }, { title: '' }, { title: 'hyperparameters' }]
  const hasHyperparameters = rows.some(row => row[2] !== '')
  return [
    ...textTable(hasHyperparameters ? columns : columns.slice(0, 2), rows),
    ...(use === undefined ? [] : ['', `in an experiment file: ${use}`]),
  ]
}

function entryText(tableName: string, entryName: string): readonly string[] {
  const { use, topics } = tables[tableName]!
  const { summary, facts, hyperparameterTable } = topics[entryName]!
  const all = { ...facts, ...(use === undefined ? {} : { 'in a file': use.replace('NAME', entryName) }) }
  return [
    `${entryName} (${tableName})`,
    `  ${summary}`,
    ...Object.entries(all).flatMap(([name, fact]) => factLines(name, fact)),
    ...(hyperparameterTable.length === 0 ? [] : ['', ...hyperparameterTable.map(line => `  ${line}`)]),
  ]
}

/** The parts of a formula, set apart by `;` and two spaces, stand on lines of their own. */
function factLines(name: string, fact: string): readonly string[] {
  return fact.split(';  ').map((part, i) => `  ${(i === 0 ? name : '').padEnd(11)}${part}`)
}

function topicsOf(table: Readonly<Record<string, Entry>>): Readonly<Record<string, Topic>> {
  return mapValues(table, ({ summary, formula, source, hyperparameters }) => ({
    summary,
    facts: { formula, source },
    hyperparameters: Object.keys(hyperparameters),
    hyperparameterTable: hyperparameterTable(hyperparameters),
  }))
}

function hyperparameterTable(hyperparameters: Entry['hyperparameters']): readonly string[] {
  const rows = Object.entries(hyperparameters).map(([name, h]) => [
    name,
    String(h.default),
    'range' in h ? `${describeRange(h.range)}${h.integer ? ', an integer' : ''}` : 'true or false',
    h.help,
  ])
  if (rows.length === 0) return []
  return textTable(
    [{ title: 'hyperparameter' }, { title: 'default' }, { title: 'range' }, { title: '' }],
    rows,
  )
}

function datasetTopic(entry: DatasetEntry): Topic {
  const { train, test } = entry.examples
  return {
    summary: `${entry.title}: ${entry.summary}`,
    hyperparameters: [],
    hyperparameterTable: [],
    facts: {
      examples: `${formatCount(train)} train, ${test === 0 ? 'no test split' : `${formatCount(test)} test`}`,
      images: `${entry.imageShape.join('x')} bytes, divided by 255`,
      classes: entry.classes.join(', '),
      source: entry.source,
      licence: entry.licence,
    },
  }
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  f: (value: A) => B,
): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]))
}

function unknown(kind: string, name: string, known: readonly string[]): UserError {
  const suggestion = suggest(name, known)
  return new UserError([
    {
      code: 'unknown-topic',
      what: `there is nothing to explain about "${name}" in ${kind}`,
      fix: suggestion === null ? 'bench explain lists the tables' : `did you mean "${suggestion}"?`,
    },
  ])
}
