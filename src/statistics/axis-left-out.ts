// What a comparison of the values of an axis had to leave out, each with the trials that are missing there: trials that diverged
// are results, and what they take away from a comparison must be seen in it.
import type { Block } from './axis-block.js'
import { entryOf, type Member, type Setting } from './axis-settings.js'
import type { Lost } from './ranking.js'

export interface LeftOut {
  readonly settings: readonly (Because & Pick<Setting, 'titles'>)[]
  readonly seeds: readonly (Because & { readonly seed: number })[]
  /** Of values that were compared all the same, what they are not averaged over. */
  readonly averaged: readonly WithoutGroup[]
}

export interface WithoutGroup extends Because {
  readonly values: readonly string[]
  readonly title: string
  /** Trials that have a number, and do not count either. */
  readonly completed: number
}

export interface Because {
  readonly because: readonly Cause[]
}

export interface Cause {
  readonly value: string
  /** absent: the plan has no such configuration. */
  readonly status: Lost | 'unfinished' | 'absent'
  /** 0 where the plan has none. */
  readonly trials: number
}

/** Settings in plan order, causes in the order of the values. */
export function leftOutOf(
  settings: readonly Setting[],
  { values, without, seeds, settings: chosen }: Block,
): LeftOut {
  if (chosen.length === 0) return { settings: [], seeds: [], averaged: [] }
  const counted = new Set(chosen.map(({ setting }) => setting))
  const compared = new Set(values)
  const membersOf = ({ members }: Setting) =>
    members.filter(({ unit }) => compared.has(unit.value) && !without.has(unit.group))
  const members = [...counted].flatMap(membersOf)
  const allSeeds = new Set(members.flatMap(({ ranked }) => [...ranked.values.keys(), ...ranked.lost.keys()]))
  return {
    settings: settings
      .filter(setting => !counted.has(setting))
      .map(setting => {
        const own = membersOf(setting)
        const absent = values.filter(value => own.every(({ unit }) => unit.value !== value))
        const causes = absent.map((value): Cause => ({ value, status: 'absent', trials: 0 }))
        return { titles: setting.titles, because: inOrder([...lacking(own, seeds), ...causes], values) }
      }),
    seeds: [...allSeeds]
      .filter(seed => !seeds.includes(seed))
      .sort((a, b) => a - b)
      .map(seed => ({ seed, because: inOrder(lacking(members, [seed]), values) })),
    averaged: [...without].flatMap(group => {
      const own = settings.flatMap(({ members }) =>
        members.filter(({ unit }) => unit.group === group && compared.has(unit.value)),
      )
      return own.length > 0 ? [withoutGroup(own, values)] : []
    }),
  }
}

/** members: of one group, of values that were compared. */
function withoutGroup(members: readonly Member[], values: readonly string[]): WithoutGroup {
  const losses = members.flatMap(({ unit: { value }, ranked }) =>
    [...ranked.lost.values()].map(status => ({ value, status })),
  )
  return {
    values: values.filter(value => members.some(({ unit }) => unit.value === value)),
    title: members[0]!.unit.averaged,
    completed: members.reduce((sum, { ranked }) => sum + ranked.values.size, 0),
    because: inOrder(tally(losses), values),
  }
}

/** Which numbers these members lack with these seeds. */
function lacking(members: readonly Member[], seeds: readonly number[]): readonly Cause[] {
  return tally(
    members.flatMap(({ unit: { value }, ranked }) =>
      seeds
        .filter(seed => !ranked.values.has(seed))
        .map(seed => ({ value, status: ranked.lost.get(seed) ?? ('unfinished' as const) })),
    ),
  )
}

/** Each value and status once, with the number of trials. */
function tally(missing: readonly Omit<Cause, 'trials'>[]): readonly Cause[] {
  const found = new Map<string, { -readonly [key in keyof Cause]: Cause[key] }>()
  for (const { value, status } of missing)
    entryOf(found, JSON.stringify([value, status]), () => ({ value, status, trials: 0 })).trials++
  return [...found.values()]
}

function inOrder(causes: readonly Cause[], values: readonly string[]): readonly Cause[] {
  return [...causes].sort((a, b) => values.indexOf(a.value) - values.indexOf(b.value))
}
