import { describe, expect, test } from 'vitest'
import { ascii, bar, glyphsFor, sparkline, unicode } from '../../src/dashboard/lines/glyphs.js'

describe('a sparkline', () => {
  const scale = { low: 0, high: 1 }

  test('has a bar for each number, from low to high', () => {
    expect(sparkline([0, 0.5, 1], 10, scale, unicode)).toBe('▁▅█')
    expect(sparkline([0, 0.5, 1], 10, scale, ascii)).toBe('_=#')
  })

  test('shows the last number of each stretch where it is longer than its room', () => {
    expect(sparkline([0, 0, 0, 1, 0, 0.5], 3, scale, unicode)).toBe('▁█▅')
    expect(sparkline([0, 1, 0, 1, 0, 1, 0, 1], 4, scale, unicode)).toBe('████')
  })

  test('shows what lies outside its scale at the edge, and no number as a gap', () => {
    expect(sparkline([-5, null, 7], 10, scale, unicode)).toBe('▁·█')
  })

  test('is empty without numbers, and full where all are the same', () => {
    expect(sparkline([], 10, scale, unicode)).toBe('')
    expect(sparkline([0.3, 0.3], 10, { low: 0.3, high: 0.3 }, unicode)).toBe('██')
  })
})

test('a bar is as long as its share of the width', () => {
  expect(bar(0.25, 8, ascii)).toEqual({ done: '##', left: '------' })
  expect(bar(0, 3, ascii)).toEqual({ done: '', left: '---' })
  expect(bar(1, 3, ascii)).toEqual({ done: '###', left: '' })
})

test('the dashboard has Unicode where reports have it', () => {
  expect(glyphsFor({ LANG: 'C.UTF-8' })).toBe(unicode)
  expect(glyphsFor({ LANG: 'C.UTF-8', BENCH_ASCII: '1' })).toBe(ascii)
})

test('all signs in ASCII are ASCII, and no two statuses share one', () => {
  const texts = Object.values(ascii).flatMap(value =>
    typeof value === 'string' ? [value] : Object.values(value),
  )
  expect(texts.join('')).toMatch(/^[\x20-\x7e]*$/)
  for (const { status } of [ascii, unicode]) expect(new Set(Object.values(status)).size).toBe(7)
})
