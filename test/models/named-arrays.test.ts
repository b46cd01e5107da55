import { describe, expect, test } from 'vitest'
import { arraysOf, countLayers, type NamedArray, networkOf } from '../../src/models/named-arrays.js'
import { mistakeOf, small } from './networks.js'

/** Arrays of zeros with those shapes, by name. */
const zeros = (shapes: Readonly<Record<string, readonly number[]>>): ReadonlyMap<string, NamedArray> =>
  new Map(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      { shape, values: new Float32Array(shape.reduce((product, length) => product * length, 1)) },
    ]),
  )

test('a network is W1 [inputs, units], b1 [units], ... in the order of its parameters, and back', () => {
  const arrays = arraysOf(small)
  expect([...arrays].map(([name, { shape, values }]) => [name, shape, [...values]])).toEqual([
    ['W1', [3, 2], [1, 2, 3, 4, 5, 6]],
    ['b1', [2], [0.5, -0.5]],
    ['W2', [2, 2], [7, 8, 9, 10]],
    ['b2', [2], [0.25, -0.25]],
  ])
  const backwards = new Map([...arrays].reverse())
  expect(networkOf(backwards, 'x')).toEqual({ sizes: [3, 2, 2], parameters: small.parameters })
})

test('layers from the tenth on are counted as numbers, not as texts', () => {
  const names = Array.from({ length: 12 }, (_, l) => [`b${l + 1}`, `W${l + 1}`]).flat()
  expect(countLayers(names.sort(), 'x')).toBe(12)
})

describe('arrays that are no network are refused', () => {
  const W1 = [3, 2]
  const b1 = [2]
  test.each([
    [{}, 'x has no array W1; it has nothing'],
    [{ '0.weight': [2, 3], '0.bias': [2] }, 'x has no array W1; it has 0.weight, 0.bias'],
    [{ W0: W1, b0: b1, c: [], d: [], e: [], f: [], g: [] }, 'it has W0, b0, c, d, e, f, 1 more'],
    [{ W1 }, 'x has weights W1 and no biases b1'],
    [{ W1, b1, gamma1: [2] }, 'x has besides its 1 layers gamma1'],
    [{ W1, b1, W3: [2, 2], b3: [2] }, 'x has besides its 1 layers W3, b3'],
    [{ W1, b1, b2: [2] }, 'x has besides its 1 layers b2'],
    [{ W1: [6], b1 }, 'x has W1 of shape (6) (it must be [inputs, units])'],
    [{ W1: [1, 3, 2], b1 }, 'x has W1 of shape (1, 3, 2)'],
    [{ W1: [0, 2], b1 }, 'x has W1 of shape (0, 2)'],
    [
      { W1, b1: [4] },
      'W1 of shape (3, 2) and b1 of shape (4) (b1 must be (2) or (1, 2), a bias for each unit)',
    ],
    [{ W1, b1: [2, 1] }, 'and b1 of shape (2, 1)'],
    [{ W1, b1: [] }, 'and b1 of shape ()'],
    [{ W1, b1, W2: [3, 2], b2: [2] }, 'W1 with 2 units and W2 with 3 inputs'],
  ])('%o', async (shapes, expected) => {
    const mistake = await mistakeOf(async () => networkOf(zeros(shapes), 'x'))
    expect(mistake.code).toBe('network-shapes')
    expect(mistake.fix).toEqual(expect.any(String))
    expect(`${mistake.what} (${mistake.why})`).toContain(expected)
  })

  test('more layers than anybody has', async () => {
    const names = Array.from({ length: 1001 }, (_, l) => [`W${l + 1}`, `b${l + 1}`]).flat()
    expect((await mistakeOf(async () => countLayers(names, 'x'))).what).toBe('x has 1001 layers')
  })

  test('biases as a column, with the way out', async () => {
    const mistake = await mistakeOf(async () => networkOf(zeros({ W1: [3, 2], b1: [2, 1] }), 'x'))
    expect(mistake.fix).toBe('store b1.reshape(-1)')
  })

  test('weights that lie the other way round, with the way out', async () => {
    const mistake = await mistakeOf(async () => networkOf(zeros({ W1: [2, 3], b1: [2] }), 'x'))
    expect(mistake.fix).toBe('W1 is [inputs, units]: store its transpose, W1.T')
    const second = await mistakeOf(async () =>
      networkOf(zeros({ W1: [3, 2], b1: [2], W2: [4, 2], b2: [2] }), 'x'),
    )
    expect(second.fix).toBe('W2 is [inputs, units]: store its transpose, W2.T')
  })
})
