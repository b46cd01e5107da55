// The elementary functions that training needs, built from + - * / and sqrt alone, which IEEE 754 makes exact.
// `Math.exp` and friends are left to the engine by ECMAScript and have changed between versions of V8; with these
// the same trial gives the same bits on every machine. All work in float64 on single numbers.

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

const bits = new DataView(new ArrayBuffer(8))

/** 2^k for an integer -1022 <= k <= 1023, exactly. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20)
  bits.setUint32(4, 0)
  return bits.getFloat64(0)
}

/**
 * e^x. Relative error below 1e-15 over the whole range; 0 below -745, Infinity above 709.78, NaN for NaN.
 * Reduction x = k ln 2 + r with |r| <= ln 2 / 2 (Cody and Waite 1980), then the Taylor series of e^r to r^13, whose
 * remainder is below 5e-18.
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x
  if (x > 709.782712893384) return Infinity
  if (x < -745.2) return 0
  const k = Math.floor(x * Math.LOG2E + 0.5)
  const r = x - k * LN2_HIGH - k * LN2_LOW
  let sum = 1
  for (let n = 13; n >= 1; n--) sum = 1 + (r / n) * sum
  if (k < -1021) return sum * powerOfTwo(k + 60) * powerOfTwo(-60) // gradual underflow, rounded once
  return k > 1023 ? sum * 2 * powerOfTwo(k - 1) : sum * powerOfTwo(k)
}

/**
 * e^x - 1 without cancellation near 0. Relative error below 1e-15.
 */
export function expm1(x: number): number {
  if (x > 0.35 || x < -0.35) return exp(x) - 1
  let sum = 1
  for (let n = 14; n >= 2; n--) sum = 1 + (x / n) * sum
  return x * sum
}

/**
 * The natural logarithm. Relative error below 2e-15; -Infinity at 0, NaN below.
 * x = 2^k m with m in [sqrt 1/2, sqrt 2), then log m = 2 artanh((m - 1) / (m + 1)) as a series.
 */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN
  if (x === 0) return -Infinity
  if (x === Infinity) return x
  let k = 0
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984 // 2^54: a subnormal number becomes normal
    k = -54
  }
  bits.setFloat64(0, x)
  const high = bits.getUint32(0)
  k += (high >>> 20) - 1023
  bits.setUint32(0, (high & 0xfffff) | (1023 << 20))
  let m = bits.getFloat64(0)
  if (m * Math.SQRT1_2 >= 1) {
    m /= 2
    k += 1
  }
  const s = (m - 1) / (m + 1)
  const s2 = s * s
  let sum = 0
  for (let n = 21; n >= 1; n -= 2) sum = sum * s2 + 1 / n // |s| <= 0.172: the remainder is below 1e-17
  return k * LN2_HIGH + (2 * s * sum + k * LN2_LOW)
}

/** log(1 + x), exact for tiny x. Relative error below 3e-15 (Kahan's correction, in Goldberg 1991, theorem 4). */
export function log1p(x: number): number {
  const u = 1 + x
  return u === 1 || u === Infinity ? x : (log(u) * x) / (u - 1)
}

/** The hyperbolic tangent. Relative error below 2e-15. */
export function tanh(x: number): number {
  if (x > 20) return 1
  if (x < -20) return -1
  const e = expm1(2 * x)
  return e / (e + 2)
}

/**
 * The error function. Relative error below 2e-13.
 * For |x| < 2.5 the series erf x = 2/sqrt(pi) e^(-x^2) sum of (2x^2)^n x / (2n + 1)!!, all terms of one sign
 * (Abramowitz and Stegun 1964, 7.1.6); beyond it the continued fraction of erfc (7.1.14), evaluated backwards.
 */
export function erf(x: number): number {
  const a = Math.abs(x)
  if (a < 2.5) {
    let term = x
    let sum = x
    for (let n = 1; n < 80; n++) {
      term *= (2 * x * x) / (2 * n + 1)
      sum += term
    }
    return 1.1283791670955126 * exp(-x * x) * sum
  }
  if (a > 6) return x > 0 ? 1 : x < 0 ? -1 : x
  let fraction = a
  for (let n = 60; n >= 1; n--) fraction = a + n / 2 / fraction
  const erfc = (0.5641895835477563 * exp(-a * a)) / fraction
  return x > 0 ? 1 - erfc : erfc - 1
}

/** cos(pi t) for 0 <= t <= 1. Absolute error below 1e-15. Taylor series about the nearest of 0, 1/2 and 1. */
export function cosPi(t: number): number {
  if (t > 0.75) return -cosPi(1 - t)
  const x = t > 0.25 ? (0.5 - t) * Math.PI : t * Math.PI // |x| <= pi/4
  const x2 = x * x
  let sum = 1
  if (t > 0.25) {
    for (let n = 18; n >= 2; n -= 2) sum = 1 - (x2 / (n * (n + 1))) * sum // sin x / x
    return x * sum
  }
  for (let n = 18; n >= 2; n -= 2) sum = 1 - (x2 / (n * (n - 1))) * sum
  return sum
}

/** base^exponent for an integer exponent >= 0, by repeated squaring. */
export function integerPower(base: number, exponent: number): number {
  let result = 1
  for (let square = base, n = exponent; n >= 1; n = Math.floor(n / 2), square *= square) {
    if (n % 2 === 1) result *= square
  }
  return result
}

/** base^exponent for base > 0 and any real exponent. */
export function power(base: number, exponent: number): number {
  return Number.isInteger(exponent) && exponent >= 0
    ? integerPower(base, exponent)
    : exp(exponent * log(base))
}

/**
 * The x for which the standard normal distribution function is p, 0 < p < 1. Relative error about 1e-16.
 * Algorithm AS 241, PPND16 (Wichura, Applied Statistics 37, 1988).
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return q * ratio(r, CENTRE_NUMERATOR, CENTRE_DENOMINATOR)
  }
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p))
  const x =
    r <= 5
      ? ratio(r - 1.6, MIDDLE_NUMERATOR, MIDDLE_DENOMINATOR)
      : ratio(r - 5, TAIL_NUMERATOR, TAIL_DENOMINATOR)
  return q < 0 ? -x : x
}

/** The quotient of two polynomials in r, coefficients from the highest power down. */
function ratio(r: number, numerator: readonly number[], denominator: readonly number[]): number {
  let n = 0
  for (const coefficient of numerator) n = n * r + coefficient
  let d = 0
  for (const coefficient of denominator) d = d * r + coefficient
  return n / d
}

const CENTRE_NUMERATOR = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
]
const CENTRE_DENOMINATOR = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
]
const MIDDLE_NUMERATOR = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
]
const MIDDLE_DENOMINATOR = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
]
const TAIL_NUMERATOR = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
]
const TAIL_DENOMINATOR = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
]
