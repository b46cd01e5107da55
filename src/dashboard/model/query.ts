// The query behind `/`: words with a space between them, all of which a row has to meet.
//   activation=relu   hidden=64,128   learning_rate<=0.01   accuracy>0.97   accuracy>97%   optimizer!=sgd   name~text
//   failed  diverged  running  tied  marked ...   what some trial of the configuration is, or the configuration itself
//   relu   any other word: a value that contains it          !word   not that
// What a name means is in fields.ts; this file knows the grammar alone.

import { suggest } from '../../domain/near-word.js'

/** What a query can ask of a row. */
export interface Vocabulary<Row> {
  /** By name: a number, a text, true or false; null where the row has nothing there. */
  readonly fields: ReadonlyMap<string, (row: Row) => number | string | boolean | null>
  /** Those of the fields that were chosen and not measured: what is asked of them is a value, most often. */
  readonly chosen: ReadonlySet<string>
  /** Those that are shares, from 0 to 1. */
  readonly shares: ReadonlySet<string>
  readonly words: ReadonlyMap<string, (row: Row) => boolean>
  /** What a word that is none of these is looked for in. */
  readonly text: (row: Row) => string
}

export type Query<Row> =
  | { readonly type: 'query'; readonly test: (row: Row) => boolean }
  | { readonly type: 'mistake'; readonly what: string }

export function parseQuery<Row>(text: string, vocabulary: Vocabulary<Row>): Query<Row> {
  const tests: ((row: Row) => boolean)[] = []
  for (const term of termsOf(text)) {
    const test = testOf(term, vocabulary)
    if (typeof test === 'string') return { type: 'mistake', what: test }
    tests.push(test)
  }
  return { type: 'query', test: row => tests.every(test => test(row)) }
}

/** The text with its last word completed, as far as all names that begin so agree; behind the whole name of what was chosen with `=`. */
export function complete<Row>(text: string, { fields, chosen, words }: Vocabulary<Row>): string {
  const [, before = '', start = ''] = /^(.*?)([\w.]*)$/.exec(text) ?? []
  const names = [...fields.keys(), ...words.keys()].filter(name => name.startsWith(start))
  const [first, ...others] = names
  if (start === '' || first === undefined || /[=<>~,]$/.test(before)) return text
  if (others.length === 0) return `${before}${first}${chosen.has(first) ? '=' : ''}`
  const differs = [...first].findIndex((letter, i) => others.some(name => name[i] !== letter))
  return before + (differs === -1 ? first : first.slice(0, differs))
}

/** Words; what is in double quotes belongs together. */
export function termsOf(text: string): readonly string[] {
  return text.match(/(?:"[^"]*"?|\S)+/g) ?? []
}

const comparison = /^(!?)([\w.]+)(<=|>=|!=|<|>|=|~)(.*)$/

/** Of a word that compares: `!name<=right`, without quotes; null for any other. */
export function partsOf(term: string) {
  const [all, not, name = '', operator = '', right = ''] = comparison.exec(term) ?? []
  return all === undefined ? null : { not: not === '!', name, operator, right: unquoted(right) }
}

/** Of a word that does not compare. */
export function wordOf(term: string) {
  const negated = term.startsWith('!')
  return { negated, word: unquoted(term.slice(negated ? 1 : 0)) }
}

/** The test that a word of the query stands for, or what is wrong with it. */
export function testOf<Row>(
  term: string,
  { fields, shares, words, text }: Vocabulary<Row>,
): ((row: Row) => boolean) | string {
  const parts = partsOf(term)
  if (parts === null) {
    const { negated, word } = wordOf(term)
    if (word === '') return `${term} stands alone: a word must follow it`
    const lower = word.toLowerCase()
    const test = words.get(word) ?? (row => text(row).toLowerCase().includes(lower))
    return row => test(row) !== negated
  }
  const { not, name, operator, right } = parts
  const field = fields.get(name)
  if (field === undefined) return unknownName(name, fields)
  if (right === '') return `${name}${operator} has no value behind it`
  const beyond = operator !== '~' && shares.has(name) ? beyondShare(right) : null
  if (beyond !== null) return `${name} is a share, from 0 to 1: ${name}${operator}${beyond}%?`
  const test = comparisonOf(operator, right)
  if (typeof test === 'string') return `${name}${operator}${right}: ${test}`
  return row => test(field(row)) !== not
}

export type Value = number | string | boolean | null

/** Whether a row's value is the one that is written. */
export function equals(value: Value, text: string): boolean {
  return typeof value === 'number' ? value === numberOf(text) : String(value) === text
}

function comparisonOf(operator: string, right: string): ((value: Value) => boolean) | string {
  if (operator === '~') return value => value !== null && String(value).includes(right)
  const choices = right.split(',')
  const isOne = (value: Value) => choices.some(choice => equals(value, choice))
  if (operator === '=') return isOne
  if (operator === '!=') return value => !isOne(value)
  const limit = numberOf(choices[0]!)
  if (limit === null || choices.length > 1) return 'a number must follow'
  const compare: Readonly<Record<string, (value: number) => boolean>> = {
    '<': value => value < limit,
    '<=': value => value <= limit,
    '>': value => value > limit,
    '>=': value => value >= limit,
  }
  return value => {
    const number = typeof value === 'string' ? numberOf(value) : value // a hidden layer alone is a number as well
    return typeof number === 'number' && compare[operator]!(number)
  }
}

/** `0.97`, `1e-3`, `97%` and `97 %` as the share that it is; null for what is no number. */
export function numberOf(text: string): number | null {
  const percent = /^(.*\d)\s*%$/.exec(text)
  const number = Number(percent ? percent[1] : text)
  if (text.trim() === '' || !Number.isFinite(number)) return null
  return percent ? number / 100 : number
}

/** What was meant in per cent, with no sign to say so; it would match all rows or none. */
function beyondShare(right: string): string | null {
  return right.split(',').find(choice => (numberOf(choice) ?? 0) > 1 && !choice.includes('%')) ?? null
}

function unquoted(text: string): string {
  return text.replaceAll('"', '')
}

function unknownName(name: string, fields: ReadonlyMap<string, unknown>): string {
  const meant = suggest(name, [...fields.keys()])
  if (meant !== null) return `nothing is called ${name}; did you mean ${meant}?`
  const near = [...fields.keys()].filter(field => field.startsWith(name.slice(0, 2)) || field.includes(name))
  // `test_accuracy` is a second name of `test.accuracy`.
  const second = new Set(
    [...fields.keys()].filter(field => field.includes('.')).map(field => field.replace('.', '_')),
  )
  const known = (near.length > 0 ? near : [...fields.keys()]).filter(field => !second.has(field))
  return `nothing is called ${name}; there is ${known.join(', ')}`
}
