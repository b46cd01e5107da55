import { expect, test } from 'vitest'
import { foldedTable, hanging, wrapped } from '../../src/report/wrap.js'

test('a text goes on in the next line where its words allow', () => {
  expect(wrapped('one two three', 7)).toEqual(['one two', 'three'])
  expect(wrapped('incomprehensible', 7)).toEqual(['incomprehensible'])
  expect(wrapped(['one two,', 'three four'], 10)).toEqual(['one two,', 'three four'])
})

test('of a hanging text nothing is lost in any width, and what fits stands as it is', () => {
  const text = 'failed: no memory'
  expect(hanging(text, 17)).toEqual([text])
  expect(hanging(text, Infinity)).toEqual([text])
  expect(hanging(text, 12)).toEqual(['failed: no', '  memory'])
  expect(hanging(text, 6)).toEqual(['fail', '  ed:', '  no', '  memo', '  ry'])
  expect(
    hanging(text, 1)
      .map(line => line.trim())
      .join(''),
  ).toBe(text.replaceAll(' ', ''))
  expect(hanging(['hidden 8,', 'dropout 0'], 12, '')).toEqual(['hidden 8,', 'dropout 0'])
})

test('titles are folded at spaces and underscores, down to the width of what stands below them', () => {
  const columns = [{ title: 'learning_rate' }, { title: 'validation accuracy %', align: 'right' as const }]
  expect(foldedTable(columns, [['0.1', '97.31 +- 0.12']])).toEqual([
    'learning_     validation',
    'rate          accuracy %',
    '0.1        97.31 +- 0.12',
  ])
  expect(foldedTable([{ title: 'learning_rate' }], [['0.123456789012']])).toEqual([
    'learning_rate',
    '0.123456789012',
  ])
  expect(foldedTable([{ title: '' }], [])).toEqual([''])
})
