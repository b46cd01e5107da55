// The elementary functions on four float32 numbers at once, from + - * / alone, so that they give the same bits on every
// machine. The polynomials are weighted least-squares fits, made minimax by Lawson's iteration; each states its own
// relative error, and the test of this file the error of the whole function in units of the last place (ulp).

/** Which function of this file, for `elementary`. */
// @ts-ignore: decorator
@inline
const EXP = 0;
// @ts-ignore: decorator
@inline
const EXPM1 = 1;
// @ts-ignore: decorator
@inline
const LOGISTIC = 2;
// @ts-ignore: decorator
@inline
const TANH = 3;
// @ts-ignore: decorator
@inline
const LOG1P = 4;

/** to <- a function of `from`, for so many vectors: the door through which the functions are tested. */
export function elementary(kind: i32, from: usize, to: usize, vectors: i32): void {
  const k = reduction, p = polynomial, q = remaining;
  for (; vectors > 0; vectors--, from += 16, to += 16) {
    const x = v128.load(from);
    let y: v128;
    if (kind == EXP) y = exp(x, k, p, q);
    else if (kind == EXPM1) y = expm1(x, k, p, q);
    else if (kind == LOGISTIC) y = logistic(x, k, p, q);
    else if (kind == TANH) y = tanh(x, k, p, q);
    else if (kind == LOG1P) y = log1p(x);
    else y = normalCdf(x, bell(x, k, p, q));
    v128.store(to, y);
  }
}

// @ts-ignore: decorator
@inline
export function one(): v128 {
  return f32x4.splat(1);
}

/**
 * A float32 number of this size has no places behind the point: adding it rounds to an integer, which stands in the lowest
 * bits of the sum. The 9 lowest of its own are 0, so that powerOfTwo takes the sum as it is.
 */
// @ts-ignore: decorator
@inline
const ROUNDING: f32 = 12582912;
// @ts-ignore: decorator
@inline
const ROUNDING_BITS: i32 = 0x4b400000;

/**
 * The constants of e^x, four to a vector. Loops over these functions read them into `k`, `p` and `q` before they begin, and what is
 * exported may change, for all that compilers know: else V8 would build each of the constants anew in every round, which
 * costs Node 24 half of the time of a sigmoid.
 *
 * k: 1 / ln 2; ROUNDING; and ln 2 in two parts, the first so short that its products with n are exact (Cody and Waite 1980).
 */
export let reduction: v128 = f32x4(1.4426950408889634, ROUNDING, 0.693359375, -2.12194440e-4);
/** p: coefficients of the polynomial of (e^r - 1 - r) / r^2, those of r, 1, r^3 and r^2. */
export let polynomial: v128 = f32x4(0.166665181517601, 0.5, 0.008368889801204205, 0.04166620597243309);
/** q: that of r^4; 1; and between what bounds the logistic function is worked out. */
export let remaining: v128 = f32x4(0.001395049155689776, 1, 87, -87);

/** One of four numbers, in every lane. */
// @ts-ignore: decorator
@inline
function lane(numbers: v128, i: u8): v128 {
  if (i == 0) return v128.shuffle<f32>(numbers, numbers, 0, 0, 0, 0);
  if (i == 1) return v128.shuffle<f32>(numbers, numbers, 1, 1, 1, 1);
  if (i == 2) return v128.shuffle<f32>(numbers, numbers, 2, 2, 2, 2);
  return v128.shuffle<f32>(numbers, numbers, 3, 3, 3, 3);
}

/** 2^n for integer lanes -126 <= n <= 127, of which the lowest 9 bits count. */
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** The integer nearest to x / ln 2, for |x| < 2^20, with ROUNDING added. */
// @ts-ignore: decorator
@inline
function multipleOfLn2(x: v128, k: v128): v128 {
  return f32x4.add(f32x4.mul(x, lane(k, 0)), lane(k, 1));
}

// @ts-ignore: decorator
@inline
function asInteger(rounded: v128): v128 {
  return i32x4.sub(rounded, i32x4.splat(ROUNDING_BITS));
}

/** e^r - 1, where r = x - n ln 2 and |r| <= ln(2) / 2; rounded: n + ROUNDING. Within 3.2e-9 of e^r. */
// @ts-ignore: decorator
@inline
function reducedExpm1(x: v128, rounded: v128, k: v128, p: v128, q: v128): v128 {
  const n = f32x4.sub(rounded, lane(k, 1));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, lane(k, 2))), f32x4.mul(n, lane(k, 3)));
  // Two halves of the polynomial side by side (Estrin 1960): what limits the loops is how long one result waits for another.
  const r2 = f32x4.mul(r, r);
  const low = f32x4.add(f32x4.mul(r, lane(p, 0)), lane(p, 1));
  const high = f32x4.add(f32x4.mul(r, lane(p, 2)), lane(p, 3));
  const sum = f32x4.add(low, f32x4.mul(r2, f32x4.add(high, f32x4.mul(r2, lane(q, 0)))));
  return f32x4.add(r, f32x4.mul(r2, sum));
}

/** e^x within 1 ulp, gradual underflow included; 0 below -104, infinity above 88.73, NaN for NaN. */
// @ts-ignore: decorator
@inline
export function exp(x: v128, k: v128, p: v128, q: v128): v128 {
  // pmin and pmax keep a NaN that is their first operand. What bits it makes of n do not matter: e stays NaN.
  const inside = f32x4.pmax(f32x4.pmin(x, f32x4.splat(90)), f32x4.splat(-105));
  const rounded = multipleOfLn2(inside, k);
  const e = f32x4.add(lane(q, 1), reducedExpm1(inside, rounded, k, p, q));
  // Two factors, because 2^n alone may be outside the normal numbers.
  const n = asInteger(rounded);
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(e, powerOfTwo(half)), powerOfTwo(i32x4.sub(n, half)));
}

