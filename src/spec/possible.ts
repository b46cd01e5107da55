// What a field may be in some configuration of the sweep, with the place where that was written; and whether a combination
// of such values is left in by the rules of `exclude`.
import { sameValue } from '../sweep/expand.js'
import { axesBelow, candidatesOf, type Draft, type WrittenPair } from './draft.js'
import { targetOf } from './fields.js'
import type { Span } from './source.js'
import { definitionsOf, valuesOf, type Written, type WrittenChoice } from './written.js'

export interface Possible {
  /** As a configuration has it; a list for each layer stays a list, even of equal entries. */
  readonly value: unknown
  /** Where it is written; null for a default. */
  readonly at: Span | null
  /** Where each hyperparameter of a choice is written; nothing for those that are not. */
  readonly parts: ReadonlyMap<string, Span>
}

/** Every value of a field; nothing where it could not be read. */
export function possibleValues(draft: Draft, fieldPath: string): readonly Possible[] {
  return candidatesOf(draft, fieldPath).flatMap(written =>
    written.kind === 'choice'
      ? possibleChoices(draft, fieldPath, written)
      : [{ value: uncollapsed(written), at: placeOf(draft, written), parts: new Map() }],
  )
}

function uncollapsed(written: Exclude<Written, WrittenChoice>): unknown {
  return written.kind === 'plain' ? written.value : written.choices.flatMap(valuesOf)
}

/** A default has the whole file for its place. */
function placeOf(draft: Draft, { at }: Written): Span | null {
  return at === draft.at ? null : at
}

/** A choice with every value of its hyperparameters, whether they stand in it or on axes of their own. */
function possibleChoices(draft: Draft, fieldPath: string, written: WrittenChoice): readonly Possible[] {
  const definitions = definitionsOf(written)
  const usual = Object.entries(definitions).map(([name, definition]) => [name, definition.default])
  let made: readonly Possible[] = [
    {
      value: { name: written.name, ...Object.fromEntries(usual) },
      at: placeOf(draft, written),
      parts: new Map(),
    },
  ]
  const vary = (name: string, values: readonly { readonly value: unknown; readonly at: Span }[]) => {
    made = made.flatMap(({ value, at, parts }) =>
      values.map(item => ({
        value: { ...(value as object), [name]: item.value },
        at,
        parts: new Map(parts).set(name, item.at),
      })),
    )
  }
  for (const [name, { values }] of written.given) vary(name, values)
  for (const [name, { values }] of axesBelow(draft, fieldPath))
    if (Object.hasOwn(definitions, name))
      vary(
        name,
        values.filter(value => value.kind === 'plain'),
      )
  return made
}

/** Whether a rule of `exclude` leaves out every configuration that has these values, by the paths of their fields. */
export function isLeftOut(draft: Draft, values: ReadonlyMap<string, unknown>): boolean {
  return draft.exclude.some(({ pairs }) => pairs.every(pair => alwaysAgrees(draft, pair, values)))
}

function alwaysAgrees(draft: Draft, pair: WrittenPair, values: ReadonlyMap<string, unknown>): boolean {
  const target = targetOf(pair.path)!
  const fieldPath = target.kind === 'field' ? target.path : target.choicePath
  const agrees = (value: unknown) => {
    const part = target.kind === 'field' ? value : partOf(value, target.hyperparameter)
    return sameValue(part, pair.value)
  }
  if (values.has(fieldPath)) return agrees(values.get(fieldPath))
  return possibleValues(draft, fieldPath).every(({ value }) => agrees(value))
}

/** A hyperparameter of a choice, or of a list of equal choices; a list of different ones has none. */
function partOf(choice: unknown, hyperparameter: string): unknown {
  const [first, ...others] = [choice].flat() as readonly Record<string, unknown>[]
  return others.every(other => sameValue(other, first)) ? first![hyperparameter] : undefined
}
