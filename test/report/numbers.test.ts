import { describe, expect, test } from 'vitest'
import {
  describeSummary,
  formatCell,
  formatCount,
  formatDuration,
  formatMetric,
  formatSummaries,
  formatWithUnit,
  metricTitle,
  plural,
} from '../../src/report/numbers.js'
import { asciiSigns, unicodeSigns } from '../../src/report/signs.js'
import { summarize } from '../../src/statistics/summary.js'

const accuracy = { split: 'validation', metric: 'accuracy' } as const
const loss = { split: 'train', metric: 'loss' } as const

describe('a metric', () => {
  test('is a percentage where it is a share, and a plain number where it is a loss', () => {
    expect(metricTitle(accuracy)).toBe('validation accuracy %')
    expect(formatMetric(accuracy, 0.97312)).toBe('97.31')
    expect(formatWithUnit(accuracy, 0.97312)).toBe('97.31 %')
    expect(metricTitle(loss)).toBe('train loss')
    expect(formatMetric(loss, 0.123456)).toBe('0.1235')
    expect(formatWithUnit(loss, 0.123456)).toBe('0.1235')
  })

  test('is never shown as zero unless it is', () => {
    expect(formatMetric(loss, 2.14e-7)).toBe('2.1e-7')
    expect(formatMetric(loss, 0)).toBe('0.0000')
    expect(formatMetric(loss, 1.013771191672663e30)).toBe('1.0138e+30')
  })
})

describe('a summary', () => {
  test('has its half-width behind ±, and none for a single value', () => {
    // 0.96, 0.97, 0.98: mean 0.97, deviation 0.01, half-width 4.302653 * 0.01 / sqrt 3 = 0.024841
    const three = summarize([0.96, 0.97, 0.98])!
    expect(describeSummary(accuracy, three, unicodeSigns)).toBe('97.00 ± 2.48 % validation accuracy')
    expect(describeSummary(accuracy, three, asciiSigns)).toBe('97.00 +- 2.48 % validation accuracy')
    expect(describeSummary(accuracy, summarize([0.97])!, unicodeSigns)).toBe('97.00 % validation accuracy')
  })

  test('stands below another with its points aligned', () => {
    const summaries = [summarize([0.97, 0.97]), summarize([0.05, 0.08]), summarize([1]), null]
    // 0.05, 0.08: mean 0.065, deviation 0.0212132, half-width 12.7062 * 0.0212132 / sqrt 2 = 0.190593
    expect(formatSummaries(accuracy, summaries, unicodeSigns)).toEqual([
      ' 97.00 ±  0.00',
      '  6.50 ± 19.06',
      '100.00',
      '     -',
    ])
    expect(formatSummaries(accuracy, [], unicodeSigns)).toEqual([])
    const many = Array.from({ length: 150_000 }, () => null)
    expect(formatSummaries(accuracy, many, unicodeSigns)).toHaveLength(150_000)
  })
})

test('a duration has two units at most', () => {
  expect([0, 4.25, 59.94, 59.96, 185, 3599.6, 7620, 172_800, 31_536_000].map(formatDuration)).toEqual([
    '0.0 s',
    '4.3 s',
    '59.9 s',
    '1 min 00 s',
    '3 min 05 s',
    '1 h 00 min',
    '2 h 07 min',
    '2 days',
    '365 days',
  ])
})

test('a cell is written as in the file, and a missing one as a dash', () => {
  expect([null, true, 0.001, 'a', new Date('2026-11-21T16:04:05Z')].map(formatCell)).toEqual([
    '-',
    'true',
    '0.001',
    'a',
    '2026-11-21 16:04:05',
  ])
})

test('a count has its thousands apart, and its noun in the plural but for one', () => {
  expect([0, 999, 1000, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567'])
  expect([1, 2, 3000].map(n => plural(n, 'trial'))).toEqual(['1 trial', '2 trials', '3,000 trials'])
})
