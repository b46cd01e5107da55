// Networks and examples for tests of the engines: small, and with nothing left to say but what a test is about.
import { type ActivationChoice, type ActivationName, activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import type { Examples, NetworkSpec } from '../../src/core/engine.js'
import { initializers } from '../../src/core/initializers.js'
import { type LossName, losses } from '../../src/core/losses.js'
import { optimizers } from '../../src/core/optimizers.js'
import type { OutputName } from '../../src/core/outputs.js'
import { RandomStream } from '../../src/core/random.js'

export type SpecChanges = Partial<NetworkSpec> & {
  /** Of all hidden layers. */
  readonly activation?: ActivationChoice
}

/** Sigmoid, softmax, cross-entropy, plain gradient descent, batches of 16; or as the changes say. */
export function specOf(sizes: readonly number[], { activation, ...changes }: SpecChanges = {}): NetworkSpec {
  return {
    sizes,
    activations: sizes.slice(1, -1).map(() => activation ?? choose(activations, 'sigmoid')),
    output: 'softmax',
    initializer: choose(initializers, 'glorot-uniform'),
    loss: 'cross-entropy',
    labelSmoothing: 0,
    dropout: 0,
    clipNorm: null,
    optimizer: choose(optimizers, 'sgd'),
    l2: 0,
    batchSize: 16,
    ...changes,
  }
}

/** The activations that a network can be trained with. */
export const trainableNames = (Object.keys(activations) as ActivationName[]).filter(name => name !== 'step')

/** Every loss with every output that it allows. */
export const pairs: readonly (readonly [LossName, OutputName])[] = (
  Object.keys(losses) as LossName[]
).flatMap(loss => losses[loss].outputs.map(output => [loss, output] as const))

/** Examples with about half of their bytes zero. */
export function someExamples(inputs: number, classes: number, count = 16, seed = 1): Examples {
  const stream = new RandomStream(seed, 'split')
  const images = Uint8Array.from({ length: count * inputs }, () => Math.max(0, stream.below(512) - 256))
  return { images, labels: Uint8Array.from({ length: count }, () => stream.below(classes)) }
}

/** The first n examples. */
export const first = (n: number) => Uint32Array.from({ length: n }, (_, i) => i)

export const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((largest, x, i) => Math.max(largest, Math.abs(x - b[i]!)), 0)
