import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cell, CellType } from '../../src/domain/columns.js'
import { UserError } from '../../src/domain/errors.js'
import {
  cellsOf,
  csvDialect,
  delimiters,
  formatHeader,
  formatRow,
  parseCell,
  parseRecords,
  wholeRecords,
} from '../../src/store/csv.js'
import { hostile } from './small-run.js'

const plain = csvDialect()

function typeOf(cell: Cell): CellType {
  if (typeof cell === 'string') return 'text'
  return cell instanceof Date ? 'time' : 'scalar'
}

function throughFile(cells: readonly Cell[], delimiter = ','): Cell[] {
  const dialect = { ...plain, delimiter }
  const columns = cells.map((_, i) => ({ name: `column${i}` }))
  const [, record] = parseRecords(formatHeader(columns, dialect) + formatRow(cells, dialect), dialect)
  return record!.map((text, i) => parseCell(text, typeOf(cells[i]!)))
}

describe('a row', () => {
  test('ends in CR LF and quotes only what has to be quoted', () => {
    expect(formatRow(['a', 'b c', 'd,e', 'f"g', 'h\ni'], plain)).toBe('a,b c,"d,e","f""g","h\ni"\r\n')
  })

  test('has numbers in the shortest form that reads back, and no number that is not finite', () => {
    expect(formatRow([0.1 + 0.2, 1e-7, 97, -0.5, 1e21], plain)).toBe(
      '0.30000000000000004,1e-7,97,-0.5,1e+21\r\n',
    )
    expect(formatRow([Number.NaN, Infinity, -Infinity, null], plain)).toBe(',,,\r\n')
  })

  test('spells out true and false, and times in UTC', () => {
    expect(formatRow([true, false, new Date('2026-11-21T16:04:05.999Z')], plain)).toBe(
      'true,false,2026-11-21 16:04:05\r\n',
    )
  })

  test('defuses texts that a spreadsheet would run, and leaves negative numbers alone', () => {
    expect(formatRow(['=1+1', '+1', '-1', '@a', '\ta', -1], plain)).toBe("'=1+1,'+1,'-1,'@a,'\ta,-1\r\n")
  })

  test('gives back every value, with every delimiter', () => {
    const cells: Cell[] = [...hostile, 1 / 3, -0.5, 5e-324, 1.7976931348623157e308, true, false, null]
    for (const delimiter of delimiters) expect(throughFile(cells, delimiter)).toEqual(cells)
  })

  test('gives back any text and any number', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.string({ unit: fc.constantFrom(...'=+-@\'"\t\r\n,; a'), minLength: 1 }),
      fc.double({ noDefaultInfinity: true, noNaN: true }).map(value => value + 0), // -0 is written as 0
    )
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2 }), cells => {
        expect(throughFile(cells)).toEqual(cells)
      }),
    )
  })
})

describe('a header', () => {
  test('begins the file with a byte order mark when asked', () => {
    const columns = [{ name: 'a' }, { name: 'b' }]
    expect(formatHeader(columns, plain)).toBe('a,b\r\n')
    expect(formatHeader(columns, csvDialect({ bom: true, delimiter: ';' }))).toBe('\uFEFFa;b\r\n')
    expect(parseRecords('\uFEFFa;b\r\n', csvDialect({ bom: true, delimiter: ';' }))).toEqual([['a', 'b']])
  })
})

describe('a cell', () => {
  test('that is not of its type is refused', () => {
    expect(() => parseCell('abc', 'number')).toThrow('"abc" is not a number')
    expect(() => parseCell('yesterday', 'time')).toThrow('"yesterday" is not a time')
    expect(() => parseCell('true', 'number')).toThrow(RangeError)
    expect(() => parseCell('yes', 'scalar')).toThrow('"yes" is neither a number nor true nor false')
    expect(() => parseCell('FALSE', 'scalar')).toThrow('"FALSE" is in capitals, as spreadsheets save true')
  })

  test('is a text where the column says so, whatever it looks like', () => {
    expect(parseCell('12', 'text')).toBe('12')
    expect(parseCell('12', 'scalar')).toBe(12)
    expect(parseCell('true', 'scalar')).toBe(true)
  })
})

