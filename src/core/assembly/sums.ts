// The sums that nearly all of the time goes to: rows of a matrix b, each times a number, added up.
//   out[a] = first + sum over k of x(a, k) b[k]
// b has rows of `width` vectors of four numbers, without gaps. The width is that of a tile, so that the sums stay in
// registers: of 16, V8 keeps one for itself, one holds the factor, and it loads the whole row of b before it multiplies.
// Lanes run across the columns of b, never across k: each number of `out` is one sum in ascending order of k, whatever the
// width. So tiles change the speed, never the bits.
//
// In a forward pass x is a batch of inputs and b are weights; for the gradient x is the same turned round and b the
// deltas; backward x are deltas and b the weights turned round.

/**
 * How many vectors the next tile of a row has, when so many are left: tiles of 12 or 13 where that works out, else of up to 7.
 * Widths between are slow, because V8 then keeps some of the sums in memory (benchmarks/README.md has the figures).
 */
// @ts-ignore: decorator
@inline
export function tileWidth(left: i32): i32 {
  const tiles = (left + 12) / 13;
  const even = (left + tiles - 1) / tiles;
  if (even <= 7 || even >= 12) return even;
  return left > 13 ? 13 : (left + 1) / 2;
}

// The width is a constant at every call below; the compiler drops what a narrower tile does not have.

/** One row from a list of entries (k: u32, x: f32), those that are not zero. */
// @ts-ignore: decorator
@inline
function listRow(width: i32, entry: usize, end: usize, b: usize, first: usize, out: usize): void {
  let s0 = v128.load(first);
  let s1 = width > 1 ? v128.load(first, 16) : s0;
  let s2 = width > 2 ? v128.load(first, 32) : s0;
  let s3 = width > 3 ? v128.load(first, 48) : s0;
  let s4 = width > 4 ? v128.load(first, 64) : s0;
  let s5 = width > 5 ? v128.load(first, 80) : s0;
  let s6 = width > 6 ? v128.load(first, 96) : s0;
  let s7 = width > 7 ? v128.load(first, 112) : s0;
  let s8 = width > 8 ? v128.load(first, 128) : s0;
  let s9 = width > 9 ? v128.load(first, 144) : s0;
  let s10 = width > 10 ? v128.load(first, 160) : s0;
  let s11 = width > 11 ? v128.load(first, 176) : s0;
  let s12 = width > 12 ? v128.load(first, 192) : s0;
  for (; entry < end; entry += 8) {
    const row = b + <usize>load<u32>(entry) * (width * 16);
    const x = v128.load32_splat(entry, 4);
    s0 = f32x4.add(s0, f32x4.mul(x, v128.load(row)));
    if (width > 1) s1 = f32x4.add(s1, f32x4.mul(x, v128.load(row, 16)));
    if (width > 2) s2 = f32x4.add(s2, f32x4.mul(x, v128.load(row, 32)));
    if (width > 3) s3 = f32x4.add(s3, f32x4.mul(x, v128.load(row, 48)));
    if (width > 4) s4 = f32x4.add(s4, f32x4.mul(x, v128.load(row, 64)));
    if (width > 5) s5 = f32x4.add(s5, f32x4.mul(x, v128.load(row, 80)));
    if (width > 6) s6 = f32x4.add(s6, f32x4.mul(x, v128.load(row, 96)));
    if (width > 7) s7 = f32x4.add(s7, f32x4.mul(x, v128.load(row, 112)));
    if (width > 8) s8 = f32x4.add(s8, f32x4.mul(x, v128.load(row, 128)));
    if (width > 9) s9 = f32x4.add(s9, f32x4.mul(x, v128.load(row, 144)));
    if (width > 10) s10 = f32x4.add(s10, f32x4.mul(x, v128.load(row, 160)));
    if (width > 11) s11 = f32x4.add(s11, f32x4.mul(x, v128.load(row, 176)));
    if (width > 12) s12 = f32x4.add(s12, f32x4.mul(x, v128.load(row, 192)));
  }
  v128.store(out, s0);
  if (width > 1) v128.store(out, s1, 16);
  if (width > 2) v128.store(out, s2, 32);
  if (width > 3) v128.store(out, s3, 48);
  if (width > 4) v128.store(out, s4, 64);
  if (width > 5) v128.store(out, s5, 80);
  if (width > 6) v128.store(out, s6, 96);
  if (width > 7) v128.store(out, s7, 112);
  if (width > 8) v128.store(out, s8, 128);
  if (width > 9) v128.store(out, s9, 144);
  if (width > 10) v128.store(out, s10, 160);
  if (width > 11) v128.store(out, s11, 176);
  if (width > 12) v128.store(out, s12, 192);
}

