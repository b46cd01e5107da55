// Lists of what is not zero: by row for the forward pass, by column for the gradient of the weights. Those of the images are
// made once for a dataset and shared by all threads; a batch has the addresses of its own.
//
// An entry is 8 bytes: the position (u32) and the value (f32). The entries of a row follow one another by position. They are
// told apart by blocks of positions, so that what is multiplied by a block stays in the L1 cache: `lists` has, for each row,
// where each of its blocks begins and where the last ends, [rows, blocks + 1].

// @ts-ignore: decorator
@inline
const GROUP = 64;
/** Positions of a block: a multiple of GROUP. */
// @ts-ignore: decorator
@inline
const BLOCK = 256;

/**
 * The lists of rows of bytes. bytes: [rows, width], 64 readable bytes beyond. values: [256] u64, what each byte stands for as
 * float32, in the upper half. entries: room for as many as there are. Returns where the entries end.
 */
export function listBytes(
  bytes: usize, rows: i32, width: i32, values: usize, lists: usize, entries: usize,
): usize {
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
      }
    }
    store<usize>(lists, entries);
    lists += 4;
    bytes += width;
  }
  return entries;
}

/** The lists of rows of float32 numbers. numbers: [rows, width], rows `stride` bytes apart, of whole vectors. */
export function listNumbers(
  numbers: usize, stride: usize, rows: i32, width: i32, lists: usize, entries: usize,
): void {
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
      }
    }
    store<usize>(lists, entries);
    lists += 4;
    numbers += stride;
  }
}

/**
 * The lists and labels of a batch from those of all examples. which: [rows] u32. Returns a number without meaning: the first
 * entry of every row is read ahead, so that they come from memory side by side.
 */
export function gather(
  allLists: usize, allLabels: usize, which: usize, rows: i32, width: i32, lists: usize, labels: usize,
): u32 {
  const bytes = <usize>(blocksOf(width) + 1) << 2;
  let ahead: u32 = 0;
  for (let row = 0; row < rows; row++) {
    const example = <usize>load<u32>(which + (row << 2));
    const from = allLists + example * bytes;
    for (let i: usize = 0; i < bytes; i += 4) store<u32>(lists + i, load<u32>(from + i));
    const last = load<usize>(lists + bytes - 4);
    for (let entry = load<usize>(lists); entry < last; entry += 64) ahead ^= load<u32>(entry);
    lists += bytes;
    store<u8>(labels + row, load<u8>(allLabels + example));
  }
  return ahead;
}

/** How many blocks a row of so many positions has. */
// @ts-ignore: decorator
@inline
export function blocksOf(width: i32): i32 {
  return (width + BLOCK - 1) / BLOCK;
}

/**
 * The entries of some rows sorted by position: columns of (row, value). columns: [width + 1], where the entries of each
 * column begin, and where the last ends; entries: room for all of them.
 */
export function turnRound(lists: usize, rows: i32, width: i32, columns: usize, entries: usize): void {
  // The place of a column holds first its count, in the place after it; then where its next entry goes, which in the end is
  // where it ends and the next column begins.
  const next = columns + 4;
  memory.fill(columns, 0, (<usize>width + 1) << 2);
  const last = <usize>blocksOf(width) << 2;
  const rowBytes = last + 4;
  for (let row = 0, at = lists; row < rows; row++, at += rowBytes) {
    const end = load<usize>(at + last);
    for (let entry = load<usize>(at); entry < end; entry += 8) {
      const count = next + (<usize>load<u32>(entry) << 2);
      store<u32>(count, load<u32>(count) + 1);
    }
  }
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
