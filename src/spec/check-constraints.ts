// Do the hyperparameters of an entry go together, whichever way their values come about?
import { constraints } from './constraints.js'
import { axesBelow, choicesOf, type Draft, type WrittenAxis } from './draft.js'
import { fields } from './fields.js'
import type { MistakeList } from './mistake-list.js'
import type { Span } from './source.js'
import { definitionsOf, type Located, type WrittenChoice } from './written.js'

/** Tries all values that go together, of which there may be as many as trials: for sweeps that were counted. */
export function checkConstraints(draft: Draft, mistakes: MistakeList): void {
  for (const [path, field] of Object.entries(fields)) {
    if (field.kind !== 'choice') continue
    const below = axesBelow(draft, path)
    for (const { table, entry, involves, holds, ...mistake } of constraints) {
      if (table !== field.table) continue
      for (const written of choicesOf(draft, path).filter(({ name }) => name === entry)) {
        for (const values of product(involves.map(name => valuesOfHyperparameter(written, name, below)))) {
          if (holds(values.map(({ value }) => Number(value)))) continue
          const at = values.find(value => value.at !== null)?.at ?? written.at
          mistakes.add('hyperparameters-conflict', at, mistake.what, mistake)
        }
      }
    }
  }
}

/** A value and where it is written, null for a default. */
export type Possible = { readonly value: unknown; readonly at: Span | null }

/** Every value that one hyperparameter of a choice may have; `below`: the axes of its hyperparameters. */
export function valuesOfHyperparameter(
  written: WrittenChoice,
  name: string,
  below: ReadonlyMap<string, WrittenAxis>,
): readonly Possible[] {
  const axis = below.get(name)
  if (axis !== undefined) return axis.values.filter(value => value.kind === 'plain')
  const given: readonly Located<unknown>[] | undefined = written.given.get(name)?.values
  return given ?? [{ value: definitionsOf(written)[name]!.default, at: null }]
}

function product<T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] {
  return lists.reduce<readonly (readonly T[])[]>(
    (made, list) => made.flatMap(head => list.map(item => [...head, item])),
    [[]],
  )
}