// @ts-ignore: decorator
@inline
function listRows(
  width: i32, lists: usize, listStride: usize, rows: i32, b: usize, first: usize, firstStride: usize, out: usize,
  outStride: usize,
): void {
  for (; rows > 0; rows--) {
    listRow(width, load<usize>(lists), load<usize>(lists, 4), b, first, out);
    lists += listStride;
    first += firstStride;
    out += outStride;
  }
}

/** out[row] for so many rows; lists: where the entries of each row begin, and beside it where they end. */
export function sumLists(
  width: i32, lists: usize, listStride: usize, rows: i32, b: usize, first: usize, firstStride: usize, out: usize,
  outStride: usize,
): void {
  switch (width) {
    case 1: listRows(1, lists, listStride, rows, b, first, firstStride, out, outStride); break;
    case 2: listRows(2, lists, listStride, rows, b, first, firstStride, out, outStride); break;
    case 3: listRows(3, lists, listStride, rows, b, first, firstStride, out, outStride); break;
    case 4: listRows(4, lists, listStride, rows, b, first, firstStride, out, outStride); break;
    case 5: listRows(5, lists, listStride, rows, b, first, firstStride, out, outStride); break;
    case 6: listRows(6, lists, listStride, rows, b, first, firstStride, out, outStride); break;
    case 7: listRows(7, lists, listStride, rows, b, first, firstStride, out, outStride); break;
    case 12: listRows(12, lists, listStride, rows, b, first, firstStride, out, outStride); break;
    default: listRows(13, lists, listStride, rows, b, first, firstStride, out, outStride);
  }
}

/** One row with every x, of the columns of `part` vectors, up to 7; the next x of a row is xStep bytes on. */
// @ts-ignore: decorator
@inline
function denseRow(
  part: i32, width: i32, x: usize, xStep: usize, terms: i32, b: usize, first: usize, out: usize,
): void {
  let s0 = v128.load(first);
  let s1 = part > 1 ? v128.load(first, 16) : s0;
  let s2 = part > 2 ? v128.load(first, 32) : s0;
  let s3 = part > 3 ? v128.load(first, 48) : s0;
  let s4 = part > 4 ? v128.load(first, 64) : s0;
  let s5 = part > 5 ? v128.load(first, 80) : s0;
  let s6 = part > 6 ? v128.load(first, 96) : s0;
  const end = b + <usize>terms * (width * 16);
  for (; b < end; b += width * 16) {
    const v = v128.load32_splat(x);
    x += xStep;
    s0 = f32x4.add(s0, f32x4.mul(v, v128.load(b)));
    if (part > 1) s1 = f32x4.add(s1, f32x4.mul(v, v128.load(b, 16)));
    if (part > 2) s2 = f32x4.add(s2, f32x4.mul(v, v128.load(b, 32)));
    if (part > 3) s3 = f32x4.add(s3, f32x4.mul(v, v128.load(b, 48)));
    if (part > 4) s4 = f32x4.add(s4, f32x4.mul(v, v128.load(b, 64)));
    if (part > 5) s5 = f32x4.add(s5, f32x4.mul(v, v128.load(b, 80)));
    if (part > 6) s6 = f32x4.add(s6, f32x4.mul(v, v128.load(b, 96)));
  }
  v128.store(out, s0);
  if (part > 1) v128.store(out, s1, 16);
  if (part > 2) v128.store(out, s2, 32);
  if (part > 3) v128.store(out, s3, 48);
  if (part > 4) v128.store(out, s4, 64);
  if (part > 5) v128.store(out, s5, 80);
  if (part > 6) v128.store(out, s6, 96);
}

/** Two rows at once, of the columns of `part` vectors, up to 4: each vector of b is loaded once for both. */
// @ts-ignore: decorator
@inline
function densePair(
  part: i32, width: i32, x: usize, xRow: usize, xStep: usize, terms: i32, b: usize, first: usize, out: usize,
  outStride: usize,
): void {
  let s0 = v128.load(first);
  let s1 = part > 1 ? v128.load(first, 16) : s0;
  let s2 = part > 2 ? v128.load(first, 32) : s0;
  let s3 = part > 3 ? v128.load(first, 48) : s0;
  let t0 = s0, t1 = s1, t2 = s2, t3 = s3;
  const end = b + <usize>terms * (width * 16);
  for (; b < end; b += width * 16) {
    const v = v128.load32_splat(x);
    const w = v128.load32_splat(x + xRow);
    x += xStep;
    const b0 = v128.load(b);
    s0 = f32x4.add(s0, f32x4.mul(v, b0));
    t0 = f32x4.add(t0, f32x4.mul(w, b0));
    if (part > 1) {
      const b1 = v128.load(b, 16);
      s1 = f32x4.add(s1, f32x4.mul(v, b1));
      t1 = f32x4.add(t1, f32x4.mul(w, b1));
    }
    if (part > 2) {
      const b2 = v128.load(b, 32);
      s2 = f32x4.add(s2, f32x4.mul(v, b2));
      t2 = f32x4.add(t2, f32x4.mul(w, b2));
    }
    if (part > 3) {
      const b3 = v128.load(b, 48);
      s3 = f32x4.add(s3, f32x4.mul(v, b3));
      t3 = f32x4.add(t3, f32x4.mul(w, b3));
    }
  }
  const below = out + outStride;
  v128.store(out, s0);
  v128.store(below, t0);
  if (part > 1) { v128.store(out, s1, 16); v128.store(below, t1, 16); }
  if (part > 2) { v128.store(out, s2, 32); v128.store(below, t2, 32); }
  if (part > 3) { v128.store(out, s3, 48); v128.store(below, t3, 48); }
}

