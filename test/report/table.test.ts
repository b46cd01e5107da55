import { describe, expect, test } from 'vitest'
import { cut, pad, textTable } from '../../src/report/table.js'

describe('texts are cut to the columns of a terminal', () => {
  test.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'abcd…'],
    ['가나다', 6, '가나다'], // each is two columns wide
    ['가나다', 5, '가나…'],
    ['가나다', 4, '가…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'], // a letter with its accent is one column
    ['abc', 0, ''],
  ])('%s in %i', (text, width, expected) => {
    expect(cut(text, width, '…')).toBe(expected)
  })
})

test('a wide character is padded and aligned as two columns', () => {
  expect(pad('가', 4)).toBe('가  ')
  expect(pad('가', 4, 'right')).toBe('  가')
  expect(textTable([{ title: 'a' }, { title: 'b' }], [['가', '1']])).toEqual(['a   b', '가  1'])
})
