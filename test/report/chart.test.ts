import { describe, expect, test } from 'vitest'
import { curveChart } from '../../src/report/chart.js'
import { asciiSigns, unicodeSigns } from '../../src/report/signs.js'

const format = (value: number) => value.toFixed(1)

describe('curveChart', () => {
  test('draws a straight line from the lowest to the highest value, both written at the axis', () => {
    // 2 x 4 dots a character: 4 characters by 2 are 8 by 8 dots, and the line is their diagonal.
    expect(
      curveChart([1, 2, 3, 4, 5, 6, 7, 8], { width: 4, height: 2, signs: unicodeSigns, format }),
    ).toEqual(['8.0 ┤  ⡠⠊', '1.0 ┤⡠⠊', '     1  8 epochs'])
  })

  test('draws the same in ASCII', () => {
    expect(curveChart([1, 2, 3, 4], { width: 4, height: 4, signs: asciiSigns, format })).toEqual([
      '4.0 |   *',
      '    |  *',
      '    | *',
      '1.0 |*',
      '     1  4 epochs',
    ])
  })

  test('falls where the values fall', () => {
    expect(curveChart([3, 2, 1], { width: 3, height: 3, signs: asciiSigns, format }).slice(0, 3)).toEqual([
      '3.0 |*',
      '    | *',
      '1.0 |  *',
    ])
  })

  test('leaves a gap where a number is missing or not finite', () => {
    const values = [1, 1, null, Number.NaN, Infinity, 1, 1]
    expect(curveChart(values, { width: 7, height: 1, signs: asciiSigns, format })[0]).toBe('1.0 |**   **')
  })

  test('stretches few epochs and squeezes many to the width', () => {
    const stretched = curveChart([0, 9], { width: 10, height: 1, signs: asciiSigns, format })
    expect(stretched[0]).toBe('0.0 |**********')
    const squeezed = curveChart(
      Array.from({ length: 1000 }, (_, i) => i),
      { width: 10, height: 3, signs: unicodeSigns, format },
    )
    for (const line of squeezed.slice(0, 3)) expect(line.length).toBeLessThanOrEqual('999.0 ┤'.length + 10)
    expect(squeezed[3]).toBe('       1     1000 epochs')
  })

  test('takes any number of epochs', () => {
    const values = Array.from({ length: 150_000 }, (_, i) => i)
    expect(curveChart(values, { width: 8, height: 1, signs: asciiSigns, format })).toEqual([
      '0.0 |********',
      '     1 150000 epochs',
    ])
  })

  test('writes the one value of a flat curve once', () => {
    expect(curveChart([5, 5], { width: 4, height: 2, signs: asciiSigns, format })).toEqual([
      '    |',
      '5.0 |****',
      '     1  2 epochs',
    ])
  })

  test('shows a single epoch as a dot, and nothing as nothing', () => {
    expect(curveChart([5], { width: 2, height: 1, signs: asciiSigns, format })).toEqual([
      '5.0 |*',
      '     1 epoch',
    ])
    expect(curveChart([null], { width: 2, height: 1, signs: unicodeSigns, format })).toEqual([])
    expect(curveChart([], { width: 2, height: 1, signs: unicodeSigns, format })).toEqual([])
  })
})
