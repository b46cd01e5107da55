// The parameters of a network and the optimizer's slots as they lie in the memory of the kernels, and their way in and out.
import type { NetworkSpec } from './engine.js'
import type { MemoryPlan } from './memory-plan.js'
import { layersOf, parameterCount } from './parameters.js'
import { copyTiled, type Direction } from './tiles.js'

export class TiledParameters {
  /** How many weights and biases there are. */
  readonly count: number
  readonly #spec: NetworkSpec
  readonly #plan: MemoryPlan
  readonly #memory: Float32Array

  /** memory: all of it, as the addresses of the plan are counted. */
  constructor(spec: NetworkSpec, plan: MemoryPlan, memory: Float32Array) {
    this.count = parameterCount(spec.sizes)
    this.#spec = spec
    this.#plan = plan
    this.#memory = memory
  }

  /** A copy of the parameters (slot 0), or of a slot, counted from 1: weights [inputs, units] and biases, layer by layer. */
  read(slot: number): Float32Array {
    const dense = new Float32Array(this.count)
    this.#copy('to dense', dense, slot)
    return dense
  }

  write(dense: Float32Array, slot: number): void {
    this.#copy('to tiles', dense, slot)
  }

  /** Fills so many slots, padding included. */
  fillSlots(value: number, slots: number): void {
    const { parameters, slotDistance } = this.#plan
    const start = (parameters + slotDistance) / 4
    this.#memory.fill(value, start, start + (slotDistance / 4) * slots)
  }

  #copy(direction: Direction, dense: Float32Array, slot: number): void {
    const shift = slot * this.#plan.slotDistance
    layersOf(dense, this.#spec.sizes).forEach(({ weights, biases }, l) => {
      const layer = this.#plan.layers[l]!
      copyTiled(direction, weights, layer.inputs, this.#memory, (layer.weights + shift) / 4)
      copyTiled(direction, biases, 1, this.#memory, (layer.biases + shift) / 4)
    })
  }
}
