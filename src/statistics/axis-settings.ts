// The configurations of a sweep put into settings: one for each combination of everything but the axis, with what each value of
// the axis has there.
import type { RankedConfiguration } from './ranking.js'

/** Where a configuration belongs. */
export interface Division {
  /** The values that are compared, as nameOf gives them. */
  readonly values: readonly string[]
  readonly nameOf: (configuration: RankedConfiguration) => string
  readonly setting: Naming
  /** What a value brings along and is averaged over; the key tells as well which choice brings it. */
  readonly averaged: Naming
}

/** A combination of hyperparameters. */
export interface Naming {
  /** The same for two configurations that agree in all of them. */
  readonly keyOf: (configuration: RankedConfiguration) => string
  /** `hidden 64`, `dropout 0.5`. */
  readonly titlesOf: (configuration: RankedConfiguration) => readonly string[]
}

/** A value of the axis with one of the combinations that it is averaged over; where there are none, the value itself. */
export interface Unit {
  readonly value: string
  /** The same for what can only be left out together: a learning rate of one optimizer, with every activation beside it. */
  readonly group: string
  /** Empty where nothing is averaged over. */
  readonly averaged: string
}

export interface Setting {
  /** Of each hyperparameter: `hidden 64`, `dropout 0.5`. */
  readonly titles: readonly string[]
  readonly members: readonly Member[]
}

export interface Member {
  /** The same object in every setting. */
  readonly unit: Unit
  readonly ranked: RankedConfiguration
}

/** In plan order, their members as well: what is chosen among them must not depend on which of them are best. */
export function settingsOf(
  ranking: readonly RankedConfiguration[],
  { nameOf, setting, averaged }: Division,
): readonly Setting[] {
  const settings = new Map<string, { readonly titles: readonly string[]; readonly members: Member[] }>()
  const units = new Map<string, Unit>()
  for (const ranked of [...ranking].sort((a, b) => a.index - b.index)) {
    const value = nameOf(ranked)
    const group = averaged.keyOf(ranked)
    const unit = entryOf(units, JSON.stringify([value, group]), () => {
      const title = averaged.titlesOf(ranked).join(', ')
      return { value, group: title === '' ? value : group, averaged: title }
    })
    entryOf(settings, setting.keyOf(ranked), () => ({
      titles: setting.titlesOf(ranked),
      members: [],
    })).members.push({ unit, ranked })
  }
  return [...settings.values()]
}

/** What the map has under that key; made first where there is nothing yet. */
export function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
