// The keys of an experiment file as topics of `bench explain`: what each is for, its default, its range, where it is written.
// Derived from the tables that the file is read by; only the examples are of this file.
import { describeRange, type Range } from '../core/choice.js'
import { saves } from '../domain/trial.js'
import {
  defaultObjective,
  defaultSave,
  experimentKeys,
  experimentNumbers,
  type Field,
  fields,
  tables,
} from '../spec/fields.js'
import { objectives } from '../spec/read-experiment.js'
import type { Topic } from './explain-topics.js'

/** By the path of the key, in the order in which they are documented. */
export function keyTopics(): Readonly<Record<string, Topic>> {
  const { name, question, ...others } = experimentKeys
  return Object.fromEntries([
    ...Object.entries({ name, question }).map(([key, help]) => [key, keyTopic(key, help!)]),
    ...Object.entries(fields).map(([path, field]) => [path, fieldTopic(path, field)]),
    ...Object.entries(others).map(([key, help]) => [key, keyTopic(key, help)]),
  ])
}

function fieldTopic(path: string, field: Field): Topic {
  const partner = partners[path]
  const written = [...(partner === undefined ? [] : [partner]), path].map(
    one => [one, exampleOf(one)] as const,
  )
  return topic(field.help, {
    default: shown(field.default),
    range: rangeOf(field),
    'in a file': nested(written),
    typed: override(path),
    ...(field.kind === 'name' || field.kind === 'choice' || field.kind === 'dataset'
      ? { see: `bench explain ${field.table}` }
      : {}),
  })
}

/** As a shell takes it. */
function override(path: string): string {
  const text = `${path}=${shown(exampleOf(path))}`
  return `--set ${text.includes('[') ? `'${text}'` : text}`
}

/** Fields that mean something only beside another. */
const partners: Readonly<Record<string, string>> = {
  'training.record_every': 'training.steps',
  'training.min_delta': 'training.patience',
}

function exampleOf(path: string): unknown {
  const field = fields[path]!
  return field.kind === 'optional-number' ? field.example : field.default
}

/** `training: { steps: 10000, record_every: 600 }` */
function nested(written: readonly (readonly [path: string, value: unknown])[]): string {
  const [[first]] = written as readonly [readonly [string, unknown]]
  const dot = first.indexOf('.')
  const pairs = written.map(([path, value]) => `${path.slice(dot + 1)}: ${shown(value)}`).join(', ')
  return dot < 0 ? pairs : `${first.slice(0, dot)}: { ${pairs} }`
}

function shown(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value)
}

function rangeOf(field: Field): string {
  switch (field.kind) {
    case 'number':
      return numbers(field.range, field.integer)
    case 'optional-number':
      return `${numbers(field.range, field.integer)}; or null`
    case 'boolean':
      return 'true or false'
    case 'layers':
      return 'a list of whole numbers from 1'
    default:
      return Object.keys(tables[field.table].entries).join(', ')
  }
}

function numbers(range: Range, integer?: boolean): string {
  return `${describeRange(range)}${integer ? ', an integer' : ''}`
}

/** What is not a field: its default, its range and an example, where there are any. */
const facts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  name: { 'in a file': 'name: width-or-activation' },
  question: { 'in a file': 'question: Does width matter more than activation?' },
  sweep: { 'in a file': 'sweep: { model.hidden: [[32], [128]], optimizer: [adam, sgd] }' },
  exclude: { 'in a file': 'exclude: [{ model.activation: tanh, optimizer.name: sgd }]' },
  seeds: {
    default: '1',
    range: 'a count from 1, or a list of different whole numbers from 0',
    'in a file': 'seeds: 3',
    typed: '--seeds 3',
  },
  objective: {
    default: defaultObjective,
    range: objectives().join(', '),
    'in a file': `objective: ${defaultObjective}`,
  },
  save: { default: defaultSave, range: saves.join(', '), 'in a file': 'save: best' },
  ...Object.fromEntries(
    Object.entries(experimentNumbers).map(([key, { range, integer, default: usual }]) => [
      key,
      { default: String(usual), range: numbers(range, integer), 'in a file': `${key}: ${usual}` },
    ]),
  ),
}

function keyTopic(key: string, help: string): Topic {
  return topic(help, facts[key] ?? {})
}

function topic(summary: string, all: Readonly<Record<string, string>>): Topic {
  return { summary, facts: all, hyperparameters: [], hyperparameterTable: () => [] }
}
