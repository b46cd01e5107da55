// What training one example costs, as a straight line in the number of parameters: a fixed part for reading, shuffling and
// measuring, and a part for the weights. Fitted to the trials so far by least squares, each weighted by its examples.
import type { Observed } from './pace.js'

/** Seconds for one example: perExample + perParameter x parameters. */
export interface Cost {
  readonly perExample: number
  readonly perParameter: number
}

export interface CostEstimate {
  readonly likely: Cost
  /** What it may be besides: while all trials had one size, nothing says which of the two parts the time went into. */
  readonly bounds: readonly Cost[]
  /** Standard deviation of a trial's cost from the line, divided by the mean cost. */
  readonly spread: number
}

/** The spread where too few trials are known to see one. */
const UNKNOWN_SPREAD = 0.5

/** At least one trial was observed. */
export function costOf(seen: Observed): CostEstimate {
  const { trials, e, ep, epp, t, tp } = seen
  const proportional: Cost = { perExample: 0, perParameter: t / ep }
  const constant: Cost = { perExample: t / e, perParameter: 0 }
  // The determinant is the weighted variance of the parameters, up to a factor: zero where all have one size.
  const determinant = e * epp - ep * ep
  if (determinant < 1e-3 * e * epp)
    return { likely: proportional, bounds: [constant], spread: spreadAround(proportional, seen, trials - 1) }
  const slope = (e * tp - ep * t) / determinant
  const start = (t - slope * ep) / e
  const likely =
    slope < 0
      ? constant
      : start < 0
        ? { perExample: 0, perParameter: tp / epp }
        : { perExample: start, perParameter: slope }
  return { likely, bounds: [], spread: spreadAround(likely, seen, trials - 2) }
}

/** freedom: the number of trials less the number of fitted parts. */
function spreadAround({ perExample: a, perParameter: b }: Cost, seen: Observed, freedom: number): number {
  if (freedom < 1) return UNKNOWN_SPREAD
  const { trials, e, ep, epp, t, tp, ttPerE } = seen
  // The sum of (t - e (a + b p))^2 / e, multiplied out.
  const squares = ttPerE - 2 * a * t - 2 * b * tp + a * a * e + 2 * a * b * ep + b * b * epp
  const variance = Math.max(0, (squares / e) * (trials / freedom))
  return Math.sqrt(variance) / (t / e)
}
