import { describe, expect, test } from 'vitest'
import { activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import { type OptimizerName, optimizers } from '../../src/core/optimizers.js'
import { ReferenceNetwork } from '../../src/core/reference.js'
import { makeEngine } from '../kernels.js'
import { first, largestDifference, someExamples, specOf } from './some-networks.js'

describe('clipping', () => {
  test('shortens a step to its limit, as worked by hand', () => {
    // One input of 1, two classes, all weights 0, label 0: the gradient is (-1/2, 1/2) for weights and biases alike, of
    // length 1. A limit of 1/4 makes it (-1/8, 1/8); with a learning rate of 0.4 the weights become (0.05, -0.05).
    const spec = specOf([1, 2], { initializer: { name: 'zeros' }, clipNorm: 0.25 })
    const examples = { images: Uint8Array.of(255), labels: Uint8Array.of(0) }
    for (const engine of [new ReferenceNetwork(spec, 0), makeEngine(spec, 0)]) {
      engine.train(examples, first(1), 0.4)
      const { parameters } = engine.state()
      ;[0.05, -0.05, 0.05, -0.05].forEach((w, i) => void expect(parameters[i]).toBeCloseTo(w, 7))
    }
  })

  test.each([0, 0.01])('leaves no step longer than the limit, with an L2 penalty of %d', l2 => {
    const spec = specOf([20, 9, 4], { clipNorm: 0.003, l2 })
    const engine = makeEngine(spec, 1)
    for (let step = 0; step < 5; step++) {
      const before = engine.state().parameters
      engine.train(someExamples(20, 4), first(16), 1)
      const after = engine.state().parameters
      const squares = Array.from(after).reduce((sum, w, i) => sum + (w - before[i]!) * (w - before[i]!), 0)
      // The gradient of such a network is far longer, so every step is clipped, up to rounding of the weights.
      expect(Math.sqrt(squares) / 0.003).toBeCloseTo(1, 3)
    }
  })

  test.each(Object.keys(optimizers) as OptimizerName[])(
    'gives %s the same bits as none, where the limit is never reached',
    name => {
      const changes = { optimizer: choose(optimizers, name), activation: choose(activations, 'relu') }
      const examples = someExamples(70, 4)
      // Columns without a pixel, which are left alone where nothing is clipped.
      for (let i = 0; i < examples.images.length; i++) if (i % 70 < 30) examples.images[i] = 0
      const engines = [null, 1e6].map(clipNorm =>
        makeEngine(specOf([70, 60, 9, 4], { ...changes, clipNorm }), 2),
      )
      for (let step = 0; step < 5; step++) {
        for (const engine of engines) engine.train(examples, first(16), 0.01)
      }
      expect(engines[1]!.state()).toEqual(engines[0]!.state())
    },
  )

  test('agrees with the reference', () => {
    const spec = specOf([20, 9, 4], { clipNorm: 0.1, l2: 0.001 })
    const [reference, engine] = [new ReferenceNetwork(spec, 4), makeEngine(spec, 4)]
    for (let step = 0; step < 10; step++) {
      reference.train(someExamples(20, 4), first(16), 0.5)
      engine.train(someExamples(20, 4), first(16), 0.5)
    }
    expect(largestDifference(reference.parameters, engine.state().parameters)).toBeLessThan(2e-6)
  })

  test('shows a gradient that is not finite as one', () => {
    const spec = specOf([4, 2], { clipNorm: 1 })
    for (const engine of [new ReferenceNetwork(spec, 0), makeEngine(spec, 0)]) {
      const state = engine.state()
      engine.restore({ ...state, parameters: state.parameters.fill(NaN) })
      expect(engine.train(someExamples(4, 2), first(16), 0.1).lossSum).toBeNaN()
    }
  })
})