/** Four rows at once, of a column of one vector: with fewer, each sum would wait for its own last addition. */
// @ts-ignore: decorator
@inline
function denseFour(
  width: i32, x: usize, xRow: usize, xStep: usize, terms: i32, b: usize, first: usize, out: usize, outStride: usize,
): void {
  let s0 = v128.load(first);
  let s1 = s0, s2 = s0, s3 = s0;
  const twice: usize = 2 * xRow, thrice: usize = 3 * xRow;
  const end = b + <usize>terms * (width * 16);
  for (; b < end; b += width * 16) {
    const row = v128.load(b);
    s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(x), row));
    s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(x + xRow), row));
    s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(x + twice), row));
    s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(x + thrice), row));
    x += xStep;
  }
  v128.store(out, s0);
  v128.store(out + outStride, s1);
  v128.store(out + 2 * outStride, s2);
  v128.store(out + 3 * outStride, s3);
}

// @ts-ignore: decorator
@inline
function denseColumn(
  width: i32, x: usize, xRow: usize, xStep: usize, rows: i32, terms: i32, b: usize, first: usize, out: usize,
  outStride: usize,
): void {
  for (; rows > 3; rows -= 4) {
    denseFour(width, x, xRow, xStep, terms, b, first, out, outStride);
    x += 4 * xRow;
    out += 4 * outStride;
  }
  for (; rows > 0; rows--) {
    denseRow(1, width, x, xStep, terms, b, first, out);
    x += xRow;
    out += outStride;
  }
}

/** Of a tile of 13, the last vector is a column by itself. */
// @ts-ignore: decorator
@inline
function denseRows(
  width: i32, x: usize, xRow: usize, xStep: usize, rows: i32, terms: i32, b: usize, first: usize, out: usize,
  outStride: usize,
): void {
  if (width > 12) denseColumn(width, x, xRow, xStep, rows, terms, b + 192, first + 192, out + 192, outStride);
  const paired = min(12, width);
  for (; rows > 1; rows -= 2) {
    densePair(min(4, paired), width, x, xRow, xStep, terms, b, first, out, outStride);
    if (paired > 4) densePair(min(4, paired - 4), width, x, xRow, xStep, terms, b + 64, first + 64, out + 64, outStride);
    if (paired > 8) densePair(4, width, x, xRow, xStep, terms, b + 128, first + 128, out + 128, outStride);
    x += 2 * xRow;
    out += 2 * outStride;
  }
  if (rows > 0) {
    denseRow(min(7, paired), width, x, xStep, terms, b, first, out);
    if (paired > 7) denseRow(paired - 7, width, x, xStep, terms, b + 112, first + 112, out + 112);
  }
}

/** out[row] for so many rows and terms. x(row, k) is at x + row xRow + k xStep; first: one row, the same for all. */
export function sumDense(
  width: i32, x: usize, xRow: usize, xStep: usize, rows: i32, terms: i32, b: usize, first: usize, out: usize,
  outStride: usize,
): void {
  switch (width) {
    case 1: denseRows(1, x, xRow, xStep, rows, terms, b, first, out, outStride); break;
    case 2: denseRows(2, x, xRow, xStep, rows, terms, b, first, out, outStride); break;
    case 3: denseRows(3, x, xRow, xStep, rows, terms, b, first, out, outStride); break;
    case 4: denseRows(4, x, xRow, xStep, rows, terms, b, first, out, outStride); break;
    case 5: denseRows(5, x, xRow, xStep, rows, terms, b, first, out, outStride); break;
    case 6: denseRows(6, x, xRow, xStep, rows, terms, b, first, out, outStride); break;
    case 7: denseRows(7, x, xRow, xStep, rows, terms, b, first, out, outStride); break;
    case 12: denseRows(12, x, xRow, xStep, rows, terms, b, first, out, outStride); break;
    default: denseRows(13, x, xRow, xStep, rows, terms, b, first, out, outStride);
  }
}
