// A RandomStream whose words the kernels make, some hundreds at a time: the first weights of a network are what a short trial
// spends most time on beside its training.
import type { Kernels } from './kernels.js'
import type { NumberArray } from './losses.js'
import { type Purpose, purposes } from './random.js'

export class KernelStream {
  readonly #kernels: Kernels
  readonly #place: number
  /** Seed, purpose and index, as the kernels take them. */
  readonly #name: readonly [number, number, number, number]
  readonly #words: Uint32Array
  #block = 0
  #used: number

  /** place: an address with room for `blocks` blocks of 16 bytes, free for as long as the stream is read. */
  constructor(
    kernels: Kernels,
    { seed, purpose, index }: { readonly seed: number; readonly purpose: Purpose; readonly index: number },
    { place, blocks }: { readonly place: number; readonly blocks: number },
  ) {
    this.#kernels = kernels
    this.#place = place
    this.#name = [seed >>> 0, Math.floor(seed / 0x100000000), purposes[purpose], index]
    this.#words = new Uint32Array(kernels.memory.buffer, place, 4 * blocks)
    this.#used = this.#words.length
  }

  /** As RandomStream.uniform. */
  uniform(): number {
    if (this.#used === this.#words.length) {
      const blocks = this.#words.length / 4
      this.#kernels.run.randomBlocks(...this.#name, this.#block, blocks, this.#place)
      this.#block += blocks
      this.#used = 0
    }
    return (this.#words[this.#used++]! + 0.5) / 0x100000000
  }

  /** As RandomStream.uniforms, rounded to float32; the first and the last that is read of the stream. */
  uniforms(out: NumberArray, low: number, high: number): void {
    if (this.#block > 0) throw new RangeError('something was read from this stream before')
    const numbers = new Float32Array(this.#words.buffer, this.#place, this.#words.length)
    for (let start = 0; start < out.length; start += numbers.length) {
      const count = Math.min(numbers.length, out.length - start)
      const vectors = Math.ceil(count / 4)
      this.#kernels.run.drawUniform(...this.#name, this.#block, vectors, low, high - low, this.#place)
      this.#block += vectors
      out.set(count === numbers.length ? numbers : numbers.subarray(0, count), start)
    }
  }
}
