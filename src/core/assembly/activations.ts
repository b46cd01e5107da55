// Activations and their derivatives over the rows of a batch. Each is defined, as one function of one number, in the table
// activations.ts of the folder above; the codes are paired with its names in simd-tables.ts.
import { bell, exp, expm1, log1p, logistic, normalCdf, one, polynomial, reduction, remaining, tanh } from './elementary';

// @ts-ignore: decorator
@inline
const SIGMOID = 0;
// @ts-ignore: decorator
@inline
const TANH = 1;
// @ts-ignore: decorator
@inline
const RELU = 2;
// @ts-ignore: decorator
@inline
const LEAKY_RELU = 3;
// @ts-ignore: decorator
@inline
const ELU = 4;
// @ts-ignore: decorator
@inline
const GELU = 5;
// @ts-ignore: decorator
@inline
const SILU = 6;
// @ts-ignore: decorator
@inline
const SOFTPLUS = 7;
// @ts-ignore: decorator
@inline
const IDENTITY = 8;
// @ts-ignore: decorator
@inline
const STEP = 9;

/** y = f(z). kind: one of the codes above, the same at every call of one loop; h: the hyperparameter, if there is one. */
// @ts-ignore: decorator
@inline
function value(kind: i32, z: v128, h: v128, k: v128, p: v128, q: v128): v128 {
  const zero = f32x4.splat(0);
  if (kind == SIGMOID) return logistic(z, k, p, q);
  if (kind == TANH) return tanh(z, k, p, q);
  if (kind == RELU) return f32x4.max(z, zero);
  if (kind == LEAKY_RELU) return v128.bitselect(z, f32x4.mul(h, z), f32x4.gt(z, zero));
  if (kind == ELU) return v128.bitselect(z, f32x4.mul(h, expm1(z, k, p, q)), f32x4.gt(z, zero));
  if (kind == GELU) return f32x4.mul(z, normalCdf(z, bell(z, k, p, q)));
  if (kind == SILU) return f32x4.mul(z, logistic(z, k, p, q));
  if (kind == SOFTPLUS) {
    return f32x4.add(f32x4.max(z, zero), log1p(exp(f32x4.neg(f32x4.abs(z)), k, p, q)));
  }
  if (kind == STEP) return v128.bitselect(v128.and(one(), f32x4.gt(z, zero)), z, f32x4.eq(z, z)); // NaN as it came
  return z;
}

/** f'(z), from whichever of z and y is simpler. */
// @ts-ignore: decorator
@inline
function derivative(kind: i32, z: v128, y: v128, h: v128, k: v128, p: v128, q: v128): v128 {
  const zero = f32x4.splat(0);
  if (kind == SIGMOID) return f32x4.mul(y, f32x4.sub(one(), y));
  if (kind == TANH) return f32x4.sub(one(), f32x4.mul(y, y));
  if (kind == RELU) return v128.and(one(), f32x4.gt(z, zero));
  if (kind == LEAKY_RELU) return v128.bitselect(one(), h, f32x4.gt(z, zero));
  if (kind == ELU) return v128.bitselect(one(), f32x4.add(y, h), f32x4.gt(z, zero));
  if (kind == GELU) {
    const e = bell(z, k, p, q);
    return f32x4.add(normalCdf(z, e), f32x4.mul(f32x4.mul(z, e), f32x4.splat(0.3989422804014327)));
  }
  if (kind == SILU) {
    const s = logistic(z, k, p, q);
    return f32x4.add(s, f32x4.mul(f32x4.mul(z, s), f32x4.sub(one(), s)));
  }
  if (kind == SOFTPLUS) return logistic(z, k, p, q);
  if (kind == STEP) return zero;
  return one();
}

// @ts-ignore: decorator
@inline
function activateRows(kind: i32, rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, h: v128): void {
  const k = reduction, p = polynomial, q = remaining;
  for (; rows > 0; rows--) {
    let i: usize = 0;
    for (; i + 48 <= rowBytes; i += 48) {
      const a = value(kind, v128.load(z + i), h, k, p, q);
      const b = value(kind, v128.load(z + i, 16), h, k, p, q);
      const c = value(kind, v128.load(z + i, 32), h, k, p, q);
      v128.store(y + i, a);
      v128.store(y + i, b, 16);
      v128.store(y + i, c, 32);
    }
    for (; i < rowBytes; i += 16) v128.store(y + i, value(kind, v128.load(z + i), h, k, p, q));
    z += stride;
    y += stride;
  }
}

