// Values of an axis with which nothing was learnt: all trials end about as well as guessing. They completed, so that they are numbers
// and count in the means of the other axes; whoever reads those should know.
//
// At chance level is an accuracy of at most 1.25 / classes: guessing gets 1 / classes on average, and a network that always answers
// the same gets the share of that class, which uneven classes and few examples make a little larger. Shares are known to no run.
import type { Configuration, Split } from '../domain/trial.js'
import { type AxisColumn, hasValue, titleOf } from './axis-division.js'
import { entryOf } from './axis-settings.js'
import type { RankedConfiguration } from './ranking.js'

export interface ChanceValue {
  readonly column: AxisColumn
  /** `learning_rate 1000`. */
  readonly title: string
  /** The accuracies of its completed trials, the lowest first. */
  readonly accuracies: readonly number[]
}

export interface ChanceOptions {
  readonly split: Split
  readonly classesOf: ClassesOf
}

/** How many classes the data of a configuration have; null where that is not known. */
export type ClassesOf = (configuration: Configuration) => number | null

const ROOM = 1.25

/** Of what goes together (an optimizer and its only learning rate) the first. Empty where nothing at all was learnt. */
export function valuesAtChance(
  ranking: readonly RankedConfiguration[],
  columns: readonly AxisColumn[],
  { split, classesOf }: ChanceOptions,
): readonly ChanceValue[] {
  const known = ranking
    .filter(({ completed }) => completed.size > 0)
    .map(ranked => ({ ranked, isAtChance: isAtChance(ranked, split, classesOf(ranked.configuration)) }))
  // Most often there is none, and a page that is drawn again and again asks.
  const some = known.filter(({ isAtChance }) => isAtChance)
  if (some.length === 0 || some.length === known.length) return []
  const told = new Set<string>()
  return columns.flatMap(column => {
    const byTitle = new Map<string, (typeof known)[number][]>()
    for (const one of known)
      if (hasValue(column, one.ranked.configuration))
        entryOf(byTitle, titleOf(column, one.ranked.configuration), () => []).push(one)
    return [...byTitle].flatMap(([title, members]) => {
      const which = JSON.stringify(members.map(({ ranked }) => ranked.index).sort((a, b) => a - b))
      if (!members.every(({ isAtChance }) => isAtChance) || told.has(which)) return []
      told.add(which)
      const accuracies = members.flatMap(({ ranked }) => accuraciesOf(ranked, split)).sort((a, b) => a - b)
      return [{ column, title, accuracies }]
    })
  })
}

function isAtChance({ completed }: RankedConfiguration, split: Split, classes: number | null): boolean {
  if (classes === null) return false
  for (const { last } of completed.values())
    if (!((last[split]?.accuracy ?? 1) <= ROOM / classes)) return false
  return true
}

function accuraciesOf({ completed }: RankedConfiguration, split: Split): readonly number[] {
  return [...completed.values()].flatMap(({ last }) => last[split]?.accuracy ?? [])
}
