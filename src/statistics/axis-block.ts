// Which values, settings and seeds are compared, so that like is compared with like: every value that is compared has a number in
// every setting that counts, with every seed that counts.
//
// Without trouble these are all. Where numbers are missing, the choice depends on which are missing and never on what the numbers
// are: as many values as any setting has completed, and of these the settings and seeds that together hold the most trials, the
// first seed counted half, because one seed alone tells nothing about luck. What lost half of its trials for good or more (a
// learning rate that diverges) may itself be left out, those first that lost the largest share, where then more trials are compared
// than with it: so one bad value does not take the others' settings with it. What lost less stays, and is compared where it can be.
import { entryOf, type Member, type Setting } from './axis-settings.js'

export interface Block {
  /** In the order of the axis. */
  readonly values: readonly string[]
  readonly settings: readonly BlockSetting[]
  readonly seeds: readonly number[]
  /** The groups of units that lost too much to be part of it. */
  readonly without: ReadonlySet<string>
}

export interface BlockSetting {
  readonly setting: Setting
  /** Of each value, by seed: the mean over its members, where all of them have a number. */
  readonly means: ReadonlyMap<string, Means>
}

export function chooseBlock(settings: readonly Setting[], values: readonly string[]): Block {
  const whole = settings.map(cellsOf)
  let best: Block = { values: [], settings: [], seeds: [], without: new Set() }
  for (const without of possibleLosses(settings)) {
    const candidate = matched(
      whole.map(cells => meansOf(cells, without)),
      values,
      without,
    )
    const more = trialsIn(candidate) - trialsIn(best)
    if (more > 0 || (more === 0 && candidate.values.length > best.values.length)) best = candidate
  }
  return best
}

/** Nothing first, then what lost the largest share of its trials, that and what lost the next, and so on in growing steps to all of it. */
function* possibleLosses(settings: readonly Setting[]): Iterable<ReadonlySet<string>> {
  const shares = new Map<string, { planned: number; lost: number }>()
  for (const { members } of settings) {
    for (const { unit, ranked } of members) {
      const share = entryOf(shares, unit.group, () => ({ planned: 0, lost: 0 }))
      share.planned += ranked.planned
      share.lost += ranked.lost.size
    }
  }
  const lossy = [...shares]
    .filter(([, { planned, lost }]) => lost >= planned / 2)
    .sort(([, a], [, b]) => b.lost / b.planned - a.lost / a.planned)
    .map(([group]) => group)
  for (let count = 0; count < lossy.length; count += Math.max(1, Math.floor(count / 4)))
    yield new Set(lossy.slice(0, count))
  yield new Set(lossy)
}

/** A setting with its members by value, and their means. */
interface Cells {
  readonly setting: Setting
  readonly cells: readonly {
    readonly value: string
    readonly members: readonly Member[]
    readonly means: Means
  }[]
}
type Means = ReadonlyMap<number, number>

function cellsOf(setting: Setting): Cells {
  const byValue = new Map<string, Member[]>()
  for (const member of setting.members) entryOf(byValue, member.unit.value, () => []).push(member)
  return {
    setting,
    cells: [...byValue].map(([value, members]) => ({ value, members, means: sharedMeans(members) })),
  }
}

function meansOf({ setting, cells }: Cells, without: ReadonlySet<string>): BlockSetting {
  const means = cells.flatMap(({ value, members, means }): readonly (readonly [string, Means])[] => {
    const kept = members.filter(({ unit }) => !without.has(unit.group))
    if (kept.length === 0) return []
    return [[value, kept.length === members.length ? means : sharedMeans(kept)]]
  })
  return { setting, means: new Map(means) }
}

/** By seed: the mean over the members, where all of them have a number. */
function sharedMeans(members: readonly Member[]): Means {
  const [first, ...others] = members.map(({ ranked }) => ranked.values)
  if (others.length === 0) return first!
  const shared = [...first!].filter(([seed]) => others.every(values => values.has(seed)))
  return new Map(
    shared.map(([seed, value]) => [
      seed,
      others.reduce((sum, values) => sum + values.get(seed)!, value) / members.length,
    ]),
  )
}

/** As many values as any setting has completed; of these, the settings and seeds that hold the most trials. */
function matched(
  settings: readonly BlockSetting[],
  all: readonly string[],
  without: ReadonlySet<string>,
): Block {
  const available = ({ means }: BlockSetting) => all.filter(value => (means.get(value)?.size ?? 0) > 0)
  const candidates = new Map(settings.map(available).map(values => [JSON.stringify(values), values]))
  let best: Block = { values: [], settings: [], seeds: [], without }
  for (const values of candidates.values()) {
    if (values.length < 2 || values.length < best.values.length) continue
    const candidate = { values, without, ...largest(settings, values) }
    if (candidate.seeds.length === 0) continue
    if (values.length > best.values.length || weightOf(candidate) > weightOf(best)) best = candidate
  }
  return best
}

type Extent = Pick<Block, 'settings' | 'seeds'>

function largest(settings: readonly BlockSetting[], values: readonly string[]): Extent {
  const seedsOf = new Map(
    settings.map(setting => {
      const [first, ...others] = values.map(value => setting.means.get(value))
      const shared = [...(first?.keys() ?? [])].filter(seed => others.every(other => other?.has(seed)))
      return [setting, new Set(shared)] as const
    }),
  )
  const counts = new Map<number, number>()
  for (const seeds of seedsOf.values())
    for (const seed of seeds) counts.set(seed, (counts.get(seed) ?? 0) + 1)
  const seeds = [...counts].sort((a, b) => b[1] - a[1]).map(([seed]) => seed)
  let best: Extent = { settings: [], seeds: [] }
  for (let count = 1; count <= seeds.length; count++) {
    const chosen = seeds.slice(0, count)
    const whole = settings.filter(setting => chosen.every(seed => seedsOf.get(setting)!.has(seed)))
    const candidate = { settings: whole, seeds: chosen }
    if (whole.length > 0 && weightOf(candidate) >= weightOf(best)) best = candidate
  }
  return best
}

function weightOf({ settings, seeds }: Extent): number {
  return settings.length * (seeds.length - 0.5)
}

/** How many trials are compared, the first seed counted half. */
function trialsIn(block: Block): number {
  return membersOf(block).length * (block.seeds.length - 0.5)
}

/** What is compared: of each a trial with every seed. */
export function membersOf({ values, settings, without }: Block): readonly Member[] {
  const compared = new Set(values)
  return settings.flatMap(({ setting }) =>
    setting.members.filter(({ unit }) => compared.has(unit.value) && !without.has(unit.group)),
  )
}
