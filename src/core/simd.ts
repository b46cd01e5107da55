// The engine that trials run on: WebAssembly SIMD kernels in float32. This file decides what is done in which order;
// memory-plan.ts where things lie; the kernels in assembly/ how it is done. `reference.ts` says what is correct.
import type { ActivationChoice } from './activations.js'
import { valuesOf } from './choice.js'
import {
  type BatchResult,
  checkBatch,
  checkSpec,
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
import {
  columnRoom,
  GRADIENT_ROOM,
  type InputLists,
  type LayerPlan,
  type MemoryPlan,
  networkBytes,
  planMemory,
} from './memory-plan.js'
import { type Optimizer, optimizers } from './optimizers.js'
import { initialize, layersOf } from './parameters.js'
import { SimdDropout } from './simd-dropout.js'
import { measureOutput } from './simd-output.js'
import {
  activationKernels,
  COLLECT,
  type OptimizerKernel,
  optimizerKernels,
  planOptions,
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
  readonly #activations: readonly HiddenActivation[]
  readonly #optimizer: OptimizerKernel
  readonly #dropout: SimdDropout | null
  readonly #plan: MemoryPlan
  readonly #parameters: TiledParameters
  readonly #bytes: Uint8Array
  readonly #words: Uint32Array
  readonly #floats: Float32Array

  /** Throws MemoryError where the network does not fit into memory, ShapeError and RangeError where it contradicts itself. */
  constructor(spec: NetworkSpec, seed: number, kernels: Kernels, index: WeakMap<Examples, ExampleIndex>) {
    checkSpec(spec)
    this.#spec = spec
    this.#kernels = kernels
    this.#run = kernels.run
    this.#index = index
    this.#activations = spec.activations.map(hiddenActivation)
    this.#optimizer = optimizerKernels[spec.optimizer.name](valuesOf(spec.optimizer))
    this.#dropout = spec.dropout > 0 ? new SimdDropout(spec, seed, kernels.run) : null
    this.#plan = planMemory(spec, planOptions(spec), kernels.takeOver(this, networkBytes(spec)))
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

  get logits(): Float32Array {
    const { batchSize, sizes } = this.#spec
    const { z, stride } = this.#plan.layers.at(-1)!
    const classes = sizes.at(-1)!
    const dense = new Float32Array(batchSize * classes)
    for (let row = 0; row < batchSize; row++) {
      const start = (z + row * stride) / 4
      dense.set(this.#floats.subarray(start, start + classes), row * classes)
    }
    return dense
  }

  state(): EngineState {
    this.#kernels.assertUser(this)
    const slots = Array.from({ length: this.#optimizer.slots }, (_, slot) => this.#parameters.read(slot + 1))
    return { parameters: this.#parameters.read(0), slots, steps: this.steps }
  }

  weights(): Float32Array {
    this.#kernels.assertUser(this)
    return this.#parameters.read(0)
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
    const { clipNorm } = this.#spec
    if (clipNorm !== null) this.#collectGradients()
    for (let l = this.#plan.layers.length - 1; l >= 0; l--) {
      if (l > 0) this.#backThrough(l, indices.length)
      this.#updateLayer(l, indices.length)
    }
    if (clipNorm !== null) this.#updateClipped(clipNorm)
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
    this.#plan.layers.forEach((layer, l) => {
      this.#listInputs(l, batch, trains)
      this.#multiply(l, batch, trains)
      if (l < this.#plan.layers.length - 1) this.#activate(layer, l, batch, trains)
    })
    return measureOutput(this.#run, this.#spec, this.#plan, batch)
  }

  #activate(layer: LayerPlan, l: number, batch: number, trains: boolean): void {
    const { vectors, stride, z, y } = layer
    const { kind, parameter } = this.#activations[l]!
    this.#run.activate(kind, batch, vectors * 16, stride, z, y, parameter)
    if (trains) this.#dropout?.forward(layer, l, batch, this.steps)
  }

  /** What goes into a layer but the first: the outputs of the one below, and while it is trained those that dropout keeps. */
  #inputsOf(l: number, trains: boolean): { readonly x: number; readonly xStride: number } {
    const { y, kept, stride } = this.#plan.layers[l - 1]!
    return { x: trains ? kept : y, xStride: stride }
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
    const { lists, entries } = inputLists!
    const columns = trains ? this.#openColumns(inputLists!, inputs, indices.length) : 0
    this.#run.gather(starts, allLabels, which, indices.length, inputs, lists, entries, labels, columns)
  }

  /** Empties the columns of a layer's inputs. Returns where they are. */
  #openColumns({ columns, columnEntries }: InputLists, inputs: number, batch: number): number {
    this.#run.openColumns(columns, inputs, columnEntries, columnRoom(batch))
    return columns
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
    const { lists, entries } = inputLists
    const columns = trains ? this.#openColumns(inputLists, inputs, batch) : 0
    const { x, xStride } = this.#inputsOf(l, trains)
    this.#run.listNumbers(x, xStride, batch, inputs, lists, entries, columns)
  }

  /** z = x W + b */
  #multiply(l: number, batch: number, trains: boolean): void {
    const { inputs, inputLists, weights: w, biases: b, vectors: v, z, stride } = this.#plan.layers[l]!
    if (inputLists !== null) {
      this.#run.forwardLists(inputLists.lists, batch, inputs, w, b, v, z, stride)
    } else {
      const { x, xStride } = this.#inputsOf(l, trains)
      this.#run.forwardDense(x, xStride, batch, inputs, w, b, v, z, stride)
    }
  }

  /** The deltas of the layer below: (delta W^T) m f'(z), m the factors of dropout. */
  #backThrough(l: number, batch: number): void {
    const below = this.#plan.layers[l - 1]!
    const { kind, parameter } = this.#activations[l - 1]!
    const { delta, stride, units, weights: w, inputs, deltaLists } = this.#plan.layers[l]!
    const { packed, zero } = this.#plan
    const { z, y, delta: out, stride: outStride, vectors: v } = below
    let lists = 0
    if (deltaLists !== null) {
      lists = deltaLists.lists
      this.#run.listNumbers(delta, stride, batch, units, lists, deltaLists.entries, 0)
    }
    this.#run.backward(delta, stride, lists, batch, units, w, inputs, out, outStride, packed, zero)
    this.#dropout?.backward(below, batch)
    this.#run.multiplyDerivative(kind, batch, v * 16, outStride, z, y, out, parameter)
  }

  /** The gradient of the weights and biases of a layer, and their update. */
  #updateLayer(l: number, batch: number): void {
    const { inputs, inputLists, delta, stride, weights: w, biases: b, vectors: v } = this.#plan.layers[l]!
    const { packed, zero, one, gradient: g } = this.#plan
    const l2 = 2 * this.#spec.l2
    if (inputLists === null) {
      const { x, xStride } = this.#inputsOf(l, true)
      this.#run.trainDense(x, xStride, batch, inputs, delta, stride, w, b, v, l2, packed, zero, one, g)
      return
    }
    const { columns, active } = inputLists
    if (this.#idle !== 'never')
      this.#run.markActive(columns, inputs, active, Number(this.#idle === 'untouched'))
    this.#run.trainLists(columns, active, batch, inputs, delta, stride, w, b, v, l2, packed, zero, one, g)
  }

  /** Until the optimizer is configured again, the kernels that update put the gradient aside instead. */
  #collectGradients(): void {
    const { parameters, collected } = this.#plan
    this.#run.configureOptimizer(COLLECT, collected - parameters, 0, 0, 0, 0)
  }

  /** The update by the collected gradient, which is scaled down to the limit where it is longer. */
  #updateClipped(limit: number): void {
    const { parameters, collected, slotDistance } = this.#plan
    const vectors = slotDistance / 16
    const norm = Math.sqrt(this.#run.sumOfSquares(collected, vectors))
    this.#configureOptimizer()
    this.#run.updateScaled(parameters, collected, vectors, limit / Math.max(norm, limit))
  }

  /** With an L2 penalty every weight has a gradient; and what is collected is collected of all. */
  get #idle(): OptimizerKernel['idle'] {
    const { l2, clipNorm } = this.#spec
    return l2 === 0 && clipNorm === null ? this.#optimizer.idle : 'never'
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

/** How the kernels are told of an activation: its code, and its hyperparameter, 0 where it has none. */
interface HiddenActivation {
  readonly kind: number
  readonly parameter: number
}

function hiddenActivation(choice: ActivationChoice): HiddenActivation {
  const { kind, parameter = '' } = activationKernels[choice.name]
  return { kind, parameter: valuesOf(choice)[parameter] ?? 0 }
}
