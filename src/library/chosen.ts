// Choices as a program writes them: a name, or a name with some hyperparameters; the rest has the defaults of the table.
// The experiment file has its own reader, which knows lines and columns; here a wrong choice is a wrong program.
import {
  type ChoiceOf,
  defaultsOf,
  describeRange,
  type Entry,
  type Hyperparameter,
  isInRange,
  type Table,
  type ValuesOf,
} from '../core/choice.js'
import { checkObject } from './checks.js'

/** `'adam'`, or `{ name: 'adam', learning_rate: 0.01 }`. */
export type Chosen<T extends Table> =
  | (keyof T & string)
  | { [N in keyof T & string]: { readonly name: N } & Partial<ValuesOf<T[N]>> }[keyof T & string]

/**
 * The choice with a value for each of its hyperparameters. word: what an entry of the table is called in messages.
 * Throws RangeError for a name, a hyperparameter or a value that the table does not allow, TypeError for what is no choice.
 */
export function chosen<T extends Table>(table: T, word: string, written: Chosen<T>): ChoiceOf<T> {
  if (typeof written !== 'string') checkObject(`the ${word}`, written, 'a name, or an object with a name')
  const { name, ...values }: { readonly name: string } & Readonly<Record<string, unknown>> =
    typeof written === 'string' ? { name: written } : written
  const entry: Entry | undefined = Object.hasOwn(table, name) ? table[name] : undefined
  if (entry === undefined)
    throw new RangeError(`there is no ${word} "${name}"; there are ${Object.keys(table).join(', ')}`)
  for (const [key, value] of Object.entries(values)) checkValue(entry, `${word} ${name}`, key, value)
  return { name, ...defaultsOf(entry), ...values } as ChoiceOf<T>
}

function checkValue({ hyperparameters }: Entry, what: string, key: string, value: unknown): void {
  const hyperparameter = Object.hasOwn(hyperparameters, key) ? hyperparameters[key] : undefined
  if (hyperparameter === undefined) {
    const known = Object.keys(hyperparameters).join(', ')
    throw new RangeError(`${what} has no hyperparameter "${key}"; it has ${known || 'none'}`)
  }
  if (!isAllowed(hyperparameter, value))
    throw new RangeError(`${key} of ${what} is ${String(value)}; it must be ${allowedValues(hyperparameter)}`)
}

function isAllowed(hyperparameter: Hyperparameter, value: unknown): boolean {
  if (!('range' in hyperparameter)) return typeof value === 'boolean'
  return (
    typeof value === 'number' &&
    isInRange(value, hyperparameter.range) &&
    (hyperparameter.integer !== true || Number.isInteger(value))
  )
}

function allowedValues(hyperparameter: Hyperparameter): string {
  if (!('range' in hyperparameter)) return 'true or false'
  return `${hyperparameter.integer ? 'an integer, ' : ''}${describeRange(hyperparameter.range)}`
}
