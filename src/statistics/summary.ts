// Replicates in one line: how many, their mean, how far they spread, and how well the mean is known.
import { intervalQuantile } from './student.js'

export interface Summary {
  /** How many values, at least 1. */
  readonly n: number
  readonly mean: number
  /** Of the values, with n - 1; null for a single one. */
  readonly standardDeviation: number | null
  /** Of the mean's 95 % confidence interval, by Student's t; null for a single value, which says nothing about its spread. */
  readonly halfWidth: number | null
}

/** null where there are no values. The values are finite. */
export function summarize(values: readonly number[]): Summary | null {
  const n = values.length
  if (n === 0) return null
  const mean = meanOf(values)
  if (n === 1) return { n, mean, standardDeviation: null, halfWidth: null }
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const standardDeviation = Math.sqrt(squares / (n - 1))
  const halfWidth = (intervalQuantile(n - 1) * standardDeviation) / Math.sqrt(n)
  return { n, mean, standardDeviation, halfWidth }
}

/** Taken from the first value on, so that equal values have exactly that mean and a spread of exactly 0. */
function meanOf(values: readonly number[]): number {
  const first = values[0]!
  return first + values.reduce((sum, value) => sum + (value - first), 0) / values.length
}
