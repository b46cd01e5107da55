// Lists of what is not zero: by row for the forward pass, by column for the gradient of the weights.
//
// The images of a dataset are listed once, in a form that is short, because most of a dataset is never in a cache: 4 bytes for
// a pixel, its position in the lower 24 bits and the byte in the upper 8. The lists of a batch are made for speed: an entry is
// 8 bytes, the position (u32) and the value (f32). The entries of a row follow one another by position. They are told apart
// by blocks of positions, so that what is multiplied by a block stays in the L1 cache: `lists` has, for each row, where
// each of its blocks begins and where the last ends, [rows, blocks + 1].
//
// Columns have rooms of equal size, for as many entries as there are rows: they need not be counted first, and each entry is
// put in its place when its row is listed.

// @ts-ignore: decorator
@inline
const GROUP = 64;
/** Positions of a block: a multiple of GROUP. */
// @ts-ignore: decorator
@inline
const BLOCK = 128;

/**
 * Lists rows of bytes in the short form. bytes: [rows, width], 64 readable bytes beyond; starts: [rows, blocks + 1], as
 * `lists`. Returns where the entries end.
 */
export function listBytes(bytes: usize, rows: i32, width: i32, starts: usize, entries: usize): usize {
  for (let row = 0; row < rows; row++) {
    for (let start = 0; start < width; start += GROUP) {
      if (start % BLOCK == 0) {
        store<usize>(starts, entries);
        starts += 4;
      }
      let mask = nonzeroBytes(bytes + start) & lanesBelow(width - start);
      while (mask) {
        const position = start + <i32>ctz(mask);
        mask &= mask - 1;
        store<u32>(entries, (<u32>load<u8>(bytes + position) << 24) | position);
        entries += 4;
      }
    }
    store<usize>(starts, entries);
    starts += 4;
    bytes += width;
  }
  return entries;
}

/**
 * The lists and labels of a batch from those of all examples. which: [rows] u32; entries: room for three more than there
 * are; labels: [rows]. columns: 0 where none are wanted, else opened (`openColumns`). Returns a number without meaning.
 */
export function gather(
  starts: usize, allLabels: usize, which: usize, rows: i32, width: i32, lists: usize, entries: usize, labels: usize,
  columns: usize,
): u32 {
  const last = <usize>blocksOf(width) << 2;
  const ahead = readAhead(starts, which, rows, last);
  for (let row = 0; row < rows; row++) {
    const example = <usize>load<u32>(which + (row << 2));
    store<u8>(labels + row, load<u8>(allLabels + example));
    const own = starts + example * (last + 4);
    const from = load<usize>(own);
    const end = load<usize>(own + last);
    for (let i: usize = 0; i <= last; i += 4) store<usize>(lists + i, entries + ((load<usize>(own + i) - from) << 1));
    lists += last + 4;
    unpack(from, end, entries);
    const next = entries + ((end - from) << 1);
    if (columns) enter(entries, next, row, columns);
    entries = next;
  }
  return ahead;
}

/**
 * Entries of the short form become those of a batch, four at a time: up to three beyond the end are written as well.
 * A byte is divided by 255 in two products, for speed: 257 / 2^16 is 1 / 255 but for its last 2^-16th part, its product with a
 * byte is exact, and so the sum is the quotient rounded once, for each of the 256 bytes (which a test tries).
 */
