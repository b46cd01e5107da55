// The engine that trials run on: float32 in memory, loops over what is not zero, one array for all parameters.
// Each sum has an order that the shapes and the data fix, so a trial gives the same bits wherever it is trained.
import { type Activation, activations } from './activations.js'
import { type Values, valuesOf } from './choice.js'
import {
  type BatchResult,
  checkBatch,
  type Engine,
  type Examples,
  type LayerParameters,
  type NetworkSpec,
} from './engine.js'
import { addOuterProduct, addRows, dotRows, SparseRows } from './loops.js'
import { type Loss, losses } from './losses.js'
import { type Optimizer, optimizers } from './optimizers.js'
import { initialize, layersOf, parameterCount } from './parameters.js'

/** Which arithmetic a result was made with: another name whenever the same trial could give other bits. */
export const ARITHMETIC = 'float32-1'

/** One layer while it is trained: its parameters, their gradient, and room for a batch of its values. */
interface Layer extends LayerParameters {
  readonly weights: Float32Array
  readonly biases: Float32Array
  readonly weightGradient: Float32Array
  readonly biasGradient: Float32Array
  readonly units: number
  /** The batch of inputs, without its zeros. */
  readonly x: SparseRows
  /** Pre-activations and outputs, [batchSize, units]. */
  readonly z: Float32Array
  readonly y: Float32Array
  /** The derivative of the loss with respect to z, [batchSize, units]. */
  readonly delta: Float32Array
}

export class Float32Network implements Engine {
  readonly parameters: Float32Array
  readonly layers: readonly Layer[]
  readonly slots: readonly Float32Array[]
  steps = 0
  readonly #spec: NetworkSpec
  readonly #gradient: Float32Array
  readonly #activation: Activation
  readonly #activationValues: Values
  readonly #loss: Loss
  readonly #optimizer: Optimizer
  readonly #optimizerValues: Values

  constructor(spec: NetworkSpec, seed: number) {
    this.#spec = spec
    this.#activation = activations[spec.activation.name]
    this.#activationValues = valuesOf(spec.activation)
    this.#loss = losses[spec.loss]
    this.#optimizer = optimizers[spec.optimizer.name]
    this.#optimizerValues = valuesOf(spec.optimizer)
    this.parameters = new Float32Array(parameterCount(spec.sizes))
    this.#gradient = new Float32Array(this.parameters.length)
    this.layers = makeLayers(this.parameters, this.#gradient, spec)
    initialize(this.layers, spec, seed)
    const initial = this.#optimizer.initialSlot?.(this.#optimizerValues) ?? 0
    this.slots = this.#optimizer.slots.map(() => new Float32Array(this.parameters.length).fill(initial))
  }

  get probabilities(): Float32Array {
    return this.layers.at(-1)!.y
  }

  train(examples: Examples, indices: Uint32Array, learningRate: number): BatchResult {
    const result = this.evaluate(examples, indices)
    this.#backward(examples, indices)
    this.steps += 1
    this.#optimizer.update(
      {
        parameters: this.parameters,
        gradient: this.#gradient,
        slots: this.slots,
        learningRate,
        step: this.steps,
      },
      this.#optimizerValues,
    )
    return result
  }

  evaluate(examples: Examples, indices: Uint32Array): BatchResult {
    checkBatch(this.#spec, examples, indices)
    this.layers[0]!.x.fromBytes(examples.images, indices)
    this.layers.forEach((layer, l) => {
      addRows(layer.x, layer.weights, layer.biases, layer.z)
      const above = this.layers[l + 1]
      if (above === undefined) return
      this.#activate(layer, indices.length)
      above.x.fromValues(layer.y, indices.length)
    })
    return this.#measure(examples.labels, indices)
  }

  /** y = f(z) over the rows of the batch. */
  #activate({ y, z, units }: Layer, batch: number): void {
    for (let i = 0; i < batch * units; i++) y[i] = this.#activation.value(z[i]!, this.#activationValues)
  }

  /** Turns the logits of the last layer into probabilities, in place, and sums up. */
  #measure(labels: Uint8Array, indices: Uint32Array): BatchResult {
    const { z, y, units } = this.layers.at(-1)!
    let lossSum = 0
    let correct = 0
    for (let row = 0; row < indices.length; row++) {
      const label = labels[indices[row]!]!
      const start = row * units
      let largest = start
      for (let k = start + 1; k < start + units; k++) if (z[k]! > z[largest]!) largest = k
      if (largest - start === label && !Number.isNaN(z[largest]!)) correct += 1
      const probabilities = y.subarray(start, start + units)
      for (let k = 0; k < units; k++) probabilities[k] = z[start + k]!
      lossSum += this.#loss.value(probabilities, label)
    }
    return { lossSum, correct }
  }

  /** Fills the gradient of mean loss + l2 * sum of squared weights, for the batch of the last `evaluate`. */
  #backward({ labels }: Examples, indices: Uint32Array): void {
    const batch = indices.length
    const { y, delta, units } = this.layers.at(-1)!
    for (let row = 0; row < batch; row++) {
      const rowDelta = delta.subarray(row * units, (row + 1) * units)
      for (let k = 0; k < units; k++) rowDelta[k] = y[row * units + k]!
      this.#loss.gradient(rowDelta, labels[indices[row]!]!)
    }
    for (let i = 0; i < batch * units; i++) delta[i]! /= batch
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const layer = this.layers[l]!
      layer.weightGradient.fill(0)
      addOuterProduct(layer.x, layer.delta, layer.weightGradient, layer.units)
      sumRows(layer.delta, batch, layer.biasGradient)
      const below = this.layers[l - 1]
      if (below !== undefined) this.#backThrough(layer, below, batch)
      if (this.#spec.l2 !== 0) addScaled(layer.weights, 2 * this.#spec.l2, layer.weightGradient)
    }
  }

  /** delta of the layer below: (delta W^T) f'(z). */
  #backThrough(layer: Layer, below: Layer, batch: number): void {
    dotRows(layer.delta, layer.weights, layer.units, below.delta, below.units, batch)
    const { delta, z, y } = below
    for (let i = 0; i < batch * below.units; i++) {
      delta[i]! *= this.#activation.derivative(z[i]!, y[i]!, this.#activationValues)
    }
  }
}

function makeLayers(parameters: Float32Array, gradient: Float32Array, spec: NetworkSpec): readonly Layer[] {
  const gradients = layersOf(gradient, spec.sizes)
  return layersOf(parameters, spec.sizes).map(({ weights, biases }, l) => {
    const units = spec.sizes[l + 1]!
    const room = () => new Float32Array(spec.batchSize * units)
    return {
      weights,
      biases,
      weightGradient: gradients[l]!.weights,
      biasGradient: gradients[l]!.biases,
      units,
      x: new SparseRows(spec.batchSize, spec.sizes[l]!),
      z: room(),
      y: room(),
      delta: room(),
    }
  })
}

/** out <- sum over the rows of a. a: [rows, out.length] */
function sumRows(a: Float32Array, rows: number, out: Float32Array): void {
  const units = out.length
  for (let u = 0; u < units; u++) {
    let sum = 0
    for (let row = 0; row < rows; row++) sum += a[row * units + u]!
    out[u] = sum
  }
}

/** out <- out + factor a. Both of one length. */
function addScaled(a: Float32Array, factor: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) out[i]! += factor * a[i]!
}
