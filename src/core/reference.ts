// The definition: a multilayer perceptron in float64, in the order of the formulas, without any trick.
// It says what is correct; `simd.ts` says how to have it quickly. Row vectors: y = f(x W + b).
import { type Activation, activations } from './activations.js'
import { affine } from './affine.js'
import { type Values, valuesOf } from './choice.js'
import { dropoutMask } from './dropout.js'
import {
  type BatchResult,
  checkBatch,
  checkSpec,
  type Engine,
  type EngineState,
  type Examples,
  type NetworkSpec,
  ShapeError,
} from './engine.js'
import { type Loss, losses } from './losses.js'
import { type Optimizer, optimizers } from './optimizers.js'
import { type Output, outputs } from './outputs.js'
import { initialize, layersOf, parameterCount, type Views } from './parameters.js'
import { targetOf } from './targets.js'

/** What a forward pass is for: a step of that number, with its dropout, or a measurement. */
export type Mode = { readonly step: number } | 'measure'

/** What the forward pass of one example leaves for the backward pass. */
interface Pass {
  /** What goes into each layer: the image first, then the outputs of the hidden layers after dropout. [inputs] each */
  readonly x: readonly Float64Array[]
  /** Pre-activations of each layer, the last the logits. [units] each */
  readonly z: readonly Float64Array[]
  /** Outputs of each layer before dropout, the last after the output activation. [units] each */
  readonly y: readonly Float64Array[]
  /** Factors of dropout on the outputs of each hidden layer, all 1 where nothing is left out. [units] each */
  readonly masks: readonly Float64Array[]
  readonly target: Float64Array
  readonly loss: number
  readonly isCorrect: boolean
}

/** The gradient of a batch, one number a parameter, and what was measured on the way. */
export interface GradientResult extends BatchResult {
  readonly gradient: Float64Array
}

export class ReferenceNetwork implements Engine {
  readonly spec: NetworkSpec
  readonly parameters: Float64Array
  readonly layers: readonly Views<Float64Array>[]
  readonly slots: readonly Float64Array[]
  readonly probabilities: Float64Array
  readonly logits: Float64Array
  steps = 0
  readonly #seed: number
  readonly #activations: readonly { readonly table: Activation; readonly values: Values }[]
  readonly #output: Output
  readonly #loss: Loss
  readonly #optimizer: Optimizer
  readonly #optimizerValues: Values