test('lines that an editor has saved with LF are records as well, also among others', () => {
  expect(parseRecords('a,b\n1,"x\ny"\r\n3,4\n', plain)).toEqual([
    ['a', 'b'],
    ['1', 'x\ny'],
    ['3', '4'],
  ])
  expect(parseRecords('a,b\r\n1,2\n', plain)).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ])
})

test('a text without quotes, which is read faster, has the same records as csv-parse finds in it', () => {
  const line = fc.array(fc.string({ unit: fc.constantFrom(...'\r, a1\t;é') }), { minLength: 3, maxLength: 3 })
  const text = fc.array(fc.tuple(line, fc.constantFrom('\r\n', '\n')), { minLength: 1 })
  fc.assert(
    fc.property(text, fc.boolean(), (lines, bom) => {
      // A CR before the break is a part of it, for both.
      const rows = lines.map(([cells, end]) => cells.map(cell => cell.replaceAll(',', '')).join() + end)
      const whole = (bom ? '\uFEFF' : '') + rows.join('')
      const options = { bom: true, record_delimiter: ['\r\n', '\n'] }
      expect(parseRecords(whole, plain)).toEqual(parse(whole, options))
    }),
  )
})

describe('a text that is no table', () => {
  test.each([
    ['a,b\r\n1,2\r\n3\r\n', 'row 2 has not 2 cells, as its header has, but 1'],
    ['a,b\r\n1,"2"\r\n"3","4","5"\r\n', 'row 2 has not 2 cells, as its header has, but 3'],
    ['a,b\r\n1,2"\r\n', 'line 2: a quotation mark stands where none may be, or one before it is not closed'],
    ['a,b\r\n1,"2\r\n', 'line 3: a quotation mark stands where none may be, or one before it is not closed'],
  ])('%j is refused with the place', (text, why) => {
    expect(() => parseRecords(text, plain)).toThrow(new RangeError(why))
  })
})

describe('cellsOf', () => {
  test.each(['a,,1e-7\r\n', 'a,,1e-7\n', 'a,,1e-7', '"a","","1e-7"\r\n'])('gives the cells of %j', line => {
    expect(cellsOf(line, ',')).toEqual(['a', '', '1e-7'])
  })
})

describe('wholeRecords', () => {
  test('leaves out a torn end, also within quotes', () => {
    const whole = 'a,b\r\n1,"x\r\ny"\r\n'
    expect(wholeRecords(whole)).toBe(whole.length)
    for (const torn of ['2', '2,', '2,"z', '2,"z\r\n', '2,"z"""', '2,"z"\r'])
      expect(wholeRecords(whole + torn)).toBe(whole.length)
    expect(wholeRecords('')).toBe(0)
  })

  test('ends before the zeros that a power cut leaves, whatever stands behind them', () => {
    expect(wholeRecords('a,b\r\n1,2\r\n\0\0\r\n3,4\r\n')).toBe('a,b\r\n1,2\r\n'.length)
  })

  test('finds the whole records of a file that was cut anywhere', () => {
    const rows = hostile.map((text, i) => formatRow([i, text], plain))
    const text = rows.join('')
    const ends = new Set([0, ...rows.map((_, i) => rows.slice(0, i + 1).join('').length)])
    for (let cut = 0; cut <= text.length; cut++) {
      const end = wholeRecords(text.slice(0, cut))
      expect(end).toBe(Math.max(...[...ends].filter(known => known <= cut)))
    }
  })
})

describe('csvDialect', () => {
  test('refuses a delimiter that no spreadsheet offers', () => {
    expect(() => csvDialect({ delimiter: 'x' })).toThrow(UserError)
    expect(() => csvDialect({ delimiter: '' })).toThrow(UserError)
    expect(() => csvDialect({ delimiter: '"' })).toThrow(UserError)
  })
})
