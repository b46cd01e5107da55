// A RandomStream whose words the kernels make, some hundreds at a time: the first weights of a network are what a short trial
// spends most time on beside its training.
import type { Kernels } from './kernels.js'
import { type Purpose, purposes } from './random.js'

export class KernelStream {
  readonly #fill: (firstBlock: number) => void
  readonly #words: Uint32Array
  #block = 0
  #used: number

  /** place: an address with room for `blocks` blocks of 16 bytes, free for as long as the stream is read. */
  constructor(
    kernels: Kernels,
    { seed, purpose, index }: { readonly seed: number; readonly purpose: Purpose; readonly index: number },
    { place, blocks }: { readonly place: number; readonly blocks: number },
  ) {
    this.#words = new Uint32Array(kernels.memory.buffer, place, 4 * blocks)
    this.#used = this.#words.length
    const [low, high] = [seed >>> 0, Math.floor(seed / 0x100000000)]
    this.#fill = first => kernels.run.randomBlocks(low, high, purposes[purpose], index, first, blocks, place)
  }

  /** As RandomStream.uniform. */
  uniform(): number {
    if (this.#used === this.#words.length) {
      this.#fill(this.#block)
      this.#block += this.#words.length / 4
      this.#used = 0
    }
    return (this.#words[this.#used++]! + 0.5) / 0x100000000
  }
}
