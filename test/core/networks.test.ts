// The two engines: the reference against the central difference and against hand work, the kernels against the reference.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import { type MakeEngine, ShapeError } from '../../src/core/engine.js'
import { numericalGradient } from '../../src/core/numerical.js'
import { type OptimizerName, optimizers } from '../../src/core/optimizers.js'
import { type OutputName, outputs } from '../../src/core/outputs.js'
import { ReferenceNetwork } from '../../src/core/reference.js'
import { makeEngine } from '../kernels.js'
import { first, largestDifference, pairs, someExamples, specOf, trainableNames } from './some-networks.js'

describe('the reference', () => {
  const shapes = [
    [5, 3],
    [5, 4, 3],
    [6, 5, 4, 3],
  ]
  function expectGradient(network: ReferenceNetwork, batch: number): void {
    const { sizes } = network.spec
    // Biases away from zero, or a black image would stand exactly on the kink of ReLU.
    for (const { biases } of network.layers) biases.set(Array.from(biases, (_, u) => 0.3 - 0.11 * u))
    const examples = someExamples(sizes[0]!, sizes.at(-1)!)
    const mode = { step: 4 }
    const { gradient } = network.gradient(examples, first(batch), mode)
    const objective = () => network.objective(examples, first(batch), mode)
    const central = numericalGradient(objective, network.parameters, 1e-5)
    expect(largestDifference(gradient, central)).toBeLessThan(5e-8)
  }

  test.each(shapes.flatMap(sizes => trainableNames.map(name => [sizes, name] as const)))(
    'has the gradient that the central difference gives, for %j with %s and an L2 penalty',
    (sizes, name) => {
      const spec = specOf(sizes, { activation: choose(activations, name), l2: 0.03 })
      expectGradient(new ReferenceNetwork(spec, 3), 7)
    },
  )

  test.each(pairs)(
    'has the gradient that the central difference gives, for %s with %s, smooth labels, dropout and mixed activations',
    (loss, output) => {
      const spec = specOf([6, 5, 4, 3], {
        loss,
        output,
        labelSmoothing: 0.1,
        dropout: 0.4,
        activations: [choose(activations, 'gelu'), choose(activations, 'tanh')],
      })
      expectGradient(new ReferenceNetwork(spec, 3), 7)
    },
  )

  test('makes one step as worked by hand', () => {
    // One input of 1 (byte 255), no hidden layer, two classes, weights (0, 0): p = (1/2, 1/2), loss ln 2.
    // Label 0: dL/dz = (-1/2, 1/2) = dW = db. With learning rate 0.1 weights and biases become (0.05, -0.05).
    const network = new ReferenceNetwork(specOf([1, 2], { initializer: { name: 'zeros' } }), 0)
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
    const network = new ReferenceNetwork(specOf([1, 1, 2], { initializer: { name: 'zeros' } }), 0)
    network.layers[1]!.weights[0] = 1
    const p = 1 / (1 + Math.exp(-0.5))
    const { gradient } = network.gradient(
      { images: Uint8Array.of(255), labels: Uint8Array.of(1) },
      first(1),
      'measure',
    )
    ;[p / 4, p / 4, p / 2, -p / 2, p, -p].forEach((g, i) => void expect(gradient[i]).toBeCloseTo(g, 14))
  })
})

