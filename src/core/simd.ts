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
import { GRADIENT_ROOM, type LayerPlan, type MemoryPlan, planMemory } from './memory-plan.js'
import { type Optimizer, optimizers } from './optimizers.js'
import { initialize, layersOf, parameterCount } from './parameters.js'
import {
  type ActivationKernel,
  activationKernels,
  type OptimizerKernel,
  optimizerKernels,
} from './simd-tables.js'
import { copyTiled, type Direction } from './tiles.js'

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
  readonly #activation: ActivationKernel
  readonly #activationParameter: number
  readonly #optimizer: OptimizerKernel
  readonly #plan: MemoryPlan
  readonly #index: WeakMap<Examples, ExampleIndex>
  readonly #bytes: Uint8Array
  readonly #words: Uint32Array
  readonly #floats: Float32Array

  /** Throws MemoryError where the network does not fit into memory. */
  constructor(spec: NetworkSpec, seed: number, kernels: Kernels, index: WeakMap<Examples, ExampleIndex>) {
    this.#spec = spec
    this.#index = index
    this.#kernels = kernels
    this.#run = kernels.run
    this.#activation = activationKernels[spec.activation.name]
    this.#activationParameter = valuesOf(spec.activation)[this.#activation.parameter ?? ''] ?? 0
    this.#optimizer = optimizerKernels[spec.optimizer.name](valuesOf(spec.optimizer))
    const options = {
      slots: this.#optimizer.slots,
      keepsZ: this.#activation.keepsZ ?? false,
      isSparse: this.#activation.isSparse ?? false,
    }
    const { bytes } = planMemory(spec, options, 64)
    this.#plan = planMemory(spec, options, kernels.takeOver(this, bytes))
    const { buffer } = kernels.memory
    this.#bytes = new Uint8Array(buffer)
    this.#words = new Uint32Array(buffer)
    this.#floats = new Float32Array(buffer)
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
    const copy = (slot: number) => {
      const dense = new Float32Array(parameterCount(this.#spec.sizes))
      this.#copyParameters('to dense', dense, slot)
      return dense
    }
    const slots = Array.from({ length: this.#optimizer.slots }, (_, slot) => copy(slot + 1))
    return { parameters: copy(0), slots, steps: this.steps }
  }

  restore({ parameters, slots, steps }: EngineState): void {
    this.#kernels.assertUser(this)
    const count = parameterCount(this.#spec.sizes)
    if (
      slots.length !== this.#optimizer.slots ||
      [parameters, ...slots].some(array => array.length !== count)
    )
      throw new ShapeError(`a state of this network has ${this.#optimizer.slots} slots of ${count} numbers`)
    ;[parameters, ...slots].forEach((dense, slot) => {
      this.#copyParameters('to tiles', Float32Array.from(dense), slot)
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
    const { layers } = this.#plan
    for (let l = 0; l < layers.length; l++) {
      const layer = layers[l]!
      this.#listInputs(l, batch, trains)
      this.#multiply(l, batch)
      if (l < layers.length - 1) {
        const { vectors, stride, z, y } = layer
        this.#run.activate(
          this.#activation.kind,
          batch,
          vectors * 16,
          stride,
          z,
          y,
          this.#activationParameter,
        )
      }
    }
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
    const { inputs, inputLists, weights, biases, vectors, z, stride } = this.#plan.layers[l]!
    if (inputLists !== null) {
      this.#run.forwardLists(inputLists.lists, batch, inputs, weights, biases, vectors, z, stride)
    } else {
      const below = this.#plan.layers[l - 1]!
      this.#run.forwardDense(below.y, below.stride, batch, inputs, weights, biases, vectors, z, stride)
    }
  }

  /** Probabilities, losses, and the deltas of the last layer. */
  #measure(batch: number): BatchResult {
    const { labels, probabilities, sums } = this.#plan
    const { z, stride, units, delta } = this.#plan.layers.at(-1)!
    const lossSum = this.#run.crossEntropy(
      z,
      stride,
      batch,
      units,
      labels,
      probabilities,
      delta,
      1 / batch,
      sums,
    )
    return { lossSum, correct: this.#run.hitsOfLast() }
  }

  /** The deltas of the layer below: (delta W^T) f'(z). */
  #backThrough(l: number, batch: number): void {
    const { delta, stride, units, weights, inputs, deltaLists } = this.#plan.layers[l]!
    const below = this.#plan.layers[l - 1]!
    const { packed, zero } = this.#plan
    if (deltaLists !== null) {
      const { lists, entries } = deltaLists
      this.#run.listNumbers(delta, stride, batch, units, lists, entries, 0)
    }
    const lists = deltaLists?.lists ?? 0
    const out = below.delta
    this.#run.backward(delta, stride, lists, batch, units, weights, inputs, out, below.stride, packed, zero)
    const { kind } = this.#activation
    const rowBytes = below.vectors * 16
    this.#run.multiplyDerivative(
      kind,
      batch,
      rowBytes,
      below.stride,
      below.z,
      below.y,
      out,
      this.#activationParameter,
    )
  }

  /** The gradient of the weights and biases of a layer, and their update. */
  #updateLayer(l: number, batch: number): void {
    const { inputs, inputLists, delta, stride, weights, biases, vectors } = this.#plan.layers[l]!
    const { packed, zero, one, gradient } = this.#plan
    const penalty = 2 * this.#spec.l2
    if (inputLists === null) {
      const { y, stride: xStride } = this.#plan.layers[l - 1]!
      this.#run.trainDense(
        y,
        xStride,
        batch,
        inputs,
        delta,
        stride,
        weights,
        biases,
        vectors,
        penalty,
        packed,
        zero,
        one,
        gradient,
      )
      return
    }
    const { columns, active } = inputLists
    if (this.#idle !== 'never')
      this.#run.markActive(columns, inputs, active, Number(this.#idle === 'untouched'))
    this.#run.trainLists(
      columns,
      active,
      batch,
      inputs,
      delta,
      stride,
      weights,
      biases,
      vectors,
      penalty,
      packed,
      zero,
      one,
      gradient,
    )
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
    const dense = new Float32Array(parameterCount(sizes))
    const room = { place: this.#plan.gradient, blocks: GRADIENT_ROOM / 16 }
    const streamOf = (index: number) =>
      new KernelStream(this.#kernels, { seed, purpose: 'weights', index }, room)
    initialize(layersOf(dense, sizes), this.#spec, seed, streamOf)
    this.#copyParameters('to tiles', dense, 0)
    const initial = (optimizers[optimizer.name] as Optimizer).initialSlot?.(valuesOf(optimizer)) ?? 0
    if (initial === 0) return
    const { parameters, slotDistance } = this.#plan
    const start = (parameters + slotDistance) / 4
    this.#floats.fill(initial, start, start + (slotDistance * this.#optimizer.slots) / 4)
  }

  /** Between an array of all parameters, or of a slot of theirs, and the tiles. slot: 0 for the parameters. */
  #copyParameters(direction: Direction, dense: Float32Array, slot: number): void {
    const shift = slot * this.#plan.slotDistance
    layersOf(dense, this.#spec.sizes).forEach(({ weights, biases }, l) => {
      const layer: LayerPlan = this.#plan.layers[l]!
      copyTiled(direction, weights, layer.inputs, this.#floats, (layer.weights + shift) / 4)
      copyTiled(direction, biases, 1, this.#floats, (layer.biases + shift) / 4)
    })
  }
}
