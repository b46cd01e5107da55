import { describe, expect, test } from 'vitest'
import { ascii, glyphsFor, unicode } from '../../src/dashboard/lines/glyphs.js'
import { type PlotOptions, plotLines, smoothed } from '../../src/dashboard/lines/plot.js'
import { plainText } from '../../src/dashboard/lines/text.js'
import type { Curve } from '../../src/dashboard/model/state.js'

const options: PlotOptions = {
  width: 14,
  height: 3,
  format: value => value.toFixed(1),
  logarithmic: false,
  zoom: 0,
  better: 'high',
  glyphs: ascii,
}

function drawn(curves: readonly Curve[], more: Partial<PlotOptions> = {}): readonly string[] {
  const series = curves.map((values, i) => ({ letter: 'AB'[i]!, tone: 'plain' as const, values }))
  return plotLines(series, { ...options, ...more }).map(line => plainText(line).trimEnd())
}

describe('a chart', () => {
  test('has the highest and the lowest number at its axis, and the epochs below', () => {
    // Nine columns, so the epochs stand in the columns 0, 4 and 8. From (0, 2) to (4, 1) the row is 2, 1.75, 1.5, 1.25, 1,
    // and half is rounded down the screen; so the rows have the columns 0 to 2, 3 to 6, and 7 and 8.
    expect(drawn([[1, 2, 3]])).toEqual(['3.0 |       AA', '    |   AAAA', '1.0 |AAA', '     3 epochs'])
    expect(drawn([[1, 2, 3]], { width: 16 }).at(-1)).toBe('     1  3 epochs')
  })

  test('of several curves shows each by its letter, also without colour', () => {
    const text = drawn([
      [1, 1, 1],
      [3, 3, 3],
    ]).join('\n')
    expect(text).toMatch(/^3\.0 \|B+$/m)
    expect(text).toMatch(/^1\.0 \|A+$/m)
  })

  test('has the letters of curves that end close together in the order of their ends', () => {
    // All end in the topmost row but for B, the lowest of all, and A and C are told apart by less than a row.
    const series = [2.98, 1, 3].map((end, i) => ({
      letter: 'ABC'[i]!,
      tone: 'plain' as const,
      values: [1, end],
    }))
    const letters = plotLines(series, { ...options, height: 6, glyphs: unicode })
      .map(plainText)
      .join('')
      .replace(/[^ABC]/g, '')
    expect(letters).toBe('CAB')
  })

  test('leaves a gap where there is no number', () => {
    const [line] = drawn([[1, 1, null, 1, 1]], { height: 1, width: 16 })
    expect(line).toMatch(/^1\.0 \|A+ +A+$/)
  })

  test('is in braille, in blocks where the font has none, and never in anything but ASCII where that is all', () => {
    const curve = [0.1, 0.5, 0.7, 0.8, 0.9]
    expect(drawn([curve], { glyphs: unicode }).join('')).toMatch(/[\u2801-\u28ff]/)
    const blocks = glyphsFor({ LANG: 'C.UTF-8', BENCH_CHARTS: 'blocks' })
    expect(drawn([curve], { glyphs: blocks }).join('')).toMatch(/[▀▄▌▐▖▗▘▝]/)
    expect(drawn([curve], { glyphs: blocks }).join('')).not.toMatch(/[\u2801-\u28ff]/)
    expect(drawn([curve]).join('')).toMatch(/^[\x20-\x7e]*$/)
  })

  test('is not flattened by a first epoch that is far from all others, and says how far', () => {
    const text = drawn([[1000, 1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2]], { width: 30 })
    expect(text[0]).toMatch(/^2\.0 \(1000\.0\)/)
  })

  test('can have a logarithmic scale: equal ratios, equal steps', () => {
    // 1, 10 and 100 stand at the bottom, in the middle and at the top of three lines.
    const text = drawn([[1, 10, 100]], { logarithmic: true, width: 8 })
    expect(text.slice(0, 3).map(line => line.includes('A'))).toEqual([true, true, true])
    const straight = drawn([[1, 10, 100]], { logarithmic: false, width: 8 })
    expect(straight[1]).toMatch(/\|/)
  })

  test('of nothing is nothing', () => {
    expect(drawn([[null, null]])).toEqual([])
    expect(drawn([])).toEqual([])
  })
})

test('the moving mean is of five epochs, fewer at the ends and at gaps', () => {
  expect(smoothed([1, 2, 3, 4, 5])).toEqual([2, 2.5, 3, 3.5, 4])
  expect(smoothed([1, null, 3])).toEqual([2, null, 2])
})

describe('a chart that is zoomed', () => {
  // Ten numbers: five at chance and 0.90 to 0.94. Their upper half begins at 0.90, the upper quarter at the place
  // round(0.75 x 9) = 7, so at 0.92, the upper eighth at round(0.875 x 9) = 8, 0.93.
  const curves = [
    [0.9, 0.91, 0.92, 0.93, 0.94],
    [0.1, 0.1, 0.1, 0.1, 0.1],
  ]
  const format = (value: number) => value.toFixed(2)

  test.each([
    [0, '0.94', '0.10'],
    [1, '0.94', '0.90 (0.10)'],
    [2, '0.94', '0.92 (0.10)'],
    [3, '0.94', '0.93 (0.10)'],
  ])('%i times has a scale of the better numbers, and says how far the others go', (zoom, top, bottom) => {
    const lines = drawn(curves, { format, zoom, width: 24 })
    expect(lines[0]!.trim().split(' |')[0]).toBe(top)
    expect(lines[2]!.trim().split(' |')[0]).toBe(bottom)
  })

  test('tells curves apart that lie on one another beside one at chance', () => {
    const rowsOfA = (zoom: number) =>
      drawn(curves, { format, zoom, width: 24, height: 5 }).filter(line => line.includes('A')).length
    expect([rowsOfA(0), rowsOfA(1)]).toEqual([1, 5])
  })

  test('to the lower numbers where these are better', () => {
    const lines = drawn([[9, 1, 2, 3]], { zoom: 1, better: 'low', width: 24 })
    // 1, 2, 3, 9: the lower half ends at the place round(0.5 x 3) = 2.
    expect([lines[0], lines[2]].map(line => line!.trim().split(' |')[0])).toEqual(['3.0 (9.0)', '1.0'])
  })

  test('has the best numbers whole, also where they are so few that an unzoomed scale would cut them', () => {
    const lines = drawn([[0.1, 0.11, 0.1, 0.12, 0.11, 0.1, 0.12, 0.9, 0.94]], { format, zoom: 3, width: 24 })
    // The place round(0.875 x 8) = 7 of nine: 0.90.
    expect([lines[0], lines[2]].map(line => line!.trim().split(' |')[0])).toEqual(['0.94', '0.90 (0.10)'])
  })

  test('to numbers that are all the same has the others at the edge', () => {
    const lines = drawn([[1, 1, 1, 1, 0]], { zoom: 1, width: 24 })
    expect(lines[1]).toMatch(/A/)
    expect(lines[2]).toMatch(/^1\.0 \(0\.0\) \| *A+$/)
  })
})
