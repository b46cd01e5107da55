// The systems that are measured: networks of the kind that sweeps are made of, from small to large.
import type { ActivationName } from '../src/core/activations.js'
import type { OptimizerName } from '../src/core/optimizers.js'

export interface System {
  readonly dataset: 'mnist' | 'fashion-mnist'
  readonly sizes: readonly number[]
  readonly activation: ActivationName
  readonly optimizer: OptimizerName
  readonly learningRate: number
  readonly batchSize: number
  /** How many times as fast as PyTorch: what is aimed at, and what is the least. */
  readonly goal: number
  readonly floor: number
}

export const systems: readonly System[] = [
  {
    dataset: 'mnist',
    sizes: [784, 50, 10],
    activation: 'sigmoid',
    optimizer: 'adam',
    learningRate: 0.001,
    batchSize: 32,
    goal: 4,
    floor: 3,
  },
  {
    dataset: 'mnist',
    sizes: [784, 50, 10],
    activation: 'sigmoid',
    optimizer: 'sgd',
    learningRate: 0.01,
    batchSize: 100,
    goal: 4,
    floor: 3,
  },
  {
    dataset: 'mnist',
    sizes: [784, 50, 100, 10],
    activation: 'sigmoid',
    optimizer: 'adam',
    learningRate: 0.001,
    batchSize: 100,
    goal: 4,
    floor: 3,
  },
  {
    dataset: 'mnist',
    sizes: [784, 512, 10],
    activation: 'relu',
    optimizer: 'rmsprop',
    learningRate: 0.001,
    batchSize: 128,
    goal: 2,
    floor: 1.5,
  },
  {
    dataset: 'fashion-mnist',
    sizes: [784, 100, 10],
    activation: 'sigmoid',
    optimizer: 'sgd',
    learningRate: 0.01,
    batchSize: 32,
    goal: 2,
    floor: 1.4,
  },
  {
    dataset: 'mnist',
    sizes: [784, 1024, 1024, 10],
    activation: 'relu',
    optimizer: 'adam',
    learningRate: 0.001,
    batchSize: 128,
    goal: 1,
    floor: 0.7,
  },
]

export const titleOf = ({ dataset, sizes, activation, optimizer, batchSize }: System) =>
  `${dataset} ${sizes.join('-')} ${activation}, ${optimizer}, batch ${batchSize}`
