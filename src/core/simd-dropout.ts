// Dropout on the kernels: which outputs of the hidden layers a step leaves out, as dropout.ts defines it.
import { dropoutPlaces, dropThreshold, keptScale } from './dropout.js'
import type { NetworkSpec } from './engine.js'
import type { KernelExports } from './kernels.js'
import type { LayerPlan } from './memory-plan.js'
import { purposes } from './random.js'

export class SimdDropout {
  readonly #run: KernelExports
  readonly #places
  readonly #seed: readonly [number, number]
  readonly #threshold: number
  readonly #scale: number

  constructor({ sizes, dropout }: NetworkSpec, seed: number, run: KernelExports) {
    this.#run = run
    this.#places = dropoutPlaces(sizes)
    this.#seed = [seed >>> 0, Math.floor(seed / 0x100000000)]
    this.#threshold = dropThreshold(dropout)
    this.#scale = keptScale(dropout)
  }

  /** kept <- y times the factors of that step, counted from 0, which are drawn for it. l: which hidden layer. */
  forward(layer: LayerPlan, l: number, batch: number, step: number): void {
    const { vectors, stride, y, mask, kept } = layer
    const { blocksPerRow, firstBlocks } = this.#places
    this.#run.drawMask(
      ...this.#seed,
      purposes.dropout,
      step,
      firstBlocks[l]!,
      blocksPerRow,
      batch,
      vectors,
      this.#threshold,
      this.#scale,
      mask,
      stride,
    )
    this.#run.applyMask(batch, vectors * 16, stride, y, mask, kept)
  }

  /** delta <- delta times the same factors. */
  backward({ vectors, stride, mask, delta }: LayerPlan, batch: number): void {
    this.#run.applyMask(batch, vectors * 16, stride, delta, mask, delta)
  }
}