describe('the engine on SIMD kernels', () => {
  /** Any network of a few units, with all that may be said about its training. */
  const choice = fc.record({
    inputs: fc.constantFrom(1, 3, 4, 5, 31, 33),
    hidden: fc.array(
      fc.record({
        units: fc.constantFrom(1, 2, 3, 4, 5, 7, 31, 33, 65),
        activation: fc.constantFrom(...trainableNames),
      }),
      { maxLength: 3 },
    ),
    classes: fc.constantFrom(2, 3, 10),
    batch: fc.integer({ min: 1, max: 16 }),
    pair: fc.constantFrom(...pairs),
    labelSmoothing: fc.constantFrom(0, 0.1, 0.5),
    dropout: fc.constantFrom(0, 0, 0.2, 0.5),
    clipNorm: fc.constantFrom(null, null, 0.01, 0.5, 100),
    optimizer: fc.constantFrom(...(Object.keys(optimizers) as OptimizerName[])),
    l2: fc.constantFrom(0, 0.001),
    seed: fc.maxSafeNat(),
  })
  type Choice = typeof choice extends fc.Arbitrary<infer C> ? C : never

  function choiceOf({ inputs, hidden, classes, pair, optimizer, ...rest }: Choice) {
    const { labelSmoothing, dropout, clipNorm, l2 } = rest
    return specOf([inputs, ...hidden.map(({ units }) => units), classes], {
      activations: hidden.map(({ activation }) => choose(activations, activation)),
      loss: pair[0],
      output: pair[1],
      optimizer: choose(optimizers, optimizer),
      labelSmoothing,
      dropout,
      clipNorm,
      l2,
    })
  }

  test('agrees with the reference on random networks over several steps, and in what it measures then', () => {
    const property = fc.property(choice, chosen => {
      const { inputs, classes, batch, optimizer, seed } = chosen
      const spec = choiceOf(chosen)
      const examples = someExamples(inputs, classes, 16, seed)
      const reference = new ReferenceNetwork(spec, seed)
      const fast = makeEngine(spec, seed)
      for (let step = 0; step < 3; step++) {
        const a = reference.train(examples, first(batch), 0.01)
        const b = fast.train(examples, first(batch), 0.01)
        expect(Math.abs(a.lossSum - b.lossSum)).toBeLessThan(1e-4 * (1 + a.lossSum))
      }
      // Where a gradient is nearly zero, its sign is rounding, and Adam and RMSProp step by the learning rate whatever
      // its size: so the loss is compared above, and the parameters only where steps shrink with the gradient.
      if (optimizer !== 'sgd' && optimizer !== 'adagrad') return
      expect(largestDifference(reference.parameters, fast.state().parameters)).toBeLessThan(1e-5)
      const [a, b] = [reference, fast].map(engine => engine.evaluate(examples, first(batch)))
      expect(Math.abs(a!.lossSum - b!.lossSum)).toBeLessThan(1e-4 * (1 + a!.lossSum))
      const rows = batch * classes
      const [logits, outputRows] = [fast.logits.subarray(0, rows), fast.probabilities.subarray(0, rows)]
      expect(largestDifference(logits, reference.logits)).toBeLessThan(2e-5)
      expect(largestDifference(outputRows, reference.probabilities)).toBeLessThan(2e-5)
    })
    fc.assert(property, { numRuns: 300, seed: 20261121 })
  })

  test('agrees with the reference in a forward pass through step functions', () => {
    // A pre-activation within rounding of zero could fall on either side; with these seeds none does.
    const spec = specOf([33, 17, 5, 4], { activation: choose(activations, 'step') })
    const examples = someExamples(33, 4)
    const [reference, fast] = [new ReferenceNetwork(spec, 3), makeEngine(spec, 3)]
    expect(fast.evaluate(examples, first(16)).correct).toBe(reference.evaluate(examples, first(16)).correct)
    expect(largestDifference(fast.logits, reference.logits)).toBeLessThan(1e-6)
  })

  test('gives every optimizer the same gradient as the reference, state included', () => {
    for (const name of Object.keys(optimizers) as OptimizerName[]) {
      const network = specOf([20, 8, 4], { optimizer: choose(optimizers, name) })
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
      const network = makeEngine(specOf([30, 9, 5], { activation: { name: 'relu' } }), 8)
      for (let step = 0; step < 10; step++) network.train(someExamples(30, 5), first(16), 0.05)
      return network.state()
    }
    expect(run()).toEqual(run())
  })

  test('evaluates without changing anything', () => {
    const network = makeEngine(specOf([30, 9, 5]), 8)
    const before = network.state()
    network.evaluate(someExamples(30, 5), first(16))
    expect(network.state()).toEqual(before)
  })

  test('learns a task that can be learned', () => {
    // Two classes by which of two pixels is bright.
    const images = Uint8Array.from({ length: 32 }, (_, i) => (i % 4 === 0 || i % 4 === 3 ? 255 : 0))
    const labels = Uint8Array.from({ length: 16 }, (_, i) => i % 2)
    const network = makeEngine(specOf([2, 4, 2], { activation: { name: 'tanh' } }), 0)
    for (let step = 0; step < 300; step++) network.train({ images, labels }, first(16), 0.5)
    expect(network.evaluate({ images, labels }, first(16)).correct).toBe(16)
  })
})

describe.each([
  ['the reference', (network, seed) => new ReferenceNetwork(network, seed)],
  ['the engine on SIMD kernels', makeEngine],
] as const satisfies [string, MakeEngine][])('%s', (_name, make) => {
  const network = make(specOf([4, 2]), 0)
  const examples = someExamples(4, 2)

  test('refuses a batch that is empty or too large, and images of another size', () => {
    expect(() => network.train(examples, first(0), 1)).toThrow(ShapeError)
    expect(() => network.train(examples, first(17), 1)).toThrow(ShapeError)
    expect(() => network.evaluate({ ...examples, images: examples.images.subarray(1) }, first(1))).toThrow(
      ShapeError,
    )
  })

  test('refuses a network with more layers than activations, and a loss with an output that it is not defined for', () => {
    expect(() => make(specOf([4, 3, 2], { activations: [] }), 0)).toThrow('1 hidden layers need as many')
    expect(() => make(specOf([4, 2], { output: 'sigmoid' }), 0)).toThrow('not defined for the output sigmoid')
  })

  test('takes over parameters from elsewhere, without slots', () => {
    const spec = specOf([4, 3, 2])
    const parameters = Float32Array.from({ length: 4 * 3 + 3 + 3 * 2 + 2 }, (_, i) => Math.fround(i / 10))
    const other = make(spec, 9)
    other.restore({ parameters, slots: [], steps: 0 })
    expect(Float32Array.from(other.state().parameters)).toEqual(parameters)
    expect(() => other.restore({ parameters: parameters.subarray(1), slots: [], steps: 0 })).toThrow(
      ShapeError,
    )
  })

  test('gives an image the same logits alone and in a batch', () => {
    const spec = specOf([9, 70, 50, 5], { activation: choose(activations, 'relu') })
    const [engine, images] = [make(spec, 3), someExamples(9, 5)]
    engine.evaluate(images, first(16))
    const together = engine.logits.slice()
    for (let i = 0; i < 16; i++) {
      engine.evaluate(images, Uint32Array.of(i))
      expect(engine.logits.slice(0, 5)).toEqual(together.slice(5 * i, 5 * i + 5))
    }
  })

  test('leaves logits that the output activation makes the outputs of', () => {
    for (const output of Object.keys(outputs) as OutputName[]) {
      const engine = make(specOf([4, 3], { loss: 'sum-of-squares', output }), 1)
      engine.evaluate(someExamples(4, 3), first(2))
      for (const row of [0, 1]) {
        const y = Float64Array.from(engine.logits.slice(3 * row, 3 * row + 3))
        outputs[output].value(y)
        expect(largestDifference(y, engine.probabilities.slice(3 * row, 3 * row + 3))).toBeLessThan(3e-7)
      }
    }
  })

  test('shows an overflow in the loss, and counts nothing as right then', () => {
    const diverged = make(specOf([4, 2]), 0)
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
