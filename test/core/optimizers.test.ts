import { describe, expect, test } from 'vitest'
import { defaultsOf } from '../../src/core/choice.js'
import { type Optimizer, type OptimizerName, optimizers } from '../../src/core/optimizers.js'

type Settings = Readonly<Record<string, number>>
type Gradient = (w: Float64Array) => number[]

/** Runs an optimizer of the table from a start; returns the parameters after each step. */
function descend(
  name: OptimizerName,
  settings: Settings,
  start: number[],
  gradient: Gradient,
  steps: number,
): number[][] {
  const optimizer: Optimizer = optimizers[name]
  const h = { ...(defaultsOf(optimizer) as Settings), ...settings }
  const parameters = Float64Array.from(start)
  const slots = optimizer.slots.map(() =>
    new Float64Array(start.length).fill(optimizer.initialSlot?.(h) ?? 0),
  )
  return Array.from({ length: steps }, (_, i) => {
    const update = { parameters, gradient: Float64Array.from(gradient(parameters)), slots, step: i + 1 }
    optimizer.update({ ...update, learningRate: h['learning_rate']! }, h)
    return [...parameters]
  })
}

/** Every optimizer, with every switch of its own; the learning rates suit the two valleys below. */
const settings: readonly (readonly [OptimizerName, Settings, Settings])[] = [
  // name, for the parabola, for Rosenbrock's valley
  ['sgd', { learning_rate: 0.1 }, { learning_rate: 0.001 }],
  ['sgd', { learning_rate: 0.02, momentum: 0.9 }, { learning_rate: 0.0002, momentum: 0.9 }],
  [
    'sgd',
    { learning_rate: 0.02, momentum: 0.9, nesterov: 1 },
    { learning_rate: 0.0002, momentum: 0.9, nesterov: 1 },
  ],
  ['adagrad', { learning_rate: 1 }, { learning_rate: 0.5 }],
  ['rmsprop', { learning_rate: 0.01 }, { learning_rate: 0.0005 }],
  ['rmsprop', { learning_rate: 0.005, momentum: 0.5 }, { learning_rate: 0.0002, momentum: 0.5 }],
  ['adam', { learning_rate: 0.05 }, { learning_rate: 0.02 }],
  ['adamw', { learning_rate: 0.05, weight_decay: 0 }, { learning_rate: 0.02, weight_decay: 0 }],
]

test('every optimizer of the table is in the list that is tried on the valleys', () => {
  expect(new Set(settings.map(([name]) => name))).toEqual(new Set(Object.keys(optimizers)))
})

describe.each(settings)('%s with %j', (name, parabolaSettings, valleySettings) => {
  test('reaches the bottom of a parabola', () => {
    // f(x, y) = (x - 3)^2 / 2 + 5 (y + 1)^2 / 2
    const path = descend(name, parabolaSettings, [0, 0], w => [w[0]! - 3, 5 * (w[1]! + 1)], 2000)
    expect(Math.abs(path.at(-1)![0]! - 3)).toBeLessThan(0.02)
    expect(Math.abs(path.at(-1)![1]! + 1)).toBeLessThan(0.02)
  })

  test("follows Rosenbrock's valley to its end", () => {
    // f(x, y) = (1 - x)^2 + 100 (y - x^2)^2, lowest at (1, 1)
    const gradient: Gradient = w => {
      const [x, y] = [w[0]!, w[1]!]
      return [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]
    }
    const end = descend(name, valleySettings, [-1, 1], gradient, 20_000).at(-1)!
    expect(Math.hypot(end[0]! - 1, end[1]! - 1)).toBeLessThan(0.1)
  })
})