  constructor(spec: NetworkSpec, seed: number) {
    checkSpec(spec)
    this.spec = spec
    this.#seed = seed
    this.#activations = spec.activations.map(choice => ({
      table: activations[choice.name],
      values: valuesOf(choice),
    }))
    this.#output = outputs[spec.output]
    this.#loss = losses[spec.loss]
    this.#optimizer = optimizers[spec.optimizer.name]
    this.#optimizerValues = valuesOf(spec.optimizer)
    this.parameters = new Float64Array(parameterCount(spec.sizes))
    this.layers = layersOf(this.parameters, spec.sizes)
    initialize(this.layers, spec, seed)
    const initial = this.#optimizer.initialSlot?.(this.#optimizerValues) ?? 0
    this.slots = this.#optimizer.slots.map(() => new Float64Array(this.parameters.length).fill(initial))
    this.probabilities = new Float64Array(spec.batchSize * spec.sizes.at(-1)!)
    this.logits = new Float64Array(this.probabilities.length)
  }

  train(examples: Examples, indices: Uint32Array, learningRate: number): BatchResult {
    const { gradient, ...result } = this.gradient(examples, indices, { step: this.steps })
    this.step(gradient, learningRate)
    return result
  }

  /** One update by a gradient, which is clipped first. */
  step(gradient: Float64Array, learningRate: number): void {
    if (this.spec.clipNorm !== null) clip(gradient, this.spec.clipNorm)
    this.steps += 1
    this.#optimizer.update(
      { parameters: this.parameters, gradient, slots: this.slots, learningRate, step: this.steps },
      this.#optimizerValues,
    )
  }

  state(): EngineState {
    const { parameters, slots, steps } = this
    return { parameters: parameters.slice(), slots: slots.map(slot => slot.slice()), steps }
  }

  weights(): Float32Array {
    return new Float32Array(this.parameters)
  }

  restore({ parameters, slots, steps }: EngineState): void {
    // Plain gradient descent has a slot here that stays zero; an engine may leave it out.
    const isComplete = slots.length === this.slots.length || (slots.length === 0 && this.#isPlainDescent)
    if (!isComplete || [parameters, ...slots].some(({ length }) => length !== this.parameters.length))
      throw new ShapeError(
        `a state of this network has ${this.slots.length} slots of ${this.parameters.length} numbers`,
      )
    this.parameters.set(parameters)
    this.slots.forEach((slot, i) => void (slots[i] === undefined ? slot.fill(0) : slot.set(slots[i])))
    this.steps = steps
  }

  get #isPlainDescent(): boolean {
    const { optimizer } = this.spec
    return optimizer.name === 'sgd' && optimizer.momentum === 0
  }

  evaluate(examples: Examples, indices: Uint32Array): BatchResult {
    return this.measure(examples, indices, 'measure')
  }

  /** Loss and hits of a batch; with the dropout of a step, where the mode says so. */
  measure(examples: Examples, indices: Uint32Array, mode: Mode): BatchResult {
    checkBatch(this.spec, examples, indices)
    let lossSum = 0
    let correct = 0
    indices.forEach((example, row) => {
      const pass = this.#forward(examples, example, row, mode)
      lossSum += pass.loss
      if (pass.isCorrect) correct += 1
    })
    return { lossSum, correct }
  }

  /** What is differentiated: mean loss over the batch + l2 * sum of squared weights. */
  objective(examples: Examples, indices: Uint32Array, mode: Mode): number {
    const { lossSum } = this.measure(examples, indices, mode)
    let squares = 0
    for (const { weights } of this.layers) for (const w of weights) squares += w * w
    return lossSum / indices.length + this.spec.l2 * squares
  }

  /**
   * The gradient of the objective by backpropagation, layer by layer from the last to the first:
   * delta_L = dL/dz_L;  delta_l = (delta_{l+1} W_{l+1}^T) m_l f'(z_l), m_l the factors of dropout;
   * dW_l = x_l^T delta_l / batch + 2 l2 W_l;  db_l = sum of delta_l / batch.
   */
  gradient(examples: Examples, indices: Uint32Array, mode: Mode): GradientResult {
    checkBatch(this.spec, examples, indices)
    const gradient = new Float64Array(this.parameters.length)
    const gradients = layersOf(gradient, this.spec.sizes)
    let lossSum = 0
    let correct = 0
    indices.forEach((example, row) => {
      const pass = this.#forward(examples, example, row, mode)
      lossSum += pass.loss
      if (pass.isCorrect) correct += 1
      let delta = this.#deltaOfOutputs(pass)
      for (let l = this.layers.length - 1; l >= 0; l--) {
        const { weights: dW, biases: db } = gradients[l]!
        const x = pass.x[l]!
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
      for (let i = 0; i < dW.length; i++) dW[i]! += 2 * this.spec.l2 * weights[i]!
    })
    return { gradient, lossSum, correct }
  }

  /** dL/dz of the last layer. [classes] */
  #deltaOfOutputs({ y, target }: Pass): Float64Array {
    const delta = y.at(-1)!.slice()
    this.#loss.gradient(delta, target)
    if (this.#loss.withRespectTo === 'outputs') this.#output.backward(y.at(-1)!, delta)
    return delta
  }

  /** delta of the layer below l from that of layer l: (delta W^T) m f'(z). Returns [units of the layer below]. */
  #backThrough(l: number, delta: Float64Array, { z, y, masks }: Pass): Float64Array {
    const { weights } = this.layers[l]!
    const { table, values } = this.#activations[l - 1]!
    return y[l - 1]!.map((value, i) => {
      let sum = 0
      for (let u = 0; u < delta.length; u++) sum += delta[u]! * weights[i * delta.length + u]!
      return sum * masks[l - 1]![i]! * table.derivative(z[l - 1]![i]!, value, values)
    })
  }

  #forward({ images, labels }: Examples, example: number, row: number, mode: Mode): Pass {
    const inputs = this.spec.sizes[0]!
    const label = labels[example]!
    const image = images.subarray(example * inputs, (example + 1) * inputs)
    const x = [Float64Array.from(image, byte => byte / 255)]
    const z: Float64Array[] = []
    const y: Float64Array[] = []
    const masks: Float64Array[] = []
    this.#activations.forEach(({ table, values }, l) => {
      z.push(affine(x[l]!, this.layers[l]!))
      y.push(z[l]!.map(value => table.value(value, values)))
      masks.push(this.#mask(l, row, mode))
      x.push(y[l]!.map((value, u) => value * masks[l]![u]!))
    })
    const logits = affine(x.at(-1)!, this.layers.at(-1)!)
    const outputRow = logits.slice()
    this.#output.value(outputRow)
    z.push(logits)
    y.push(outputRow)
    this.logits.set(logits, row * logits.length)
    this.probabilities.set(outputRow, row * logits.length)
    const target = targetOf(label, this.spec.labelSmoothing, new Float64Array(logits.length))
    const loss = this.#loss.value({ logits, outputs: outputRow, target })
    // The output activations rise with the logit, so its order is theirs, and no rounding makes two of them equal.
    return { x, z, y, masks, target, loss, isCorrect: indexOfLargest(logits) === label }
  }

  #mask(layer: number, row: number, mode: Mode): Float64Array {
    if (mode === 'measure' || this.spec.dropout === 0)
      return new Float64Array(this.spec.sizes[layer + 1]!).fill(1)
    return dropoutMask(this.spec, this.#seed, { step: mode.step, layer, row })
  }
}

/**
 * g <- g limit / max(|g|, limit), in place: no longer than the limit, all parameters together. Pascanu, Mikolov and Bengio
 * 2013, algorithm 1; as global_clipnorm of Keras.
 */
function clip(gradient: Float64Array, limit: number): void {
  let squares = 0
  for (const g of gradient) squares += g * g
  const factor = limit / Math.max(Math.sqrt(squares), limit)
  for (let i = 0; i < gradient.length; i++) gradient[i]! *= factor
}

/** The index of the largest value, the first of equals; of nothing but NaN, -1. */
function indexOfLargest(values: Float64Array): number {
  return values.indexOf(values.reduce((a, b) => Math.max(a, b), -Infinity))
}
