// Random words, as RandomStream of the folder above defines them: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011); and
// dropout, which is decided by them, as dropout.ts of the folder above says.

// The words of the four blocks that fourBlocks was last asked for, a block in each.
let block0 = i32x4.splat(0);
let block1 = i32x4.splat(0);
let block2 = i32x4.splat(0);
let block3 = i32x4.splat(0);

/** Makes four blocks, beginning with block number `block`, at once: one in each lane. */
function fourBlocks(seedLow: u32, seedHigh: u32, purpose: u32, index: u32, block: u32): void {
  let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(index);
  let c2 = i32x4.splat(purpose);
  let c3 = i32x4.splat(0);
  let k0 = seedLow, k1 = seedHigh;
  for (let round = 0; round < 10; round++) {
    const a = i32x4.splat(0xd2511f53), b = i32x4.splat(0xcd9e8d57);
    const a0 = i64x2.extmul_low_i32x4_u(a, c0), a2 = i64x2.extmul_high_i32x4_u(a, c0);
    const b0 = i64x2.extmul_low_i32x4_u(b, c2), b2 = i64x2.extmul_high_i32x4_u(b, c2);
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(b0, b2, 1, 3, 5, 7), c1), i32x4.splat(k0));
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(a0, a2, 1, 3, 5, 7), c3), i32x4.splat(k1));
    c1 = v128.shuffle<i32>(b0, b2, 0, 2, 4, 6);
    c3 = v128.shuffle<i32>(a0, a2, 0, 2, 4, 6);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  // The words of a block stand in one lane of the four: turned round, in one vector.
  const low01 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5), low23 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
  const high01 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7), high23 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
  block0 = v128.shuffle<i64>(low01, low23, 0, 2);
  block1 = v128.shuffle<i64>(low01, low23, 1, 3);
  block2 = v128.shuffle<i64>(high01, high23, 0, 2);
  block3 = v128.shuffle<i64>(high01, high23, 1, 3);
}

/** Writes so many blocks of four words each, beginning with block number `block`. */
export function randomBlocks(
  seedLow: u32, seedHigh: u32, purpose: u32, index: u32, block: u32, blocks: i32, out: usize,
): void {
  for (; blocks > 0; blocks -= 4, block += 4, out += 64) {
    fourBlocks(seedLow, seedHigh, purpose, index, block);
    v128.store(out, block0);
    if (blocks > 1) v128.store(out, block1, 16);
    if (blocks > 2) v128.store(out, block2, 32);
    if (blocks > 3) v128.store(out, block3, 48);
  }
}

/**
 * Writes so many vectors of numbers between low and low + range, each from a word of the blocks from number `block` on: in
 * float64 as RandomStream and parameters.ts of the folder above say, then rounded.
 */
export function drawUniform(
  seedLow: u32, seedHigh: u32, purpose: u32, index: u32, block: u32, vectors: i32, low: f64, range: f64, out: usize,
): void {
  for (; vectors > 0; vectors -= 4, block += 4, out += 64) {
    fourBlocks(seedLow, seedHigh, purpose, index, block);
    v128.store(out, between(block0, low, range));
    if (vectors > 1) v128.store(out, between(block1, low, range), 16);
    if (vectors > 2) v128.store(out, between(block2, low, range), 32);
    if (vectors > 3) v128.store(out, between(block3, low, range), 48);
  }
}

/** low + range * (word + 0.5) / 2^32 for each of four words. */
function between(words: v128, low: f64, range: f64): v128 {
  const first = f64x2.convert_low_i32x4_u(words);
  const last = f64x2.convert_low_i32x4_u(v128.shuffle<i64>(words, words, 1, 1));
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(scaled(first, low, range)), f32x4.demote_f64x2_zero(scaled(last, low, range)), 0, 2);
}

function scaled(words: v128, low: f64, range: f64): v128 {
  const uniform = f64x2.mul(f64x2.add(words, f64x2.splat(0.5)), f64x2.splat(1.0 / 4294967296.0));
  return f64x2.add(f64x2.splat(low), f64x2.mul(f64x2.splat(range), uniform));
}

/**
 * Which outputs of a layer a step leaves out, as factors: `scale` where the word of a unit is not below the threshold, else 0.
 * mask: [rows, vectors * 4], rows `stride` bytes apart. block: that of the first unit of the first row; a block decides on
 * four units, and each row begins blocksPerRow after the one before.
 */
export function drawMask(
  seedLow: u32, seedHigh: u32, purpose: u32, index: u32, block: u32, blocksPerRow: u32, rows: i32, vectors: i32,
  threshold: u32, scale: f32, mask: usize, stride: usize,
): void {
  const limit = i32x4.splat(threshold);
  const kept = f32x4.splat(scale);
  for (; rows > 0; rows--, block += blocksPerRow, mask += stride) {
    for (let v = 0; v < vectors; v += 4) {
      fourBlocks(seedLow, seedHigh, purpose, index, block + v);
      const at = mask + (<usize>v << 4);
      v128.store(at, v128.and(kept, i32x4.ge_u(block0, limit)));
      if (v + 1 < vectors) v128.store(at, v128.and(kept, i32x4.ge_u(block1, limit)), 16);
      if (v + 2 < vectors) v128.store(at, v128.and(kept, i32x4.ge_u(block2, limit)), 32);
      if (v + 3 < vectors) v128.store(at, v128.and(kept, i32x4.ge_u(block3, limit)), 48);
    }
  }
}

/** out <- a * mask, row by row; all [rows, rowBytes / 4], rows `stride` bytes apart; out may be a. */
export function applyMask(rows: i32, rowBytes: usize, stride: usize, a: usize, mask: usize, out: usize): void {
  for (; rows > 0; rows--) {
    for (let i: usize = 0; i < rowBytes; i += 16) {
      v128.store(out + i, f32x4.mul(v128.load(a + i), v128.load(mask + i)));
    }
    a += stride;
    mask += stride;
    out += stride;
  }
}
