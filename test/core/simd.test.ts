// The engine on kernels as a whole: the same bits everywhere, its memory, its state.
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type ActivationName, activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import { type NetworkSpec, ShapeError } from '../../src/core/engine.js'
import { initializers } from '../../src/core/initializers.js'
import { Kernels, MEMORY_MAX, makeMemory } from '../../src/core/kernels.js'
import { losses } from '../../src/core/losses.js'
import { networkBytes } from '../../src/core/memory-plan.js'
import { type OptimizerName, optimizers } from '../../src/core/optimizers.js'
import { outputs } from '../../src/core/outputs.js'
import { ReferenceNetwork } from '../../src/core/reference.js'
import { simdEngines } from '../../src/core/simd.js'
import { kernelsModule, makeEngine } from '../kernels.js'
import { someExamples as examplesOf, specOf, trainableNames } from './some-networks.js'

const spec = (
  sizes: readonly number[],
  activation: ActivationName,
  optimizer: OptimizerName,
  changes: Partial<NetworkSpec> = {},
): NetworkSpec =>
  specOf(sizes, {
    activation: choose(activations, activation),
    optimizer: choose(optimizers, optimizer),
    ...changes,
  })
const someExamples = (inputs: number, classes: number, count = 48) => examplesOf(inputs, classes, count)

const batch = (step: number, size = 16, count = 48) =>
  Uint32Array.from({ length: size }, (_, i) => (step * 11 + i * 5) % count)

const bytesOf = (array: ArrayLike<number>) => new Uint8Array(Float32Array.from(array).buffer)

describe('golden hashes: the weights after ten steps, byte for byte, on every machine and version of Node', () => {
  // A change here is a change of the arithmetic: it needs another name for ARITHMETIC, and a line in the change log.
  const golden: readonly (readonly [string, NetworkSpec, string])[] = [
    ['no hidden layer', spec([49, 10], 'identity', 'sgd'), '60f232bb9b95bdb2'],
    ['sigmoid and adam', spec([49, 50, 10], 'sigmoid', 'adam'), '6d0ef7e4c676d59c'],
    ['tanh and adagrad', spec([49, 33, 17, 3], 'tanh', 'adagrad'), '8dc1caddd9e09698'],
    ['relu and rmsprop', spec([49, 100, 64, 10], 'relu', 'rmsprop'), 'bb958ed503005ddb'],
    ['gelu, adamw and a penalty', spec([49, 31, 10], 'gelu', 'adamw', { l2: 0.001 }), '1c2acc370a357463'],
    ['elu, three layers', spec([49, 12, 12, 12, 4], 'elu', 'adam'), 'b9d871e520be4230'],
    [
      'silu from he-normal',
      spec([49, 60, 5], 'silu', 'sgd', { initializer: choose(initializers, 'he-normal') }),
      '37cecd31fffc6e84',
    ],
    ['softplus and rmsprop', spec([49, 20, 5], 'softplus', 'rmsprop'), '0b4cb29d1bb6d495'],
    ['leaky-relu and sgd', spec([49, 20, 5], 'leaky-relu', 'sgd'), '228dd93bed74883e'],
    [
      'sigmoid below identity, dropout, clipping and smooth labels',
      specOf([49, 37, 70, 5], {
        activations: [choose(activations, 'sigmoid'), choose(activations, 'identity')],
        dropout: 0.3,
        clipNorm: 0.4,
        labelSmoothing: 0.1,
        optimizer: choose(optimizers, 'adam'),
      }),
      '6753e1e9caa88039',
    ],
    [
      'relu below tanh, sum of squares of sigmoids',
      specOf([49, 60, 51, 10], {
        activations: [choose(activations, 'relu'), choose(activations, 'tanh')],
        loss: 'sum-of-squares',
        output: 'sigmoid',
      }),
      '485ab90c72690f56',
    ],
    [
      'mean squared error of a softmax, momentum, dropout of relu',
      specOf([49, 65, 64, 7], {
        activation: choose(activations, 'relu'),
        loss: 'mean-squared-error',
        dropout: 0.5,
        optimizer: { ...choose(optimizers, 'sgd'), name: 'sgd', momentum: 0.9 } as NetworkSpec['optimizer'],
      }),
      'ac99e1946ba457ef',
    ],
    [
      'mean squared error of logits',
      specOf([49, 9, 3], { loss: 'mean-squared-error', output: 'identity' }),
      '7a989690f1e4a44b',
    ],
  ]

  test('there is one for every activation, optimizer, loss and output', () => {
    const seen = golden.flatMap(([, { activations, optimizer, loss, output }]) => [
      ...activations.map(({ name }) => name),
      optimizer.name,
      loss,
      output,
    ])
    const tables = [optimizers, losses, outputs].flatMap(table => Object.keys(table))
    expect(new Set(seen)).toEqual(new Set([...trainableNames, ...tables]))
  })

  test.each(golden)('%s', (_title, network, hash) => {
    const engine = makeEngine(network, 7)
    const examples = someExamples(49, network.sizes.at(-1)!)
    for (let step = 0; step < 10; step++) engine.train(examples, batch(step, 16 - step), 0.05)
    const sha = createHash('sha256').update(bytesOf(engine.state().parameters)).digest('hex')
    expect(sha.slice(0, 16)).toBe(hash)
  })
})