describe('the first steps, worked by hand, for one parameter that starts at 1 with gradient 2 and then 1', () => {
  const gradients = () => {
    const values = [2, 1]
    return () => [values.shift()!]
  }
  const two = (name: OptimizerName, h: Settings) => descend(name, h, [1], gradients(), 2).map(([w]) => w!)

  test('sgd: 1 - 0.1*2, then - 0.1*1', () => {
    expect(two('sgd', { learning_rate: 0.1 })).toEqual([0.8, 0.7000000000000001])
  })

  test('momentum: m = -0.2, then 0.9*-0.2 - 0.1 = -0.28', () => {
    const [first, second] = two('sgd', { learning_rate: 0.1, momentum: 0.9 })
    expect(first).toBeCloseTo(0.8, 14)
    expect(second).toBeCloseTo(0.52, 14)
  })

  test('nesterov: m = -0.2, w = 1 + 0.9*-0.2 - 0.2 = 0.62; m = -0.28, w = 0.62 + 0.9*-0.28 - 0.1 = 0.268', () => {
    const [first, second] = two('sgd', { learning_rate: 0.1, momentum: 0.9, nesterov: 1 })
    expect(first).toBeCloseTo(0.62, 14)
    expect(second).toBeCloseTo(0.268, 14)
  })

  test('adagrad: a = 0.1 + 4 = 4.1, then 5.1', () => {
    const [first, second] = two('adagrad', { learning_rate: 0.1 })
    expect(first).toBeCloseTo(1 - 0.2 / Math.sqrt(4.1 + 1e-7), 14)
    expect(second).toBeCloseTo(1 - 0.2 / Math.sqrt(4.1 + 1e-7) - 0.1 / Math.sqrt(5.1 + 1e-7), 14)
  })

  test('rmsprop: v = 0.1*4 = 0.4, then 0.9*0.4 + 0.1*1 = 0.46', () => {
    const [first, second] = two('rmsprop', { learning_rate: 0.1 })
    expect(first).toBeCloseTo(1 - 0.2 / Math.sqrt(0.4 + 1e-7), 14)
    expect(second).toBeCloseTo(1 - 0.2 / Math.sqrt(0.4 + 1e-7) - 0.1 / Math.sqrt(0.46 + 1e-7), 14)
  })

  test('rmsprop with momentum adds half of the last step', () => {
    const [s1, s2] = [0.2 / Math.sqrt(0.4 + 1e-7), 0.1 / Math.sqrt(0.46 + 1e-7)]
    const [, second] = two('rmsprop', { learning_rate: 0.1, momentum: 0.5 })
    expect(second).toBeCloseTo(1 - s1 - (0.5 * s1 + s2), 14)
  })

  test('adam: the corrections make the first step as long as the learning rate', () => {
    // m = 0.2, v = 0.004; rate = 0.1 sqrt(0.001) / 0.1; step = rate 0.2 / (sqrt(0.004) + 1e-7) = 0.1 but for epsilon.
    // Then m = 0.28, v = 0.004 - 0.003*0.001 ... = 0.999*0.004 + 0.001*1 = 0.004996; rate = 0.1 sqrt(1 - 0.999^2) / (1 - 0.81)
    const [first, second] = two('adam', { learning_rate: 0.1 })
    expect(first).toBeCloseTo(0.9, 6)
    const rate = (0.1 * Math.sqrt(1 - 0.998001)) / 0.19
    expect(second).toBeCloseTo(first! - (rate * 0.28) / (Math.sqrt(0.004996) + 1e-7), 12)
  })

  test('adamw first takes off learning_rate * weight_decay of the parameter', () => {
    const [first] = two('adamw', { learning_rate: 0.1, weight_decay: 0.5 })
    const [plain] = two('adam', { learning_rate: 0.1 })
    expect(first).toBeCloseTo(plain! - 0.05, 14)
  })
})

test('defaults are those of Keras', () => {
  // keras.optimizers in Keras 3: SGD, Adagrad, RMSprop, Adam, AdamW.
  expect(
    Object.fromEntries(Object.entries(optimizers).map(([name, entry]) => [name, defaultsOf(entry)])),
  ).toEqual({
    sgd: { learning_rate: 0.01, momentum: 0, nesterov: false },
    adagrad: { learning_rate: 0.001, initial_accumulator_value: 0.1, epsilon: 1e-7 },
    rmsprop: { learning_rate: 0.001, rho: 0.9, momentum: 0, epsilon: 1e-7 },
    adam: { learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
    adamw: { learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, weight_decay: 0.004 },
  })
})
