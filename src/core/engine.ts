// The seam between the mathematics and its implementations: what it takes to train one network.
// `reference.ts` is the definition, in float64 and in the order of the formulas; `simd.ts` is what trials run on.
import type { ActivationChoice } from './activations.js'
import type { InitializerChoice } from './initializers.js'
import { type Loss, type LossName, losses, type NumberArray } from './losses.js'
import type { OptimizerChoice } from './optimizers.js'
import type { OutputName } from './outputs.js'

/** Everything about a network and its training that fixes the arithmetic of a step. */
export interface NetworkSpec {
  /** Numbers of units: inputs, each hidden layer, classes. At least two of them. */
  readonly sizes: readonly number[]
  /** Of each hidden layer, from the input on: two fewer than sizes. */
  readonly activations: readonly ActivationChoice[]
  /** The activation of the last layer; one of those that the loss allows. */
  readonly output: OutputName
  readonly initializer: InitializerChoice
  readonly loss: LossName
  /** Share of the target that is spread over all classes, 0 <= s < 1; see targets.ts. */
  readonly labelSmoothing: number
  /** Share of the outputs of each hidden layer that a training step leaves out, 0 <= dropout < 1; see dropout.ts. */
  readonly dropout: number
  /** The longest that the gradient of all parameters together may be; longer ones are scaled down. Null for no limit. */
  readonly clipNorm: number | null
  readonly optimizer: OptimizerChoice
  /** Coefficient of the L2 penalty l2 * sum of squared weights (biases are left out), as keras.regularizers.L2. */
  readonly l2: number
  /** The most examples that one call of `train` or `evaluate` will get. */
  readonly batchSize: number
}

/** Examples in memory: bytes that stand for pixels between 0 and 1 (byte / 255), and a class for each. */
export interface Examples {
  /** [count, inputs], row by row. */
  readonly images: Uint8Array
  /** [count], each below the number of classes. */
  readonly labels: Uint8Array
}

/** What a pass over some examples gave. */
export interface BatchResult {
  /** Sum of the loss over the examples, label smoothing included, the L2 penalty not. */
  readonly lossSum: number
  /** How many were classified rightly. */
  readonly correct: number
}

/** The parameters of one layer, as they lie in memory. */
export interface LayerParameters {
  /** [inputs, units], row by row: the weights from one input to all units stand together. */
  readonly weights: NumberArray
  /** [units] */
  readonly biases: NumberArray
}

/** All that training has changed: with it, training goes on as if it had never stopped. */
export interface EngineState {
  /** Layer by layer: weights [inputs, units], then biases [units]. */
  readonly parameters: NumberArray
  /** The optimizer's state, a number for each parameter; only the slots that this engine keeps, which may be fewer. */
  readonly slots: readonly NumberArray[]
  /** How many updates were made. */
  readonly steps: number
}

/** A network ready to be trained. All memory is laid out when it is made; training allocates no arrays. */
export interface Engine {
  /** How many updates were made. */
  readonly steps: number
  /**
   * One update on the examples at `indices` [batch]; the result is measured before the update.
   * Throws ShapeError when the batch is empty or larger than the network was made for, the images have another size, or
   * an example is not there or not of a class of the network.
   */
  train(examples: Examples, indices: Uint32Array, learningRate: number): BatchResult
  /** Loss and hits without an update, and without dropout. indices: [batch], as above. */
  evaluate(examples: Examples, indices: Uint32Array): BatchResult
  /**
   * What the output activation gave in the last call, [batchSize, classes] row by row; rows beyond its batch mean nothing.
   * Probabilities with softmax, that is; with the other outputs the numbers that stand in their place.
   */
  readonly probabilities: NumberArray
  /** The same before the output activation. */
  readonly logits: NumberArray
  /** A copy. */
  state(): EngineState
  /** A copy of the parameters alone, as float32, in the order of EngineState: what is kept of a network. */
  weights(): Float32Array
  /**
   * Takes over a state that an engine like this one gave. Throws ShapeError for one of another shape. Parameters from
   * elsewhere come in as { parameters, slots: [], steps: 0 } to an engine with plain sgd, which needs no slots.
   */
  restore(state: EngineState): void
}

/** Makes an engine whose parameters are drawn from `seed`. */
export type MakeEngine = (spec: NetworkSpec, seed: number) => Engine

/** The checks at the door of every engine: of what it is made for, and of what it is to train on or to measure. */
export function checkSpec({ sizes, activations, loss, output }: NetworkSpec): void {
  const hidden = sizes.length - 2
  if (activations.length !== hidden)
    throw new ShapeError(`${hidden} hidden layers need as many activations, got ${activations.length}`)
  const allowed: Loss['outputs'] = losses[loss].outputs
  if (!allowed.includes(output))
    throw new RangeError(`the loss ${loss} is not defined for the output ${output}`)
}

export function checkBatch(spec: NetworkSpec, { images, labels }: Examples, indices: Uint32Array): void {
  const inputs = spec.sizes[0]!
  if (images.length !== labels.length * inputs) {
    throw new ShapeError(
      `${labels.length} labels need images of ${inputs} bytes each, got ${images.length} bytes in all`,
    )
  }
  if (indices.length < 1 || indices.length > spec.batchSize) {
    throw new ShapeError(`a batch has 1 to ${spec.batchSize} examples, got ${indices.length}`)
  }
}

/** A caller's mistake about lengths: a defect of the program, never the user's fault. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
}
