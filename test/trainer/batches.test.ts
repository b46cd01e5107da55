import { describe, expect, test } from 'vitest'
import { permutation, RandomStream } from '../../src/core/random.js'
import { batchesOf } from '../../src/trainer/batches.js'

const five = Uint32Array.of(10, 11, 12, 13, 14)
const ascending = (values: Iterable<number>) => [...values].sort((a, b) => a - b)

describe('batches without replacement', () => {
  const batches = batchesOf({ batch_size: 2, replacement: false }, five, 7)
  const pass = (first: number) => [0, 1, 2].map(i => [...batches.at(first + i)])

  test('go through all examples, the last batch of a pass smaller, then through them in another order', () => {
    const [first, second] = [pass(0), pass(3)]
    for (const order of [first, second]) {
      expect(order.map(({ length }) => length)).toEqual([2, 2, 1])
      expect(ascending(order.flat())).toEqual([...five])
    }
    expect(first).not.toEqual(second)
  })

  test('are in the order of the stream of their pass, whichever was asked for before', () => {
    const order = (index: number) =>
      [...permutation(5, new RandomStream(7, 'shuffle', index))].map(i => 10 + i)
    expect([...batches.at(6), ...batches.at(7), ...batches.at(8)]).toEqual(order(2))
    expect([...batches.at(0)]).toEqual(order(0).slice(0, 2))
  })

  test('have 2, 4, 5, 7, 9, 10 examples together after 1 to 6 steps', () => {
    expect([0, 1, 2, 3, 4, 5, 6].map(steps => batches.examplesUntil(steps))).toEqual([0, 2, 4, 5, 7, 9, 10])
  })
})

describe('batches with replacement', () => {
  const batches = batchesOf({ batch_size: 3, replacement: true }, five, 7)

  test('are each drawn from all examples, by the stream of the step', () => {
    for (const step of [0, 1, 999]) {
      const stream = new RandomStream(7, 'sample', step)
      const drawn = [0, 1, 2].map(() => five[stream.below(5)])
      expect([...batches.at(step)]).toEqual(drawn)
    }
  })

  test('hold every example about equally often, and some twice in one batch', () => {
    const counts = new Map<number, number>()
    let repeats = 0
    for (let step = 0; step < 2000; step++) {
      const batch = batches.at(step)
      if (new Set(batch).size < 3) repeats += 1
      for (const index of batch) counts.set(index, (counts.get(index) ?? 0) + 1)
    }
    // 6,000 draws: 1,200 of each with a standard deviation of sqrt(6000 x 0.2 x 0.8) = 31; four of them are 124.
    for (const index of five) expect(Math.abs(counts.get(index)! - 1200)).toBeLessThan(124)
    // All three differ with probability 4/5 x 3/5 = 0.48: 1,040 of 2,000 repeat, with a deviation of 22.
    expect(Math.abs(repeats - 1040)).toBeLessThan(88)
  })

  test('may be larger than the examples are many, and have three examples each', () => {
    expect(batchesOf({ batch_size: 12, replacement: true }, five, 7).at(0)).toHaveLength(12)
    expect(batches.examplesUntil(4)).toBe(12)
  })
})
