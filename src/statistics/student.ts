// Student's t distribution: the two functions of it that intervals and tests need, good to about nine digits.
import jStat from 'jstat'

/** The value that a t-distributed number stays below with this probability. probability: between 0 and 1. */
export function tQuantile(probability: number, degreesOfFreedom: number): number {
  return jStat.studentt.inv(probability, degreesOfFreedom)
}

/** The 97.5 % quantile, which every interval needs: found once for each number of degrees of freedom. */
export function intervalQuantile(degreesOfFreedom: number): number {
  const known = intervalQuantiles.get(degreesOfFreedom)
  if (known !== undefined) return known
  const quantile = tQuantile(0.975, degreesOfFreedom)
  intervalQuantiles.set(degreesOfFreedom, quantile)
  return quantile
}
const intervalQuantiles = new Map<number, number>()

/**
 * The probability that |T| is at least |t|. Taken from the incomplete beta function and not as 2 (1 - CDF), which loses
 * every digit of a small probability. t may be infinite. Abramowitz and Stegun 1964, 26.7.1.
 */
export function twoSidedProbability(t: number, degreesOfFreedom: number): number {
  const share = degreesOfFreedom / (degreesOfFreedom + t * t)
  return jStat.ibeta(share, degreesOfFreedom / 2, 1 / 2)
}
