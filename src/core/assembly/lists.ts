// Lists of what is not zero: by row for the forward pass, by column for the gradient of the weights.
//
// The images of a dataset are listed once, in a form that is short, because most of a dataset is never in a cache: 4 bytes for
// a pixel, its position in the lower 24 bits and the byte in the upper 8. The lists of a batch are made for speed: an entry is
// 8 bytes, the position (u32) and the value (f32). The entries of a row follow one another by position. They are told apart
// by blocks of positions, so that what is multiplied by a block stays in the L1 cache: `lists` has, for each row, where
// each of its blocks begins and where the last ends, [rows, blocks + 1].
//
// Where columns are wanted, [width + 1], the number of entries of each is counted on the way, in the place after its own.

// @ts-ignore: decorator
@inline
const GROUP = 64;
/** Positions of a block: a multiple of GROUP. */
// @ts-ignore: decorator
@inline
const BLOCK = 256;

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
 * are; labels: [rows]. Returns a number without meaning.
 */
export function gather(
  starts: usize, allLabels: usize, which: usize, rows: i32, width: i32, lists: usize, entries: usize, labels: usize,
  columns: usize,
): u32 {
  if (columns) memory.fill(columns, 0, (<usize>width + 1) << 2);
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
    entries += (end - from) << 1;
    if (columns) {
      for (let entry = from; entry < end; entry += 4) countOne(columns, <i32>(load<u32>(entry) & 0xffffff));
    }
  }
  return ahead;
}

/** Entries of the short form become those of a batch, four at a time: up to three beyond the end are written as well. */
// @ts-ignore: decorator
@inline
function unpack(from: usize, end: usize, to: usize): void {
  for (; from < end; from += 16, to += 32) {
    const packed = v128.load(from);
    const positions = v128.and(packed, i32x4.splat(0xffffff));
    const values = f32x4.div(f32x4.convert_i32x4_u(i32x4.shr_u(packed, 24)), f32x4.splat(255));
    v128.store(to, v128.shuffle<f32>(positions, values, 0, 4, 1, 5));
    v128.store(to, v128.shuffle<f32>(positions, values, 2, 6, 3, 7), 16);
  }
}

/** Touches all that will be read, so that it comes from memory side by side; what it returns keeps the compiler from dropping it. */
// @ts-ignore: decorator
@inline
function readAhead(starts: usize, which: usize, rows: i32, last: usize): u32 {
  let touched: u32 = 0;
  for (let row = 0; row < rows; row++) {
    const start = starts + <usize>load<u32>(which + (row << 2)) * (last + 4);
    const end = load<usize>(start + last);
    for (let entry = load<usize>(start); entry < end; entry += 64) touched ^= load<u32>(entry);
  }
  return touched;
}

/** The lists of rows of float32 numbers. numbers: [rows, width], rows `stride` bytes apart, of whole vectors. */
export function listNumbers(
  numbers: usize, stride: usize, rows: i32, width: i32, lists: usize, entries: usize, columns: usize,
): void {
  if (columns) memory.fill(columns, 0, (<usize>width + 1) << 2);
  for (let row = 0; row < rows; row++) {
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
        if (columns) countOne(columns, position);
      }
    }
    store<usize>(lists, entries);
    lists += 4;
    numbers += stride;
  }
}

// @ts-ignore: decorator
@inline
function countOne(columns: usize, position: i32): void {
  const count = columns + (<usize>position << 2);
  store<u32>(count, load<u32>(count, 4) + 1, 4);
}

/** How many blocks a row of so many positions has. */
// @ts-ignore: decorator
@inline
export function blocksOf(width: i32): i32 {
  return (width + BLOCK - 1) / BLOCK;
}

/**
 * The entries of some rows sorted by position: columns of (row, value). columns: counts, which become where the entries of
 * each column begin, and where the last ends; entries: room for all of them.
 */
export function turnRound(lists: usize, rows: i32, width: i32, columns: usize, entries: usize): void {
  // After a column's own place: first its count, then where its next entry goes, which in the end is where the next begins.
  const next = columns + 4;
  const last = <usize>blocksOf(width) << 2;
  const rowBytes = last + 4;
  store<usize>(columns, entries);
  for (let i = 0; i < width; i++) {
    const at = next + (<usize>i << 2);
    const count = load<u32>(at);
    store<usize>(at, entries);
    entries += <usize>count << 3;
  }
  // Block by block: as many columns as a block has positions are written to at a time, and stay in the L1 cache.
  for (let block: usize = 0; block < last; block += 4) {
    for (let row = 0, at = lists + block; row < rows; row++, at += rowBytes) {
      const end = load<usize>(at, 4);
      for (let entry = load<usize>(at); entry < end; entry += 8) {
        const place = next + (<usize>load<u32>(entry) << 2);
        const to = load<usize>(place);
        store<u64>(to, (load<u64>(entry) & 0xffffffff00000000) | row);
        store<usize>(place, to + 8);
      }
    }
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
