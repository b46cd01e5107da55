// The output layer: softmax, cross-entropy and the deltas that the backward pass starts from.
import { exp, log1p } from './elementary';

/** Where the last call found the label to be the most probable class, how often. */
let hits: i32 = 0;
export function hitsOfLast(): i32 {
  return hits;
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
  let loss: f64 = 0;
  hits = 0;
  for (let row = 0; row < rows; row++) {
    const label = <i32>load<u8>(labels + row);
    const logit = load<f32>(logits + (<usize>label << 2));
    const largest = largestOf(logits, classes);
    const winner = positionOf(largest, logits, classes);
    hits += i32(winner == label);
    loss += <f64>(f32x4.extract_lane(largest, 0) - logit);
    const others = powers(logits, classes, largest, winner, delta);
    store<f32>(sums + (<usize>row << 2), others);
    divide(delta, classes, 1 + others, label, share, probabilities);
    logits += stride;
    delta += stride;
    probabilities += <usize>classes << 2;
  }
  for (let row = 0; row < rows; row += 4) {
    const at = sums + (<usize>row << 2);
    v128.store(at, log1p(v128.load(at)));
    for (let i = 0; i < min(4, rows - row); i++) loss += <f64>load<f32>(at + (i << 2));
  }
  return loss;
}

/** Makes the lanes beyond the classes -infinity; returns the largest logit in every lane, NaN if there is one. */
// @ts-ignore: decorator
@inline
function largestOf(logits: usize, classes: i32): v128 {
  let largest = f32x4.splat(-Infinity);
  for (let i = 0; i < classes; i += 4) {
    const at = logits + (i << 2);
    const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(classes - i));
    const z = v128.bitselect(v128.load(at), f32x4.splat(-Infinity), inside);
    v128.store(at, z);
    largest = f32x4.max(largest, z);
  }
  largest = f32x4.max(largest, v128.shuffle<f32>(largest, largest, 2, 3, 0, 1));
  return f32x4.max(largest, v128.shuffle<f32>(largest, largest, 1, 0, 3, 2));
}

/** The first position of a value, -1 where it is none of them. */
// @ts-ignore: decorator
@inline
function positionOf(value: v128, logits: usize, classes: i32): i32 {
  let position = -1;
  for (let i = 0; i < classes; i += 4) {
    const equal = i32x4.bitmask(f32x4.eq(v128.load(logits + (i << 2)), value));
    position = select(i + ctz(equal), position, i32(position < 0) & i32(equal != 0));
  }
  return position;
}

/** out <- e^(z - largest); returns the sum of all but the winner's. */
// @ts-ignore: decorator
@inline
function powers(logits: usize, classes: i32, largest: v128, winner: i32, out: usize): f32 {
  let sum = f32x4.splat(0);
  for (let i = 0; i < classes; i += 4) {
    const e = exp(f32x4.sub(v128.load(logits + (i << 2)), largest));
    v128.store(out + (i << 2), e);
    const isWinner = i32x4.eq(i32x4(0, 1, 2, 3), i32x4.splat(winner - i));
    sum = f32x4.add(sum, v128.andnot(e, isWinner));
  }
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
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
