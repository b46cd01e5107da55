// How well a share is known from a count, such as an accuracy from the images that were classified rightly.
// Not the interval over seeds that rankings have: this one is about the images, for one network.

/** Bounds of an interval of shares: 0 <= low <= high <= 1. */
export interface Interval {
  readonly low: number
  readonly high: number
}

/** The 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054

/**
 * Wilson's 95 % interval of a share: the shares from which the observed count is not further than Z standard errors. Unlike
 * the usual mean +- Z standard errors it stays between 0 and 1, and says something where all or none were right.
 * 0 <= successes <= count, count at least 1. Wilson 1927; Brown, Cai and DasGupta 2001.
 */
export function wilsonInterval(successes: number, count: number): Interval {
  const share = successes / count
  const z2 = (Z * Z) / count
  const centre = (share + z2 / 2) / (1 + z2)
  const half = Math.sqrt(z2 * (share * (1 - share) + z2 / 4)) / (1 + z2)
  // At both ends one bound is the share itself; rounding must not take it beyond.
  return {
    low: successes === 0 ? 0 : centre - half,
    high: successes === count ? 1 : centre + half,
  }
}
