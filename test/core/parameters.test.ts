import { describe, expect, test } from 'vitest'
import { choose } from '../../src/core/choice.js'
import type { NetworkSpec } from '../../src/core/engine.js'
import { type InitializerChoice, type InitializerName, initializers } from '../../src/core/initializers.js'
import { initialize, layersOf, parameterCount } from '../../src/core/parameters.js'

test('parameters are counted as Keras counts them', () => {
  // 784*50 + 50 + 50*10 + 10; (784 + 1)*512 + (512 + 1)*10; (784 + 1)*100 + (100 + 1)*10; (784 + 1)*10
  expect(parameterCount([784, 50, 10])).toBe(39_760)
  expect(parameterCount([784, 512, 10])).toBe(407_050)
  expect(parameterCount([784, 100, 10])).toBe(79_510)
  expect(parameterCount([784, 10])).toBe(7850)
})

test('layers are views of one array, weights before biases', () => {
  const parameters = Float64Array.from({ length: parameterCount([2, 3, 1]) }, (_, i) => i)
  expect(layersOf(parameters, [2, 3, 1]).map(l => [[...l.weights], [...l.biases]])).toEqual([
    [
      [0, 1, 2, 3, 4, 5],
      [6, 7, 8],
    ],
    [[9, 10, 11], [12]],
  ])
})

function drawn(initializer: InitializerChoice, sizes = [300, 200], seed = 0) {
  const layers = layersOf(new Float64Array(parameterCount(sizes)), sizes)
  initialize(layers, { sizes, initializer } as unknown as NetworkSpec, seed)
  return layers
}

describe('the initializers', () => {
  // Variance of the weights of a layer with 300 inputs and 200 units, and the largest value that may occur.
  // A normal distribution truncated at two of its standard deviations keeps 0.8796 of it: its bound is 2 / 0.8796 = 2.2737 stddev.
  const bound = 2 / 0.8796256610342398
  const cases: readonly (readonly [InitializerName, number, number])[] = [
    ['glorot-uniform', 2 / 500, Math.sqrt(6 / 500)],
    ['glorot-normal', 2 / 500, bound * Math.sqrt(2 / 500)],
    ['he-uniform', 2 / 300, Math.sqrt(6 / 300)],
    ['he-normal', 2 / 300, bound * Math.sqrt(2 / 300)],
    ['lecun-normal', 1 / 300, bound * Math.sqrt(1 / 300)],
    ['normal', 0.05 ** 2, Infinity],
    ['uniform', 0.1 ** 2 / 12, 0.05],
    ['zeros', 0, 0],
  ]
  test('are all tried', () => {
    expect(cases.map(([name]) => name).sort()).toEqual(Object.keys(initializers).sort())
  })

  test.each(cases)(
    '%s has mean 0, variance %d and bound %d, with biases at zero',
    (name, variance, largest) => {
      const [layer] = drawn(choose(initializers, name))
      const w = layer!.weights
      const mean = w.reduce((a, b) => a + b) / w.length
      // Of 60,000 weights: four standard errors of the mean, and 3 % of the variance (its standard error is below 0.6 %).
      expect(Math.abs(mean)).toBeLessThanOrEqual(4 * Math.sqrt(variance / w.length))
      expect(Math.abs(w.reduce((a, b) => a + b * b, 0) / w.length - variance)).toBeLessThanOrEqual(
        0.03 * variance,
      )
      expect(w.every(x => Math.abs(x) <= largest)).toBe(true)
      expect(layer!.biases.every(b => b === 0)).toBe(true)
    },
  )

  test('use the bounds and moments they are given', () => {
    const uniform = drawn({ name: 'uniform', minval: 2, maxval: 3 })[0]!.weights
    expect(uniform.every(w => w > 2 && w < 3)).toBe(true)
    const normal = drawn({ name: 'normal', mean: 5, stddev: 0.01 })[0]!.weights
    expect(normal.every(w => Math.abs(w - 5) < 0.06)).toBe(true)
  })

  test('draw a layer from the seed, its position and its shape alone', () => {
    const choice = choose(initializers, 'glorot-uniform')
    const [first, second] = drawn(choice, [20, 10, 10])
    expect(drawn(choice, [20, 10, 5])[0]!.weights).toEqual(first!.weights)
    expect(drawn(choice, [20, 10, 10], 1)[0]!.weights).not.toEqual(first!.weights)
    expect(second!.weights.slice(0, 10)).not.toEqual(first!.weights.slice(0, 10))
  })
})
