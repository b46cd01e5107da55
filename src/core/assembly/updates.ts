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
/** With and without decay. */
// @ts-ignore: decorator
@inline
const ADAM = 6;
/** No update: the gradient with its penalty is put where a slot would be. */
// @ts-ignore: decorator
@inline
const COLLECT = 7;

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
  switch (kind) {
    case DESCENT: updateBy(DESCENT, w, g, vectors, penalty); break;
    case MOMENTUM: updateBy(MOMENTUM, w, g, vectors, penalty); break;
    case NESTEROV: updateBy(NESTEROV, w, g, vectors, penalty); break;
    case ADAGRAD: updateBy(ADAGRAD, w, g, vectors, penalty); break;
    case RMSPROP: updateBy(RMSPROP, w, g, vectors, penalty); break;
    case RMSPROP_MOMENTUM: updateBy(RMSPROP_MOMENTUM, w, g, vectors, penalty); break;
    case COLLECT: updateBy(COLLECT, w, g, vectors, penalty); break;
    default: updateBy(ADAM, w, g, vectors, penalty);
  }
}

// @ts-ignore: decorator
@inline
function updateBy(rule: i32, w: usize, g: usize, vectors: i32, l: v128): void {
  const r = rate, k = kept, a = share, b = rest, c = rest2, e = epsilon;
  const m = w + slotDistance;
  const n = m + slotDistance;
  for (let i: usize = 0; i < <usize>vectors << 4; i += 16) {
    apply(rule, w + i, m + i, n + i, v128.load(g + i), l, r, k, a, b, c, e);
  }
}

/**
 * The same by a gradient that was collected before, scaled: g <- factor g. The penalty is in it already. In pieces, so that
 * what was scaled is still in the L1 cache.
 */
export function updateScaled(w: usize, g: usize, vectors: i32, factor: f32): void {
  const PIECE = 256;
  for (; vectors > 0; vectors -= PIECE) {
    const count = min(PIECE, vectors);
    const end = g + (<usize>count << 4);
    for (let at = g; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), f32x4.splat(factor)));
    update(w, g, count, f32x4.splat(0));
    w += <usize>count << 4;
    g = end;
  }
}

/** The sum of the squares of so many vectors: four partial sums in float64, by position, added as (0 + 1) + (2 + 3). */
export function sumOfSquares(at: usize, vectors: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (const end = at + (<usize>vectors << 4); at < end; at += 16) {
    const x = v128.load(at);
    const a = f64x2.promote_low_f32x4(x);
    const b = f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 1));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  return (
    f64x2.extract_lane(low, 0) + f64x2.extract_lane(low, 1) +
    (f64x2.extract_lane(high, 0) + f64x2.extract_lane(high, 1))
  );
}

/**
 * One vector of parameters, at w, and its numbers in the slots, at m and n, updated by its gradient g.
 * l: penalty; r: rate; k: kept; a: share; b: rest; c: rest2; e: epsilon.
 */
// @ts-ignore: decorator
@inline
function apply(
  rule: i32, w: usize, m: usize, n: usize, g: v128, l: v128, r: v128, k: v128, a: v128, b: v128, c: v128,
  e: v128,
): void {
  const old = v128.load(w);
  const slope = f32x4.add(g, f32x4.mul(l, old));
  if (rule == DESCENT) v128.store(w, f32x4.sub(old, f32x4.mul(r, slope)));
  if (rule == MOMENTUM || rule == NESTEROV) {
    const down = f32x4.mul(r, slope);
    const step = f32x4.sub(f32x4.mul(a, v128.load(m)), down);
    v128.store(m, step);
    v128.store(w, f32x4.add(old, rule == NESTEROV ? f32x4.sub(f32x4.mul(a, step), down) : step));
  }
  if (rule == ADAGRAD) {
    const squares = f32x4.add(v128.load(m), f32x4.mul(slope, slope));
    v128.store(m, squares);
    v128.store(w, f32x4.sub(old, f32x4.div(f32x4.mul(r, slope), f32x4.sqrt(f32x4.add(squares, e)))));
  }
  if (rule == RMSPROP || rule == RMSPROP_MOMENTUM) {
    const square = f32x4.add(f32x4.mul(a, v128.load(m)), f32x4.mul(f32x4.mul(b, slope), slope));
    v128.store(m, square);
    let step = f32x4.div(f32x4.mul(r, slope), f32x4.sqrt(f32x4.add(square, e)));
    if (rule == RMSPROP_MOMENTUM) {
      step = f32x4.add(f32x4.mul(c, v128.load(n)), step);
      v128.store(n, step);
    }
    v128.store(w, f32x4.sub(old, step));
  }
  if (rule == ADAM) {
    const m0 = v128.load(m);
    const v0 = v128.load(n);
    const m1 = f32x4.add(m0, f32x4.mul(f32x4.sub(slope, m0), b));
    const v1 = f32x4.add(v0, f32x4.mul(f32x4.sub(f32x4.mul(slope, slope), v0), c));
    v128.store(m, m1);
    v128.store(n, v1);
    const step = f32x4.div(f32x4.mul(r, m1), f32x4.add(f32x4.sqrt(v1), e));
    v128.store(w, f32x4.sub(f32x4.mul(k, old), step));
  }
  if (rule == COLLECT) v128.store(m, slope);
}
