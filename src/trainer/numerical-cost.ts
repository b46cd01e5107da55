// What training with numerical gradients costs: counted in multiplications, and timed on the reference, which it runs on.
import { activations } from '../core/activations.js'
import { choose } from '../core/choice.js'
import type { NetworkSpec } from '../core/engine.js'
import { gradients } from '../core/gradients.js'
import { initializers } from '../core/initializers.js'
import { optimizers } from '../core/optimizers.js'
import { parameterCount } from '../core/parameters.js'
import { ReferenceNetwork } from '../core/reference.js'
import { type DatasetFacts, inputsOf } from '../domain/dataset-facts.js'
import { heldOut, lengthOf, stepsPerPass } from '../domain/length.js'
import type { Configuration } from '../domain/trial.js'

export interface NumericalCost {
  readonly parameters: number
  /** Over the examples of a batch each. */
  readonly forwardPassesPerStep: number
  /** Of the whole training. */
  readonly multiplications: number
}

/**
 * A forward pass of one example multiplies once for each weight. So a training of T updates on batches of B examples takes
 *   T (2 P + 1) B W multiplications, P parameters, W of them weights:
 * two passes for each parameter, and one for what the batch gave before the update. Measuring adds V W for each of its epochs,
 * V the examples of the splits that are measured.
 */
export function numericalCost(configuration: Configuration, facts: DatasetFacts): NumericalCost {
  const { model, training } = configuration
  const sizes = [inputsOf(facts.imageShape), ...model.hidden, facts.classes.length]
  const parameters = parameterCount(sizes)
  const weights = parameters - sizes.slice(1).reduce((sum, units) => sum + units, 0)
  const out = heldOut(facts.examples.train, training.validation)
  const trainedOn = facts.examples.train - out
  const { steps, epochs } = lengthOf(training, stepsPerPass(training, facts.examples.train))
  const batch = training.replacement ? training.batch_size : Math.min(training.batch_size, trainedOn)
  const measured = out + facts.examples.test + (training.steps === null ? 0 : trainedOn)
  const forwardPassesPerStep = gradients[configuration.gradient].forwardPasses(parameters)
  const examples = steps * (forwardPassesPerStep + 1) * batch + epochs * measured
  return { parameters, forwardPassesPerStep, multiplications: examples * weights }
}

/** Multiplications per second of the reference on this machine, measured for about `budgetMs` on a network of a common size. */
export function referenceRate(nowMs: () => number, budgetMs = 60): number {
  const sizes = [784, 50, 10] as const
  const batchSize = 10
  const network = new ReferenceNetwork(specOf(sizes, batchSize), 0)
  const examples = {
    images: Uint8Array.from({ length: batchSize * sizes[0] }, (_, i) => (i * 31) % 256),
    labels: new Uint8Array(batchSize),
  }
  const indices = Uint32Array.from({ length: batchSize }, (_, i) => i)
  const multiplications = batchSize * (sizes[0] * sizes[1] + sizes[1] * sizes[2])
  const begin = nowMs()
  let fastest = Infinity // the first passes are for the compiler, and some wait for others on a busy machine
  for (let last = begin; last - begin < budgetMs; ) {
    network.evaluate(examples, indices)
    const now = nowMs()
    fastest = Math.min(fastest, now - last)
    last = now
  }
  return multiplications / (fastest / 1000)
}

function specOf(sizes: readonly number[], batchSize: number): NetworkSpec {
  return {
    sizes,
    activations: [choose(activations, 'sigmoid')],
    output: 'softmax',
    initializer: choose(initializers, 'glorot-uniform'),
    loss: 'cross-entropy',
    labelSmoothing: 0,
    dropout: 0,
    clipNorm: null,
    optimizer: choose(optimizers, 'sgd'),
    l2: 0,
    batchSize,
  }
}
