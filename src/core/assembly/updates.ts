// The optimizers: each turns a gradient into an update of the parameters, in place. They are defined in the table
// optimizers.ts of the folder above; the codes are paired with its names in simd-tables.ts.

// @ts-ignore: decorator
@inline
const DESCENT = 0;
// @ts-ignore: decorator
@inline
const MOMENTUM = 1;
// @ts-ignore: decorator
@inline
const NESTEROV = 2;
// @ts-ignore: decorator
@inline
const ADAGRAD = 3;
// @ts-ignore: decorator
@inline
const RMSPROP = 4;
// @ts-ignore: decorator
@inline
const RMSPROP_MOMENTUM = 5;
// 6: Adam, with and without decay

let kind: i32 = DESCENT;
/** From a parameter to its number in the first slot, in bytes; from there to the second slot it is as far again. */
let slotDistance: usize = 0;
/** What the optimizer's equations call momentum, rho or beta_1; then 1 - beta_1 or 1 - rho; 1 - beta_2; epsilon. */
let share: v128 = f32x4.splat(0);
let rest: v128 = f32x4.splat(0);
let rest2: v128 = f32x4.splat(0);
let epsilon: v128 = f32x4.splat(0);
/** Of this step: the learning rate, corrected for the start where Adam does that, and the share of w that decay leaves. */
let rate: v128 = f32x4.splat(0);
let kept: v128 = f32x4.splat(1);

export function configureOptimizer(
  newKind: i32, newSlotDistance: usize, newShare: f32, newRest: f32, newRest2: f32, newEpsilon: f32,
): void {
  kind = newKind;
  slotDistance = newSlotDistance;
  share = f32x4.splat(newShare);
  rest = f32x4.splat(newRest);
  rest2 = f32x4.splat(newRest2);
  epsilon = f32x4.splat(newEpsilon);
}

export function beginStep(newRate: f32, newKept: f32): void {
  rate = f32x4.splat(newRate);
  kept = f32x4.splat(newKept);
}

/**
 * w <- the update of w by its gradient g + penalty w. w, g: so many vectors; the slots lie at their distance from w.
 * One offset runs over all arrays, and what stays the same is in vectors before the loop: these loops are limited by how many
 * instructions they have.
 */
export function update(w: usize, g: usize, vectors: i32, penalty: v128): void {
  const bytes = <usize>vectors << 4;
  const slot = w + slotDistance;
  switch (kind) {
    case DESCENT: descend(w, g, bytes, penalty, rate); break;
    case MOMENTUM: momentum(w, g, slot, bytes, penalty, rate, share, false); break;
    case NESTEROV: momentum(w, g, slot, bytes, penalty, rate, share, true); break;
    case ADAGRAD: adagrad(w, g, slot, bytes, penalty, rate, epsilon); break;
    case RMSPROP: rmsprop(w, g, slot, bytes, penalty, rate, share, rest, epsilon); break;
    case RMSPROP_MOMENTUM:
      rmspropMomentum(w, g, slot, slot + slotDistance, bytes, penalty, rate, share, rest, rest2, epsilon);
      break;
    default: adam(w, g, slot, slot + slotDistance, bytes, penalty, rate, kept, rest, rest2, epsilon);
  }
}

/** The gradient with the penalty's share. */
// @ts-ignore: decorator
@inline
function gradientAt(g: usize, w: v128, penalty: v128): v128 {
  return f32x4.add(v128.load(g), f32x4.mul(penalty, w));
}

// @ts-ignore: decorator
@inline
function descend(w: usize, g: usize, bytes: usize, l: v128, r: v128): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const old = v128.load(w + i);
    v128.store(w + i, f32x4.sub(old, f32x4.mul(r, gradientAt(g + i, old, l))));
  }
}

// @ts-ignore: decorator
@inline
function momentum(
  w: usize, g: usize, m: usize, bytes: usize, l: v128, r: v128, mu: v128, nesterov: bool,
): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const old = v128.load(w + i);
    const slope = f32x4.mul(r, gradientAt(g + i, old, l));
    const step = f32x4.sub(f32x4.mul(mu, v128.load(m + i)), slope);
    v128.store(m + i, step);
    v128.store(w + i, f32x4.add(old, nesterov ? f32x4.sub(f32x4.mul(mu, step), slope) : step));
  }
}

// @ts-ignore: decorator
@inline
function adagrad(w: usize, g: usize, a: usize, bytes: usize, l: v128, r: v128, e: v128): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const old = v128.load(w + i);
    const slope = gradientAt(g + i, old, l);
    const sum = f32x4.add(v128.load(a + i), f32x4.mul(slope, slope));
    v128.store(a + i, sum);
    v128.store(w + i, f32x4.sub(old, f32x4.div(f32x4.mul(r, slope), f32x4.sqrt(f32x4.add(sum, e)))));
  }
}

/** The step of RMSProp before momentum; keeps the new mean square. */
// @ts-ignore: decorator
@inline
function scaledByRootMeanSquare(v: usize, slope: v128, r: v128, rho: v128, rest: v128, e: v128): v128 {
  const square = f32x4.add(f32x4.mul(rho, v128.load(v)), f32x4.mul(f32x4.mul(rest, slope), slope));
  v128.store(v, square);
  return f32x4.div(f32x4.mul(r, slope), f32x4.sqrt(f32x4.add(square, e)));
}

// @ts-ignore: decorator
@inline
function rmsprop(
  w: usize, g: usize, v: usize, bytes: usize, l: v128, r: v128, rho: v128, rest: v128, e: v128,
): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const old = v128.load(w + i);
    const step = scaledByRootMeanSquare(v + i, gradientAt(g + i, old, l), r, rho, rest, e);
    v128.store(w + i, f32x4.sub(old, step));
  }
}

// @ts-ignore: decorator
@inline
function rmspropMomentum(
  w: usize, g: usize, v: usize, m: usize, bytes: usize, l: v128, r: v128, rho: v128, rest: v128, mu: v128, e: v128,
): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const old = v128.load(w + i);
    const step = scaledByRootMeanSquare(v + i, gradientAt(g + i, old, l), r, rho, rest, e);
    const sum = f32x4.add(f32x4.mul(mu, v128.load(m + i)), step);
    v128.store(m + i, sum);
    v128.store(w + i, f32x4.sub(old, sum));
  }
}

// @ts-ignore: decorator
@inline
function adam(
  w: usize, g: usize, m: usize, v: usize, bytes: usize, l: v128, r: v128, k: v128, rest1: v128, rest2: v128, e: v128,
): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const old = v128.load(w + i);
    const slope = gradientAt(g + i, old, l);
    const m0 = v128.load(m + i);
    const v0 = v128.load(v + i);
    const m1 = f32x4.add(m0, f32x4.mul(f32x4.sub(slope, m0), rest1));
    const v1 = f32x4.add(v0, f32x4.mul(f32x4.sub(f32x4.mul(slope, slope), v0), rest2));
    v128.store(m + i, m1);
    v128.store(v + i, v1);
    const step = f32x4.div(f32x4.mul(r, m1), f32x4.add(f32x4.sqrt(v1), e));
    v128.store(w + i, f32x4.sub(f32x4.mul(k, old), step));
  }
}