describe('a network too wide for one tile and one block', () => {
  test.each([
    ['relu', 'adam'],
    ['sigmoid', 'sgd'],
    ['relu', 'sgd'],
  ] as const)('agrees with the reference: %s, %s', (activation, optimizer) => {
    const network = spec([1023, 130, 67, 33, 10], activation, optimizer, { batchSize: 9 })
    const examples = someExamples(1023, 10)
    const [engine, reference] = [makeEngine(network, 3), new ReferenceNetwork(network, 3)]
    for (let step = 0; step < 2; step++) {
      const a = engine.train(examples, batch(step, 9), 0.01)
      const b = reference.train(examples, batch(step, 9), 0.01)
      expect(a.lossSum / b.lossSum).toBeCloseTo(1, 4)
    }
    if (optimizer === 'sgd') {
      const got = engine.state().parameters
      const furthest = reference.parameters.reduce((most, w, i) => Math.max(most, Math.abs(got[i]! - w)), 0)
      expect(furthest).toBeLessThan(2e-6)
    }
  })
})

describe('rows without a gradient', () => {
  const optimizerNames = Object.keys(optimizers) as OptimizerName[]
  test.each(optimizerNames)('are left alone by %s only where that changes nothing', name => {
    // Inputs 0 to 15 are always zero; 16 to 31 in the second half of the steps.
    const examples = someExamples(48, 3)
    for (let i = 0; i < 48; i++) {
      examples.images.fill(0, i * 48, i * 48 + (i < 24 ? 16 : 32))
    }
    const network = spec([48, 9, 3], 'tanh', name)
    const [engine, reference] = [makeEngine(network, 2), new ReferenceNetwork(network, 2)]
    const start = engine.state().parameters
    for (let step = 0; step < 12; step++) {
      const indices = Uint32Array.from({ length: 16 }, (_, i) => ((step + i) % 24) + (step < 6 ? 0 : 24))
      engine.train(examples, indices, 0.01)
      reference.train(examples, indices, 0.01)
    }
    const end = engine.state().parameters
    // Rows of 9 weights; what the reference moves, the engine moves.
    for (let i = 0; i < 32 * 9; i++) {
      expect(Math.abs(end[i]! - reference.parameters[i]!)).toBeLessThan(name === 'rmsprop' ? 2e-3 : 2e-5)
      if (i < 16 * 9 && name !== 'adamw') expect(end[i]).toBe(start[i])
    }
  })
})

describe('state', () => {
  test('that was restored goes on with the same bits', () => {
    for (const optimizer of Object.keys(optimizers) as OptimizerName[]) {
      const network = spec([20, 9, 5], 'relu', optimizer)
      const examples = someExamples(20, 5)
      const through = makeEngine(network, 4)
      for (let step = 0; step < 6; step++) through.train(examples, batch(step), 0.02)
      const [first, second] = [makeEngine(network, 4), makeEngine(network, 99)]
      for (let step = 0; step < 3; step++) first.train(examples, batch(step), 0.02)
      second.restore(first.state())
      for (let step = 3; step < 6; step++) second.train(examples, batch(step), 0.02)
      expect(second.state()).toEqual(through.state())
    }
  })

  test('of another shape is refused', () => {
    const engine = makeEngine(spec([4, 3], 'tanh', 'adam'), 0)
    const other = makeEngine(spec([4, 2], 'tanh', 'adam'), 0)
    const slotless = makeEngine(spec([4, 3], 'tanh', 'sgd'), 0)
    expect(() => engine.restore(other.state())).toThrow(ShapeError)
    expect(() => engine.restore(slotless.state())).toThrow(ShapeError)
  })
})

describe('the door', () => {
  const engine = makeEngine(spec([4, 3], 'tanh', 'sgd'), 0)
  test('is closed to examples that are not there and to labels of other classes', () => {
    expect(() => engine.train(someExamples(4, 3), Uint32Array.of(48), 1)).toThrow('no example 48 among 48')
    const examples = { ...someExamples(4, 3), labels: new Uint8Array(48).fill(3) }
    expect(() => engine.train(examples, batch(0), 1)).toThrow('the label 3, of 3 classes')
  })
})

