import { describe, expect, test } from 'vitest'
import { type Activation, activations } from '../../src/core/activations.js'
import { defaultsOf } from '../../src/core/choice.js'

const table = Object.entries(activations) as [string, Activation][]
const points = [-6, -2.5, -1, -0.3, -0.01, 0.01, 0.2, 0.9, 1.7, 3, 7]

describe.each(table)('%s', (_name, activation) => {
  const h = defaultsOf(activation) as Record<string, number>

  test('has the derivative that the central difference gives', () => {
    const e = 1e-5
    for (const z of points) {
      const central = (activation.value(z + e, h) - activation.value(z - e, h)) / (2 * e)
      expect(activation.derivative(z, activation.value(z, h), h)).toBeCloseTo(central, 8)
    }
  })

  test('stays finite for large inputs and lets NaN through', () => {
    for (const z of [-1e30, -800, 800, 1e30]) {
      const y = activation.value(z, h)
      expect(Number.isFinite(y)).toBe(true)
      expect(Number.isFinite(activation.derivative(z, y, h))).toBe(true)
    }
    expect(activation.value(NaN, h)).toBeNaN()
  })
})

test('values are the known ones', () => {
  // sigmoid(ln 3) = 3/4; tanh(ln 2) = (2 - 1/2) / (2 + 1/2) = 0.6; elu(-ln 2) = 1/2 - 1; softplus(0) = ln 2;
  // gelu(1) = Phi(1) = 0.8413447460685429; silu(ln 3) = 3/4 ln 3; leaky-relu(-5) = 0.2 * -5
  const value = (name: keyof typeof activations, z: number) => {
    const activation: Activation = activations[name]
    return activation.value(z, defaultsOf(activation) as Record<string, number>)
  }
  expect(value('sigmoid', Math.log(3))).toBeCloseTo(0.75, 14)
  expect(value('tanh', Math.log(2))).toBeCloseTo(0.6, 14)
  expect(value('relu', -2)).toBe(0)
  expect(value('relu', 2)).toBe(2)
  expect(value('leaky-relu', -5)).toBe(-1)
  expect(value('elu', -Math.log(2))).toBeCloseTo(-0.5, 14)
  expect(value('gelu', 1)).toBeCloseTo(0.8413447460685429, 12)
  expect(value('silu', Math.log(3))).toBeCloseTo(0.75 * Math.log(3), 14)
  expect(value('softplus', 0)).toBeCloseTo(Math.log(2), 14)
  expect(value('identity', -3.5)).toBe(-3.5)
})
