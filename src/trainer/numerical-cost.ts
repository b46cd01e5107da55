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
  /** Of the whole training: its time, in multiplications of the reference. */
  readonly work: number
}

/**
 * A forward pass of one example multiplies once for each weight, and brings in each of I inputs from its byte. So a training of T
 * updates on batches of B examples takes the time of
 *   T (2 P + 1) B (W + r I) multiplications, P parameters, W of them weights, r those that an input is worth:
 * two passes for each parameter, and one for what the batch gave before the update. Measuring adds V (W + r I) for each of its
 * epochs, V the examples of the splits that are measured.
 */
export function numericalCost(configuration: Configuration, facts: DatasetFacts): NumericalCost {
  const { model, training } = configuration
  const sizes = [inputsOf(facts.imageShape), ...model.hidden, facts.classes.length]
  const parameters = parameterCount(sizes)
  const out = heldOut(facts.examples.train, training.validation)
  const trainedOn = facts.examples.train - out
  const { steps, epochs } = lengthOf(training, stepsPerPass(training, facts.examples.train))
  const batch = training.replacement ? training.batch_size : Math.min(training.batch_size, trainedOn)
  const measured = out + facts.examples.test + (training.steps === null ? 0 : trainedOn)
  const forwardPassesPerStep = gradients[configuration.gradient].forwardPasses(parameters)
  const examples = steps * (forwardPassesPerStep + 1) * batch + epochs * measured
  return { parameters, forwardPassesPerStep, work: examples * workOfPass(sizes) }
}

/** Of one example going forward. */
function workOfPass(sizes: readonly number[]): number {
  const weights = parameterCount(sizes) - sizes.slice(1).reduce((sum, units) => sum + units, 0)
  return weights + INPUT_WORK * sizes[0]!
}

/** Fitted to passes of networks from 784-2-10 to 784-100-50-10, which it foretells within a tenth of their times. */
const INPUT_WORK = 13

/**
 * Multiplications per second of the reference on this machine, measured for about `budgetMs` on a network of a common size. Every
 * forecast of numerical gradients divides by it. It is that of the median pass: some wait for others on a busy machine; and of
 * those after the first third, which is for the compiler, with passes so short that there are many.
 */
export function referenceRate(nowMs: () => number, budgetMs = 400): number {
  const sizes = [784, 50, 10] as const
  const batchSize = 2
  const network = new ReferenceNetwork(specOf(sizes, batchSize), 0)
  const examples = {
    images: Uint8Array.from({ length: batchSize * sizes[0] }, (_, i) => (i * 31) % 256),
    labels: new Uint8Array(batchSize),
  }
  const indices = Uint32Array.from({ length: batchSize }, (_, i) => i)
  const begin = nowMs()
  const passesMs: number[] = []
  for (let last = begin; passesMs.length < PASSES_MIN || last - begin < budgetMs; ) {
    network.evaluate(examples, indices)
    const now = nowMs()
    if (now - begin >= budgetMs / 3) passesMs.push(now - last)
    last = now
  }
  const median = passesMs.sort((a, b) => a - b)[Math.floor(passesMs.length / 2)]!
  return (batchSize * workOfPass(sizes)) / (median / 1000)
}

const PASSES_MIN = 5

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
