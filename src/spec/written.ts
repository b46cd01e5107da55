// Values as an experiment writes them, each with its place. A choice on an axis may hold lists of hyperparameters; such
// a one stands for several values, which are counted before they are made.

import { sameValue } from '../sweep/expand.js'
import { type ChoiceField, entriesOf, type Field } from './fields.js'
import type { Span } from './source.js'

export interface Located<T> {
  readonly value: T
  readonly at: Span
}

export type Plain = string | number | boolean | null | readonly number[] | readonly WrittenValue[]

/** An entry with all its hyperparameters, as a configuration has it. */
export type WrittenValue = { readonly name: string }

export interface WrittenPlain {
  readonly kind: 'plain'
  readonly at: Span
  readonly value: Plain
  /** Of a value that was written as a map: where each part of it stands. */
  readonly parts?: Readonly<Record<string, Span>>
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

/** A choice for each hidden layer. */
export interface WrittenPerLayer {
  readonly kind: 'per-layer'
  readonly at: Span
  readonly choices: readonly WrittenChoice[]
}

export type Written = WrittenPlain | WrittenChoice | WrittenPerLayer

/** The default of a field, as if it had been written. */
export function writtenDefault(field: Field, at: Span): Written {
  return field.kind === 'choice'
    ? { kind: 'choice', at, field, name: field.default, given: new Map() }
    : { kind: 'plain', at, value: field.default }
}

export function countOf(written: Written): bigint {
  if (written.kind !== 'choice') return 1n
  return [...written.given.values()].reduce((count, { values }) => count * BigInt(values.length), 1n)
}

/**
 * The values it stands for, every hyperparameter with a value; lists of hyperparameters vary like nested loops, the last one
 * fastest. A list for each layer is one value, and where all layers are equal it is that of the one choice.
 */
export function valuesOf(written: Written): readonly unknown[] {
  if (written.kind === 'plain') return [written.value]
  if (written.kind === 'per-layer') {
    const values = written.choices.flatMap(valuesOf)
    return values.every(value => sameValue(value, values[0])) ? values.slice(0, 1) : [values]
  }
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
