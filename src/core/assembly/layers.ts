// The three passes over the weights of a layer, tile by tile, so that what a tile needs of them stays in the L1 cache.
//
// The weights of a layer lie tile by tile: [tile][inputs][width]. Their columns are padded to whole vectors with zeros, which
// stay zero. Activations and deltas lie row by row, rows `stride` bytes apart. What a sum reads over and over, the deltas of
// a tile or its weights turned round, is first copied together ("packed").
import { blocksOf } from './lists';
import { sumDense, sumLists, tileWidth } from './sums';
import { update } from './updates';

/** Zeros; JavaScript's own fill takes ten times as long on shared memory. */
export function clear(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes);
}

/** out <- first + the sum over lists, block by block. terms: how many rows b has. */
function sumBlocks(
  width: i32, lists: usize, rows: i32, terms: i32, b: usize, first: usize, out: usize, stride: usize,
): void {
  const blocks = blocksOf(terms);
  const listStride = <usize>(blocks + 1) << 2;
  sumLists(width, lists, listStride, rows, b, first, 0, out, stride);
  for (let block = 1; block < blocks; block++) {
    sumLists(width, lists + (block << 2), listStride, rows, b, out, stride, out, stride);
  }
}

/** out <- x w + bias for inputs in lists. out: [rows, units]. */
export function forwardLists(
  lists: usize, rows: i32, inputs: i32, w: usize, bias: usize, vectors: i32, out: usize, stride: usize,
): void {
  for (let v = 0, width = 0; v < vectors; v += width) {
    width = tileWidth(vectors - v);
    const column = <usize>v << 4;
    sumBlocks(width, lists, rows, inputs, w + <usize>inputs * column, bias + column, out + column, stride);
  }
}

/** out <- x w + bias. x: [rows, inputs]; out: [rows, units]. */
export function forwardDense(
  x: usize, xStride: usize, rows: i32, inputs: i32, w: usize, bias: usize, vectors: i32, out: usize, stride: usize,
): void {
  for (let v = 0, width = 0; v < vectors; v += width) {
    width = tileWidth(vectors - v);
    const column = <usize>v << 4;
    sumDense(width, x, xStride, 4, rows, inputs, w + <usize>inputs * column, bias + column, out + column, stride);
  }
}

/**
 * out <- delta w^T. delta: [rows, units], in lists where there are some (else 0); out: [rows, inputs], inputs padded to
 * whole vectors with zeros. packed: room for the widest tile of units rows; zero: a tile of zeros.
 */
export function backward(
  delta: usize, deltaStride: usize, lists: usize, rows: i32, units: i32, w: usize, inputs: i32, out: usize,
  stride: usize, packed: usize, zero: usize,
): void {
  const vectors = (inputs + 3) >> 2;
  for (let v = 0, width = 0; v < vectors; v += width) {
    width = tileWidth(vectors - v);
    packTransposed(w, inputs, (units + 3) >> 2, v << 2, width, packed);
    const to = out + (<usize>v << 4);
    if (lists) sumBlocks(width, lists, rows, units, packed, zero, to, stride);
    else sumDense(width, delta, deltaStride, 4, rows, units, packed, zero, to, stride);
  }
}

/** packed[unit][k] <- w[from + k][unit] for a tile of inputs, zero beyond the last input. */
function packTransposed(w: usize, inputs: i32, vectors: i32, from: i32, width: i32, packed: usize): void {
  const rowBytes = <usize>width << 4;
  for (let v = 0, tile = 0; v < vectors; v += tile) {
    tile = tileWidth(vectors - v);
    const tileBytes = <usize>tile << 4;
    const block = w + <usize>inputs * (<usize>v << 4);
    for (let k = 0; k < width << 2; k += 4) {
      const row = block + <usize>(from + k) * tileBytes;
      const left = inputs - from - k;
      for (let j = 0; j < tile; j++) {
        const at = row + (j << 4);
        const to = packed + (<usize>(v + j) << 2) * rowBytes + (k << 2);
        transpose(at, tileBytes, left, to, rowBytes);
      }
    }
  }
}

