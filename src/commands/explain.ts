// `bench explain`: what the tables say of their entries.
import { UserError } from '../domain/errors.js'
import { type Signs, signsFor } from '../report/signs.js'
import { textTable } from '../report/table.js'
import { adviseForeign } from '../spec/foreign-words.js'
import { suggest } from '../spec/suggest.js'
import type { Context, ExitCode } from './context.js'
import { type Topic, topicTables } from './explain-topics.js'

export interface ExplainArguments {
  readonly table?: string
  readonly entry?: string
}

export async function explain(
  { table, entry }: ExplainArguments,
  { stdout, env }: Context,
): Promise<ExitCode> {
  stdout.write(`${answer(table, entry, signsFor(env)).join('\n')}\n`)
  return 0
}

function answer(first: string | undefined, second: string | undefined, signs: Signs): readonly string[] {
  if (first === undefined) return tableList()
  const tableName = findTable(first)
  if (tableName === undefined) {
    if (second !== undefined) throw unknown('table', first, Object.keys(topicTables))
    return anywhere(first, signs)
  }
  if (second === undefined) return entryList(tableName)
  const known = namesOf(tableName)
  const entry = Object.keys(known).find(name => isCalled(name, second))
  if (entry === undefined) throw unknown(tableName, second, Object.keys(known))
  return topicText(tableName, entry, known[entry]!, signs)
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
function anywhere(name: string, signs: Signs): readonly string[] {
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
    topicText(table, entry, topic, found.length === 1 || isCalled(entry, name) ? signs : null),
  )
  return texts.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]))
}

function tableList(): readonly string[] {
  const rows = Object.entries(topicTables).map(([name, { summary, topics }]) => [
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
  const { topics, forms = {} } = topicTables[tableName]!
  const rows = Object.entries(topics).map(([name, { summary, hyperparameters }]) => [
    name,
    summary,
    hyperparameters.join(', '),
  ])
  const columns = [{ title: tableName }, { title: '' }, { title: 'hyperparameters' }]
  const hasHyperparameters = rows.some(row => row[2] !== '')
  const use = commonUse(topics)
  const known = Object.entries(forms).map(([name, { entry }]) => `${name} (a form of ${entry})`)
  return [
    ...textTable(hasHyperparameters ? columns : columns.slice(0, 2), rows),
    ...(known.length === 0 ? [] : ['', `also known: ${known.join(', ')}`]),
    ...(use === undefined ? [] : ['', `in an experiment file: ${use}`]),
  ]
}

/** How the first entry is written in an experiment file, where all the others are written alike. */
function commonUse(topics: Readonly<Record<string, Topic>>): string | undefined {
  const uses = Object.entries(topics).map(([name, { facts }]) => [name, facts['in a file']] as const)
  const [first, use] = uses[0]!
  return uses.every(([name, other]) => other === use?.replace(first, name)) ? use : undefined
}

function topicText(tableName: string, name: string, topic: Topic, signs: Signs | null): readonly string[] {
  const { summary, facts, hyperparameterTable, chart } = topic
  const drawn = signs === null ? [] : (chart?.(signs) ?? [])
  return [
    `${name} (${tableName})`,
    `  ${summary}`,
    ...Object.entries(facts).flatMap(([label, fact]) => factLines(label, fact)),
    ...[hyperparameterTable, drawn].flatMap(block =>
      block.length === 0 ? [] : ['', ...block.map(line => `  ${line}`)],
    ),
  ]
}

/** The parts of a formula, set apart by `;` and two spaces, stand on lines of their own. */
function factLines(name: string, fact: string): readonly string[] {
  return fact.split(';  ').map((part, i) => `  ${(i === 0 ? name : '').padEnd(11)}${part}`)
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
