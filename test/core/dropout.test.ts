import { describe, expect, test } from 'vitest'
import { activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import { dropoutMask, dropoutPlaces } from '../../src/core/dropout.js'
import { RandomStream } from '../../src/core/random.js'
import { ReferenceNetwork } from '../../src/core/reference.js'
import { makeEngine } from '../kernels.js'
import { first, largestDifference, someExamples, specOf } from './some-networks.js'

describe('the mask of dropout', () => {
  test('stands in the stream at places that follow from row, layer and unit', () => {
    // Hidden layers of 5 and 6 units take 2 blocks of four words each, so a row has 4: row 3, layer 1 begins at block 14.
    const sizes = [9, 5, 6, 3]
    expect(dropoutPlaces(sizes)).toEqual({ blocksPerRow: 4, firstBlocks: [0, 2] })
    const stream = new RandomStream(8, 'dropout', 2)
    const words = Array.from({ length: 4 * 16 }, () => stream.word())
    const mask = dropoutMask({ sizes, dropout: 0.25 }, 8, { step: 2, layer: 1, row: 3 })
    // A quarter of 2^32 is 2^30; what is kept is multiplied by 1 / (1 - 1/4).
    expect([...mask]).toEqual(words.slice(4 * 14, 4 * 14 + 6).map(word => (word >= 2 ** 30 ? 4 / 3 : 0)))
  })

  test('leaves out about its share, and keeps the mean', () => {
    const mask = dropoutMask({ sizes: [1, 10_000, 1], dropout: 0.3 }, 1, { step: 0, layer: 0, row: 0 })
    // A share of 10,000 has a standard deviation of sqrt(0.3 * 0.7 / 10,000) = 0.0046; four of them.
    expect(Math.abs(mask.filter(factor => factor === 0).length / 10_000 - 0.3)).toBeLessThan(0.0184)
    expect(Math.abs(mask.reduce((a, b) => a + b) / 10_000 - 1)).toBeLessThan(0.027)
  })

  test('is another one in every step, row and layer, and for every seed', () => {
    const of = (seed: number, step: number, layer: number, row: number) =>
      dropoutMask({ sizes: [1, 64, 64, 1], dropout: 0.5 }, seed, { step, layer, row }).join()
    expect(
      new Set([of(1, 0, 0, 0), of(1, 0, 0, 1), of(1, 0, 1, 0), of(1, 1, 0, 0), of(2, 0, 0, 0)]).size,
    ).toBe(5)
  })
})

describe('a network with dropout', () => {
  const spec = specOf([20, 33, 18, 4], { dropout: 0.5, activation: choose(activations, 'relu') })
  const examples = someExamples(20, 4)

  test('measures as one without', () => {
    const engines = [spec, { ...spec, dropout: 0 }].map(network => makeEngine(network, 3))
    const [a, b] = engines.map(engine => engine.evaluate(examples, first(16)))
    expect(a).toEqual(b)
    expect(engines[0]!.probabilities).toEqual(engines[1]!.probabilities)
  })

  test('has another loss in its first step', () => {
    const [a, b] = [spec, { ...spec, dropout: 0 }].map(network =>
      makeEngine(network, 3).train(examples, first(16), 0),
    )
    expect(a!.lossSum).not.toBeCloseTo(b!.lossSum, 3)
  })

  test('leaves out the same in both engines, step by step', () => {
    const [reference, engine] = [new ReferenceNetwork(spec, 2 ** 45 + 3), makeEngine(spec, 2 ** 45 + 3)]
    for (let step = 0; step < 8; step++) {
      // Batches of different sizes: the places do not depend on them.
      reference.train(examples, first(16 - step), 0.1)
      engine.train(examples, first(16 - step), 0.1)
    }
    expect(largestDifference(reference.parameters, engine.state().parameters)).toBeLessThan(3e-6)
  })

  test('goes on with the same bits when its state is restored', () => {
    const [through, resumed] = [makeEngine(spec, 3), makeEngine(spec, 3)]
    for (let step = 0; step < 6; step++) {
      through.train(examples, first(16), 0.1)
      if (step === 2) resumed.restore(through.state())
      if (step > 2) resumed.train(examples, first(16), 0.1)
    }
    expect(resumed.state()).toEqual(through.state())
  })

  test.each(['relu', 'tanh', 'gelu'] as const)(
    'of %s units moves no weight of one that is left out',
    name => {
      // One example: the weights into a hidden unit move only if the step keeps the unit.
      const one = specOf([20, 33, 4], { dropout: 0.5, activation: choose(activations, name), batchSize: 1 })
      const engine = makeEngine(one, 5)
      const before = engine.state().parameters
      engine.train(examples, first(1), 1)
      const after = engine.state().parameters
      const mask = dropoutMask(one, 5, { step: 0, layer: 0, row: 0 })
      mask.forEach((factor, unit) => {
        const weights = Array.from({ length: 20 }, (_, i) => i * 33 + unit)
        const hasMoved = weights.some(i => before[i] !== after[i])
        if (factor === 0) expect(hasMoved).toBe(false)
        else if (name !== 'relu') expect(hasMoved).toBe(true)
      })
    },
  )
})
