// The engine that trials run on: WebAssembly SIMD kernels in float32. This file decides what is done in which order;
// memory-plan.ts where things lie; the kernels in assembly/ how it is done. `reference.ts` says what is correct.
import { valuesOf } from './choice.js'
import {
  type BatchResult,
  checkBatch,
  type Engine,
  type EngineState,
  type Examples,
  type MakeEngine,
  type NetworkSpec,
  ShapeError,
} from './engine.js'
import { type ExampleIndex, indexExamples } from './example-index.js'
import { KernelStream } from './kernel-stream.js'
import type { KernelExports, Kernels } from './kernels.js'
import { GRADIENT_ROOM, type MemoryPlan, planMemory } from './memory-plan.js'
import { type Optimizer, optimizers } from './optimizers.js'
import { initialize, layersOf } from './parameters.js'
import {
  type ActivationKernel,
  activationKernels,
  type OptimizerKernel,
  optimizerKernels,
} from './simd-tables.js'
import { TiledParameters } from './tiled-parameters.js'

/** Which arithmetic a result was made with: another name whenever the same trial could give other bits. */
export const ARITHMETIC = 'simd-1'

/**
 * An engine maker for one thread. Each network takes over the memory of the one before, which cannot be used any more.
 * index: where the examples are that another thread has brought into this memory; others are brought there when a network
 * first sees them, and stay.
 */
export function simdEngines(kernels: Kernels, index = new WeakMap<Examples, ExampleIndex>()): MakeEngine {
  return (spec, seed) => new SimdNetwork(spec, seed, kernels, index)
}

export class SimdNetwork implements Engine {
  steps = 0
  readonly #spec: NetworkSpec
  readonly #kernels: Kernels
  readonly #run: KernelExports
  readonly #index: WeakMap<Examples, ExampleIndex>
  readonly #activation: ActivationKernel
  /** The hyperparameter of the activation; 0 where it has none. */
  readonly #slope: number
  readonly #optimizer: OptimizerKernel
  readonly #plan: MemoryPlan
  readonly #parameters: TiledParameters
  readonly #bytes: Uint8Array
  readonly #words: Uint32Array
  readonly #floats: Float32Array

