import { describe, expect, test } from 'vitest'
import { classTable } from '../../src/report/class-table.js'
import { confusionTable } from '../../src/report/confusion-table.js'
import { asciiSigns, unicodeSigns } from '../../src/report/signs.js'
import { columnsOf } from '../../src/report/table.js'
import { classScores } from '../../src/statistics/confusion.js'

const matrix = [
  [1203, 1, 0],
  [12, 98, 0],
  [0, 0, 0],
]
const classes = ['0', 'Shirt', 'T-shirt/top']

describe('the confusion matrix', () => {
  test('has hits in brackets, zeros as dots, and columns aligned', () => {
    expect(confusionTable(matrix, classes, { signs: unicodeSigns, width: 80 })).toEqual([
      'true \\ said       0   1  2',
      '0             [1203]  1  ·',
      '1 Shirt          12 [98] ·',
      '2 T-shirt/top     ·   · [0]',
    ])
  })

  test('is written in ASCII where there is nothing else', () => {
    const text = confusionTable(matrix, classes, { signs: asciiSigns, width: 80 }).join('\n')
    expect(text).toMatch(/^[\n\x20-\x7e]*$/)
    expect(text).toContain(' . ')
  })

  test('of ten classes with counts of four digits fits into 80 columns', () => {
    const ten = Array.from({ length: 10 }, (_, label) => `${label}`.padStart(11, 'x'))
    const full = ten.map(() => ten.map(() => 6742))
    for (const line of confusionTable(full, ten, { signs: unicodeSigns, width: 80 }))
      expect(columnsOf(line)).toBeLessThanOrEqual(80)
    expect(confusionTable(full, ten, { signs: unicodeSigns, width: 80 })).toHaveLength(11)
  })

  test('is a list of the most frequent confusions where the window is too narrow', () => {
    expect(confusionTable(matrix, classes, { signs: unicodeSigns, width: 26 })).toEqual([
      'the matrix of 3 classes i…',
      'true   said   images',
      'Shirt  0          12',
      '0      Shirt       1',
    ])
  })

  test('keeps the list short', () => {
    const many = Array.from({ length: 30 }, () => new Array<number>(30).fill(1))
    const names = many.map((_, label) => String(label))
    const lines = confusionTable(many, names, { signs: unicodeSigns, width: 40 })
    // A line that says what follows, titles, 20 of the 30 * 29 pairs, and how many are left.
    expect(lines).toHaveLength(23)
    expect(lines.at(-1)).toBe('... and 850 more')
  })

  test('shows names of the user without what they would do to the terminal', () => {
    const lines = confusionTable(matrix, ['0', '\u001b[31mred\n', '2'], { signs: unicodeSigns, width: 80 })
    expect(lines[2]).toContain('1 \\u001b[31mred\\u000a ')
  })
})

describe('the table of classes', () => {
  test('has a line for each class and one for their mean', () => {
    expect(classTable(classScores(matrix), classes)).toEqual([
      'class          precision %  recall %   F1 %  images',
      // 1203 of 1215 that were said, 1203 of 1204 that there are; 2 * 1203 / (1215 + 1204)
      '0                    99.01     99.92  99.46   1,204',
      // 98 of 99, 98 of 110; 196 / 209
      '1 Shirt              98.99     89.09  93.78     110',
      '2 T-shirt/top            -         -      -       0',
      'mean                 99.00     94.50  96.62   1,314',
    ])
  })
})
