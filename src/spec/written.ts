// Values as an experiment writes them, each with its place. A choice on an axis may hold lists of hyperparameters; such
// a one stands for several values, which are counted before they are made.

import { type ChoiceField, entriesOf, type Field } from './fields.js'
import type { Span } from './source.js'

export interface Located<T> {
  readonly value: T
  readonly at: Span
}

export type Plain = string | number | boolean | readonly number[]

interface WrittenPlain {
  readonly kind: 'plain'
  readonly at: Span
  readonly value: Plain
}

export interface WrittenChoice {
  readonly kind: 'choice'
  readonly at: Span
  readonly field: ChoiceField
  readonly name: string
  /** What is said of its hyperparameters, in the order of the text; usually one value each. */
  readonly given: ReadonlyMap<string, Given>
}

export interface Given {
  readonly keyAt: Span
  readonly values: readonly Located<number | boolean>[]
}

export type Written = WrittenPlain | WrittenChoice

/** The default of a field, as if it had been written. */
export function writtenDefault(field: Field, at: Span): Written {
  return field.kind === 'choice'
    ? { kind: 'choice', at, field, name: field.default, given: new Map() }
    : { kind: 'plain', at, value: field.default }
}

export function countOf(written: Written): bigint {
  if (written.kind === 'plain') return 1n
  return [...written.given.values()].reduce((count, { values }) => count * BigInt(values.length), 1n)
}

/** The values it stands for, every hyperparameter with a value; lists vary like nested loops, the last one fastest. */
export function valuesOf(written: Written): readonly unknown[] {
  if (written.kind === 'plain') return [written.value]
  const hyperparameters = Object.entries(definitionsOf(written))
  const defaults = Object.fromEntries(hyperparameters.map(([name, definition]) => [name, definition.default]))
  let values: Record<string, unknown>[] = [{ name: written.name, ...defaults }]
  for (const [name, given] of written.given) {
    values = values.flatMap(value => given.values.map(item => ({ ...value, [name]: item.value })))
  }
  return values
}

/** The hyperparameters of the entry that was chosen. */
export function definitionsOf({ field, name }: Pick<WrittenChoice, 'field' | 'name'>) {
  return entriesOf(field.table)[name]?.hyperparameters ?? {}
}