  /** Throws MemoryError where the network does not fit into memory. */
  constructor(spec: NetworkSpec, seed: number, kernels: Kernels, index: WeakMap<Examples, ExampleIndex>) {
    this.#spec = spec
    this.#kernels = kernels
    this.#run = kernels.run
    this.#index = index
    this.#activation = activationKernels[spec.activation.name]
    this.#slope = valuesOf(spec.activation)[this.#activation.parameter ?? ''] ?? 0
    this.#optimizer = optimizerKernels[spec.optimizer.name](valuesOf(spec.optimizer))
    const { keepsZ = false, isSparse = false } = this.#activation
    const options = { slots: this.#optimizer.slots, keepsZ, isSparse }
    const { bytes } = planMemory(spec, options, 64)
    this.#plan = planMemory(spec, options, kernels.takeOver(this, bytes))
    const { buffer } = kernels.memory
    this.#bytes = new Uint8Array(buffer)
    this.#words = new Uint32Array(buffer)
    this.#floats = new Float32Array(buffer)
    this.#parameters = new TiledParameters(spec, this.#plan, this.#floats)
    this.#clear()
    this.#configureOptimizer()
    this.#drawParameters(seed)
  }

  get probabilities(): Float32Array {
    const { batchSize, sizes } = this.#spec
    const start = this.#plan.probabilities / 4
    return this.#floats.subarray(start, start + batchSize * sizes.at(-1)!)
  }

  state(): EngineState {
    this.#kernels.assertUser(this)
    const slots = Array.from({ length: this.#optimizer.slots }, (_, slot) => this.#parameters.read(slot + 1))
    return { parameters: this.#parameters.read(0), slots, steps: this.steps }
  }

  restore({ parameters, slots, steps }: EngineState): void {
    this.#kernels.assertUser(this)
    const { count } = this.#parameters
    if (
      slots.length !== this.#optimizer.slots ||
      [parameters, ...slots].some(({ length }) => length !== count)
    )
      throw new ShapeError(`a state of this network has ${this.#optimizer.slots} slots of ${count} numbers`)
    ;[parameters, ...slots].forEach((dense, slot) => {
      this.#parameters.write(Float32Array.from(dense), slot)
    })
    this.steps = steps
    this.#markAllActive()
  }

  train(examples: Examples, indices: Uint32Array, learningRate: number): BatchResult {
    const result = this.#forward(examples, indices, true)
    this.steps += 1
    const { rate, kept } = this.#optimizer
    this.#run.beginStep(rate?.(learningRate, this.steps) ?? learningRate, kept?.(learningRate) ?? 1)
    for (let l = this.#plan.layers.length - 1; l >= 0; l--) {
      if (l > 0) this.#backThrough(l, indices.length)
      this.#updateLayer(l, indices.length)
    }
    return result
  }

  evaluate(examples: Examples, indices: Uint32Array): BatchResult {
    return this.#forward(examples, indices, false)
  }

  #forward(examples: Examples, indices: Uint32Array, trains: boolean): BatchResult {
    this.#kernels.assertUser(this)
    checkBatch(this.#spec, examples, indices)
    this.#gather(examples, indices, trains)
    const batch = indices.length
    this.#plan.layers.forEach(({ vectors: v, stride, z, y }, l) => {
      this.#listInputs(l, batch, trains)
      this.#multiply(l, batch)
      if (l === this.#plan.layers.length - 1) return
      this.#run.activate(this.#activation.kind, batch, v * 16, stride, z, y, this.#slope)
    })
    return this.#measure(batch)
  }

  /** Brings the lists and labels of the batch together; by column too, if it is trained on. */
  #gather(examples: Examples, indices: Uint32Array, trains: boolean): void {
    const { count, starts, labels: allLabels } = this.#indexOf(examples)
    for (let row = 0; row < indices.length; row++) {
      if (indices[row]! >= count) throw new ShapeError(`there is no example ${indices[row]} among ${count}`)
    }
    const { which, labels } = this.#plan
    this.#words.set(indices, which / 4)
    const { inputs, inputLists } = this.#plan.layers[0]!
    const { lists, entries, columns, columnEntries } = inputLists!
    const batch = indices.length
    const counted = trains ? columns : 0
    this.#run.gather(starts, allLabels, which, batch, inputs, lists, entries, labels, counted)
    if (trains) this.#run.turnRound(lists, batch, inputs, columns, columnEntries)
  }

  #indexOf(examples: Examples): ExampleIndex {
    let index = this.#index.get(examples)
    if (index === undefined) {
      index = indexExamples(this.#kernels, examples)
      this.#index.set(examples, index)
    }
    const classes = this.#spec.sizes.at(-1)!
    if (index.classes > classes)
      throw new ShapeError(`an example has the label ${index.classes - 1}, of ${classes} classes`)
    return index
  }

  /** Lists what is not zero among the outputs below a layer, if it is worked through lists. */
  #listInputs(l: number, batch: number, trains: boolean): void {
    const { inputs, inputLists } = this.#plan.layers[l]!
    if (l === 0 || inputLists === null) return
    const { lists, entries, columns, columnEntries } = inputLists
    const { y, stride } = this.#plan.layers[l - 1]!
    this.#run.listNumbers(y, stride, batch, inputs, lists, entries, trains ? columns : 0)
    if (trains) this.#run.turnRound(lists, batch, inputs, columns, columnEntries)
  }

  /** z = x W + b */
  #multiply(l: number, batch: number): void {
    const { inputs, inputLists, weights: w, biases: b, vectors: v, z, stride } = this.#plan.layers[l]!
    if (inputLists !== null) {
      this.#run.forwardLists(inputLists.lists, batch, inputs, w, b, v, z, stride)
    } else {
      const { y, stride: xStride } = this.#plan.layers[l - 1]!
      this.#run.forwardDense(y, xStride, batch, inputs, w, b, v, z, stride)
    }
  }

