import { describe, expect, test } from 'vitest'
import { activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import type { BatchResult, Engine, Examples } from '../../src/core/engine.js'
import { parameterCount } from '../../src/core/parameters.js'
import { RandomStream } from '../../src/core/random.js'
import { type PredictionInput, predict, surestMistakes } from '../../src/models/predictions.js'
import { makeEngine } from '../kernels.js'
import { tinyDataset } from '../tiny.js'

const allOf = ({ labels }: Examples) => Uint32Array.from(labels, (_, i) => i)

/** Two pixels, two classes, no hidden layer: the logits of an image are the rows of the weights whose pixel is lit. */
const lamps: PredictionInput['network'] = {
  sizes: [2, 2],
  activations: [],
  output: 'softmax',
  parameters: Float32Array.of(Math.log(3), 0, 0, 1, 0, 0), // weights [2, 2], then biases
}
/** Left lit, right lit, left lit but labelled as 1. */
const images: Examples = {
  images: Uint8Array.of(255, 0, 0, 255, 255, 0),
  labels: Uint8Array.of(0, 1, 1),
}

function asked(changes: Partial<PredictionInput> = {}): PredictionInput {
  const examples = changes.examples ?? images
  return {
    network: lamps,
    examples,
    indices: allOf(examples),
    loss: 'cross-entropy',
    labelSmoothing: 0,
    makeEngine,
    batchSize: 250,
    ...changes,
  }
}

/** A network for the tiny dataset, with two hidden layers of different kinds and drawn weights. */
function drawnNetwork(output: PredictionInput['network']['output'] = 'softmax'): PredictionInput['network'] {
  const sizes = [16, 9, 5, 3]
  const stream = new RandomStream(1, 'weights', 0)
  const parameters = Float32Array.from({ length: parameterCount(sizes) }, () => 4 * stream.uniform() - 2)
  return {
    sizes,
    activations: [choose(activations, 'relu'), choose(activations, 'tanh')],
    output,
    parameters,
  }
}

/** The engine, with its measurements written down. */
function listening(engine: Engine, measured: BatchResult[]): Engine {
  const { evaluate } = engine
  engine.evaluate = (...args) => {
    const result = evaluate.apply(engine, args)
    measured.push(result)
    return result
  }
  return engine
}

describe('predictions of a stored network', () => {
  test('are those of its weights, worked by hand', () => {
    const { labels, predicted, outputs, loss } = predict(asked())
    expect([...labels]).toEqual([0, 1, 1])
    expect([...predicted]).toEqual([0, 1, 0])
    // softmax(ln 3, 0) = (3/4, 1/4); softmax(0, 1) = 1/(1 + e) and e/(1 + e)
    const e = Math.E
    const expected = [3 / 4, 1 / 4, 1 / (1 + e), e / (1 + e), 3 / 4, 1 / 4]
    expected.forEach((p, i) => {
      expect(outputs[i]).toBeCloseTo(p, 6)
    })
    expect(loss).toBeCloseTo(-(Math.log(3 / 4) + Math.log(e / (1 + e)) + Math.log(1 / 4)) / 3, 6)
  })

  test('come in the order of the indices', () => {
    const { labels, predicted } = predict(asked({ indices: Uint32Array.of(2, 1) }))
    expect([...labels]).toEqual([1, 1])
    expect([...predicted]).toEqual([0, 1])
  })

  test('smooth the labels of the loss where the trial did: 1 - s + s / K and s / K', () => {
    const { loss } = predict(asked({ indices: Uint32Array.of(0), labelSmoothing: 0.2 }))
    expect(loss).toBeCloseTo(-(0.9 * Math.log(3 / 4) + 0.1 * Math.log(1 / 4)), 6)
  })

  test('say the first class of equal outputs', () => {
    const network = { ...lamps, parameters: new Float32Array(6) }
    expect([...predict(asked({ network })).predicted]).toEqual([0, 0, 0])
  })

  test.each(['softmax', 'sigmoid', 'identity'] as const)(
    'are the same bits for images one at a time and in batches of any size, with %s',
    output => {
      const { train: examples } = tinyDataset()
      const loss = output === 'softmax' ? 'cross-entropy' : 'sum-of-squares'
      const input = asked({ network: drawnNetwork(output), examples, indices: allOf(examples), loss })
      const whole = predict({ ...input, batchSize: examples.labels.length })
      expect(new Set(whole.predicted).size).toBeGreaterThan(1)
      for (const batchSize of [1, 7, 100]) expect(predict({ ...input, batchSize })).toEqual(whole)
    },
  )

  test.each(['softmax', 'sigmoid', 'identity'] as const)(
    'agree with what the engine measures, with %s',
    output => {
      const { train: examples } = tinyDataset()
      const loss = output === 'softmax' ? 'cross-entropy' : 'mean-squared-error'
      const measured: BatchResult[] = []
      const predictions = predict({
        ...asked({ network: drawnNetwork(output), examples, indices: allOf(examples), loss }),
        makeEngine: (spec, seed) => listening(makeEngine(spec, seed), measured),
      })
      const { labels, predicted } = predictions
      expect(measured).toHaveLength(1)
      expect(measured[0]!.correct).toBe(labels.filter((label, i) => label === predicted[i]).length)
      expect(measured[0]!.lossSum / labels.length).toBeCloseTo(predictions.loss, 6)
    },
  )

  test('are refused where the weights give no numbers', () => {
    const network = { ...lamps, parameters: Float32Array.of(Number.NaN, 0, 0, 0, 0, 0) }
    expect(() => predict(asked({ network }))).toThrow(
      expect.objectContaining({ mistakes: [expect.objectContaining({ code: 'network-not-finite' })] }),
    )
    const huge = { ...lamps, parameters: Float32Array.of(3e38, 0, 0, 0, 3e38, 0) }
    expect(() => predict(asked({ network: huge }))).toThrow('not a finite number')
  })
})

describe('the surest mistakes', () => {
  test('are the wrong ones with the largest output of the class that was said, the surest first', () => {
    const labels = Uint8Array.of(0, 1, 1, 0)
    const predicted = Uint8Array.of(1, 0, 1, 1)
    const outputs = Float32Array.of(0.25, 0.75, 0.875, 0.125, 0.5, 0.5, 0.25, 0.75)
    const predictions = { labels, predicted, outputs, loss: 0 }
    const first = { at: 1, label: 1, predicted: 0, output: 0.875 }
    const second = { at: 0, label: 0, predicted: 1, output: 0.75 }
    const third = { at: 3, label: 0, predicted: 1, output: 0.75 } // as sure as the second, and behind it
    expect(surestMistakes(predictions, 9)).toEqual([first, second, third])
    expect(surestMistakes(predictions, 1)).toEqual([first])
    expect(surestMistakes(predictions, 0)).toEqual([])
  })
})
