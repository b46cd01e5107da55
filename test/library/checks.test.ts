// What a program without types may hand over: each slip is refused with what is expected, where it was silent before.
import { describe, expect, test } from 'vitest'
import type { NetworkSpec } from '../../src/core/engine.js'
import { compareGradients, numericalEngines, ReferenceNetwork } from '../../src/library/engines.js'
import { createNetwork, networkSpec } from '../../src/library/network.js'
import { batchesOfEpoch, measure, splitTrain } from '../../src/library/training.js'
import { targetOf } from '../../src/library/worked.js'

const images = Uint8Array.of(0, 255, 255, 0)
const labels = Uint8Array.of(0, 1)
const two = { images, labels }
const both = Uint32Array.of(0, 1)
const options = { sizes: [2, 3, 2], activation: 'tanh', optimizer: 'sgd' } as const
const spec = networkSpec(options)

/** Calls with anything, as JavaScript does. */
type Loose = (...given: readonly unknown[]) => unknown
const engines: Readonly<Record<string, () => Promise<Record<'train' | 'evaluate' | 'restore', Loose>>>> = {
  createNetwork: async () => (await createNetwork(options)) as never,
  ReferenceNetwork: async () => new ReferenceNetwork(spec, 0) as never,
  numericalEngines: async () => numericalEngines(spec, 0) as never,
}

const wrongBatches: readonly (readonly [what: string, given: readonly unknown[], message: string])[] = [
  [
    'no examples',
    [undefined, both, 0.1],
    'examples is undefined; it must be an object with images and labels',
  ],
  ['float images', [{ images: Float32Array.of(0, 1, 1, 0), labels }, both, 0.1], 'images is a Float32Array'],
  ['a list of pixels', [{ images: [0, 1, 1, 0], labels }, both, 0.1], 'images is an array'],
  [
    'a list of labels',
    [{ images, labels: [0, 1] }, both, 0.1],
    'labels is an array; it must be a Uint8Array',
  ],
  [
    'images that no label has',
    [{ images, labels: Uint8Array.of(0, 1, 1) }, both, 0.1],
    '3 labels cannot share',
  ],
  [
    'a class beyond the last',
    [{ images, labels: Uint8Array.of(0, 2) }, both, 0.1],
    'example 1 is of class 2',
  ],
  ['no indices', [two, undefined, 0.1], 'indices is undefined; it must be a Uint32Array'],
  ['fractional indices', [two, [0.5], 0.1], 'indices is an array'],
  ['an index beyond the last', [two, Uint32Array.of(2), 0.1], 'there is no example 2 among 2'],
]

describe.each(Object.entries(engines))('an engine of %s', (_, make) => {
  test.each(wrongBatches)('refuses %s, to train on or to measure', async (_, given, message) => {
    const engine = await make()
    expect(() => engine.train(...given)).toThrow(message)
    expect(() => engine.evaluate(...given)).toThrow(message)
  })

  test.each([
    [undefined, TypeError, 'the learning rate is undefined; it must be a number, at least 0'],
    ['0.1', TypeError, 'the learning rate is "0.1"'],
    [Number.NaN, RangeError, 'the learning rate is NaN'],
    [-0.1, RangeError, 'the learning rate is -0.1'],
    [Infinity, RangeError, 'the learning rate is Infinity'],
  ])('refuses the learning rate %s', async (rate, kind, message) => {
    const engine = await make()
    const train = () => engine.train(two, both, rate)
    expect(train).toThrow(kind)
    expect(train).toThrow(message)
  })

  test.each([
    [undefined, 'the state is undefined'],
    [{ parameters: new Float32Array(17) }, 'slots of the state is undefined'],
    [{ parameters: [1, 2], slots: [], steps: 0 }, 'parameters of the state is an array'],
    [{ parameters: new Float32Array(17), slots: [[]], steps: 0 }, 'a slot of the state is an array'],
    [{ parameters: new Float32Array(17), slots: [] }, 'steps of the state is undefined'],
  ])('refuses the state %j', async (state, message) => {
    const engine = await make()
    expect(() => engine.restore(state)).toThrow(message)
  })

  test('takes what is as it should be', async () => {
    const engine = await make()
    expect(engine.train(two, both, 0.1)).toMatchObject({ correct: expect.any(Number) })
    engine.restore({ parameters: new Float32Array(17), slots: [], steps: 0 }) // 2 * 3 + 3 + 3 * 2 + 2
    // Without weights both classes are as likely: log 2 for each example.
    expect(engine.evaluate(two, both)).toMatchObject({ lossSum: expect.closeTo(2 * Math.log(2), 6) })
  })
})

test('a network with step is for forward passes: to train it is refused', async () => {
  const network = await createNetwork({ ...options, activation: 'step' })
  expect(() => network.train(two, both, 0.1)).toThrow('activation step cannot be trained')
  expect(network.evaluate(two, both).lossSum).toBeGreaterThan(0)
})