/** e^x - 1 for x <= 0, without cancellation near 0. Within 2 ulp. */
// @ts-ignore: decorator
@inline
export function expm1(x: v128, k: v128, p: v128, q: v128): v128 {
  const inside = f32x4.pmax(x, f32x4.splat(-40));
  const rounded = multipleOfLn2(inside, k);
  const scale = powerOfTwo(rounded);
  return f32x4.add(f32x4.mul(scale, reducedExpm1(inside, rounded, k, p, q)), f32x4.sub(scale, lane(q, 1)));
}

/** 1 / (1 + e^-x). Within 2 ulp; below -87 as at -87, 1.6e-38. */
// @ts-ignore: decorator
@inline
export function logistic(x: v128, k: v128, p: v128, q: v128): v128 {
  const inside = f32x4.pmax(f32x4.pmin(f32x4.sub(f32x4.splat(0), x), lane(q, 2)), lane(q, 3));
  const rounded = multipleOfLn2(inside, k);
  const e = f32x4.add(lane(q, 1), reducedExpm1(inside, rounded, k, p, q));
  return f32x4.div(lane(q, 1), f32x4.add(lane(q, 1), f32x4.mul(e, powerOfTwo(rounded))));
}

/** tanh x = (1 - e^-2|x|) / (1 + e^-2|x|) with the sign of x. Within 3 ulp. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128, k: v128, p: v128, q: v128): v128 {
  const sign = v128.and(x, f32x4.splat(-0.0));
  const e = expm1(f32x4.mul(f32x4.abs(x), f32x4.splat(-2)), k, p, q);
  return v128.or(sign, f32x4.abs(f32x4.div(e, f32x4.add(e, f32x4.splat(2)))));
}

/** log(1 + x) for x >= 0. Within 2 ulp; infinity for infinity, NaN for NaN. */
// @ts-ignore: decorator
@inline
export function log1p(x: v128): v128 {
  const u = f32x4.add(one(), x);
  // What the rounding of 1 + x lost, relative to u: log(1 + x) = log u + lost / u but for terms below the last place.
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, one())), u);
  // u = 2^k m with m from sqrt(1/2) to sqrt 2: adding the bits of 1 - sqrt(1/2) carries into the exponent where m would
  // be larger.
  const shifted = i32x4.add(u, i32x4.splat(0x3f800000 - 0x3f3504f3));
  const k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(shifted, 23), i32x4.splat(127)));
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const f = f32x4.sub(m, one());
  // The polynomial of (log(1 + f) - f + f^2 / 2) / f^3 is within 5.9e-9 of log(1 + f).
  let p = f32x4.splat(-0.07859624922275543);
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.1288166642189026));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-0.1312875896692276));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.14181189239025116));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-0.16624553501605988));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.2000228613615036));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(-0.25000810623168945));
  p = f32x4.add(f32x4.mul(p, f), f32x4.splat(0.33333316445350647));
  const f2 = f32x4.mul(f, f);
  let small = f32x4.add(f32x4.mul(f32x4.mul(f2, f), p), f32x4.mul(k, f32x4.splat(-2.12194440e-4)));
  small = f32x4.add(f32x4.sub(small, f32x4.mul(f2, f32x4.splat(0.5))), lost);
  const result = f32x4.add(f32x4.add(small, f), f32x4.mul(k, f32x4.splat(0.693359375)));
  return v128.bitselect(result, x, f32x4.lt(x, f32x4.splat(Infinity))); // infinity and NaN as they came
}

/** e^(-x^2 / 2). The square is split into an exact part and a rest, or its rounding would count x^2 times over. */
// @ts-ignore: decorator
@inline
export function bell(x: v128, k: v128, p: v128, q: v128): v128 {
  const inside = f32x4.pmax(f32x4.pmin(x, f32x4.splat(20)), f32x4.splat(-20));
  const high = v128.and(inside, i32x4.splat(0xfffff000));
  const low = f32x4.mul(f32x4.sub(inside, high), f32x4.add(inside, high));
  const half = f32x4.splat(-0.5);
  return f32x4.mul(exp(f32x4.mul(f32x4.mul(high, high), half), k, p, q), exp(f32x4.mul(low, half), k, p, q));
}

/**
 * The standard normal distribution function, (1 + erf(x / sqrt 2)) / 2, from bell = e^(-x^2 / 2).
 * Within 6 ulp for x >= -13, in the far tail too; below, where it is less than 1e-38, 0 or nearly so.
 * Below 0 it is bell t P(t) with t = 1 / (1 + |x| / 4); the polynomial is within 8.7e-9 as far as x = -14.5.
 */
// @ts-ignore: decorator
@inline
export function normalCdf(x: v128, bell: v128): v128 {
  const t = f32x4.div(one(), f32x4.add(one(), f32x4.mul(f32x4.abs(x), f32x4.splat(0.25))));
  let p = f32x4.splat(0.01689239591360092);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.06453711539506912));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.05587935820221901));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.02261105738580227));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.017734581604599953));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.08385130017995834));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.07301277667284012));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.09528786689043045));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.0995214581489563));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.09974633157253265));
  const tail = f32x4.mul(f32x4.mul(t, p), bell);
  return v128.bitselect(f32x4.sub(one(), tail), tail, f32x4.gt(x, f32x4.splat(0)));
}
