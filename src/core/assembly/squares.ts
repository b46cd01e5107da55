// The output layer where the loss is a squared distance: outputs, losses and the deltas that the backward pass starts from.
// Cross-entropy is in softmax.ts. The codes are paired with the names of the outputs in simd-tables.ts of the folder above.
import { logistic, one, polynomial, reduction, remaining } from './elementary';
import { largestOf, positionOf, powers, setHits, sumOfLanes } from './softmax';

// @ts-ignore: decorator
@inline
const SOFTMAX = 0;
// @ts-ignore: decorator
@inline
const SIGMOID = 1;
// 2: identity

/**
 * Turns logits into outputs y, and returns the sum over the rows of the squared distance |y - t|^2 to the target t, which
 * is smoothing / classes, and 1 - smoothing more for the label. delta becomes the gradient of |y - t|^2 / 2 with respect
 * to the logits, times share. Shapes as in crossEntropy. The squares of a row are four partial sums, by lane, added as
 * (0 + 1) + (2 + 3).
 */
export function squaredDistance(
  output: i32, logits: usize, stride: usize, rows: i32, classes: i32, labels: usize, outputs: usize, delta: usize,
  share: f32, smoothing: f32,
): f64 {
  const spread = f32x4.splat(smoothing / <f32>classes);
  const rest = f32x4.splat(1 - smoothing);
  const k = reduction, p = polynomial, q = remaining;
  let loss: f64 = 0;
  let hits = 0;
  for (let row = 0; row < rows; row++) {
    const label = <i32>load<u8>(labels + row);
    const largest = largestOf(logits, classes);
    const winner = positionOf(largest, logits, classes);
    hits += i32(winner == label);
    let total: f32 = 1;
    if (output == SOFTMAX) total += powers(logits, classes, largest, winner, delta);
    let squares = f32x4.splat(0);
    let products = f32x4.splat(0);
    for (let i = 0; i < classes; i += 4) {
      const at = delta + (i << 2);
      const z = v128.load(logits + (i << 2));
      let y = z;
      if (output == SOFTMAX) y = f32x4.div(v128.load(at), f32x4.splat(total));
      else if (output == SIGMOID) y = logistic(z, k, p, q);
      const isLabel = i32x4.eq(i32x4(0, 1, 2, 3), i32x4.splat(label - i));
      const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(classes - i));
      const error = v128.and(f32x4.sub(y, f32x4.add(spread, v128.and(rest, isLabel))), inside);
      v128.store(outputs + (i << 2), y); // what is beyond the classes is overwritten by the next row
      v128.store(at, error);
      squares = f32x4.add(squares, f32x4.mul(error, error));
      products = f32x4.add(products, f32x4.mul(error, v128.and(y, inside)));
    }
    loss += <f64>sumOfLanes(squares);
    throughOutput(output, outputs, delta, classes, output == SOFTMAX ? sumOfLanes(products) : 0, share);
    logits += stride;
    delta += stride;
    outputs += <usize>classes << 2;
  }
  setHits(hits);
  return loss;
}

/** delta <- the gradient with respect to the logits from that with respect to the outputs, times share. mean: sum of delta y. */
// @ts-ignore: decorator
@inline
function throughOutput(output: i32, outputs: usize, delta: usize, classes: i32, mean: f32, share: f32): void {
  for (let i = 0; i < classes; i += 4) {
    const at = delta + (i << 2);
    const inside = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(classes - i));
    const y = v128.and(v128.load(outputs + (i << 2)), inside);
    let d = v128.load(at);
    if (output == SOFTMAX) d = f32x4.mul(y, f32x4.sub(d, f32x4.splat(mean)));
    else if (output == SIGMOID) d = f32x4.mul(d, f32x4.mul(y, f32x4.sub(one(), y)));
    v128.store(at, f32x4.mul(d, f32x4.splat(share)));
  }
}
