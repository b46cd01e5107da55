import { describe, expect, test } from 'vitest'
import { classScores, confusionMatrix, confusions, meanScores } from '../../src/statistics/confusion.js'

/** Ten examples of three classes of four; class 2 is never said, class 3 has no examples but is said once. */
const labels = [0, 0, 0, 0, 1, 1, 1, 2, 2, 1]
const predicted = [0, 0, 0, 1, 1, 1, 0, 0, 3, 1]
const matrix = confusionMatrix(labels, predicted, 4)

describe('confusionMatrix', () => {
  test('has a row for each class and a column for each that was said', () => {
    expect(matrix).toEqual([
      [3, 1, 0, 0],
      [1, 3, 0, 0],
      [1, 0, 0, 1],
      [0, 0, 0, 0],
    ])
  })
})

describe('classScores', () => {
  test('are precision, recall and their harmonic mean, worked by hand', () => {
    const [zero, one] = classScores(matrix)
    // Class 0: 3 hits of 5 that were said and 4 that there are: f1 = 2 * 3/5 * 3/4 / (3/5 + 3/4) = 2/3.
    expect(zero!.precision).toBeCloseTo(3 / 5, 15)
    expect(zero!.recall).toBeCloseTo(3 / 4, 15)
    expect(zero!.f1).toBeCloseTo(2 / 3, 15)
    expect(zero!.support).toBe(4)
    // Class 1: 3 hits of 4 and of 4.
    expect(one).toEqual({ precision: 3 / 4, recall: 3 / 4, f1: 3 / 4, support: 4 })
  })

  test('have no precision where the class was never said, and no recall where it has no examples', () => {
    const [, , two, three] = classScores(matrix)
    expect(two).toEqual({ precision: null, recall: 0, f1: 0, support: 2 })
    expect(three).toEqual({ precision: 0, recall: null, f1: 0, support: 0 })
    expect(classScores([[0]])).toEqual([{ precision: null, recall: null, f1: null, support: 0 }])
  })
})

describe('meanScores', () => {
  test('weigh the classes that have examples alike, and count a missing score as 0', () => {
    const mean = meanScores(classScores(matrix))
    expect(mean.precision).toBeCloseTo((3 / 5 + 3 / 4 + 0) / 3, 15)
    expect(mean.recall).toBeCloseTo((3 / 4 + 3 / 4 + 0) / 3, 15)
    expect(mean.f1).toBeCloseTo((2 / 3 + 3 / 4 + 0) / 3, 15)
    expect(mean.support).toBe(10)
  })
})

describe('confusions', () => {
  test('come with the most frequent first and no hits among them', () => {
    const counted = confusions([
      [9, 1, 0],
      [3, 9, 1],
      [0, 0, 9],
    ])
    expect(counted).toEqual([
      { label: 1, predicted: 0, count: 3 },
      { label: 0, predicted: 1, count: 1 },
      { label: 1, predicted: 2, count: 1 },
    ])
  })
})