test.each([
  [undefined, 'what describes the network is undefined'],
  [{}, 'sizes is undefined; it must be a list such as [784, 50, 10]'],
  [{ sizes: 784 }, 'sizes is 784'],
  [{ sizes: [2, 2], dropout: '0.5' }, 'dropout is "0.5"'],
  [{ sizes: [2, 2], l2: null }, 'l2 is null; it must be a number, at least 0'],
  [{ sizes: [2, 2], optimizer: 1 }, 'the optimizer is 1; it must be a name, or an object with a name'],
  [{ sizes: [2, 2], optimizer: { learning_rate: 1 } }, 'there is no optimizer "undefined"'],
])('createNetwork refuses %j', async (written, message) => {
  await expect(createNetwork(written as never)).rejects.toThrow(message)
})

test('createNetwork refuses a seed that is none', async () => {
  await expect(createNetwork(options, 0.5)).rejects.toThrow('seed is 0.5; it must be an integer, at least 0')
})

describe('ReferenceNetwork', () => {
  const without = (name: keyof NetworkSpec) => ({ ...spec, [name]: undefined })
  test.each(Object.keys(spec))('refuses a spec without %s', name => {
    const make = () => new ReferenceNetwork(without(name as keyof NetworkSpec) as never, 0)
    expect(make).toThrow(`the spec has no ${name}; it must be a whole spec`)
  })

  test('refuses options in place of a spec, and a spec that there cannot be', () => {
    expect(() => new ReferenceNetwork({ sizes: [2, 2] } as never, 0)).toThrow('the spec has no')
    expect(() => new ReferenceNetwork({ ...spec, dropout: 1 }, 0)).toThrow('dropout is 1')
    expect(() => new ReferenceNetwork(spec, undefined as never)).toThrow('seed is undefined')
  })

  test('is what compareGradients takes, and nothing else', async () => {
    expect(compareGradients(new ReferenceNetwork(spec, 0), two, both)).toHaveLength(2)
    const other = (await createNetwork(options)) as never
    expect(() => compareGradients(other, two, both)).toThrow('must be a ReferenceNetwork')
    expect(() => compareGradients(new ReferenceNetwork(spec, 0), two, [0] as never)).toThrow('indices is')
  })
})

describe('splitTrain', () => {
  test.each([
    [[10, 20, 0], 'validation is 20; it must be a number, at least 0 and below 1'],
    [[10, 1, 0], 'validation is 1'],
    [[10, -0.1, 0], 'validation is -0.1'],
    [[10, undefined, 0], 'validation is undefined'],
    [[1.5, 0.2, 0], 'count is 1.5; it must be an integer, at least 1'],
    [[-1, 0.2, 0], 'count is -1'],
    [[10, 0.2, 1.5], 'splitSeed is 1.5'],
    [[10, 0.2, -1], 'splitSeed is -1'],
    [[10, 0.2], 'splitSeed is undefined'],
  ])('refuses %j', (given, message) => {
    expect(() => (splitTrain as Loose)(...given)).toThrow(message)
  })
})

describe('batchesOfEpoch', () => {
  const pass = { seed: 0, epoch: 0 }
  test.each([
    [[both, 0, pass], 'batchSize is 0; it must be an integer, at least 1'],
    [[both, 1.5, pass], 'batchSize is 1.5'],
    [[[0, 1], 1, pass], 'indices is an array'],
    [[new Uint32Array(), 1, pass], 'there are no examples to make batches of'],
    [[both, 1], 'the pass is undefined; it must be an object { seed, epoch }'],
    [[both, 1, { seed: 0 }], 'epoch is undefined'],
    [[both, 1, { seed: -1, epoch: 0 }], 'seed is -1'],
  ])('refuses %j when it is called, not when the first batch is asked for', (given, message) => {
    expect(() => (batchesOfEpoch as Loose)(...given)).toThrow(message)
  })
})

test('measure looks at what it is given', async () => {
  const network = await createNetwork(options)
  expect(() => (measure as Loose)(network, { images: [0, 1], labels })).toThrow('images is an array')
  expect(() => (measure as Loose)(network, two, [0])).toThrow('indices is an array')
  expect(measure(network, two).accuracy).toBeLessThanOrEqual(1)
})

test.each([
  [[3, 0.1], 'out is undefined; it must be a Float32Array or a Float64Array'],
  [[3, 0.1, [0, 0, 0, 0]], 'out is an array'],
  [[3, 0.1, new Float64Array(3)], 'label is 3; it must be an integer, at least 0 and below 3'],
  [[0.5, 0, new Float64Array(3)], 'label is 0.5'],
  [[0, 1, new Float64Array(3)], 'smoothing is 1'],
])('targetOf refuses %j', (given, message) => {
  expect(() => (targetOf as Loose)(...given)).toThrow(message)
})
