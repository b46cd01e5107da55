// `bench explain`: what the tables say of their entries.
import { UserError } from '../domain/errors.js'
import { suggest } from '../domain/near-word.js'
import { wrapped, wrappedTable } from '../report/wrap.js'
import { adviseForeign } from '../spec/foreign-words.js'
import type { Context, ExitCode } from './context.js'
import { type Topic, topicTables } from './explain-topics.js'
import { type Paper, paperOf } from './paper.js'

export interface ExplainArguments {
  readonly table?: string
  readonly entry?: string
}

export async function explain({ table, entry }: ExplainArguments, context: Context): Promise<ExitCode> {
  context.stdout.write(`${answer(table, entry, paperOf(context)).join('\n')}\n`)
  return 0
}

function answer(first: string | undefined, second: string | undefined, paper: Paper): readonly string[] {
  if (first === undefined) return tableList(paper)
  const tableName = findTable(first)
  if (tableName === undefined) {
    if (second !== undefined) throw unknown('table', first, Object.keys(topicTables))
    return anywhere(first, paper)
  }
  if (second === undefined) return entryList(tableName, paper)
  const known = namesOf(tableName)
  const entry = Object.keys(known).find(name => isCalled(name, second))
  if (entry === undefined) throw unknown(tableName, second, Object.keys(known))
  return topicText(tableName, entry, known[entry]!, paper, true)
}

/** The table of that name, in the plural or the singular (`losses`, `loss`). */
function findTable(name: string): string | undefined {
  return Object.keys(topicTables).find(
    table => table === name || table === `${name}s` || table === `${name}es`,
  )
}

/** Whether that is the name of an entry, or the last part of one that is a path: patience for training.patience. */
function isCalled(entry: string, name: string): boolean {
  return entry === name || entry.endsWith(`.${name}`)
}

/** Everything in a table that has a name: its entries, and forms of them that are known by names of their own. */
function namesOf(tableName: string): Readonly<Record<string, Topic>> {
  const { topics, forms } = topicTables[tableName]!
  return { ...topics, ...forms }
}

/** All entries and forms of that name, then those that have a hyperparameter of that name. */
function anywhere(name: string, paper: Paper): readonly string[] {
  const all = Object.keys(topicTables).flatMap(table =>
    Object.entries(namesOf(table)).map(([entry, topic]) => ({ table, entry, topic })),
  )
  const found = [
    ...all.filter(({ entry }) => isCalled(entry, name)),
    ...all.filter(
      ({ table, entry, topic }) =>
        !isCalled(entry, name) &&
        topic.hyperparameters.includes(name) &&
        Object.hasOwn(topicTables[table]!.topics, entry),
    ),
  ]
  if (found.length === 0) {
    const known = all.flatMap(({ entry, topic }) => [entry, ...topic.hyperparameters])
    throw unknown('table or entry', name, [...Object.keys(topicTables), ...known])
  }
  // The chart of one is worth its room; of several they would bury the words.
  const texts = found.map(({ table, entry, topic }) =>
    topicText(table, entry, topic, paper, found.length === 1 || isCalled(entry, name)),
  )
  return texts.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]))
}

function tableList({ width }: Paper): readonly string[] {
  const rows = Object.entries(topicTables).map(([name, { summary, topics }]) => [
    name,
    summary,
    Object.keys(topics).length,
  ])
  return [
    ...wrappedTable(
      [{ title: 'table' }, { title: 'what' }, { title: 'entries', align: 'right' }],
      rows.map(row => row.map(String)),
      width,
    ),
    '',
    ...wrapped(
      'bench explain <table> lists the entries of one; bench explain <entry> explains one of them.',
      width,
    ),
  ]
}

function entryList(tableName: string, { width }: Paper): readonly string[] {
  const { topics, forms = {} } = topicTables[tableName]!
  const rows = Object.entries(topics).map(([name, { summary, hyperparameters }]) => [
    name,
    summary,
    hyperparameters.join(', '),
  ])
  const columns = [{ title: tableName }, { title: '' }, { title: 'hyperparameters' }]
  const shown = rows.some(row => row[2] !== '') ? 3 : 2
  const use = commonUse(topics)
  const known = Object.entries(forms).map(([name, { entry }]) => `${name} (a form of ${entry})`)
  return [
    ...wrappedTable(
      columns.slice(0, shown),
      rows.map(row => row.slice(0, shown)),
      width,
    ),
    ...(known.length === 0 ? [] : ['', ...wrapped(`also known: ${known.join(', ')}`, width)]),
    ...(use === undefined ? [] : ['', `in an experiment file: ${use}`]),
  ]
}

/** How the first entry is written in an experiment file, where all the others are written alike. */
function commonUse(topics: Readonly<Record<string, Topic>>): string | undefined {
  const uses = Object.entries(topics).map(([name, { facts }]) => [name, facts['in a file']] as const)
  const [first, use] = uses[0]!
  return uses.every(([name, other]) => other === use?.replace(first, name)) ? use : undefined
}

function topicText(
  tableName: string,
  name: string,
  { summary, facts, hyperparameterTable, chart }: Topic,
  { signs, width }: Paper,
  withChart: boolean,
): readonly string[] {
  const blocks = [hyperparameterTable(width - 2), (withChart && chart?.(signs)) || []]
  return [
    `${name} (${tableName})`,
    ...wrapped(summary, width - 2).map(line => `  ${line}`),
    ...Object.entries(facts).flatMap(([label, fact]) => factLines(label, fact, width)),
    ...blocks.flatMap(block => (block.length === 0 ? [] : ['', ...block.map(line => `  ${line}`)])),
  ]
}

/** The parts of a formula, set apart by `;` and two spaces, stand on lines of their own; what they go on in, further in. */
function factLines(name: string, fact: string, width: number): readonly string[] {
  const parts = fact.split(';  ').flatMap(part => {
    const [first, ...others] = wrapped(part, width - 15)
    return [first!, ...others.map(line => `  ${line}`)]
  })
  return parts.map((part, i) => `  ${(i === 0 ? name : '').padEnd(11)}${part}`)
}

function unknown(kind: string, name: string, known: readonly string[]): UserError {
  const nearest = suggest(name, known)
  const fix = nearest === null ? 'bench explain lists the tables' : `did you mean "${nearest}"?`
  return new UserError([
    {
      code: 'unknown-topic',
      what: `there is nothing to explain about "${name}" in ${kind}`,
      fix: adviseForeign(name) ?? fix,
    },
  ])
}
