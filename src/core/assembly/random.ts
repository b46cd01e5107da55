// Random words, as RandomStream of the folder above defines them: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011); and
// dropout, which is decided by them, as dropout.ts of the folder above says.

/** Writes so many blocks of four words each, beginning with block number `block`. */
export function randomBlocks(
  seedLow: u32, seedHigh: u32, purpose: u32, index: u32, block: u32, blocks: i32, out: usize,
): void {
  for (; blocks > 0; blocks--, block++, out += 16) {
    let c0 = block, c1 = index, c2 = purpose, c3: u32 = 0;
    let k0 = seedLow, k1 = seedHigh;
    for (let round = 0; round < 10; round++) {
      const p0 = <u64>0xd2511f53 * <u64>c0;
      const p1 = <u64>0xcd9e8d57 * <u64>c2;
      c0 = <u32>(p1 >> 32) ^ c1 ^ k0;
      c2 = <u32>(p0 >> 32) ^ c3 ^ k1;
      c1 = <u32>p1;
      c3 = <u32>p0;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    store<u32>(out, c0);
    store<u32>(out, c1, 4);
    store<u32>(out, c2, 8);
    store<u32>(out, c3, 12);
  }
}

/**
 * Which outputs of a layer a step leaves out, as factors: `scale` where the word of a unit is not below the threshold, else 0.
 * mask: [rows, vectors * 4], rows `stride` bytes apart. block: that of the first unit of the first row; a block decides on
 * four units, and each row begins blocksPerRow after the one before. Four blocks are worked on at once, one in each lane.
 */
export function drawMask(
  seedLow: u32, seedHigh: u32, purpose: u32, index: u32, block: u32, blocksPerRow: u32, rows: i32, vectors: i32,
  threshold: u32, scale: f32, mask: usize, stride: usize,
): void {
  const limit = i32x4.splat(threshold);
  const kept = f32x4.splat(scale);
  for (; rows > 0; rows--, block += blocksPerRow, mask += stride) {
    for (let v = 0; v < vectors; v += 4) {
      let c0 = i32x4.add(i32x4.splat(block + v), i32x4(0, 1, 2, 3));
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
      const at = mask + (<usize>v << 4);
      v128.store(at, v128.and(kept, i32x4.ge_u(v128.shuffle<i64>(low01, low23, 0, 2), limit)));
      if (v + 1 < vectors) v128.store(at, v128.and(kept, i32x4.ge_u(v128.shuffle<i64>(low01, low23, 1, 3), limit)), 16);
      if (v + 2 < vectors) v128.store(at, v128.and(kept, i32x4.ge_u(v128.shuffle<i64>(high01, high23, 0, 2), limit)), 32);
      if (v + 3 < vectors) v128.store(at, v128.and(kept, i32x4.ge_u(v128.shuffle<i64>(high01, high23, 1, 3), limit)), 48);
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
