// Math's own functions are the oracle: V8's are within one unit in the last place. Where it has none, known values.
import { describe, expect, test } from 'vitest'
import {
  cosPi,
  erf,
  exp,
  expm1,
  integerPower,
  log,
  log1p,
  normalQuantile,
  power,
  tanh,
} from '../../src/core/elementary.js'

/** Relative difference, 0 for equal values (infinities and zeros too). */
const difference = (a: number, b: number) => (Object.is(a, b) || a === b ? 0 : Math.abs(a - b) / Math.abs(b))

/** Numbers of all sizes between the bounds, the same at every run. */
function* grid(low: number, high: number, n = 20_001): Generator<number> {
  for (let i = 0; i < n; i++) yield low + ((high - low) * i) / (n - 1)
}
function worst(f: (x: number) => number, oracle: (x: number) => number, inputs: Iterable<number>): number {
  let largest = 0
  for (const x of inputs) largest = Math.max(largest, difference(f(x), oracle(x)))
  return largest
}

describe('the elementary functions agree with Math within the error that they state', () => {
  test('exp from the smallest normal result to the largest', () => {
    expect(worst(exp, Math.exp, grid(-708, 709.7))).toBeLessThan(1e-15)
    expect(worst(exp, Math.exp, grid(-1, 1))).toBeLessThan(1e-15)
  })
  test('exp underflows gradually', () => {
    // The spacing of subnormal numbers is 4.9e-324, which is the most that rounding can cost here.
    for (const x of [-709, -720, -740, -744.4, -745])
      expect(Math.abs(exp(x) - Math.exp(x))).toBeLessThanOrEqual(5e-324)
  })
  test('expm1 near zero and far from it', () => {
    expect(worst(expm1, Math.expm1, grid(-1e-6, 1e-6))).toBeLessThan(1e-15)
    expect(worst(expm1, Math.expm1, grid(-40, 40))).toBeLessThan(1e-15)
  })
  test('log over all exponents, subnormal numbers included', () => {
    const powers = Array.from({ length: 2097 }, (_, i) => 1.37 * 2 ** (i - 1074))
    expect(worst(log, Math.log, powers)).toBeLessThan(2e-15)
    expect(worst(log, Math.log, grid(0.5, 2))).toBeLessThan(2e-15)
  })
  test('log1p for tiny and large x', () => {
    expect(worst(log1p, Math.log1p, grid(-0.5, 0.5))).toBeLessThan(3e-15)
    expect(log1p(1e-20)).toBe(1e-20)
  })
  test('tanh', () => {
    expect(worst(tanh, Math.tanh, grid(-25, 25))).toBeLessThan(2e-15)
    expect(worst(tanh, Math.tanh, grid(-1e-8, 1e-8))).toBeLessThan(2e-15)
  })
  test('cos of multiples of pi', () => {
    for (const t of grid(0, 1)) expect(Math.abs(cosPi(t) - Math.cos(Math.PI * t))).toBeLessThan(1e-15)
    expect([cosPi(0), cosPi(1)]).toEqual([1, -1])
  })
  test('powers', () => {
    expect(
      worst(
        n => integerPower(0.999, n),
        n => 0.999 ** n,
        [0, 1, 2, 3, 10, 1000, 12_345],
      ),
    ).toBeLessThan(1e-12)
    expect(
      worst(
        x => power(0.5, x),
        x => 0.5 ** x,
        grid(-3, 3),
      ),
    ).toBeLessThan(1e-14)
  })
})

test('erf agrees with tabulated values', () => {
  // Abramowitz and Stegun 1964, table 7.1 (ten decimals), and erfc(3), erfc(5) of table 7.3.
  const table = [
    [0.1, 0.112462916],
    [0.5, 0.5204998778],
    [1, 0.8427007929],
    [1.5, 0.9661051465],
    [2, 0.995322265],
  ] as const
  for (const [x, y] of table) expect(erf(x)).toBeCloseTo(y, 10)
  expect(1 - erf(3)).toBeCloseTo(2.209049699858544e-5, 14)
  expect(erf(-1)).toBe(-erf(1))
  expect([erf(0), erf(9), erf(-9)]).toEqual([0, 1, -1])
})

test('the two formulas of erf meet where one takes over from the other', () => {
  expect(difference(erf(2.5 - 1e-13), erf(2.5))).toBeLessThan(1e-12)
})

test('the normal quantile agrees with known values and is the inverse of the distribution function', () => {
  // 0.975 and 0.995: the quantiles of every statistics textbook; 0.25: NIST gives -0.674489750196082.
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14)
  expect(normalQuantile(0.995)).toBeCloseTo(2.5758293035489, 12)
  expect(normalQuantile(0.25)).toBeCloseTo(-0.674489750196082, 14)
  for (const p of [1e-9, 1e-4, 0.01, 0.2, 0.5, 0.8, 0.999]) {
    expect(difference((1 + erf(normalQuantile(p) / Math.SQRT2)) / 2, p)).toBeLessThan(p < 1e-6 ? 1e-6 : 1e-11)
  }
})

test('at extremes the results are what IEEE 754 and Math say', () => {
  for (const x of [0, Infinity, -Infinity, NaN, 1e308, -1e308, 5e-324]) {
    expect(exp(x)).toBe(Math.exp(x))
    expect(tanh(x)).toBe(Math.tanh(x))
    if (x >= 0) expect(difference(log(x), Math.log(x))).toBeLessThan(1e-15)
    expect(Number.isNaN(erf(x))).toBe(Number.isNaN(x))
  }
  expect(log(-1)).toBeNaN()
})
