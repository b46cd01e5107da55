import { describe, expect, test } from 'vitest'
import { bar } from '../../src/report/bars.js'
import { asciiSigns, unicodeSigns } from '../../src/report/signs.js'
import { columnsOf } from '../../src/report/table.js'

describe('bars', () => {
  test.each([
    [0, ''],
    [-1, ''],
    [Number.NaN, ''],
    [1e-9, ''],
    [0.02, '▏'], // 0.02 * 4 * 8 = 0.64: one eighth
    [0.5, '██'],
    [0.53, '██▏'], // 0.53 * 4 * 8 = 16.96: 17 eighths
    [1, '████'],
    [7, '████'],
  ])('of %d, four columns for the whole', (share, expected) => {
    expect(bar(share, 4, unicodeSigns)).toBe(expected)
  })

  test('are of whole characters in ASCII', () => {
    expect([0, 0.06, 0.4, 1].map(share => bar(share, 10, asciiSigns))).toEqual([
      '',
      '#',
      '####',
      '##########',
    ])
  })

  test('are never longer than the whole', () => {
    for (let share = 0; share <= 1; share += 0.01)
      expect(columnsOf(bar(share, 9, unicodeSigns))).toBeLessThanOrEqual(9)
  })
})
