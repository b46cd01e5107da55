// The output layer: softmax, cross-entropy and the deltas that the backward pass starts from.
import { exp, log1p, polynomial, reduction, remaining } from './elementary';

/** Where the last call found the label to be the most probable class, how often. */
let hits: i32 = 0;
export function hitsOfLast(): i32 {
  return hits;
}
export function setHits(newHits: i32): void {
  hits = newHits;
}

/**
 * Turns logits into probabilities, and returns the sum of the losses: -log p[label] of each row.
 * logits: [rows, classes], rows `stride` bytes apart, room for whole vectors; probabilities: [rows, classes] without gaps;
 * delta: as logits, becomes (p - onehot) share, zeros beyond the classes. labels: [rows] bytes. sums: [rows] float32,
 * to whole vectors, a workspace.
 * The largest power is 1 exactly and is left out of the sum of the others, so that log(1 + others) keeps the loss exact
 * where the network is sure. The four partial sums of the lanes are added as (0 + 1) + (2 + 3).
 */
export function crossEntropy(
  logits: usize, stride: usize, rows: i32, classes: i32, labels: usize, probabilities: usize, delta: usize, share: f32,
  sums: usize,
): f64 {
  const distances = findLargest(logits, stride, rows, classes, labels, delta, sums);
  exponentials(delta, stride, rows, classes);
  for (let row = 0; row < rows; row++) {
    const at = sums + (<usize>row << 2);
    const others = sumOfOthers(delta, classes, load<i32>(at));
    store<f32>(at, others);
    divide(delta, classes, 1 + others, <i32>load<u8>(labels + row), share, probabilities);
    delta += stride;
    probabilities += <usize>classes << 2;
  }
  return addLog1p(distances, sums, rows);
}

/**
 * Counts the hits; out <- logits - largest; winners <- where the largest is, -1 where it is NaN, [rows] i32. Returns the sum of
 * the largest less the label's.
 */
function findLargest(
  logits: usize, stride: usize, rows: i32, classes: i32, labels: usize, out: usize, winners: usize,
): f64 {
  let sum: f64 = 0;
  hits = 0;
  for (let row = 0; row < rows; row++) {
    const label = <i32>load<u8>(labels + row);
    const largest = largestOf(logits, classes);
    const winner = positionOf(largest, logits, classes);
    hits += i32(winner == label);
    sum += <f64>(f32x4.extract_lane(largest, 0) - load<f32>(logits + (<usize>label << 2)));
    for (let i = 0; i < classes; i += 4) {
      v128.store(out + (i << 2), f32x4.sub(v128.load(logits + (i << 2)), largest));
    }
    store<i32>(winners + (<usize>row << 2), winner);
    logits += stride;
    out += stride;
  }
  return sum;
}

/** e^x of every number, in place; three vectors at a time, because each alone is a long chain of operations. */
function exponentials(at: usize, stride: usize, rows: i32, classes: i32): void {
  const rowBytes = <usize>((classes + 3) & ~3) << 2;
  const k = reduction, p = polynomial, q = remaining;
  for (; rows > 0; rows--, at += stride) {
    let i: usize = 0;
    for (; i + 48 <= rowBytes; i += 48) {
      const a = exp(v128.load(at + i), k, p, q);
      const b = exp(v128.load(at + i, 16), k, p, q);
      const c = exp(v128.load(at + i, 32), k, p, q);
      v128.store(at + i, a);
      v128.store(at + i, b, 16);
      v128.store(at + i, c, 32);
    }
    for (; i < rowBytes; i += 16) v128.store(at + i, exp(v128.load(at + i), k, p, q));
  }
}

/** Adds log(1 + x) of each of `count` numbers x, in place, to a sum. */
function addLog1p(sum: f64, numbers: usize, count: i32): f64 {
  for (let i = 0; i < count; i += 4) {
    const at = numbers + (<usize>i << 2);
    v128.store(at, log1p(v128.load(at)));
    for (let lane = 0; lane < min(4, count - i); lane++) sum += <f64>load<f32>(at + (lane << 2));
  }
  return sum;
}

