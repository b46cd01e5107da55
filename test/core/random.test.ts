import { describe, expect, test } from 'vitest'
import { permutation, philox, RandomStream } from '../../src/core/random.js'

const hex = (words: readonly number[]) => words.map(word => word.toString(16).padStart(8, '0')).join(' ')

describe('philox', () => {
  // Known answers for philox4x32-10 from the file kat_vectors that the authors of the generator publish (Random123).
  test.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ] as const)('encrypts counter %j under key %j as published', (counter, key, answer) => {
    expect(hex(philox(counter, key))).toBe(answer)
  })
})

describe('a stream', () => {
  const words = (stream: RandomStream, n = 9) => Array.from({ length: n }, () => stream.word())

  test('repeats itself from the same seed, purpose and index', () => {
    expect(words(new RandomStream(7, 'shuffle', 3))).toEqual(words(new RandomStream(7, 'shuffle', 3)))
  })

  test('has nothing in common with those of another seed, purpose or index', () => {
    const streams = [
      new RandomStream(7, 'shuffle', 3),
      new RandomStream(8, 'shuffle', 3),
      new RandomStream(7 + 2 ** 32, 'shuffle', 3),
      new RandomStream(7, 'weights', 3),
      new RandomStream(7, 'shuffle', 4),
    ]
    expect(new Set(streams.flatMap(stream => words(stream))).size).toBe(5 * 9)
  })

  test('refuses a seed that is not an integer from 0', () => {
    for (const seed of [-1, 0.5, NaN, 2 ** 53])
      expect(() => new RandomStream(seed, 'split')).toThrow(RangeError)
  })

  test('gives uniform numbers strictly inside the interval, with the right mean and variance', () => {
    const stream = new RandomStream(1, 'weights')
    const xs = Array.from({ length: 100_000 }, () => stream.uniform())
    expect(Math.min(...xs.slice(0, 1000))).toBeGreaterThan(0)
    // Mean 1/2 with standard error sqrt(1/12/n) = 0.0009, variance 1/12 with standard error sqrt(1/180/n) = 0.00024: four of each.
    const mean = xs.reduce((a, b) => a + b) / xs.length
    const variance = xs.reduce((a, b) => a + (b - mean) ** 2, 0) / xs.length
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0037)
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.00096)
  })

  test('draws integers below n equally often', () => {
    const stream = new RandomStream(2, 'split')
    const counts = new Array<number>(7).fill(0)
    for (let i = 0; i < 70_000; i++) counts[stream.below(7)]! += 1
    // Chi-squared with 6 degrees of freedom exceeds 22.46 once in a thousand.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(22.46)
  })
})

describe('a permutation', () => {
  test('holds every number once, and is another one for another stream', () => {
    const order = permutation(1000, new RandomStream(0, 'shuffle', 0))
    expect(Array.from(order).sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
    expect(permutation(1000, new RandomStream(0, 'shuffle', 1))).not.toEqual(order)
  })

  test('has each of the six orders of three equally often', () => {
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = permutation(3, new RandomStream(i, 'shuffle')).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    // Chi-squared with 5 degrees of freedom exceeds 20.5 once in a thousand.
    expect(counts.size).toBe(6)
    expect([...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(
      20.5,
    )
  })

  test('of nothing and of one is trivial', () => {
    expect([...permutation(0, new RandomStream(0, 'split'))]).toEqual([])
    expect([...permutation(1, new RandomStream(0, 'split'))]).toEqual([0])
  })
})
