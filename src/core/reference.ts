// The definition: a multilayer perceptron in float64, in the order of the formulas, without any trick.
// It says what is correct; `simd.ts` says how to have it quickly. Row vectors: y = f(x W + b).
import { type Activation, activations } from './activations.js'
import { type Values, valuesOf } from './choice.js'
import {
  type BatchResult,
  checkBatch,
  type Engine,
  type EngineState,
  type Examples,
  type NetworkSpec,
  ShapeError,
} from './engine.js'
import { type Loss, losses } from './losses.js'
import { type Optimizer, optimizers } from './optimizers.js'
import { initialize, layersOf, parameterCount } from './parameters.js'

/** What the forward pass of one example leaves for the backward pass. Layer 0 is the input. */
interface Pass {
  /** Pre-activations, [units] for each layer but the input. */
  readonly z: Float64Array[]
  /** Outputs, [units] for each layer; the last holds the probabilities. */
  readonly y: Float64Array[]
  readonly loss: number
  readonly isCorrect: boolean
}

export class ReferenceNetwork implements Engine {
  readonly parameters: Float64Array
  readonly layers
  readonly slots: readonly Float64Array[]
  readonly probabilities: Float64Array
  steps = 0
  readonly #spec: NetworkSpec
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
    this.parameters = new Float64Array(parameterCount(spec.sizes))
    this.layers = layersOf(this.parameters, spec.sizes)
    initialize(this.layers, spec, seed)
    const initial = this.#optimizer.initialSlot?.(this.#optimizerValues) ?? 0
    this.slots = this.#optimizer.slots.map(() => new Float64Array(this.parameters.length).fill(initial))
    this.probabilities = new Float64Array(spec.batchSize * spec.sizes.at(-1)!)
  }

  train(examples: Examples, indices: Uint32Array, learningRate: number): BatchResult {
    const { gradient, ...result } = this.gradient(examples, indices)
    this.steps += 1
    this.#optimizer.update(
      { parameters: this.parameters, gradient, slots: this.slots, learningRate, step: this.steps },
      this.#optimizerValues,
    )
    return result
  }

  state(): EngineState {
    const { parameters, slots, steps } = this
    return { parameters: parameters.slice(), slots: slots.map(slot => slot.slice()), steps }
  }

  restore({ parameters, slots, steps }: EngineState): void {
    if (slots.length !== this.slots.length) throw new ShapeError(`a state has ${this.slots.length} slots`)
    this.parameters.set(parameters)
    slots.forEach((slot, i) => void this.slots[i]!.set(slot))
    this.steps = steps
  }

  evaluate(examples: Examples, indices: Uint32Array): BatchResult {
    checkBatch(this.#spec, examples, indices)
    let lossSum = 0
    let correct = 0
    indices.forEach((example, row) => {
      const pass = this.#forward(examples, example, row)
      lossSum += pass.loss
      if (pass.isCorrect) correct += 1
    })
    return { lossSum, correct }
  }

  /**
   * The gradient of mean loss + l2 * sum of squared weights over the batch, one number a parameter, by backpropagation:
   * delta_L = p - onehot;  delta_l = (delta_{l+1} W_{l+1}^T) f'(z_l);  dW_l = y_{l-1}^T delta_l / batch + 2 l2 W_l;
   * db_l = sum of delta_l / batch.
   */
  gradient(examples: Examples, indices: Uint32Array): BatchResult & { readonly gradient: Float64Array } {
    checkBatch(this.#spec, examples, indices)
    const gradient = new Float64Array(this.parameters.length)
    const gradients = layersOf(gradient, this.#spec.sizes)
    let lossSum = 0
    let correct = 0
    indices.forEach((example, row) => {
      const pass = this.#forward(examples, example, row)
      lossSum += pass.loss
      if (pass.isCorrect) correct += 1
      let delta = pass.y.at(-1)!.slice()
      this.#loss.gradient(delta, examples.labels[example]!)
      for (let l = this.layers.length - 1; l >= 0; l--) {
        const { weights: dW, biases: db } = gradients[l]!
        const x = pass.y[l]!
        const units = delta.length
        for (let i = 0; i < x.length; i++) {
          for (let u = 0; u < units; u++) dW[i * units + u]! += (x[i]! * delta[u]!) / indices.length
        }
        for (let u = 0; u < units; u++) db[u]! += delta[u]! / indices.length
        if (l > 0) delta = this.#backThrough(l, delta, pass)
      }
    })
    this.layers.forEach(({ weights }, l) => {
      const dW = gradients[l]!.weights
      for (let i = 0; i < dW.length; i++) dW[i]! += 2 * this.#spec.l2 * weights[i]!
    })
    return { gradient, lossSum, correct }
  }

  /** delta of layer l from that of the layer above: (delta W^T) f'(z). Returns [units of the layer below]. */
  #backThrough(l: number, delta: Float64Array, pass: Pass): Float64Array<ArrayBuffer> {
    const { weights } = this.layers[l]!
    const y = pass.y[l]!
    const z = pass.z[l - 1]!
    return Float64Array.from(y, (value, i) => {
      let sum = 0
      for (let u = 0; u < delta.length; u++) sum += delta[u]! * weights[i * delta.length + u]!
      return sum * this.#activation.derivative(z[i]!, value, this.#activationValues)
    })
  }

  #forward({ images, labels }: Examples, example: number, row: number): Pass {
    const inputs = this.#spec.sizes[0]!
    const label = labels[example]!
    const y = [
      Float64Array.from(images.subarray(example * inputs, (example + 1) * inputs), byte => byte / 255),
    ]
    const z: Float64Array[] = []
    let loss = 0
    this.layers.forEach(({ weights, biases }, l) => {
      const x = y[l]!
      const sums = Float64Array.from(biases, (bias, u) => {
        let sum = bias
        for (let i = 0; i < x.length; i++) sum += x[i]! * weights[i * biases.length + u]!
        return sum
      })
      z.push(sums)
      if (l < this.layers.length - 1) {
        y.push(sums.map(value => this.#activation.value(value, this.#activationValues)))
      } else {
        const output = sums.slice()
        loss = this.#loss.value(output, label)
        y.push(output)
        this.probabilities.set(output, row * output.length)
      }
    })
    return { z, y, loss, isCorrect: indexOfLargest(y.at(-1)!) === label }
  }
}

/** The index of the largest value, the first of equals; of nothing but NaN, -1. */
function indexOfLargest(values: Float64Array): number {
  return values.indexOf(values.reduce((a, b) => Math.max(a, b), -Infinity))
}
