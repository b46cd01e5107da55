// What each value of an axis does to the objective, over all the rest: the experiment's question, answered directly.
//
// A fair mean compares like with like. The configurations are put into settings (axis-settings.ts), and only settings and seeds
// count that every compared value has completed (axis-block.ts). Each seed then gives one mean over the settings for each value;
// the interval is Student's over these, and values are compared with the best one by paired t-tests over the seeds, with
// Holm's correction. What was left out, and why, is part of the result (axis-left-out.ts).
//
// Hyperparameters that a choice brings along (the learning rate of each optimizer) are part of the setting where the
// values of the axis share them, and are averaged over where they do not.
import { type Block, chooseBlock, membersOf } from './axis-block.js'
import { type LeftOut, leftOutOf } from './axis-left-out.js'
import { type Division, type Setting, settingsOf } from './axis-settings.js'
import { type Contrast, contrastsWith, type Tied, tiedOfBest } from './paired.js'
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
  /** In how many of them the plan has two values or more, whatever became of their trials. */
  readonly metSettings: number
  readonly leftOut: LeftOut
}

export interface ValueEffect {
  readonly value: string
  /** Over the seeds, of the mean over the settings; null where it could not be compared. */
  readonly summary: Summary | null
  readonly isBest: boolean
  readonly tied: Tied
  /** null for the best itself, and where it could not be compared. */
  readonly contrast: Contrast | null
  /** How many of the settings that are compared it has completed, with all seeds that are; all of them where it is compared. */
  readonly settings: number
  /** In how many of them the plan has it, whatever became of its trials. */
  readonly occursIn: number
  /** How many trials its mean is over; 0 where it could not be compared. */
  readonly trials: number
}

export function axisEffects(
  ranking: readonly RankedConfiguration[],
  direction: 'maximize' | 'minimize',
  division: Division,
): AxisEffects {
  const settings = settingsOf(ranking, division)
  const block = chooseBlock(settings, division.values)
  const effects = new Map(effectsOf(block, direction).map(effect => [effect.value, effect]))
  return {
    values: division.values.map(value => effects.get(value) ?? notCompared(value, block)),
    settings: block.settings.length,
    seeds: block.seeds.length,
    sharedSeeds: [...block.seeds].sort((a, b) => a - b),
    allSettings: settings.length,
    metSettings: settings.filter(hasTwoValues).length,
    leftOut: leftOutOf(settings, block),
  }
}

function notCompared(value: string, { settings, seeds }: Block): ValueEffect {
  const own = settings.filter(({ setting: { members } }) => members.some(({ unit }) => unit.value === value))
  const shared = own.filter(({ setting }) => hasAll(setting, value, seeds)).length
  return {
    value,
    summary: null,
    isBest: false,
    tied: null,
    contrast: null,
    settings: shared,
    occursIn: own.length,
    trials: 0,
  }
}

function hasTwoValues({ members }: Setting): boolean {
  return members.some(({ unit }) => unit.value !== members[0]!.unit.value)
}

function hasAll({ members }: Setting, value: string, seeds: readonly number[]): boolean {
  const own = members.filter(({ unit }) => unit.value === value)
  return own.every(({ ranked }) => seeds.every(seed => ranked.values.has(seed)))
}

function effectsOf(block: Block, direction: 'maximize' | 'minimize'): readonly ValueEffect[] {
  const sign = direction === 'maximize' ? -1 : 1
  const [best, ...others] = block.values
    .map(value => {
      const bySeed = meansBySeed(block, value)
      return { value, bySeed, summary: summarize([...bySeed.values()])! }
    })
    .sort((a, b) => sign * (a.summary.mean - b.summary.mean)) // stable: of equal ones the first is the best
  if (best === undefined) return []
  const settings = block.settings.length
  const extent = { settings, occursIn: settings }
  const trials = trialsByValue(block)
  const contrasts = contrastsWith(
    best.bySeed,
    others.map(({ bySeed }) => bySeed),
  )
  return [
    {
      value: best.value,
      summary: best.summary,
      isBest: true,
      tied: tiedOfBest(contrasts.map(({ tied }) => tied)),
      contrast: null,
      ...extent,
      trials: trials.get(best.value)!,
    },
    ...others.map(({ value, summary }, i): ValueEffect => {
      const contrast = contrasts[i]!
      const { tied } = contrast
      return { value, summary, isBest: false, tied, contrast, ...extent, trials: trials.get(value)! }
    }),
  ]
}

/** How many trials the mean of each value is over. */
function trialsByValue(block: Block): ReadonlyMap<string, number> {
  const trials = new Map<string, number>()
  for (const { unit } of membersOf(block))
    trials.set(unit.value, (trials.get(unit.value) ?? 0) + block.seeds.length)
  return trials
}

function meansBySeed({ settings, seeds }: Block, value: string): ReadonlyMap<number, number> {
  return new Map(
    seeds.map(seed => [
      seed,
      settings.reduce((sum, { means }) => sum + means.get(value)!.get(seed)!, 0) / settings.length,
    ]),
  )
}
