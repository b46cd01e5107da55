// Do two configurations differ? Trials with the same seed see the same split and the same order of examples, so they are
// compared seed by seed: what the seed does to both cancels, and far fewer seeds are needed than for separate samples.
import { twoSidedProbability } from './student.js'
import { type Summary, summarize } from './summary.js'

type BySeed = ReadonlyMap<number, number>

/**
 * Whether something cannot be told apart from the best; null where nothing is known of that, because they share fewer than two
 * seeds or it has no number. That is no finding, and is never shown as one. Of the best itself: whether another is tied with it.
 */
export type Tied = boolean | null

/** How one differs from the best of several, by their shared seeds. */
export interface Contrast {
  /** Of its values less those of the best, seed by seed; null where they share no seed. */
  readonly difference: Summary | null
  /** null where it could not be tested. */
  readonly pValue: number | null
  /** The p-value corrected for all the tests that are made beside it. */
  readonly adjusted: number | null
  readonly tied: Tied
}

const ALPHA = 0.05

/** Each of the others against the best: at 5 %, with Holm's correction for their number. */
export function contrastsWith(best: BySeed, others: readonly BySeed[]): readonly Contrast[] {
  const differences = others.map(values => summarize(differencesOf(values, best)))
  const pValues = differences.map(pValueOf)
  const adjusted = holmAdjusted(pValues)
  return differences.map((difference, i) => {
    const p = adjusted[i]!
    return { difference, pValue: pValues[i]!, adjusted: p, tied: p === null ? null : p > ALPHA }
  })
}

/** Of the best itself, by what is known of the others. */
export function tiedOfBest(others: readonly Tied[]): Tied {
  return others.includes(true) ? true : others.includes(null) ? null : false
}

/**
 * The p-value of the paired t-test of a and b over the seeds that both have: how probable such a mean difference or a larger
 * one is where there is none. null with fewer than two shared seeds, because one difference has no spread.
 * Differences that are all the same have none either: all 0 is no difference (1), all the same other number is one (0).
 */
export function pairedPValue(a: BySeed, b: BySeed): number | null {
  return pValueOf(summarize(differencesOf(a, b)))
}

function differencesOf(a: BySeed, b: BySeed): readonly number[] {
  const differences: number[] = []
  for (const [seed, value] of a) {
    const other = b.get(seed)
    if (other !== undefined) differences.push(value - other)
  }
  return differences
}

function pValueOf(differences: Summary | null): number | null {
  if (differences === null || differences.standardDeviation === null) return null
  const { n, mean, standardDeviation } = differences
  return mean === 0 ? 1 : twoSidedProbability(mean / (standardDeviation / Math.sqrt(n)), n - 1)
}

/**
 * The p-values as they would have to be alone to be worth as much: the smallest times the number m of tests, the next times
 * m - 1, and so on, none smaller than the one before, none above 1. Where those that are at most alpha are rejected, the chance of
 * a single false rejection among all of them stays below it. A test that could not be made (null) stays null, and does not
 * count. Holm 1979.
 */
export function holmAdjusted(pValues: readonly (number | null)[]): readonly (number | null)[] {
  const adjusted: (number | null)[] = pValues.map(() => null)
  const ascending = pValues
    .flatMap((pValue, test) => (pValue === null ? [] : [{ pValue, test }]))
    .sort((a, b) => a.pValue - b.pValue)
  let largest = 0
  for (const [place, { pValue, test }] of ascending.entries()) {
    largest = Math.max(largest, Math.min(1, pValue * (ascending.length - place)))
    adjusted[test] = largest
  }
  return adjusted
}