/** A 4x4 block, of which `left` rows are there. */
// @ts-ignore: decorator
@inline
function transpose(from: usize, fromStride: usize, left: i32, to: usize, toStride: usize): void {
  const zero = f32x4.splat(0);
  const a = left > 0 ? v128.load(from) : zero;
  const b = left > 1 ? v128.load(from + fromStride) : zero;
  const c = left > 2 ? v128.load(from + 2 * fromStride) : zero;
  const d = left > 3 ? v128.load(from + 3 * fromStride) : zero;
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(to + toStride, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
  v128.store(to + 2 * toStride, v128.shuffle<f32>(ab2, cd2, 0, 1, 4, 5));
  v128.store(to + 3 * toStride, v128.shuffle<f32>(ab2, cd2, 2, 3, 6, 7));
}

/** packed <- the columns of a tile of deltas. */
function packColumns(delta: usize, stride: usize, rows: i32, width: i32, packed: usize): void {
  for (; rows > 0; rows--) {
    for (let j = 0; j < width; j++) {
      v128.store(packed, v128.load(delta + (j << 4)));
      packed += 16;
    }
    delta += stride;
  }
}

/** The biases of a tile: their gradient is the sum of the deltas. */
// @ts-ignore: decorator
@inline
function updateBiases(width: i32, packed: usize, rows: i32, bias: usize, zero: usize, one: usize, g: usize): void {
  sumDense(width, one, 0, 0, 1, rows, packed, zero, g, 0);
  update(bias, g, width, f32x4.splat(0));
}

/** Rows of weights whose gradient is gathered before they are updated. */
// @ts-ignore: decorator
@inline
const ROWS = 8;

/**
 * The gradient of a layer, x^T delta + penalty w, and the update by it. x: [rows, inputs]; delta: [rows, units].
 * packed: room for the deltas of the widest tile; zero, g: a tile; one: the number 1; g: room for ROWS tiles.
 */
export function trainDense(
  x: usize, xStride: usize, rows: i32, inputs: i32, delta: usize, stride: usize, w: usize, bias: usize, vectors: i32,
  penalty: f32, packed: usize, zero: usize, one: usize, g: usize,
): void {
  for (let v = 0, width = 0; v < vectors; v += width) {
    width = tileWidth(vectors - v);
    const rowBytes = <usize>width << 4;
    const column = <usize>v << 4;
    packColumns(delta + column, stride, rows, width, packed);
    updateBiases(width, packed, rows, bias + column, zero, one, g);
    for (let i = 0; i < inputs; i += ROWS) {
      const count = min(ROWS, inputs - i);
      sumDense(width, x + (<usize>i << 2), 4, xStride, count, rows, packed, zero, g, rowBytes);
      update(w, g, count * width, f32x4.splat(penalty));
      w += <usize>count * rowBytes;
    }
  }
}

/**
 * The same for inputs in lists by column. columns: [inputs] pairs of addresses, where the entries of an input begin and end.
 * active: a byte for every ROWS inputs, 0 where they are left alone because an update without gradient changes nothing.
 */
export function trainLists(
  columns: usize, active: usize, rows: i32, inputs: i32, delta: usize, stride: usize,
  w: usize, bias: usize, vectors: i32, penalty: f32, packed: usize, zero: usize, one: usize, g: usize,
): void {
  for (let v = 0, width = 0; v < vectors; v += width) {
    width = tileWidth(vectors - v);
    const rowBytes = <usize>width << 4;
    const column = <usize>v << 4;
    packColumns(delta + column, stride, rows, width, packed);
    updateBiases(width, packed, rows, bias + column, zero, one, g);
    for (let i = 0; i < inputs; i += ROWS) {
      const count = min(ROWS, inputs - i);
      if (load<u8>(active + i / ROWS)) {
        sumLists(width, columns + (<usize>i << 3), 8, count, packed, zero, 0, g, rowBytes);
        update(w, g, count * width, f32x4.splat(penalty));
      }
      w += <usize>count * rowBytes;
    }
  }
}

/** Which rows of weights have to be updated: those with entries now, and where `keep` is set those that ever had some. */
export function markActive(columns: usize, inputs: i32, active: usize, keep: bool): void {
  for (let i = 0; i < inputs; i += ROWS, active++) {
    let some = keep ? load<u8>(active) : 0;
    for (let left = min(ROWS, inputs - i); left > 0; left--, columns += 8) {
      some |= u8(load<usize>(columns) != load<usize>(columns, 4));
    }
    store<u8>(active, some);
  }
}