  /** Probabilities, losses, and the deltas of the last layer. */
  #measure(batch: number): BatchResult {
    const { labels, probabilities: p, sums } = this.#plan
    const { z, stride, units, delta } = this.#plan.layers.at(-1)!
    const lossSum = this.#run.crossEntropy(z, stride, batch, units, labels, p, delta, 1 / batch, sums)
    return { lossSum, correct: this.#run.hitsOfLast() }
  }

  /** The deltas of the layer below: (delta W^T) f'(z). */
  #backThrough(l: number, batch: number): void {
    const { delta, stride, units, weights: w, inputs, deltaLists } = this.#plan.layers[l]!
    const { packed, zero } = this.#plan
    const { z, y, delta: out, stride: outStride, vectors: v } = this.#plan.layers[l - 1]!
    let lists = 0
    if (deltaLists !== null) {
      lists = deltaLists.lists
      this.#run.listNumbers(delta, stride, batch, units, lists, deltaLists.entries, 0)
    }
    this.#run.backward(delta, stride, lists, batch, units, w, inputs, out, outStride, packed, zero)
    this.#run.multiplyDerivative(this.#activation.kind, batch, v * 16, outStride, z, y, out, this.#slope)
  }

  /** The gradient of the weights and biases of a layer, and their update. */
  #updateLayer(l: number, batch: number): void {
    const { inputs, inputLists, delta, stride, weights: w, biases: b, vectors: v } = this.#plan.layers[l]!
    const { packed, zero, one, gradient: g } = this.#plan
    const l2 = 2 * this.#spec.l2
    if (inputLists === null) {
      const { y, stride: xStride } = this.#plan.layers[l - 1]!
      this.#run.trainDense(y, xStride, batch, inputs, delta, stride, w, b, v, l2, packed, zero, one, g)
      return
    }
    const { columns, active } = inputLists
    if (this.#idle !== 'never')
      this.#run.markActive(columns, inputs, active, Number(this.#idle === 'untouched'))
    this.#run.trainLists(columns, active, batch, inputs, delta, stride, w, b, v, l2, packed, zero, one, g)
  }

  /** With an L2 penalty every weight has a gradient. */
  get #idle(): OptimizerKernel['idle'] {
    return this.#spec.l2 === 0 ? this.#optimizer.idle : 'never'
  }

  #clear(): void {
    const { parameters, clearedTo, one } = this.#plan
    this.#run.clear(parameters, clearedTo - parameters)
    this.#floats[one / 4] = 1
    if (this.#idle === 'never') this.#markAllActive()
  }

  #markAllActive(): void {
    for (const { inputs, inputLists } of this.#plan.layers) {
      if (inputLists !== null) this.#bytes.fill(1, inputLists.active, inputLists.active + inputs)
    }
  }

  #configureOptimizer(): void {
    const { kind, share = 0, rest = 0, rest2 = 0, epsilon = 0 } = this.#optimizer
    this.#run.configureOptimizer(kind, this.#plan.slotDistance, share, rest, rest2, epsilon)
  }

  #drawParameters(seed: number): void {
    const { sizes, optimizer } = this.#spec
    const dense = new Float32Array(this.#parameters.count)
    const room = { place: this.#plan.gradient, blocks: GRADIENT_ROOM / 16 }
    const streamOf = (index: number) =>
      new KernelStream(this.#kernels, { seed, purpose: 'weights', index }, room)
    initialize(layersOf(dense, sizes), this.#spec, seed, streamOf)
    this.#parameters.write(dense, 0)
    const { initialSlot }: Optimizer = optimizers[optimizer.name]
    if (initialSlot) this.#parameters.fillSlots(initialSlot(valuesOf(optimizer)), this.#optimizer.slots)
  }
}
