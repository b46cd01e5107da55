// What a comparison left out, in sentences: which values, settings and seeds, how many, and whose trials are missing there.
import type { AxisEffects, ValueEffect } from '../statistics/axis-effects.js'
import type { Because, Cause, LeftOut } from '../statistics/axis-left-out.js'
import { entryOf } from '../statistics/axis-settings.js'
import { formatCount, plural } from './numbers.js'

interface Compared {
  readonly leftOut: LeftOut
  /** How many settings there are, those that were left out as well. */
  readonly effects: { readonly allSettings: number }
}

/** lost: see compare-lost.ts; the settings with these are not named one by one, and their reason is told elsewhere. */
export function leftOutSentences(
  { leftOut, effects }: Compared,
  lost: readonly string[] = [],
): readonly string[] {
  const { settings, seeds, averaged } = leftOut
  return [
    ...(settings.length > 0
      ? [
          `left out: ${formatCount(settings.length)} of ${plural(effects.allSettings, 'setting')} ` +
            whichSettings(settings, lost),
        ]
      : []),
    ...(seeds.length > 0
      ? [
          `left out: ${seeds.length === 1 ? 'seed' : 'seeds'} ${some(seeds.map(({ seed }) => String(seed)))}, ` +
            `because ${reasons(seeds.flatMap(({ because }) => because))}`,
        ]
      : []),
    ...averaged.map(({ values, title, because, completed }) => {
      const [only, ...others] = values
      const rest = completed === 0 ? '' : `; ${plural(completed, 'completed trial')} of it left out as well`
      return others.length === 0
        ? `${only} is averaged without ${title}, which ${reasons(because, '')}${rest}`
        : `${some(values)} are averaged without ${title}, because ${reasons(because)}${rest}`
    }),
  ]
}

/** `(those with learning_rate 100; hidden 8, activation relu), because ...` */
function whichSettings(settings: LeftOut['settings'], lost: readonly string[]): string {
  const told = lost.filter(title => settings.some(({ titles }) => titles.includes(title)))
  const others = settings.filter(({ titles }) => !titles.some(title => told.includes(title)))
  const named = some(
    others.map(({ titles }) => titles.join(', ')),
    '; ',
  )
  const which = [...told.map(title => `those with ${title}`), ...(named === '' ? [] : [named])].join('; ')
  if (others.length === 0) return `(${which})`
  return `(${which}), because ${told.length > 0 ? 'in the others ' : ''}${reasons(others.flatMap(({ because }) => because))}`
}

/** With titles in place of values: `hidden 64`. */
export function entitled(
  { settings, seeds, averaged }: LeftOut,
  titleOf: (value: string) => string,
): LeftOut {
  const withTitles = <Item extends Because>(items: readonly Item[]) =>
    items.map(item => ({
      ...item,
      because: item.because.map(cause => ({ ...cause, value: titleOf(cause.value) })),
    }))
  return {
    settings: withTitles(settings),
    seeds: withTitles(seeds),
    averaged: withTitles(averaged).map(item => ({ ...item, values: item.values.map(titleOf) })),
  }
}

/** Why nothing could be compared. */
export function whyNothing({ metSettings }: Pick<AxisEffects, 'metSettings'>): string {
  return metSettings === 0
    ? 'no two values occur in the same setting'
    : 'no two values have completed the same setting with the same seed'
}

/** Why a value is not compared: whether the plan has it in the settings that are, and with how many of these it is done. */
export function whyNotCompared(
  { settings: own, occursIn }: Pick<ValueEffect, 'settings' | 'occursIn'>,
  effects: Pick<AxisEffects, 'settings' | 'seeds' | 'metSettings'>,
): string {
  const { settings, seeds } = effects
  if (settings === 0) return whyNothing(effects)
  const all = settings === 1 ? 'the setting' : `the ${formatCount(settings)} settings`
  if (occursIn === 0) return `it does not occur in ${all} of the others`
  const some = `${formatCount(occursIn)} of ${all}`
  if (own === occursIn) return `it occurs in only ${some}`
  const seedsText = `with ${seeds === 1 ? 'the seed' : `all ${seeds} seeds`}`
  if (settings === 1) return `it has not completed the setting ${seedsText}`
  const share = own === 0 ? 'none' : `only ${formatCount(own)}`
  if (occursIn < settings)
    return `it occurs in only ${some}, and has completed ${share} of these ${seedsText}`
  return `it has completed ${share} of ${all} ${seedsText}`
}

/** The first few, and how many more there are: JSON has all of them. */
function some(texts: readonly string[], between = ', '): string {
  const more = texts.length - SHOWN
  return [...texts.slice(0, SHOWN), ...(more > 0 ? [`and ${formatCount(more)} more`] : [])].join(between)
}
const SHOWN = 3

/** Whether it has no result yet or was never planned with that seed: it lacks it. */
const verbs: Readonly<Record<Cause['status'], string>> = {
  diverged: 'diverged in',
  failed: 'failed in',
  pruned: 'was pruned in',
  cancelled: 'was stopped in',
  unfinished: 'lacks',
  absent: 'does not occur in',
}

/** `learning_rate 10 diverged in 3 trials and failed in 1 trial, learning_rate 1 lacks 2 trials`. */
function reasons(causes: readonly Cause[], name?: string): string {
  const byValue = new Map<string, Map<Cause['status'], number>>()
  for (const { value, status, trials } of causes) {
    const counts = entryOf(byValue, name ?? value, () => new Map<Cause['status'], number>())
    counts.set(status, (counts.get(status) ?? 0) + (status === 'absent' ? 1 : trials))
  }
  const parts = [...byValue].map(([value, counts]) => {
    const happened = [...counts].map(
      ([status, n]) => `${verbs[status]} ${plural(n, status === 'absent' ? 'setting' : 'trial')}`,
    )
    return `${value} ${happened.join(' and ')}`.trimStart()
  })
  return some(parts)
}