// @ts-ignore: decorator
@inline
function unpack(from: usize, end: usize, to: usize): void {
  for (; from < end; from += 16, to += 32) {
    const packed = v128.load(from);
    const positions = v128.and(packed, i32x4.splat(0xffffff));
    const bytes = f32x4.convert_i32x4_s(i32x4.shr_u(packed, 24));
    const most = f32x4.mul(bytes, f32x4.splat(0.0039215087890625));
    const values = f32x4.add(most, f32x4.mul(bytes, f32x4.splat(5.983838848033773e-08)));
    v128.store(to, v128.shuffle<f32>(positions, values, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<f32>(positions, values, 2, 6, 3, 7), 16);
  }
}

/**
 * Touches what will be read, so that it comes from memory side by side. Nothing here depends on what was read but the address
 * of an example's entries, and no branch does: the processor would wait where it guesses wrongly. So the same number of
 * cache lines is touched for each: the entries of an average image of MNIST. What it returns keeps the compiler from
 * dropping it.
 */
// @ts-ignore: decorator
@inline
function readAhead(starts: usize, which: usize, rows: i32, last: usize): u32 {
  const rowBytes = last + 4;
  let touched: u32 = 0;
  for (let row = 0; row < rows; row++) touched ^= load<u32>(starts + <usize>load<u32>(which + (row << 2)) * rowBytes);
  for (let row = 0; row < rows; row++) {
    const at = load<usize>(starts + <usize>load<u32>(which + (row << 2)) * rowBytes);
    touched ^= load<u32>(at) ^ load<u32>(at, 64) ^ load<u32>(at, 128) ^ load<u32>(at, 192) ^ load<u32>(at, 256);
    touched ^= load<u32>(at, 320) ^ load<u32>(at, 384) ^ load<u32>(at, 448) ^ load<u32>(at, 512) ^ load<u32>(at, 576);
  }
  return touched;
}

/** The lists of rows of float32 numbers. numbers: [rows, width], rows `stride` bytes apart, of whole vectors. */
export function listNumbers(
  numbers: usize, stride: usize, rows: i32, width: i32, lists: usize, entries: usize, columns: usize,
): void {
  for (let row = 0; row < rows; row++) {
    const begin = entries;
    for (let start = 0; start < width; start += GROUP) {
      if (start % BLOCK == 0) {
        store<usize>(lists, entries);
        lists += 4;
      }
      let mask = nonzeroNumbers(numbers + (start << 2), min(GROUP, width - start)) & lanesBelow(width - start);
      while (mask) {
        const position = start + <i32>ctz(mask);
        mask &= mask - 1;
        store<u32>(entries, position);
        store<u32>(entries, load<u32>(numbers + (<usize>position << 2)), 4);
        entries += 8;
      }
    }
    if (columns) enter(begin, entries, row, columns);
    store<usize>(lists, entries);
    lists += 4;
    numbers += stride;
  }
}

/** How many blocks a row of so many positions has. */
// @ts-ignore: decorator
@inline
export function blocksOf(width: i32): i32 {
  return (width + BLOCK - 1) / BLOCK;
}

/** Empties the columns: [width] pairs of addresses, where a column begins and where it ends; `room` bytes for each. */
export function openColumns(columns: usize, width: i32, entries: usize, room: usize): void {
  const end = columns + (<usize>width << 3);
  for (; columns < end; columns += 8, entries += room) {
    store<usize>(columns, entries);
    store<usize>(columns, entries, 4);
  }
}

/** Enters a row's entries in their columns, as (row, value). */
// @ts-ignore: decorator
@inline
function enter(entry: usize, end: usize, row: i32, columns: usize): void {
  for (; entry < end; entry += 8) {
    const own = load<u64>(entry);
    const column = columns + (<usize>own << 3);
    const to = load<usize>(column, 4);
    store<u64>(to, (own & 0xffffffff00000000) | row);
    store<usize>(column, to + 8, 4);
  }
}

/** A bit for each of the first n of 64 lanes. */
// @ts-ignore: decorator
@inline
function lanesBelow(n: i32): u64 {
  return n >= 64 ? ~0 : ((<u64>1) << n) - 1;
}

// @ts-ignore: decorator
@inline
function nonzeroBytes(at: usize): u64 {
  const zero = i8x16.splat(0);
  const m0 = <u64>i8x16.bitmask(i8x16.ne(v128.load(at), zero));
  const m1 = <u64>i8x16.bitmask(i8x16.ne(v128.load(at, 16), zero));
  const m2 = <u64>i8x16.bitmask(i8x16.ne(v128.load(at, 32), zero));
  const m3 = <u64>i8x16.bitmask(i8x16.ne(v128.load(at, 48), zero));
  return m0 | (m1 << 16) | (m2 << 32) | (m3 << 48);
}

/** NaN is not zero, -0 is. */
// @ts-ignore: decorator
@inline
function nonzeroNumbers(at: usize, n: i32): u64 {
  let mask: u64 = 0;
  for (let lane = 0; lane < n; lane += 4) {
    const differs = f32x4.ne(v128.load(at + (lane << 2)), f32x4.splat(0));
    mask |= (<u64>i32x4.bitmask(differs)) << lane;
  }
  return mask;
}
