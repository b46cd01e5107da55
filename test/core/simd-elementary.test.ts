// The elementary functions of the kernels against those in float64, in units of the last place of float32.
import { describe, expect, test } from 'vitest'
import { erf, exp, expm1, log1p, tanh } from '../../src/core/elementary.js'
import { Kernels } from '../../src/core/kernels.js'
import { kernelsModule } from '../kernels.js'

const kernels = new Kernels(kernelsModule)
const ROOM = 1 << 16

/** The values of a kernel's function. kind: as in assembly/elementary.ts. */
function values(kind: number, x: Float32Array): Float32Array {
  const place = kernels.takeOver(kernels, 2 * ROOM)
  const vectors = Math.ceil(x.length / 4)
  if (vectors * 16 > ROOM) throw new RangeError('too many numbers for the room')
  new Float32Array(kernels.memory.buffer, place).set(x)
  kernels.run.elementary(kind, place, place + ROOM, vectors)
  return new Float32Array(kernels.memory.buffer, place + ROOM, x.length).slice()
}

/** The distance of neighbouring float32 numbers at x; that of the subnormal ones below them. */
const ulp = (x: number) => 2 ** Math.max(-149, Math.floor(Math.log2(Math.abs(x))) - 23)

function worstUlp(kind: number, oracle: (x: number) => number, inputs: Iterable<number>): number {
  const x = Float32Array.from(inputs)
  let worst = 0
  values(kind, x).forEach((y, i) => {
    const exact = oracle(x[i]!)
    const error = y === Math.fround(exact) ? 0 : Math.abs(y - exact) / ulp(exact)
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error)
  })
  return worst
}

const COUNT = 16_000
function* grid(low: number, high: number): Generator<number> {
  for (let i = 0; i < COUNT; i++) yield low + ((high - low) * i) / (COUNT - 1)
}
/** Of all sizes, as many in each power of two. */
function* sizes(from: number, to: number, sign = 1): Generator<number> {
  for (let i = 0; i < COUNT; i++) yield sign * from * (to / from) ** (i / (COUNT - 1))
}

const logistic = (x: number) => 1 / (1 + exp(-x))
/** Below 0 by the complement, from the continued fraction of Abramowitz and Stegun 26.2.14, where erf would cancel. */
function normalCdf(x: number): number {
  if (x > -2) return (1 + erf(x * Math.SQRT1_2)) / 2
  let fraction = -x
  for (let n = 200; n >= 1; n--) fraction = -x + n / fraction
  return exp((-x * x) / 2) / Math.sqrt(2 * Math.PI) / fraction
}

const functions = [
  { name: 'exp', kind: 0, oracle: exp, within: 1, inputs: () => grid(-103.9, 88.7) },
  { name: 'exp near 0', kind: 0, oracle: exp, within: 1, inputs: () => grid(-1, 1) },
  { name: 'expm1', kind: 1, oracle: expm1, within: 2, inputs: () => grid(-40, 0) },
  { name: 'expm1 near 0', kind: 1, oracle: expm1, within: 2, inputs: () => sizes(1e-37, 1, -1) },
  { name: 'logistic', kind: 2, oracle: logistic, within: 2.5, inputs: () => grid(-87, 87) },
  { name: 'logistic near 0', kind: 2, oracle: logistic, within: 2.5, inputs: () => grid(-2, 2) },
  { name: 'tanh', kind: 3, oracle: tanh, within: 3, inputs: () => grid(-12, 12) },
  { name: 'tanh near 0', kind: 3, oracle: tanh, within: 3, inputs: () => sizes(1e-37, 1) },
  { name: 'log1p', kind: 4, oracle: log1p, within: 2, inputs: () => sizes(1e-37, 3e38) },
  { name: 'log1p from 0 to 2', kind: 4, oracle: log1p, within: 2, inputs: () => grid(0, 2) },
  { name: 'normal distribution', kind: 5, oracle: normalCdf, within: 6, inputs: () => grid(-2, 8) },
  {
    name: 'normal distribution, far tail',
    kind: 5,
    oracle: normalCdf,
    within: 6,
    inputs: () => grid(-13, -2),
  },
]

test.each(functions)('$name is within $within ulp', ({ kind, oracle, within, inputs }) => {
  expect(worstUlp(kind, oracle, inputs())).toBeLessThanOrEqual(within)
})

describe('at extremes', () => {
  const at = (kind: number, ...x: number[]) => [...values(kind, Float32Array.from(x))]

  test('exp underflows gradually, overflows to infinity and lets NaN through', () => {
    // e^-100 = 3.72e-44 is 26.5 of the smallest number, 1.4013e-45.
    expect(at(0, -Infinity, -1000, -104.5, 89, Infinity, NaN)).toEqual([0, 0, 0, Infinity, Infinity, NaN])
    expect(Math.abs(at(0, -100)[0]! - Math.exp(-100))).toBeLessThanOrEqual(2 ** -149)
  })
  test('expm1 tends to -1', () => {
    expect(at(1, 0, -50, -Infinity, NaN)).toEqual([0, -1, -1, NaN])
  })
  test('the logistic function tends to 0 and 1', () => {
    const [least, ...others] = at(2, -Infinity, 0, 100, Infinity, NaN)
    expect(least).toBeLessThan(2e-38)
    expect(others).toEqual([0.5, 1, 1, NaN])
  })
  test('tanh is odd, the sign of zero included, and keeps the smallest numbers', () => {
    expect(at(3, -Infinity, -0, 0, 50, NaN)).toEqual([-1, -0, 0, 1, NaN])
    expect(at(3, 1e-44)).toEqual([Math.fround(1e-44)])
  })
  test('log1p of 0, infinity and NaN', () => {
    expect(at(4, 0, Infinity, NaN)).toEqual([0, Infinity, NaN])
  })
  test('the normal distribution tends to 0 and 1', () => {
    expect(at(5, -Infinity, -20, 0, 20, Infinity)).toEqual([0, 0, 0.5, 1, 1])
    expect(at(5, NaN)).toEqual([NaN])
  })
})
