// Random words, as RandomStream of the folder above defines them: Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011).

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
