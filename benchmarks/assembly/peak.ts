// As many multiplications and additions of vectors as the machine can do: eight sums that do not wait for one another, no
// memory. What the kernels reach is a share of this.

export function multiplyAdd(rounds: i32, at: usize): void {
  const x = v128.load(at);
  const y = v128.load(at, 16);
  let a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x;
  for (; rounds > 0; rounds--) {
    // The factors are loaded, or the compiler would move the products out of the loop.
    const p = v128.load(at, 32);
    const q = v128.load(at, 48);
    const r = v128.load(at, 64);
    const s = v128.load(at, 80);
    a = f32x4.add(a, f32x4.mul(p, x));
    b = f32x4.add(b, f32x4.mul(p, y));
    c = f32x4.add(c, f32x4.mul(q, x));
    d = f32x4.add(d, f32x4.mul(q, y));
    e = f32x4.add(e, f32x4.mul(r, x));
    f = f32x4.add(f, f32x4.mul(r, y));
    g = f32x4.add(g, f32x4.mul(s, x));
    h = f32x4.add(h, f32x4.mul(s, y));
  }
  const left = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  v128.store(at, f32x4.add(left, f32x4.add(f32x4.add(e, f), f32x4.add(g, h))), 96);
}