// @ts-ignore: decorator
@inline
function multiplyRows(
  kind: i32, rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, delta: usize, h: v128,
): void {
  const k = reduction, p = polynomial, q = remaining;
  for (; rows > 0; rows--) {
    for (let i: usize = 0; i < rowBytes; i += 16) {
      const slope = derivative(kind, v128.load(z + i), v128.load(y + i), h, k, p, q);
      v128.store(delta + i, f32x4.mul(v128.load(delta + i), slope));
    }
    z += stride;
    y += stride;
    delta += stride;
  }
}

// A function for each kind, though each is called from one place: the compiler's work on a function grows with the square of its
// locals, and all of them in one took it three minutes and 3.4 GB.

function sigmoidRows(rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, h: v128): void {
  activateRows(SIGMOID, rows, rowBytes, stride, z, y, h);
}
function tanhRows(rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, h: v128): void {
  activateRows(TANH, rows, rowBytes, stride, z, y, h);
}
function reluRows(rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, h: v128): void {
  activateRows(RELU, rows, rowBytes, stride, z, y, h);
}
function leakyReluRows(rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, h: v128): void {
  activateRows(LEAKY_RELU, rows, rowBytes, stride, z, y, h);
}
function eluRows(rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, h: v128): void {
  activateRows(ELU, rows, rowBytes, stride, z, y, h);
}
function geluRows(rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, h: v128): void {
  activateRows(GELU, rows, rowBytes, stride, z, y, h);
}
function siluRows(rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, h: v128): void {
  activateRows(SILU, rows, rowBytes, stride, z, y, h);
}
function softplusRows(rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, h: v128): void {
  activateRows(SOFTPLUS, rows, rowBytes, stride, z, y, h);
}
function stepRows(rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, h: v128): void {
  activateRows(STEP, rows, rowBytes, stride, z, y, h);
}
function identityRows(rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, h: v128): void {
  activateRows(IDENTITY, rows, rowBytes, stride, z, y, h);
}

/** y <- f(z), row by row. z, y: [rows, rowBytes / 4], rows `stride` bytes apart; rowBytes: a multiple of 16. */
export function activate(
  kind: i32, rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, parameter: f32,
): void {
  const h = f32x4.splat(parameter);
  switch (kind) {
    case SIGMOID: sigmoidRows(rows, rowBytes, stride, z, y, h); break;
    case TANH: tanhRows(rows, rowBytes, stride, z, y, h); break;
    case RELU: reluRows(rows, rowBytes, stride, z, y, h); break;
    case LEAKY_RELU: leakyReluRows(rows, rowBytes, stride, z, y, h); break;
    case ELU: eluRows(rows, rowBytes, stride, z, y, h); break;
    case GELU: geluRows(rows, rowBytes, stride, z, y, h); break;
    case SILU: siluRows(rows, rowBytes, stride, z, y, h); break;
    case SOFTPLUS: softplusRows(rows, rowBytes, stride, z, y, h); break;
    case STEP: stepRows(rows, rowBytes, stride, z, y, h); break;
    default: identityRows(rows, rowBytes, stride, z, y, h);
  }
}

/** delta <- delta f'(z), row by row; all as in `activate`. */
export function multiplyDerivative(
  kind: i32, rows: i32, rowBytes: usize, stride: usize, z: usize, y: usize, delta: usize, parameter: f32,
): void {
  const h = f32x4.splat(parameter);
  switch (kind) {
    case SIGMOID: multiplyRows(SIGMOID, rows, rowBytes, stride, z, y, delta, h); break;
    case TANH: multiplyRows(TANH, rows, rowBytes, stride, z, y, delta, h); break;
    case RELU: multiplyRows(RELU, rows, rowBytes, stride, z, y, delta, h); break;
    case LEAKY_RELU: multiplyRows(LEAKY_RELU, rows, rowBytes, stride, z, y, delta, h); break;
    case ELU: multiplyRows(ELU, rows, rowBytes, stride, z, y, delta, h); break;
    case GELU: multiplyRows(GELU, rows, rowBytes, stride, z, y, delta, h); break;
    case SILU: multiplyRows(SILU, rows, rowBytes, stride, z, y, delta, h); break;
    case SOFTPLUS: multiplyRows(SOFTPLUS, rows, rowBytes, stride, z, y, delta, h); break;
    case STEP: multiplyRows(STEP, rows, rowBytes, stride, z, y, delta, h); break;
    default: multiplyRows(IDENTITY, rows, rowBytes, stride, z, y, delta, h);
  }
}
