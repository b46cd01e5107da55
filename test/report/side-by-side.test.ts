import { describe, expect, test } from 'vitest'
import { sideBySide } from '../../src/report/side-by-side.js'

describe('blocks side by side', () => {
  test('fill a row as far as the window goes, aligned by their widest line', () => {
    const blocks = [['aaa', 'a'], ['b'], ['cc', 'cc', 'c']]
    expect(sideBySide(blocks, 6)).toEqual(['aaa  b', 'a', '', 'cc', 'cc', 'c'])
    // 3 + 2 + 1 + 2 + 2 columns
    expect(sideBySide(blocks, 10)).toEqual(['aaa  b  cc', 'a       cc', '        c'])
  })

  test('do not count colours as columns', () => {
    const red = '\u001b[31mxx\u001b[0m'
    expect(
      sideBySide(
        [
          [red, 'y'],
          ['z', 'z'],
        ],
        5,
      ),
    ).toEqual([`${red}  z`, 'y   z'])
  })

  test('have a row of their own where they are wider than the window; none of them is nothing', () => {
    expect(sideBySide([['abcdef'], ['g']], 3)).toEqual(['abcdef', '', 'g'])
    expect(sideBySide([], 80)).toEqual([])
  })
})