/** Makes the lanes beyond the classes -infinity; returns the largest logit in every lane, NaN if there is one. */
// @ts-ignore: decorator
@inline
export function largestOf(logits: usize, classes: i32): v128 {
  let largest = f32x4.splat(-Infinity);
  let isNaN = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= classes; i += 4) {
    const z = v128.load(logits + (i << 2));
    largest = f32x4.pmax(largest, z);
    isNaN = v128.or(isNaN, f32x4.ne(z, z));
  }
  if (i < classes) {
    const at = logits + (i << 2);
    const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(classes - i));
    const z = v128.bitselect(v128.load(at), f32x4.splat(-Infinity), inside);
    v128.store(at, z);
    largest = f32x4.pmax(largest, z);
    isNaN = v128.or(isNaN, f32x4.ne(z, z));
  }
  largest = f32x4.pmax(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1));
  largest = f32x4.pmax(largest, v128.shuffle<f32>(largest, largest, 1, 0, 3, 2));
  return v128.any_true(isNaN) ? f32x4.splat(NaN) : largest;
}

/** The first position of a value, -1 where it is none of them. */
// @ts-ignore: decorator
@inline
export function positionOf(value: v128, logits: usize, classes: i32): i32 {
  let position = -1;
  for (let i = 0; i < classes; i += 4) {
    const equal = i32x4.bitmask(f32x4.eq(v128.load(logits + (i << 2)), value));
    position = select(i + ctz(equal), position, i32(position < 0) & i32(equal != 0));
  }
  return position;
}

/** The sum of a row of powers, all but the winner's. */
// @ts-ignore: decorator
@inline
function sumOfOthers(powers: usize, classes: i32, winner: i32): f32 {
  let sum = f32x4.splat(0);
  for (let i = 0; i < classes; i += 4) {
    const isWinner = i32x4.eq(i32x4(0, 1, 2, 3), i32x4.splat(winner - i));
    sum = f32x4.add(sum, v128.andnot(v128.load(powers + (i << 2)), isWinner));
  }
  return sumOfLanes(sum);
}

/** (0 + 1) + (2 + 3) */
// @ts-ignore: decorator
@inline
export function sumOfLanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

/** out <- e^(z - largest); returns the sum of all but the winner's. */
// @ts-ignore: decorator
@inline
export function powers(logits: usize, classes: i32, largest: v128, winner: i32, out: usize): f32 {
  const k = reduction, p = polynomial, q = remaining;
  for (let i = 0; i < classes; i += 4) {
    v128.store(out + (i << 2), exp(f32x4.sub(v128.load(logits + (i << 2)), largest), k, p, q));
  }
  return sumOfOthers(out, classes, winner);
}

/** Powers become probabilities, in a row of their own, and (p - onehot) share in their place. */
// @ts-ignore: decorator
@inline
function divide(delta: usize, classes: i32, total: f32, label: i32, share: f32, probabilities: usize): void {
  for (let i = 0; i < classes; i += 4) {
    const at = delta + (i << 2);
    const p = f32x4.div(v128.load(at), f32x4.splat(total));
    v128.store(probabilities + (i << 2), p); // what is beyond the classes is overwritten by the next row
    const isLabel = i32x4.eq(i32x4(0, 1, 2, 3), i32x4.splat(label - i));
    const error = f32x4.sub(p, v128.and(f32x4.splat(1), isLabel));
    v128.store(at, f32x4.mul(error, f32x4.splat(share)));
  }
}

/**
 * What label smoothing changes of the deltas that crossEntropy has left, and of the sum of its losses, which is returned:
 * the target has smoothing / classes more for each class, and smoothing less for the label. All as in crossEntropy.
 */
export function smoothLabels(
  logits: usize, stride: usize, rows: i32, classes: i32, labels: usize, delta: usize, share: f32, smoothing: f32,
): f64 {
  const spread = smoothing / <f32>classes;
  let loss: f64 = 0;
  for (let row = 0; row < rows; row++) {
    let sum: f64 = 0;
    for (let k: usize = 0; k < <usize>classes << 2; k += 4) {
      sum += <f64>load<f32>(logits + k);
      store<f32>(delta + k, load<f32>(delta + k) - spread * share);
    }
    const label = <usize>load<u8>(labels + row) << 2;
    store<f32>(delta + label, load<f32>(delta + label) + smoothing * share);
    loss += <f64>smoothing * <f64>load<f32>(logits + label) - <f64>spread * sum;
    logits += stride;
    delta += stride;
  }
  return loss;
}
