// The two engines: the reference against the central difference and against hand work, the kernels against the reference.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ActivationName, activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import { type Examples, type MakeEngine, type NetworkSpec, ShapeError } from '../../src/core/engine.js'
import { initializers } from '../../src/core/initializers.js'
import { type OptimizerName, optimizers } from '../../src/core/optimizers.js'
import { RandomStream } from '../../src/core/random.js'
import { ReferenceNetwork } from '../../src/core/reference.js'
import { makeEngine } from '../kernels.js'

const spec = (changes: Partial<NetworkSpec> & { sizes: readonly number[] }): NetworkSpec => ({
  activation: { name: 'sigmoid' },
  initializer: choose(initializers, 'glorot-uniform'),
  loss: 'cross-entropy',
  optimizer: choose(optimizers, 'sgd'),
  l2: 0,
  batchSize: 16,
  ...changes,
})

/** Examples with about half of their bytes zero. */
function someExamples(inputs: number, classes: number, count = 16, seed = 1): Examples {
  const stream = new RandomStream(seed, 'split')
  const images = Uint8Array.from({ length: count * inputs }, () => Math.max(0, stream.below(512) - 256))
  return { images, labels: Uint8Array.from({ length: count }, () => stream.below(classes)) }
}
const first = (n: number) => Uint32Array.from({ length: n }, (_, i) => i)
const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((largest, x, i) => Math.max(largest, Math.abs(x - b[i]!)), 0)

describe('the reference', () => {
  const shapes = [
    [5, 3],
    [5, 4, 3],
    [6, 5, 4, 3],
  ]
  const names = Object.keys(activations) as ActivationName[]
  test.each(shapes.flatMap(sizes => names.map(name => [sizes, name] as const)))(
    'has the gradient that the central difference gives, for %j with %s and an L2 penalty',
    (sizes, name) => {
      const l2 = 0.03
      const network = new ReferenceNetwork(spec({ sizes, activation: choose(activations, name), l2 }), 3)
      // Biases away from zero, or a black image would stand exactly on the kink of ReLU.
      for (const { biases } of network.layers) biases.set(Array.from(biases, (_, u) => 0.3 - 0.11 * u))
      const examples = someExamples(sizes[0]!, sizes.at(-1)!)
      const batch = first(7)
      const { gradient } = network.gradient(examples, batch)
      const objective = () => {
        const penalty = network.layers.reduce(
          (sum, { weights }) => sum + weights.reduce((s, w) => s + w * w, 0),
          0,
        )
        return network.evaluate(examples, batch).lossSum / batch.length + l2 * penalty
      }
      const e = 1e-5
      for (let i = 0; i < network.parameters.length; i++) {
        const w = network.parameters[i]!
        network.parameters[i] = w + e
        const above = objective()
        network.parameters[i] = w - e
        const below = objective()
        network.parameters[i] = w
        expect(gradient[i]).toBeCloseTo((above - below) / (2 * e), 7)
      }
    },
  )

  test('makes one step as worked by hand', () => {
    // One input of 1 (byte 255), no hidden layer, two classes, weights (0, 0): p = (1/2, 1/2), loss ln 2.
    // Label 0: dL/dz = (-1/2, 1/2) = dW = db. With learning rate 0.1 weights and biases become (0.05, -0.05).
    const network = new ReferenceNetwork(spec({ sizes: [1, 2], initializer: { name: 'zeros' } }), 0)
    const examples = { images: Uint8Array.of(255), labels: Uint8Array.of(0) }
    const { lossSum } = network.train(examples, first(1), 0.1)
    expect(lossSum).toBeCloseTo(Math.log(2), 14)
    ;[0.05, -0.05, 0.05, -0.05].forEach((w, i) => void expect(network.parameters[i]).toBeCloseTo(w, 14))
    // Then z = (0.1, -0.1), so p_0 = 1 / (1 + e^-0.2).
    network.evaluate(examples, first(1))
    expect(network.probabilities[0]).toBeCloseTo(1 / (1 + Math.exp(-0.2)), 14)
  })

  test('makes a step through a hidden layer as worked by hand', () => {
    // Input 1 -> one sigmoid unit -> two classes. W1 = 0, W2 = (1, 0), biases 0. z1 = 0, y1 = 1/2; logits (1/2, 0).
    // p_0 = 1 / (1 + e^-1/2) = 0.622459; label 1: delta_2 = (p_0, -p_0). dW2 = y1 delta_2 = (p_0, -p_0) / 2.
    // delta_1 = (p_0*1 + -p_0*0) y1 (1 - y1) = p_0 / 4 = dW1 = db1.
    const network = new ReferenceNetwork(spec({ sizes: [1, 1, 2], initializer: { name: 'zeros' } }), 0)
    network.layers[1]!.weights[0] = 1
    const p = 1 / (1 + Math.exp(-0.5))
    const { gradient } = network.gradient({ images: Uint8Array.of(255), labels: Uint8Array.of(1) }, first(1))
    ;[p / 4, p / 4, p / 2, -p / 2, p, -p].forEach((g, i) => void expect(gradient[i]).toBeCloseTo(g, 14))
  })
})

