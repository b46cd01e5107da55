// What each value of an axis does to the objective, over all the rest: the experiment's question, answered directly.
//
// A fair mean compares like with like. The configurations are put into settings, one for each combination of everything
// but the axis, and only settings count that every compared value has completed, with the same seeds: those seeds and
// settings are chosen that together hold the most trials, the first seed counted half, because one seed alone tells
// nothing about luck. Each seed then gives one mean over the settings for each value; the
// interval is Student's over these, and values are compared with the best one by paired t-tests over the seeds, with
// Holm's correction. A value that shares no setting with the others is named and not compared.
//
// Hyperparameters that a choice brings along (the learning rate of each optimizer) are part of the setting where the
// values of the axis share them, and are averaged over where they do not.
import { type Contrast, contrastsWith } from './paired.js'
import type { RankedConfiguration } from './ranking.js'
import { type Summary, summarize } from './summary.js'

export interface AxisEffects {
  /** In the order in which the values were given. */
  readonly values: readonly ValueEffect[]
  readonly settings: number
  readonly seeds: number
  /** Which seeds these are, in ascending order. */
  readonly sharedSeeds: readonly number[]
  /** How many settings there are, those that were left out as well. */
  readonly allSettings: number
}

export interface ValueEffect {
  readonly value: string
  /** Over the seeds, of the mean over the settings; null where it could not be compared. */
  readonly summary: Summary | null
  readonly isBest: boolean
  /** Cannot be told apart from the best. The best itself is tied when another is tied with it. */
  readonly tied: boolean
  /** null for the best itself, and where it could not be compared. */
  readonly contrast: Contrast | null
}

/** Where a configuration belongs. */
export interface Division {
  readonly values: readonly string[]
  readonly nameOf: (configuration: RankedConfiguration) => string
  readonly restOf: (configuration: RankedConfiguration) => string
}

export function axisEffects(
  ranking: readonly RankedConfiguration[],
  direction: 'maximize' | 'minimize',
  division: Division,
): AxisEffects {
  const settings = settingsOf(ranking, division)
  const compared = matched(settings, division.values)
  const effects = new Map(effectsOf(compared, direction).map(effect => [effect.value, effect]))
  return {
    values: division.values.map(value => effects.get(value) ?? notCompared(value)),
    settings: compared.settings.length,
    seeds: compared.seeds.length,
    sharedSeeds: [...compared.seeds].sort((a, b) => a - b),
    allSettings: settings.length,
  }
}

function notCompared(value: string): ValueEffect {
  return { value, summary: null, isBest: false, tied: false, contrast: null }
}

function effectsOf(compared: Compared, direction: 'maximize' | 'minimize'): readonly ValueEffect[] {
  const sign = direction === 'maximize' ? -1 : 1
  const [best, ...others] = compared.values
    .map(value => {
      const bySeed = meansBySeed(compared, value)
      return { value, bySeed, summary: summarize([...bySeed.values()])! }
    })
    .sort((a, b) => sign * (a.summary.mean - b.summary.mean)) // stable: of equal ones the first is the best
  if (best === undefined) return []
  const contrasts = contrastsWith(
    best.bySeed,
    others.map(({ bySeed }) => bySeed),
  )
  return [
    {
      value: best.value,
      summary: best.summary,
      isBest: true,
      tied: contrasts.some(({ tied }) => tied),
      contrast: null,
    },
    ...others.map(({ value, summary }, i): ValueEffect => {
      const contrast = contrasts[i]!
      return { value, summary, isBest: false, tied: contrast.tied, contrast }
    }),
  ]
}

/** By value, by seed: the mean over the configurations of a setting with that value, where all of them have completed. */
type Setting = ReadonlyMap<string, ReadonlyMap<number, number>>

function settingsOf(
  ranking: readonly RankedConfiguration[],
  { nameOf, restOf }: Division,
): readonly Setting[] {
  const settings = new Map<string, Map<string, RankedConfiguration[]>>()
  for (const configuration of ranking) {
    const byValue = entryOf(settings, restOf(configuration), () => new Map<string, RankedConfiguration[]>())
    entryOf(byValue, nameOf(configuration), () => []).push(configuration)
  }
  return [...settings.values()].map(
    byValue => new Map([...byValue].map(([value, members]) => [value, sharedMeans(members)])),
  )
}

function sharedMeans(members: readonly RankedConfiguration[]): ReadonlyMap<number, number> {
  const [first, ...others] = members.map(({ values }) => values)
  const shared = [...first!].filter(([seed]) => others.every(values => values.has(seed)))
  return new Map(
    shared.map(([seed, value]) => [
      seed,
      others.reduce((sum, values) => sum + values.get(seed)!, value) / members.length,
    ]),
  )
}

interface Compared {
  readonly values: readonly string[]
  readonly settings: readonly Setting[]
  readonly seeds: readonly number[]
}

/** As many values as any setting has completed; of these, the settings and seeds that hold the most trials. */
function matched(settings: readonly Setting[], all: readonly string[]): Compared {
  const available = (setting: Setting) => all.filter(value => (setting.get(value)?.size ?? 0) > 0)
  const candidates = new Map(settings.map(available).map(values => [JSON.stringify(values), values]))
  let best: Compared = { values: [], settings: [], seeds: [] }
  for (const values of candidates.values()) {
    if (values.length < 2 || values.length < best.values.length) continue
    const candidate = largestBlock(settings, values)
    if (candidate.seeds.length === 0) continue
    if (values.length > best.values.length || weightOf(candidate) > weightOf(best)) best = candidate
  }
  return best
}

function largestBlock(settings: readonly Setting[], values: readonly string[]): Compared {
  const seedsOf = new Map(
    settings.map(setting => {
      const [first, ...others] = values.map(value => setting.get(value))
      const shared = [...(first?.keys() ?? [])].filter(seed => others.every(other => other?.has(seed)))
      return [setting, new Set(shared)] as const
    }),
  )
  const counts = new Map<number, number>()
  for (const seeds of seedsOf.values())
    for (const seed of seeds) counts.set(seed, (counts.get(seed) ?? 0) + 1)
  const seeds = [...counts].sort((a, b) => b[1] - a[1]).map(([seed]) => seed)
  let best: Compared = { values, settings: [], seeds: [] }
  for (let count = 1; count <= seeds.length; count++) {
    const chosen = seeds.slice(0, count)
    const whole = settings.filter(setting => chosen.every(seed => seedsOf.get(setting)!.has(seed)))
    const candidate = { values, settings: whole, seeds: chosen }
    if (whole.length > 0 && weightOf(candidate) >= weightOf(best)) best = candidate
  }
  return best
}

function weightOf({ settings, seeds }: Compared): number {
  return settings.length * (seeds.length - 0.5)
}

function meansBySeed({ settings, seeds }: Compared, value: string): ReadonlyMap<number, number> {
  return new Map(
    seeds.map(seed => [
      seed,
      settings.reduce((sum, setting) => sum + setting.get(value)!.get(seed)!, 0) / settings.length,
    ]),
  )
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
