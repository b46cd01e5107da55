// What an example costs in trials of each kind, and how well that is known: a regression of the logarithm of the cost that knows
// beforehand what costs follow, and how loosely (a Gaussian process). A kind of which trials were timed costs what they took. One
// that no trial was like may cost something else, the more so the less it resembles those that were timed: so a forecast made
// of small networks alone is as uncertain about large ones as it should be.
import { type CostKind, nameFeatures } from './cost-kind.js'
import { allTimed, type Timed } from './kinds.js'
import type { Observed } from './pace.js'

/** Examples of one kind that are still to be trained, in so many trials. */
export interface Open {
  readonly kind: CostKind
  readonly examples: number
  readonly trials: number
}

export interface CostEstimate {
  /** Seconds an example, by the id of the kind. */
  readonly perExample: ReadonlyMap<string, number>
  /** Standard deviation of the logarithm of what all that is open takes. */
  readonly error: number
}

/** Standard deviations of the logarithm: of what trials of one kind have in common, and of one trial before any were compared. */
const OF_A_KIND = 0.08
const OF_A_TRIAL = 0.1
/** Of that, the part that lasts: a machine that is busy now is busy for a while. */
const LASTING = 0.5
/** For how many trials of one kind that guess counts. */
const GUESS = 4
/** A trial that was timed for less than this says little: the clock and the beginning of it count as much as the training. */
const SHORT_S = 0.2
/** Of the logarithm of the seconds an example takes on a machine that nothing is known of. */
const OF_MACHINES = 30

/** What is known before: with the parameters the cost grows a little more slowly than they, and small batches cost more. */
const slopes = {
  parameters: { mean: 0.8, deviation: 0.4, from: Math.log(50_000) },
  batch: { mean: -0.15, deviation: 0.2, from: Math.log(32) },
  epochs: { mean: 0, deviation: 0.08, from: Math.log(10) },
} as const
/** The growth with the parameters is no straight line: small networks cost next to nothing, large ones leave the caches. */
const BEND = { deviation: 0.25, width: 1.5 }

/** Of more kinds, those with the most work count: the work of a regression grows with the cube of their number. */
const MOST_KINDS = 40

/** At least one trial was observed, and something is open. */
export function costOf(seen: Observed, open: readonly Open[]): CostEstimate {
  const timed = mostImportant(allTimed(seen.kinds), open)
  const spread = spreadOf(timed)
  const factor = cholesky(
    timed.map((a, i) => timed.map((b, j) => covariance(a.kind, b.kind) + (i === j ? noise(a, spread) : 0))),
  )
  const surprise = timed.map(({ kind, sum, trials }) => sum / trials - expected(kind))
  const weights = solve(factor, surprise)
  const perExample = new Map(
    open.map(({ kind }) => {
      const more = timed.reduce((sum, one, i) => sum + weights[i]! * covariance(kind, one.kind), 0)
      return [kind.id, Math.exp(expected(kind) + more)]
    }),
  )
  return { perExample, error: errorOf({ timed, factor, spread }, withShares(open, perExample)) }
}

interface Share extends Open {
  /** Of the time that everything open takes. */
  readonly share: number
}

function withShares(open: readonly Open[], perExample: ReadonlyMap<string, number>): readonly Share[] {
  const seconds = open.map(({ kind, examples }) => examples * perExample.get(kind.id)!)
  const all = seconds.reduce((sum, one) => sum + one, 0) || 1
  return open.map((one, i) => ({ ...one, share: seconds[i]! / all }))
}

interface Fit {
  readonly timed: readonly Timed[]
  readonly factor: Matrix
  readonly spread: number
}

