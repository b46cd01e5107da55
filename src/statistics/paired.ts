// Do two configurations differ? Trials with the same seed see the same split and the same order of examples, so they are
// compared seed by seed: what the seed does to both cancels, and far fewer seeds are needed than for separate samples.
import { twoSidedProbability } from './student.js'
import { type Interval, summarize } from './summary.js'

export interface PairedDifference {
  /** How many seeds both have, at least 2. */
  readonly n: number
  /** Mean of a - b. */
  readonly mean: number
  readonly interval: Interval
  /** Of the paired t-test: how probable such a difference or a larger one is where there is none. */
  readonly pValue: number
}

/**
 * The difference a - b over the seeds that both have; null with fewer than two of them, because one difference has no
 * spread. Differences that are all the same have none either: all 0 is no difference (p = 1), all the same other number
 * is one (p = 0).
 */
export function pairedDifference(
  a: ReadonlyMap<number, number>,
  b: ReadonlyMap<number, number>,
): PairedDifference | null {
  const differences: number[] = []
  for (const [seed, value] of a) {
    const other = b.get(seed)
    if (other !== undefined) differences.push(value - other)
  }
  const summary = summarize(differences)
  if (summary === null || summary.interval === null) return null
  const { n, mean, interval } = summary
  return { n, mean, interval, pValue: pairedProbability(mean, summary.standardDeviation ?? 0, n) }
}

function pairedProbability(mean: number, standardDeviation: number, n: number): number {
  if (mean === 0) return 1
  return twoSidedProbability(mean / (standardDeviation / Math.sqrt(n)), n - 1)
}

/**
 * Which of several tests reject at the level `alpha` when the chance of a single false rejection among all of them is to
 * stay below it: the smallest p-value is held against alpha / m, the next against alpha / (m - 1), and so on until
 * one fails. A test that could not be made (null) rejects nothing and does not count. Holm 1979.
 */
export function holmRejections(pValues: readonly (number | null)[], alpha: number): readonly boolean[] {
  const rejected = pValues.map(() => false)
  const ascending = pValues
    .flatMap((pValue, test) => (pValue === null ? [] : [{ pValue, test }]))
    .sort((a, b) => a.pValue - b.pValue)
  for (const [place, { pValue, test }] of ascending.entries()) {
    if (pValue > alpha / (ascending.length - place)) break
    rejected[test] = true
  }
  return rejected
}
