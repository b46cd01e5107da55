// Lists of what is not zero in a batch: by row for the forward pass, by column for the gradient of the weights.
// An entry is 8 bytes: the position (u32) and the value (f32). Rows, and the entries within a row, follow one another; so do
// columns. The entries of a row are told apart by blocks of positions, so that what is multiplied by a block stays in the L1
// cache: `lists` has the beginning of each block of each row, [rows, blocks], and after the last the end.

// @ts-ignore: decorator
@inline
const GROUP = 64;
/** Positions of a block: a multiple of GROUP. */
// @ts-ignore: decorator
@inline
export const BLOCK = 256;

/**
 * The lists of a batch of bytes. bytes: [rows, width], 64 readable bytes beyond. values: [256] u64, what each byte stands
 * for as float32, in the upper half. entries: room for rows * width of them. columns: [width + 1], where the entries of each
 * column begin, and the end of the last, or 0 where no columns are wanted; columnEntries: as entries.
 */
export function listBytes(
  bytes: usize, rows: i32, width: i32, values: usize, lists: usize, entries: usize, columns: usize,
  columnEntries: usize,
): void {
  const begin = lists;
  if (columns) memory.fill(columns, 0, (<usize>width + 1) << 2);
  for (let row = 0; row < rows; row++) {
    for (let start = 0; start < width; start += GROUP) {
      if (start % BLOCK == 0) {
        store<usize>(lists, entries);
        lists += 4;
      }
      let mask = nonzeroBytes(bytes + start) & lanesBelow(width - start);
      while (mask) {
        const position = start + <i32>ctz(mask);
        mask &= mask - 1;
        store<u64>(entries, load<u64>(values + (<usize>load<u8>(bytes + position) << 3)) | position);
        entries += 8;
        if (columns) countOne(columns, position);
      }
    }
    bytes += width;
  }
  store<usize>(lists, entries);
  if (columns) turnRound(begin, rows, width, columns, columnEntries);
}

/** The lists of a batch of float32 numbers. numbers: [rows, width], rows `stride` bytes apart, of whole vectors. */
export function listNumbers(
  numbers: usize, stride: usize, rows: i32, width: i32, lists: usize, entries: usize, columns: usize,
  columnEntries: usize,
): void {
  const begin = lists;
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
        store<u64>(entries, (<u64>load<u32>(numbers + (<usize>position << 2)) << 32) | position);
        entries += 8;
        if (columns) countOne(columns, position);
      }
    }
    numbers += stride;
  }
  store<usize>(lists, entries);
  if (columns) turnRound(begin, rows, width, columns, columnEntries);
}

/** Counts an entry where the next column begins. */
// @ts-ignore: decorator
@inline
function countOne(columns: usize, position: i32): void {
  const count = columns + (<usize>position << 2) + 4;
  store<u32>(count, load<u32>(count) + 1);
}

/** Sorts the entries of all rows into columns, whose counts become their beginnings and then, one by one, their ends. */
function turnRound(lists: usize, rows: i32, width: i32, columns: usize, entries: usize): void {
  store<usize>(columns, entries);
  for (let i = 1; i <= width; i++) {
    const at = columns + (<usize>i << 2);
    const count = load<u32>(at);
    store<usize>(at, entries);
    entries += <usize>count << 3;
  }
  const blocks = <usize>((width + BLOCK - 1) / BLOCK);
  for (let row = 0; row < rows; row++) {
    let entry = load<usize>(lists);
    lists += blocks << 2;
    for (const end = load<usize>(lists); entry < end; entry += 8) {
      const next = columns + (<usize>load<u32>(entry) << 2) + 4;
      const to = load<usize>(next);
      store<u32>(to, row);
      store<u32>(to, load<u32>(entry, 4), 4);
      store<usize>(next, to + 8);
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
