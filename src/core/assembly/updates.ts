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
let share: f32 = 0;
let rest: f32 = 0;
let rest2: f32 = 0;
let epsilon: f32 = 0;
/** Of this step: the learning rate, corrected for the start where Adam does that, and the share of w that decay leaves. */
let rate: f32 = 0;
let kept: f32 = 1;

export function configureOptimizer(
  newKind: i32, newSlotDistance: usize, newShare: f32, newRest: f32, newRest2: f32, newEpsilon: f32,
): void {
  kind = newKind;
  slotDistance = newSlotDistance;
  share = newShare;
  rest = newRest;
  rest2 = newRest2;
  epsilon = newEpsilon;
}

export function beginStep(newRate: f32, newKept: f32): void {
  rate = newRate;
  kept = newKept;
}

/**
 * w <- the update of w by its gradient g + penalty w. w, g: so many vectors; the slots lie at their distance from w.
 */
export function update(w: usize, g: usize, vectors: i32, penalty: f32): void {
  const end = g + (<usize>vectors << 4);
  switch (kind) {
    case DESCENT: descend(w, g, end, penalty); break;
    case MOMENTUM: momentum(w, g, end, penalty, false); break;
    case NESTEROV: momentum(w, g, end, penalty, true); break;
    case ADAGRAD: adagrad(w, g, end, penalty); break;
    case RMSPROP: rmsprop(w, g, end, penalty); break;
    case RMSPROP_MOMENTUM: rmspropMomentum(w, g, end, penalty); break;
    default: adam(w, g, end, penalty);
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
function descend(w: usize, g: usize, end: usize, penalty: f32): void {
  const l = f32x4.splat(penalty);
  const r = f32x4.splat(rate);
  for (; g < end; g += 16, w += 16) {
    const old = v128.load(w);
    v128.store(w, f32x4.sub(old, f32x4.mul(r, gradientAt(g, old, l))));
  }
}

// @ts-ignore: decorator
@inline
function momentum(w: usize, g: usize, end: usize, penalty: f32, nesterov: bool): void {
  const l = f32x4.splat(penalty);
  const r = f32x4.splat(rate);
  const mu = f32x4.splat(share);
  let m = w + slotDistance;
  for (; g < end; g += 16, w += 16, m += 16) {
    const old = v128.load(w);
    const slope = f32x4.mul(r, gradientAt(g, old, l));
    const step = f32x4.sub(f32x4.mul(mu, v128.load(m)), slope);
    v128.store(m, step);
    v128.store(w, f32x4.add(old, nesterov ? f32x4.sub(f32x4.mul(mu, step), slope) : step));
  }
}

// @ts-ignore: decorator
@inline
function adagrad(w: usize, g: usize, end: usize, penalty: f32): void {
  const l = f32x4.splat(penalty);
  const r = f32x4.splat(rate);
  const e = f32x4.splat(epsilon);
  let a = w + slotDistance;
  for (; g < end; g += 16, w += 16, a += 16) {
    const old = v128.load(w);
    const slope = gradientAt(g, old, l);
    const sum = f32x4.add(v128.load(a), f32x4.mul(slope, slope));
    v128.store(a, sum);
    v128.store(w, f32x4.sub(old, f32x4.div(f32x4.mul(r, slope), f32x4.sqrt(f32x4.add(sum, e)))));
  }
}

/** The step of RMSProp before momentum; keeps the new mean square. */
// @ts-ignore: decorator
@inline
function scaledByRootMeanSquare(v: usize, slope: v128): v128 {
  const square = f32x4.add(
    f32x4.mul(f32x4.splat(share), v128.load(v)),
    f32x4.mul(f32x4.mul(f32x4.splat(rest), slope), slope),
  );
  v128.store(v, square);
  return f32x4.div(f32x4.mul(f32x4.splat(rate), slope), f32x4.sqrt(f32x4.add(square, f32x4.splat(epsilon))));
}

// @ts-ignore: decorator
@inline
function rmsprop(w: usize, g: usize, end: usize, penalty: f32): void {
  const l = f32x4.splat(penalty);
  let v = w + slotDistance;
  for (; g < end; g += 16, w += 16, v += 16) {
    const old = v128.load(w);
    v128.store(w, f32x4.sub(old, scaledByRootMeanSquare(v, gradientAt(g, old, l))));
  }
}

// @ts-ignore: decorator
@inline
function rmspropMomentum(w: usize, g: usize, end: usize, penalty: f32): void {
  const l = f32x4.splat(penalty);
  const mu = f32x4.splat(rest2);
  let v = w + slotDistance;
  let m = v + slotDistance;
  for (; g < end; g += 16, w += 16, v += 16, m += 16) {
    const old = v128.load(w);
    const step = f32x4.add(
      f32x4.mul(mu, v128.load(m)),
      scaledByRootMeanSquare(v, gradientAt(g, old, l)),
    );
    v128.store(m, step);
    v128.store(w, f32x4.sub(old, step));
  }
}

// @ts-ignore: decorator
@inline
function adam(w: usize, g: usize, end: usize, penalty: f32): void {
  const l = f32x4.splat(penalty);
  const r = f32x4.splat(rate);
  const k = f32x4.splat(kept);
  const r1 = f32x4.splat(rest);
  const r2 = f32x4.splat(rest2);
  const e = f32x4.splat(epsilon);
  let m = w + slotDistance;
  let v = m + slotDistance;
  for (; g < end; g += 16, w += 16, m += 16, v += 16) {
    const old = v128.load(w);
    const slope = gradientAt(g, old, l);
    const m0 = v128.load(m);
    const v0 = v128.load(v);
    const m1 = f32x4.add(m0, f32x4.mul(f32x4.sub(slope, m0), r1));
    const v1 = f32x4.add(v0, f32x4.mul(f32x4.sub(f32x4.mul(slope, slope), v0), r2));
    v128.store(m, m1);
    v128.store(v, v1);
    const step = f32x4.div(f32x4.mul(r, m1), f32x4.add(f32x4.sqrt(v1), e));
    v128.store(w, f32x4.sub(f32x4.mul(k, old), step));
  }
}
