// A stored network at work: what it says of examples that have labels. Nothing is trained, and nothing is drawn at random.
import { choose } from '../core/choice.js'
import type { Engine, Examples, MakeEngine } from '../core/engine.js'
import { initializers } from '../core/initializers.js'
import { type Loss, type LossName, losses, type NumberArray } from '../core/losses.js'
import { optimizers } from '../core/optimizers.js'
import { targetOf } from '../core/targets.js'
import { UserError } from '../domain/errors.js'
import type { Network } from './stored-network.js'

export interface PredictionInput {
  readonly network: Network
  readonly examples: Examples
  /** Which of the examples, and in which order. */
  readonly indices: Uint32Array
  readonly loss: LossName
  readonly labelSmoothing: number
  readonly makeEngine: MakeEngine
  /** Examples that are worked through at once; makes no difference to any result. */
  readonly batchSize: number
}

/** For `count` examples in the order of the indices. */
export interface Predictions {
  /** The right classes. [count] */
  readonly labels: Uint8Array
  /** The classes with the largest logit, the first of equals. [count] */
  readonly predicted: Uint8Array
  /** What the output activation gave: probabilities with softmax. [count, classes] */
  readonly outputs: Float32Array
  /** Mean over the examples, in float64 from the logits of each by itself, so that batches make no difference. */
  readonly loss: number
}

/**
 * Throws ShapeError where the examples are not of the network's size, MemoryError where it does not fit into memory, and
 * UserError where the network gives what is not a number.
 */
export function predict(input: PredictionInput): Predictions {
  const { network, examples, indices, batchSize } = input
  const engine = engineOf(input)
  const classes = network.sizes.at(-1)!
  const lossOf = lossReader(input, classes)
  const labels = Uint8Array.from(indices, index => examples.labels[index]!)
  const predicted = new Uint8Array(indices.length)
  const outputs = new Float32Array(indices.length * classes)
  let lossSum = 0
  for (let start = 0; start < indices.length; start += batchSize) {
    const batch = indices.subarray(start, start + batchSize)
    engine.evaluate(examples, batch)
    const { probabilities, logits: allLogits } = engine
    outputs.set(probabilities.subarray(0, batch.length * classes), start * classes)
    for (let row = 0; row < batch.length; row++) {
      const at = start + row
      const logits = allLogits.subarray(row * classes, (row + 1) * classes)
      if (!logits.every(Number.isFinite)) throw notFinite()
      predicted[at] = positionOfLargest(logits)
      lossSum += lossOf(logits, outputs.subarray(at * classes, (at + 1) * classes), labels[at]!)
    }
  }
  return { labels, predicted, outputs, loss: lossSum / indices.length }
}

/** The network with its parameters in place. Plain gradient descent keeps nothing beside them. */
function engineOf({ network, loss, labelSmoothing, makeEngine, batchSize }: PredictionInput): Engine {
  const { sizes, activations, output, parameters } = network
  const engine = makeEngine(
    {
      sizes,
      activations,
      output,
      loss,
      labelSmoothing,
      batchSize,
      initializer: choose(initializers, 'zeros'),
      optimizer: choose(optimizers, 'sgd'),
      dropout: 0,
      clipNorm: null,
      l2: 0,
    },
    0,
  )
  engine.restore({ parameters, slots: [], steps: 0 })
  return engine
}

/** The loss of one example by the definition in the table, in float64. */
function lossReader({ loss, labelSmoothing }: PredictionInput, classes: number) {
  const { value }: Loss = losses[loss]
  const target = new Float64Array(classes)
  return (logits: NumberArray, outputs: NumberArray, label: number) =>
    value({
      logits: Float64Array.from(logits),
      outputs: Float64Array.from(outputs),
      target: targetOf(label, labelSmoothing, target),
    })
}

function positionOfLargest(values: NumberArray): number {
  let largest = 0
  for (let k = 1; k < values.length; k++) if (values[k]! > values[largest]!) largest = k
  return largest
}

function notFinite(): UserError {
  return new UserError([
    {
      code: 'network-not-finite',
      what: 'the network gives what is not a finite number',
      why: 'some of its parameters are not finite, or so large that float32 cannot hold their sums',
    },
  ])
}

/** An example that was classified wrongly. */
export interface Misclassified {
  /** Position among the predictions. */
  readonly at: number
  readonly label: number
  readonly predicted: number
  /** The output of the class that was said. */
  readonly output: number
}

/** The wrong ones that the network was surest of, at most `count` of them; of equals the first. */
export function surestMistakes({ labels, predicted, outputs }: Predictions, count: number) {
  const classes = outputs.length / labels.length
  const wrong: Misclassified[] = []
  labels.forEach((label, at) => {
    const said = predicted[at]!
    if (said !== label) wrong.push({ at, label, predicted: said, output: outputs[at * classes + said]! })
  })
  return wrong.sort((a, b) => b.output - a.output).slice(0, count)
}
