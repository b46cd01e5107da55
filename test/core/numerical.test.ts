import { describe, expect, test } from 'vitest'
import { activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import { compareGradients, numericalEngines, numericalGradient } from '../../src/core/numerical.js'
import { ReferenceNetwork } from '../../src/core/reference.js'
import { first, largestDifference, pairs, someExamples, specOf } from './some-networks.js'

describe('the central difference', () => {
  test('of a parabola is exact but for rounding, and leaves x as it was', () => {
    // ((x + h)^2 - (x - h)^2) / 2h = 2x for any h.
    const x = Float64Array.of(3, -4)
    const gradient = numericalGradient(([a, b]) => a! * a! + b! * b!, x, 0.5)
    expect([...gradient]).toEqual([6, -8])
    expect([...x]).toEqual([3, -4])
  })

  test('of a cube is off by h^2', () => {
    // ((x + h)^3 - (x - h)^3) / 2h = 3x^2 + h^2.
    expect(numericalGradient(([a]) => a! * a! * a!, Float64Array.of(2), 0.5)[0]).toBe(12.25)
  })
})

describe('training by the central difference', () => {
  test.each(pairs)('goes where backpropagation goes, for %s with %s', (loss, output) => {
    const spec = specOf([6, 5, 3], {
      loss,
      output,
      dropout: 0.2,
      clipNorm: 0.4,
      l2: 0.01,
      labelSmoothing: 0.1,
    })
    const examples = someExamples(6, 3)
    const [exact, numerical] = [new ReferenceNetwork(spec, 1), numericalEngines(spec, 1)]
    for (let step = 0; step < 4; step++) {
      const a = exact.train(examples, first(8), 0.5)
      const b = numerical.train(examples, first(8), 0.5)
      expect(b.correct).toBe(a.correct)
      expect(b.lossSum).toBeCloseTo(a.lossSum, 7)
    }
    expect(largestDifference(exact.parameters, numerical.state().parameters)).toBeLessThan(1e-7)
    expect(numerical.steps).toBe(4)
  })
})

describe('the comparison of the two gradients', () => {
  const examples = someExamples(6, 3)

  test('finds them equal layer by layer, and leaves the network as it was', () => {
    const network = new ReferenceNetwork(specOf([6, 5, 4, 3], { l2: 0.01, dropout: 0.3 }), 1)
    const before = network.state()
    const layers = compareGradients(network, examples, first(16))
    expect(layers.length).toBe(3)
    for (const { weights, biases } of layers) expect(Math.max(weights, biases)).toBeLessThan(1e-5)
    expect(network.state()).toEqual(before)
  })

  test('shows a gradient that is wrong in the layer where it is wrong', () => {
    // Step functions hide the layer below them: backpropagation says 0 there, and so does the central difference; but
    // here one unit of the first layer stands at its step, where the central difference sees a jump.
    const activation = choose(activations, 'step')
    const network = new ReferenceNetwork(specOf([6, 5, 3], { activation }), 1)
    const black = { images: new Uint8Array(6), labels: Uint8Array.of(0) }
    const [hidden, output] = compareGradients(network, black, first(1))
    expect(hidden!.biases).toBe(1)
    expect(hidden!.weights).toBe(0)
    expect(Math.max(output!.weights, output!.biases)).toBeLessThan(1e-6)
  })
})
