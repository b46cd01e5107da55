// Do two configurations differ? Trials with the same seed see the same split and the same order of examples, so they are
// compared seed by seed: what the seed does to both cancels, and far fewer seeds are needed than for separate samples.
import { twoSidedProbability } from './student.js'
import { summarize } from './summary.js'

/**
 * The p-value of the paired t-test of a and b over the seeds that both have: how probable such a mean difference or a larger
 * one is where there is none. null with fewer than two shared seeds, because one difference has no spread.
 * Differences that are all the same have none either: all 0 is no difference (1), all the same other number is one (0).
 */
export function pairedPValue(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number | null {
  const differences: number[] = []
  for (const [seed, value] of a) {
    const other = b.get(seed)
    if (other !== undefined) differences.push(value - other)
  }
  const summary = summarize(differences)
  if (summary === null || summary.standardDeviation === null) return null
  const { n, mean, standardDeviation } = summary
  return mean === 0 ? 1 : twoSidedProbability(mean / (standardDeviation / Math.sqrt(n)), n - 1)
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
