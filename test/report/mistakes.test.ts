import { describe, expect, test } from 'vitest'
import type { Mistake, Place } from '../../src/domain/errors.js'
import { mistakesText } from '../../src/report/mistakes.js'

const mistake = (where: Partial<Place>, rest: Partial<Mistake> = {}): Mistake => ({
  code: 'wrong-type',
  what: 'it is wrong',
  where: { file: 'x.yaml', line: 1, column: 1, length: 1, excerpt: '', ...where },
  ...rest,
})

describe('a mistake as text', () => {
  test('says what, where with the line underlined, why and how to mend it', () => {
    const where = { line: 12, column: 3, length: 4, excerpt: 'a abcd b' }
    expect(mistakesText([mistake(where, { why: 'of this', fix: 'do that' })])).toBe(
      [
        'error wrong-type: it is wrong',
        '  x.yaml:12:3',
        '  12 | a abcd b',
        '     |   ^^^^',
        '  why: of this',
        '  fix: do that',
        '',
      ].join('\n'),
    )
  })

  test('leaves out what is not known', () => {
    expect(mistakesText([{ code: 'file-unreadable', what: 'x cannot be read' }])).toBe(
      'error file-unreadable: x cannot be read\n',
    )
  })

  test('underlines wide characters over their whole width', () => {
    // Each syllable of Hangul takes two columns of a terminal.
    const lines = mistakesText([mistake({ column: 4, length: 2, excerpt: '한글 비교 x' })]).split('\n')
    expect(lines.slice(2, 4)).toEqual(['  1 | 한글 비교 x', '    |      ^^^^'])
  })

  test('shows control characters as codes, and underlines them so', () => {
    const lines = mistakesText([
      mistake({ column: 3, length: 1, excerpt: 'a:\tb', file: 'a\u001b[2Jb' }),
    ]).split('\n')
    expect(lines.slice(1, 4)).toEqual(['  a\\u001b[2Jb:1:3', '  1 | a:\\u0009b', '    |   ^^^^^^'])
  })

  test('cuts a long line to what is around the mistake', () => {
    const excerpt = `${'a'.repeat(1000)}X${'b'.repeat(1000)}`
    const [, , line, mark] = mistakesText([mistake({ column: 1001, length: 1, excerpt })]).split('\n')
    expect(line).toBe(`  1 | ...${'a'.repeat(60)}X${'b'.repeat(60)}...`)
    expect(mark!.indexOf('^')).toBe(line!.indexOf('X'))
  })

  test('cuts a long mark as well', () => {
    const mark = mistakesText([mistake({ column: 1, length: 5000, excerpt: 'x'.repeat(5000) })]).split(
      '\n',
    )[3]
    expect(mark).toBe(`    | ${'^'.repeat(40)}`)
  })

  test('points behind the end of a line where something is missing', () => {
    const lines = mistakesText([mistake({ column: 5, length: 1, excerpt: 'a: [' })]).split('\n')
    expect(lines.slice(2, 4)).toEqual(['  1 | a: [', '    |     ^'])
  })

  test('stands in no more than a hundred with others; the rest is counted', () => {
    const text = mistakesText(Array.from({ length: 103 }, () => mistake({})))
    expect(text.match(/^error /gm)).toHaveLength(100)
    expect(text.endsWith('\n\n... and 3 more mistakes\n')).toBe(true)
  })
})
