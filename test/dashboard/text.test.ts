import { describe, expect, test } from 'vitest'
import { clockText, compact, percent, roughly, timeLeft } from '../../src/dashboard/lines/format.js'
import { firstFitting, fitLine, justify, plainText, span, wrap } from '../../src/dashboard/lines/text.js'

describe('texts are cut to the columns of a terminal', () => {
  test('a line keeps the tones of what is left of it', () => {
    expect(fitLine([span('abc', 'strong'), span('def', 'faint')], 5, '…')).toEqual([
      span('abc', 'strong'),
      span('d…', 'faint'),
    ])
  })

  test('the left end of a line gives way to the right one', () => {
    expect(plainText(justify([span('a long name')], [span('running')], 16, '…'))).toBe('a long…  running')
    expect(plainText(justify([span('name')], [span('running')], 16, '…'))).toBe('name     running')
  })

  test('of several lines the first that fits is taken', () => {
    const lines = [[span('in many words')], [span('short')]]
    expect(plainText(firstFitting(lines, 13, '…'))).toBe('in many words')
    expect(plainText(firstFitting(lines, 12, '…'))).toBe('short')
    expect(plainText(firstFitting(lines, 4, '…'))).toBe('sho…')
  })

  test('words are wrapped, and cut only where one alone is too long', () => {
    expect(wrap('the loss is not finite', 10, '…')).toEqual(['the loss', 'is not', 'finite'])
    expect(wrap('a/very/long/path x', 8, '…')).toEqual(['a/very/…', 'x'])
    expect(wrap('', 8, '…')).toEqual([])
  })
})

test.each([
  [0, '0:00'],
  [59.9, '0:59'],
  [725, '12:05'],
  [7509, '2:05:09'],
])('%d s have passed: %s', (seconds, text) => {
  expect(clockText(seconds)).toBe(text)
})

test.each([
  [0.2, '1 s'],
  [43, '45 s'],
  [57.6, '1 min'],
  [725, '12 min'],
  [3599, '1 h'],
  [7509, '2 h 10 min'],
  [100_000, '1 d 4 h'],
  [86_400 * 3, '3 d'],
])('%d s are roughly %s', (seconds, text) => {
  expect(roughly(seconds)).toBe(text)
})

test.each([
  [{ seconds: 720, low: 600, high: 900 }, 'about 12 min left (10 to 15 min)'],
  [{ seconds: 60, low: 45, high: 80 }, 'about 1 min left (45 s to 1 min)'],
  [{ seconds: 7509, low: 7200, high: 9000 }, 'about 2 h 10 min left (2 h to 2 h 30 min)'],
  [{ seconds: 600, low: 590, high: 610 }, 'about 10 min left'],
])('a unit that both ends of a range have is said once: %j', (eta, text) => {
  expect(timeLeft(eta)).toBe(text)
})

test.each([
  [950.4, '950'],
  [999.6, '1.00k'],
  [52_149, '52.1k'],
  [999_600, '1.00M'],
  [1_200_000, '1.20M'],
])('%d in three digits is %s', (value, text) => {
  expect(compact(value)).toBe(text)
})

test('all but one of a thousand is not all', () => {
  expect(percent(0.999)).toBe('99 %')
  expect(percent(1)).toBe('100 %')
})
