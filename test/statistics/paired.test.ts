import { describe, expect, test } from 'vitest'
import { contrastsWith, holmAdjusted, pairedPValue, tiedOfBest } from '../../src/statistics/paired.js'

const bySeed = (...values: number[]) => new Map(values.map((value, seed) => [seed, value]))

describe('pairedPValue', () => {
  test('agrees with the sleep data of Student 1908', () => {
    // R and scipy: t.test(paired = TRUE): t = -4.0621, p = 0.002833
    const drug1 = bySeed(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
    const drug2 = bySeed(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
    expect(pairedPValue(drug1, drug2)).toBeCloseTo(0.002832890197384273, 9)
  })

  test('agrees with work by hand', () => {
    // differences 1, 2, 3: mean 2, deviation 1, t = 2 / (1 / sqrt 3) = 3.4641; p = 1 - t / sqrt(2 + t^2) = 0.0741799
    expect(pairedPValue(bySeed(11, 12, 13), bySeed(10, 10, 10))).toBeCloseTo(1 - Math.sqrt(12 / 14), 9)
  })

  test('pairs by seed, not by position, and leaves out seeds that only one has', () => {
    const a = new Map([
      [7, 3],
      [1, 10],
      [5, 99],
    ])
    const b = new Map([
      [1, 9],
      [7, 1],
      [2, -99],
    ])
    // 3 - 1 and 10 - 9: mean 1.5, deviation sqrt(1/2), t = 3; with one degree of freedom p = 1 - 2 atan(3) / pi = 0.2048.
    expect(pairedPValue(a, b)).toBeCloseTo(1 - (2 * Math.atan(3)) / Math.PI, 9)
  })

  test('does not depend on the order of its arguments', () => {
    const [a, b] = [bySeed(1, 2, 4), bySeed(0, 3, 2)]
    expect(pairedPValue(b, a)).toBe(pairedPValue(a, b))
  })

  test('is null with fewer than two shared seeds', () => {
    expect(pairedPValue(bySeed(1), bySeed(2))).toBeNull()
    expect(pairedPValue(bySeed(1, 2, 3), new Map([[2, 5]]))).toBeNull()
    expect(pairedPValue(new Map(), bySeed(1, 2))).toBeNull()
  })

  test('finds no difference between equal bits', () => {
    expect(pairedPValue(bySeed(0.1, 0.7), bySeed(0.1, 0.7))).toBe(1)
  })

  test('is certain of a difference that is the same for every seed', () => {
    expect(pairedPValue(bySeed(0.5, 0.75), bySeed(0.25, 0.5))).toBe(0)
  })
})

describe('holmAdjusted', () => {
  test('agrees with R', () => {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"): 0.005 x 4, 0.01 x 3, 0.03 x 2, and 0.04 x 1 raised to the one before
    const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005])
    const expected = [0.03, 0.06, 0.06, 0.02]
    adjusted.forEach((p, i) => {
      expect(p).toBeCloseTo(expected[i]!, 15)
    })
  })

  test('is the p-value itself where there is one test', () => {
    expect(holmAdjusted([0.05])).toEqual([0.05])
  })

  test('is a probability, and neither corrects nor counts what could not be tested', () => {
    expect(holmAdjusted([0.6, null, 0.7])).toEqual([1, null, 1])
    expect(holmAdjusted([null, 0.04, null])).toEqual([null, 0.04, null])
    expect(holmAdjusted([])).toEqual([])
  })
})

describe('contrastsWith', () => {
  test('gives the paired difference from the best with its interval, and what the tests make of it together', () => {
    const best = bySeed(10, 10, 10)
    const [near, far] = contrastsWith(best, [bySeed(9, 8, 7), bySeed(0, -1, -2)])
    // near: -1, -2, -3: mean -2, deviation 1, half-width t(0.975, 2) / sqrt 3 = 4.302652730 / 1.732050808 = 2.484137712;
    // t = -2 sqrt 3, p = 1 - sqrt(12 / 14). far: -10, -11, -12: t = -11 sqrt 3, p = 1 - sqrt(363 / 365) = 0.002743.
    expect(near!.difference).toMatchObject({ n: 3, mean: -2 })
    expect(near!.difference!.halfWidth).toBeCloseTo(2.484137712, 8)
    expect(near!.pValue).toBeCloseTo(1 - Math.sqrt(12 / 14), 9)
    expect(far!.pValue).toBeCloseTo(1 - Math.sqrt(363 / 365), 9)
    // Of two tests the smaller p-value counts twice.
    expect(far!.adjusted).toBeCloseTo(2 * (1 - Math.sqrt(363 / 365)), 9)
    expect(near!.adjusted).toBe(near!.pValue)
    expect([near!.tied, far!.tied]).toEqual([true, false])
  })

  test('does not know of a tie where there is nothing to test', () => {
    const [single, apart] = contrastsWith(bySeed(1), [bySeed(0.5), new Map([[7, 3]])])
    expect(single).toMatchObject({
      difference: { n: 1, mean: -0.5, halfWidth: null },
      pValue: null,
      tied: null,
    })
    expect(apart).toEqual({ difference: null, pValue: null, adjusted: null, tied: null })
  })
})

test('the best is tied with another, or not known to be, or apart from all', () => {
  expect(tiedOfBest([false, null, true])).toBe(true)
  expect(tiedOfBest([false, null])).toBeNull()
  expect(tiedOfBest([false, false])).toBe(false)
  expect(tiedOfBest([])).toBe(false)
})
