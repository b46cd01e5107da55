import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitTrain } from '../../src/data/split.js'

describe('the division of the training examples', () => {
  test('puts every example into one part, the indices of each ascending', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        fc.maxSafeNat(),
        (count, validation, seed) => {
          const split = splitTrain(count, validation, seed)
          expect(split.validation.length).toBe(Math.round(count * validation))
          for (const part of [split.train, split.validation]) {
            expect(part).toBeInstanceOf(Uint32Array)
            expect([...part]).toEqual([...part].sort((a, b) => a - b))
          }
          expect([...split.train, ...split.validation].sort((a, b) => a - b)).toEqual(
            Array.from({ length: count }, (_, i) => i),
          )
        },
      ),
      { numRuns: 50 },
    )
  })

  test('holds nothing out where the share is 0', () => {
    expect(splitTrain(4, 0, 7)).toEqual({
      train: Uint32Array.from([0, 1, 2, 3]),
      validation: new Uint32Array(0),
    })
  })

  test('is the same for the same seed and another for another', () => {
    expect(splitTrain(1000, 0.2, 1)).toEqual(splitTrain(1000, 0.2, 1))
    expect(splitTrain(1000, 0.2, 1)).not.toEqual(splitTrain(1000, 0.2, 2))
  })

  test('never changes from version to version: runs are compared across them', () => {
    // From Philox4x32-10 and the shuffle of Fisher and Yates, written anew in Python.
    expect([...splitTrain(30, 0.2, 0).validation]).toEqual([4, 6, 7, 10, 21, 26])
  })

  test('holds out each example about equally often: over 2000 seeds, 400 times of 2000 give or take 5 deviations', () => {
    // Binomial with n = 2000 and p = 0.2: deviation sqrt(2000 * 0.2 * 0.8) = 17.9.
    const times = new Array<number>(10).fill(0)
    for (let seed = 0; seed < 2000; seed++) for (const i of splitTrain(10, 0.2, seed).validation) times[i]!++
    for (const count of times) expect(Math.abs(count - 400)).toBeLessThan(90)
  })
})