describe('memory', () => {
  test('is handed from network to network, and the one before cannot be used any more', () => {
    const make = simdEngines(new Kernels(kernelsModule))
    const [first, second] = [make(spec([4, 3], 'tanh', 'sgd'), 0), make(spec([4, 3], 'tanh', 'sgd'), 0)]
    second.train(someExamples(4, 3), batch(0), 1)
    expect(() => first.train(someExamples(4, 3), batch(0), 1)).toThrow('has taken over the memory')
    expect(() => first.state()).toThrow('has taken over the memory')
  })

  test('left over by one network does not show in the next', () => {
    const kernels = new Kernels(kernelsModule)
    const make = simdEngines(kernels)
    const train = () => {
      const engine = make(spec([20, 9, 5], 'relu', 'adam'), 1)
      for (let step = 0; step < 4; step++) engine.train(someExamples(20, 5), batch(step), 0.02)
      return engine.state()
    }
    const clean = train()
    const wrecker = make(spec([64, 50, 40, 10], 'gelu', 'sgd'), 1)
    const state = wrecker.state()
    wrecker.restore({ ...state, parameters: state.parameters.fill(NaN) })
    wrecker.train(someExamples(64, 10), batch(0), 1)
    expect(train()).toEqual(clean)
  })

  test('does not grow with the number of networks', () => {
    const kernels = new Kernels(kernelsModule)
    const make = simdEngines(kernels)
    const examples = someExamples(20, 5)
    const train = (hidden: number) =>
      make(spec([20, hidden, 5], 'tanh', 'adam'), 0).train(examples, batch(0), 0.01)
    train(200)
    const size = kernels.memory.buffer.byteLength
    for (let n = 0; n < 200; n++) train(1 + n)
    expect(kernels.memory.buffer.byteLength).toBe(size)
  })

  test('is shared by threads without their parts overlapping, and gives each the same bits', () => {
    const memory = makeMemory()
    const network = spec([20, 9, 5], 'sigmoid', 'adam')
    const examples = someExamples(20, 5)
    const engines = [0, 1, 2].map(() => simdEngines(new Kernels(kernelsModule, memory))(network, 6))
    const alone = makeEngine(network, 6)
    for (let step = 0; step < 5; step++) {
      for (const engine of [...engines, alone]) engine.train(examples, batch(step), 0.02)
    }
    for (const engine of engines) expect(engine.state()).toEqual(alone.state())
  })

  test('that would not be enough is refused with its size before anything starts', () => {
    // 100,000 x 100,000 weights of 4 bytes and three slots of them: 120 GB are 114,441 MiB, and there are lists beside.
    const huge = spec([100_000, 100_000, 10], 'relu', 'adam')
    expect(() => makeEngine(huge, 0)).toThrow(/needs \d{3},\d{3} MiB of memory/)
    expect(MEMORY_MAX).toBe(2 ** 32)
  })

  test('is not allocated while training', () => {
    const kernels = new Kernels(kernelsModule)
    const engine = simdEngines(kernels)(spec([30, 20, 10], 'relu', 'adam'), 0)
    const examples = someExamples(30, 10)
    engine.train(examples, batch(0), 0.01)
    const { byteLength } = kernels.memory.buffer
    for (let step = 0; step < 100; step++) engine.train(examples, batch(step), 0.01)
    expect(kernels.memory.buffer.byteLength).toBe(byteLength)
  })
})

describe('the bytes of a network', () => {
  const plain = specOf([784, 50, 10])
  test('hold its parameters, once more for each slot, and once more where clipping needs the whole gradient', () => {
    // Rows of 50 and 10 numbers are padded to 52 and 12, and each array to 64 bytes:
    // 784 x 52 x 4 = 163,072; 208 -> 256; 50 x 12 x 4 = 2,400 -> 2,432; 48 -> 64. Together 165,824.
    const parameters = 165_824
    const bytes = networkBytes(plain)
    expect(bytes).toBeGreaterThan(parameters)
    expect(networkBytes({ ...plain, optimizer: choose(optimizers, 'adam') }) - bytes).toBe(2 * parameters)
    expect(networkBytes({ ...plain, clipNorm: 1 }) - bytes).toBe(parameters)
  })

  test('hold the mask of dropout and what it keeps', () => {
    // 52 numbers are 208 bytes, in rows of an odd number of 64 bytes: 320. Twice 16 of them.
    expect(networkBytes({ ...plain, dropout: 0.5 }) - networkBytes(plain)).toBe(2 * 16 * 320)
  })

  test('are what an engine takes, to the next page', () => {
    const kernels = new Kernels(kernelsModule)
    const bytes = networkBytes(plain)
    simdEngines(kernels)(plain, 0)
    expect(kernels.memory.buffer.byteLength).toBeGreaterThanOrEqual(bytes)
    // Rounded up to a power of two, behind the first page.
    expect(kernels.memory.buffer.byteLength).toBeLessThanOrEqual(2 * bytes + 65_536)
  })
})