describe('the engine on SIMD kernels', () => {
  test('agrees with the reference on random networks over several steps', () => {
    const choice = fc.record({
      inputs: fc.constantFrom(1, 3, 4, 5, 31, 33),
      hidden: fc.array(fc.constantFrom(1, 2, 3, 4, 5, 7, 31, 33), { maxLength: 3 }),
      classes: fc.constantFrom(2, 3, 10),
      batch: fc.integer({ min: 1, max: 16 }),
      activation: fc.constantFrom(...(Object.keys(activations) as ActivationName[])),
      optimizer: fc.constantFrom(...(Object.keys(optimizers) as OptimizerName[])),
      l2: fc.constantFrom(0, 0.001),
      seed: fc.nat(),
    })
    const property = fc.property(
      choice,
      ({ inputs, hidden, classes, batch, activation, optimizer, l2, seed }) => {
        const network = spec({
          sizes: [inputs, ...hidden, classes],
          activation: choose(activations, activation),
          optimizer: choose(optimizers, optimizer),
          l2,
        })
        const examples = someExamples(inputs, classes, 16, seed)
        const reference = new ReferenceNetwork(network, seed)
        const fast = makeEngine(network, seed)
        for (let step = 0; step < 3; step++) {
          const a = reference.train(examples, first(batch), 0.01)
          const b = fast.train(examples, first(batch), 0.01)
          expect(Math.abs(a.lossSum - b.lossSum)).toBeLessThan(1e-4 * (1 + a.lossSum))
        }
        // Where a gradient is nearly zero, its sign is rounding, and Adam and RMSProp step by the learning rate whatever
        // its size: so the loss is compared above, and the parameters only where steps shrink with the gradient.
        if (optimizer === 'sgd' || optimizer === 'adagrad') {
          expect(largestDifference(reference.parameters, fast.state().parameters)).toBeLessThan(1e-5)
        }
      },
    )
    fc.assert(property, { numRuns: 150, seed: 20261121 })
  })

  test('gives every optimizer the same gradient as the reference, state included', () => {
    for (const name of Object.keys(optimizers) as OptimizerName[]) {
      const network = spec({ sizes: [20, 8, 4], optimizer: choose(optimizers, name) })
      const examples = someExamples(20, 4)
      const reference = new ReferenceNetwork(network, 5)
      const fast = makeEngine(network, 5)
      for (let step = 0; step < 5; step++) {
        reference.train(examples, first(16), 0.001)
        fast.train(examples, first(16), 0.001)
      }
      expect(largestDifference(reference.parameters, fast.state().parameters)).toBeLessThan(1e-5)
      // The kernels keep no momentum where it is zero.
      fast
        .state()
        .slots.forEach(
          (slot, i) => void expect(largestDifference(slot, reference.slots[i]!)).toBeLessThan(1e-5),
        )
      expect([reference.steps, fast.steps]).toEqual([5, 5])
    }
  })

  test('gives the same bits when it is run again', () => {
    const run = () => {
      const network = makeEngine(spec({ sizes: [30, 9, 5], activation: { name: 'relu' } }), 8)
      for (let step = 0; step < 10; step++) network.train(someExamples(30, 5), first(16), 0.05)
      return network.state()
    }
    expect(run()).toEqual(run())
  })

  test('evaluates without changing anything', () => {
    const network = makeEngine(spec({ sizes: [30, 9, 5] }), 8)
    const before = network.state()
    network.evaluate(someExamples(30, 5), first(16))
    expect(network.state()).toEqual(before)
  })

  test('learns a task that can be learned', () => {
    // Two classes by which of two pixels is bright.
    const images = Uint8Array.from({ length: 32 }, (_, i) => (i % 4 === 0 || i % 4 === 3 ? 255 : 0))
    const labels = Uint8Array.from({ length: 16 }, (_, i) => i % 2)
    const network = makeEngine(spec({ sizes: [2, 4, 2], activation: { name: 'tanh' } }), 0)
    for (let step = 0; step < 300; step++) network.train({ images, labels }, first(16), 0.5)
    expect(network.evaluate({ images, labels }, first(16)).correct).toBe(16)
  })
})

describe.each([
  ['the reference', (network, seed) => new ReferenceNetwork(network, seed)],
  ['the engine on SIMD kernels', makeEngine],
] as const satisfies [string, MakeEngine][])('%s', (_name, make) => {
  const network = make(spec({ sizes: [4, 2] }), 0)
  const examples = someExamples(4, 2)

  test('refuses a batch that is empty or too large, and images of another size', () => {
    expect(() => network.train(examples, first(0), 1)).toThrow(ShapeError)
    expect(() => network.train(examples, first(17), 1)).toThrow(ShapeError)
    expect(() => network.evaluate({ ...examples, images: examples.images.subarray(1) }, first(1))).toThrow(
      ShapeError,
    )
  })

  test('shows an overflow in the loss, and counts nothing as right then', () => {
    const diverged = make(spec({ sizes: [4, 2] }), 0)
    const state = diverged.state()
    diverged.restore({ ...state, parameters: state.parameters.fill(NaN) })
    expect(diverged.evaluate(examples, first(16))).toEqual({ lossSum: NaN, correct: 0 })
  })

  test('leaves the probabilities of the batch, each row with sum one', () => {
    network.evaluate(examples, first(3))
    for (let row = 0; row < 3; row++) {
      expect(network.probabilities[2 * row]! + network.probabilities[2 * row + 1]!).toBeCloseTo(1, 6)
    }
  })
})
