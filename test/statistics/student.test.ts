import { describe, expect, test } from 'vitest'
import { tQuantile, twoSidedProbability } from '../../src/statistics/student.js'

// Fisher and Yates, Statistical Tables, table III, to their three decimals.
const table: readonly (readonly [degreesOfFreedom: number, quantile: number])[] = [
  [1, 12.706],
  [2, 4.303],
  [3, 3.182],
  [4, 2.776],
  [5, 2.571],
  [9, 2.262],
  [19, 2.093],
  [30, 2.042],
  [120, 1.98],
]

describe("Student's t", () => {
  test.each(table)('has the published 97.5 % quantile for %i degrees of freedom', (df, quantile) => {
    expect(tQuantile(0.975, df)).toBeCloseTo(quantile, 3)
  })

  test('has the quantile of the Cauchy distribution for one degree of freedom: tan(pi (p - 1/2))', () => {
    expect(tQuantile(0.9, 1)).toBeCloseTo(Math.tan(Math.PI * 0.4), 8)
  })

  test('tails hold the rest of the probability', () => {
    for (const [df] of table) expect(twoSidedProbability(tQuantile(0.975, df), df)).toBeCloseTo(0.05, 8)
  })

  test('has the closed form 1 - t / sqrt(2 + t^2) for two degrees of freedom', () => {
    for (const t of [0, 0.5, 1, 3, -3, 10])
      expect(twoSidedProbability(t, 2)).toBeCloseTo(1 - Math.abs(t) / Math.sqrt(2 + t * t), 9)
  })

  test('keeps the digits of very small probabilities', () => {
    // scipy 1.17: 2 * stats.t.sf(1e4, 4)
    expect(twoSidedProbability(1e4, 4) / 5.9999996e-16).toBeCloseTo(1, 9)
  })

  test('is certain at the ends', () => {
    expect(twoSidedProbability(0, 3)).toBe(1)
    expect(twoSidedProbability(Infinity, 3)).toBe(0)
    expect(twoSidedProbability(-Infinity, 1)).toBe(0)
  })
})