/** The kinds' errors are errors of one sum: those that they share do not cancel out. */
function errorOf({ timed, factor, spread }: Fit, shares: readonly Share[]): number {
  // The least part of the work, where there are many kinds, is left to the others.
  const main = [...shares].sort((a, b) => b.share - a.share).slice(0, MOST_KINDS)
  const whole = main.reduce((sum, { share }) => sum + share, 0) || 1
  let before = 0
  for (const a of main) for (const b of main) before += a.share * b.share * covariance(a.kind, b.kind)
  const shared = timed.map(one =>
    main.reduce((sum, { kind, share }) => sum + share * covariance(kind, one.kind), 0),
  )
  const learnt = solve(factor, shared).reduce((sum, weight, i) => sum + weight * shared[i]!, 0)
  const ofTrials = main.reduce(
    (sum, { share, trials }) => sum + (share * spread) ** 2 / Math.max(1, trials),
    0,
  )
  const ofKinds = Math.max(0, before - learnt)
  return Math.sqrt((ofKinds + ofTrials) / whole ** 2 + (LASTING * spread) ** 2)
}

/** Standard deviation of the logarithm between trials of one kind, as far as some were compared. */
function spreadOf(timed: readonly Timed[]): number {
  const [squares, compared] = timed.reduce(
    ([sum, count], { trials, sum: total, squares: all }) => [
      sum + Math.max(0, all - (total * total) / trials),
      count + trials - 1,
    ],
    [0, 0],
  )
  return Math.sqrt((GUESS * OF_A_TRIAL ** 2 + squares) / (GUESS + compared))
}

function noise({ trials, seconds }: Timed, spread: number): number {
  return (spread ** 2 + (SHORT_S / (seconds / trials)) ** 2) / trials
}

function mostImportant(timed: readonly Timed[], open: readonly Open[]): readonly Timed[] {
  if (timed.length <= MOST_KINDS) return timed
  const work = new Map(open.map(({ kind, examples }) => [kind.id, examples * Math.exp(expected(kind))]))
  const of = ({ kind }: Timed) => work.get(kind.id) ?? 0
  return [...timed].sort((a, b) => of(b) - of(a)).slice(0, MOST_KINDS)
}

function expected(kind: CostKind): number {
  return numbers.reduce((sum, name) => sum + slopes[name].mean * (kind[name] - slopes[name].from), 0)
}
const numbers = ['parameters', 'batch', 'epochs'] as const

/** Of the logarithms of the costs of two kinds, before anything was timed. */
function covariance(a: CostKind, b: CostKind): number {
  let sum = OF_MACHINES ** 2
  for (const name of numbers) {
    const { deviation, from } = slopes[name]
    sum += deviation ** 2 * (a[name] - from) * (b[name] - from)
  }
  const apart = (a.parameters - b.parameters) / BEND.width
  sum += BEND.deviation ** 2 * Math.exp((-apart * apart) / 2)
  for (const [i, { deviation }] of nameFeatures.entries())
    if (a.names[i] === b.names[i]) sum += deviation ** 2
  return a.id === b.id ? sum + OF_A_KIND ** 2 : sum
}

type Matrix = readonly (readonly number[])[]

/** The lower triangle L with L L' = the matrix, which is symmetric and positive definite. */
function cholesky(matrix: Matrix): Matrix {
  const factor: number[][] = []
  for (const [i, row] of matrix.entries()) {
    const made: number[] = []
    for (let j = 0; j <= i; j++) {
      const other = j === i ? made : factor[j]!
      let rest = row[j]!
      for (let k = 0; k < j; k++) rest -= made[k]! * other[k]!
      made.push(j === i ? Math.sqrt(Math.max(rest, 1e-9)) : rest / other[j]!)
    }
    factor.push(made)
  }
  return factor
}

/** x with L L' x = right. */
function solve(factor: Matrix, right: readonly number[]): readonly number[] {
  const x = [...right]
  for (let i = 0; i < x.length; i++) {
    for (let k = 0; k < i; k++) x[i]! -= factor[i]![k]! * x[k]!
    x[i]! /= factor[i]![i]!
  }
  for (let i = x.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < x.length; k++) x[i]! -= factor[k]![i]! * x[k]!
    x[i]! /= factor[i]![i]!
  }
  return x
}
