import { describe, expect, test } from 'vitest'
import { summarize } from '../../src/statistics/summary.js'

describe('summarize', () => {
  test('gives mean, standard deviation with n - 1 and the t interval', () => {
    // 2, 4, 6: mean 4, squares 4 + 0 + 4 = 8, 8 / 2 = 4, deviation 2; 4.302653 * 2 / sqrt 3 = 4.968276
    const summary = summarize([2, 4, 6])!
    expect(summary).toMatchObject({ n: 3, mean: 4, standardDeviation: 2 })
    expect(summary.halfWidth).toBeCloseTo(4.968276, 5)
  })

  test('agrees with scipy', () => {
    // stats.t.interval(.95, 5, mean, stats.sem(values)) on scipy 1.17: 29.96284399889906 to 30.06715600110094
    const { mean, standardDeviation, halfWidth } = summarize([30.02, 29.99, 30.11, 29.97, 30.01, 29.99])!
    expect(mean).toBeCloseTo(30.015, 12)
    expect(standardDeviation).toBeCloseTo(0.04969909455915697, 12)
    expect(halfWidth).toBeCloseTo((30.06715600110094 - 29.96284399889906) / 2, 8)
  })

  test('claims nothing about the spread of a single value', () => {
    expect(summarize([0.97])).toEqual({ n: 1, mean: 0.97, standardDeviation: null, halfWidth: null })
  })

  test('is null without values', () => {
    expect(summarize([])).toBeNull()
  })

  test('gives equal values exactly their mean and no spread at all', () => {
    // Summed and divided, three times 0.1 would be 0.10000000000000002.
    expect(summarize([0.1, 0.1, 0.1])).toEqual({
      n: 3,
      mean: 0.1,
      standardDeviation: 0,
      halfWidth: 0,
    })
  })

  test('keeps the spread of values that are large beside it', () => {
    // 1e9 + (1, 2, 3): deviation 1, where the sum of squares less the squared sum would have lost it
    expect(summarize([1e9 + 1, 1e9 + 2, 1e9 + 3])).toMatchObject({ mean: 1e9 + 2, standardDeviation: 1 })
  })
})
