// A dataset of a few kilobytes and trials on it, for tests of what surrounds the mathematics.
import { activations } from '../src/core/activations.js'
import { choose } from '../src/core/choice.js'
import { initializers } from '../src/core/initializers.js'
import { optimizers } from '../src/core/optimizers.js'
import { RandomStream } from '../src/core/random.js'
import { schedules } from '../src/core/schedules.js'
import type { Dataset } from '../src/data/dataset.js'
import type { Configuration, Experiment, Objective, Plan, Trial } from '../src/domain/trial.js'

/** Images of 4x4: class 0 is bright on the left, class 1 on the right, class 2 everywhere; with noise. */
export function tinyDataset(train = 120, test = 60): Dataset {
  const examples = (count: number, index: number) => {
    const stream = new RandomStream(0, 'split', index)
    const images = new Uint8Array(new SharedArrayBuffer(count * 16))
    const labels = new Uint8Array(new SharedArrayBuffer(count))
    for (let i = 0; i < count; i++) {
      labels[i] = i % 3
      for (let pixel = 0; pixel < 16; pixel++) {
        const isBright = labels[i] === 2 || pixel % 4 < 2 === (labels[i] === 0)
        images[i * 16 + pixel] = (isBright ? 120 : 0) + stream.below(100)
      }
    }
    return { images, labels }
  }
  return {
    name: 'mnist',
    imageShape: [4, 4],
    classes: ['left', 'right', 'all'],
    train: examples(train, 0),
    test: test === 0 ? null : examples(test, 1),
    sha256: {},
    foundIn: 'made by a test',
  }
}

export function configuration(changes: Partial<Configuration['training']> = {}, hidden = [5]): Configuration {
  return {
    dataset: 'mnist',
    model: {
      hidden,
      activation: choose(activations, 'tanh'),
      output: 'softmax',
      initializer: choose(initializers, 'glorot-uniform'),
      dropout: 0,
    },
    loss: 'cross-entropy',
    optimizer: { ...choose(optimizers, 'sgd'), learning_rate: 0.5 } as Configuration['optimizer'],
    schedule: choose(schedules, 'constant'),
    gradient: 'backpropagation',
    training: { ...plainTraining, epochs: 3, batch_size: 8, validation: 0.25, ...changes },
  }
}

/** What an experiment file that says nothing of it has, as it is written in a configuration. */
export const plainTraining: Configuration['training'] = {
  epochs: 10,
  steps: null,
  record_every: null,
  replacement: false,
  batch_size: 32,
  validation: 0.2,
  split_seed: 0,
  l2: 0,
  clip_norm: null,
  label_smoothing: 0,
  patience: null,
  min_delta: 0,
}

export const objective: Objective = { split: 'validation', metric: 'accuracy', direction: 'maximize' }

export function trial(index: number, changes: Partial<Trial> = {}): Trial {
  return {
    trialId: `t${index.toString(16).padStart(12, '0')}`,
    configId: 'c000000000000',
    index,
    configuration: configuration(),
    seed: index,
    parameters: 103, // 16*5 + 5 + 5*3 + 3
    ...changes,
  }
}

/** A plan of so many trials that differ in seed. */
export function planOf(count: number): Plan {
  const trials = Array.from({ length: count }, (_, i) => trial(i))
  const experiment: Experiment = {
    name: 'tiny',
    question: null,
    fixed: configuration(),
    axes: [],
    exclude: [],
    seeds: trials.map(({ seed }) => seed),
    objective,
    save: 'none',
    checkpointEvery: 60,
    retries: 1,
  }
  return { experiment, trials, excluded: 0, duplicates: 0 }
}
