// The inner loops of the float32 engine: where nearly all of its time goes. The inputs of a layer come without their
// zeros (81 % of the bytes of MNIST are zero, half of those of Fashion-MNIST, and half of what ReLU puts out).

/** A batch of rows of which only the nonzero entries are kept: compressed sparse rows. */
export class SparseRows {
  rows = 0
  /** Row r is entries start[r] .. start[r + 1] - 1. [batch + 1] */
  readonly start: Uint32Array
  /** Position of each entry in its row, ascending, and its value. */
  readonly index: Uint32Array
  readonly value: Float32Array
  readonly #width: number

  constructor(batch: number, width: number) {
    this.start = new Uint32Array(batch + 1)
    this.index = new Uint32Array(batch * width)
    this.value = new Float32Array(batch * width)
    this.#width = width
  }

  /** The images at `indices`, as pixels between 0 and 1. images: [examples, width] bytes. */
  fromBytes(images: Uint8Array, indices: Uint32Array): void {
    const { start, index, value } = this
    const width = this.#width
    let n = 0
    for (let row = 0; row < indices.length; row++) {
      start[row] = n
      const offset = indices[row]! * width
      for (let i = 0; i < width; i++) {
        const byte = images[offset + i]!
        if (byte === 0) continue
        index[n] = i
        value[n++] = byte / 255
      }
    }
    start[indices.length] = n
    this.rows = indices.length
  }

  /** The first `rows` rows of a. a: [at least rows, width] */
  fromValues(a: Float32Array, rows: number): void {
    const { start, index, value } = this
    const width = this.#width
    let n = 0
    for (let row = 0; row < rows; row++) {
      start[row] = n
      for (let i = 0; i < width; i++) {
        const x = a[row * width + i]!
        if (x === 0) continue
        index[n] = i
        value[n++] = x
      }
    }
    start[rows] = n
    this.rows = rows
  }
}

/**
 * out <- x w + b, row by row. x: [rows, inputs], w: [inputs, units], b: [units], out: [rows, units].
 * Four entries at a time: each sum is loaded and stored, and so rounded, once for four products.
 */
export function addRows(x: SparseRows, w: Float32Array, b: Float32Array, out: Float32Array): void {
  const { start, index, value, rows } = x
  const units = b.length
  for (let row = 0; row < rows; row++) {
    const to = row * units
    const end = start[row + 1]!
    let n = start[row]!
    for (let u = 0; u < units; u++) out[to + u] = b[u]!
    for (; n + 3 < end; n += 4) {
      const v0 = value[n]!
      const v1 = value[n + 1]!
      const v2 = value[n + 2]!
      const v3 = value[n + 3]!
      const w0 = index[n]! * units
      const w1 = index[n + 1]! * units
      const w2 = index[n + 2]! * units
      const w3 = index[n + 3]! * units
      for (let u = 0; u < units; u++) {
        out[to + u]! += v0 * w[w0 + u]! + v1 * w[w1 + u]! + (v2 * w[w2 + u]! + v3 * w[w3 + u]!)
      }
    }
    for (; n < end; n++) {
      const v = value[n]!
      const from = index[n]! * units
      for (let u = 0; u < units; u++) out[to + u]! += v * w[from + u]!
    }
  }
}

/** gradient <- gradient + x^T delta. x: [rows, inputs], delta: [rows, units], gradient: [inputs, units]. */
export function addOuterProduct(
  x: SparseRows,
  delta: Float32Array,
  gradient: Float32Array,
  units: number,
): void {
  const { start, index, value, rows } = x
  for (let row = 0; row < rows; row++) {
    const from = row * units
    const end = start[row + 1]!
    for (let n = start[row]!; n < end; n++) {
      const v = value[n]!
      const to = index[n]! * units
      for (let u = 0; u < units; u++) gradient[to + u]! += v * delta[from + u]!
    }
  }
}

/**
 * out <- delta w^T. delta: [rows, units], w: [inputs, units], out: [rows, inputs].
 * Each dot product is four partial sums, added in a fixed order.
 */
export function dotRows(
  delta: Float32Array,
  w: Float32Array,
  units: number,
  out: Float32Array,
  inputs: number,
  rows: number,
): void {
  const whole = units - (units % 4)
  for (let row = 0; row < rows; row++) {
    const from = row * units
    for (let i = 0; i < inputs; i++) {
      const at = i * units
      let s0 = 0
      let s1 = 0
      let s2 = 0
      let s3 = 0
      for (let u = 0; u < whole; u += 4) {
        s0 += delta[from + u]! * w[at + u]!
        s1 += delta[from + u + 1]! * w[at + u + 1]!
        s2 += delta[from + u + 2]! * w[at + u + 2]!
        s3 += delta[from + u + 3]! * w[at + u + 3]!
      }
      for (let u = whole; u < units; u++) s0 += delta[from + u]! * w[at + u]!
      out[row * inputs + i] = s0 + s1 + (s2 + s3)
    }
  }
}
