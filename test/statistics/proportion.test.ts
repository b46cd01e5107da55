import { describe, expect, test } from 'vitest'
import { wilsonInterval } from '../../src/statistics/proportion.js'

describe('wilsonInterval', () => {
  test('agrees with the worked example of Newcombe 1998, table I: 81 of 263', () => {
    const { low, high } = wilsonInterval(81, 263)
    expect(low).toBeCloseTo(0.2553, 4)
    expect(high).toBeCloseTo(0.3662, 4)
  })

  test('agrees with Newcombe 1998 where there are few and none: 15 of 148, 0 of 20, 1 of 29', () => {
    const rounded = (successes: number, count: number) => {
      const { low, high } = wilsonInterval(successes, count)
      return [low.toFixed(4), high.toFixed(4)]
    }
    expect(rounded(15, 148)).toEqual(['0.0624', '0.1605'])
    expect(rounded(0, 20)).toEqual(['0.0000', '0.1611'])
    expect(rounded(1, 29)).toEqual(['0.0061', '0.1718'])
  })

  test('ends at the share itself where all or none were right, whatever the count', () => {
    for (const count of [1, 3, 250, 10_000]) {
      expect(wilsonInterval(0, count).low).toBe(0)
      expect(wilsonInterval(count, count).high).toBe(1)
    }
  })

  test('turns round with the share: what is right of one is wrong of the other', () => {
    const right = wilsonInterval(9_731, 10_000)
    const wrong = wilsonInterval(269, 10_000)
    expect(right.low).toBeCloseTo(1 - wrong.high, 12)
    expect(right.high).toBeCloseTo(1 - wrong.low, 12)
  })
})
