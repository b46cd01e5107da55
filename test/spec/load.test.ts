import { describe, expect, test } from 'vitest'
import { loadExperiment } from '../../src/spec/load.js'
import { plainTraining } from '../tiny.js'

const load = (text: string) => loadExperiment(text, { file: 'x.yaml' })

const ADAM = { name: 'adam', learning_rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }
const SGD = { name: 'sgd', learning_rate: 0.01, momentum: 0, nesterov: false }

describe('an experiment file', () => {
  test('needs no more than a name: everything else has a default, as Keras has it', () => {
    expect(load('name: a')).toEqual({
      name: 'a',
      question: null,
      fixed: {
        dataset: 'mnist-10k',
        model: {
          hidden: [100],
          activation: { name: 'relu' },
          output: 'softmax',
          initializer: { name: 'glorot-uniform' },
          dropout: 0,
        },
        loss: 'cross-entropy',
        optimizer: ADAM,
        schedule: { name: 'constant', warmup_epochs: 0 },
        gradient: 'backpropagation',
        training: plainTraining,
      },
      axes: [],
      exclude: [],
      seeds: [0],
      objective: { split: 'validation', metric: 'accuracy', direction: 'maximize' },
      save: 'none',
      checkpointEvery: 60,
      retries: 1,
    })
  })

  test('fixes what is outside sweep, a choice by its name or with hyperparameters', () => {
    const { question, fixed, objective } = load(`
name: a
question: "  Is it: so? "
dataset: fashion-mnist
model: { hidden: [], activation: { name: leaky-relu, negative_slope: 0.1 }, initializer: zeros }
optimizer: { name: sgd, momentum: .9, nesterov: true }
schedule: { name: step, decay_epochs: 2 }
training: { epochs: 0x10, batch_size: 1, validation: 0, split_seed: 9007199254740991, l2: 1e-4 }
objective: train.loss`)
    expect(question).toBe('Is it: so?')
    expect(fixed).toEqual({
      dataset: 'fashion-mnist',
      model: {
        hidden: [],
        activation: { name: 'leaky-relu', negative_slope: 0.1 },
        output: 'softmax',
        initializer: { name: 'zeros' },
        dropout: 0,
      },
      loss: 'cross-entropy',
      optimizer: { ...SGD, momentum: 0.9, nesterov: true },
      schedule: { name: 'step', decay_rate: 0.5, decay_epochs: 2, warmup_epochs: 0 },
      gradient: 'backpropagation',
      training: {
        ...plainTraining,
        epochs: 16,
        batch_size: 1,
        validation: 0,
        split_seed: Number.MAX_SAFE_INTEGER,
        l2: 1e-4,
      },
    })
    expect(objective).toEqual({ split: 'train', metric: 'loss', direction: 'minimize' })
  })

  test('says what a network, a gradient and a training are besides', () => {
    const { fixed, save, checkpointEvery, retries } = load(`
name: a
model: { hidden: [50, 20], activation: [sigmoid, { name: elu, alpha: 2 }], output: sigmoid, dropout: 0.5 }
loss: sum-of-squares
gradient: numerical
training: { steps: 10000, record_every: 600, replacement: true, clip_norm: 1, label_smoothing: 0.1, patience: 3, min_delta: 1e-3 }
save: best
checkpoint_every: 0.5
retries: 0`)
    expect([checkpointEvery, retries]).toEqual([0.5, 0])
    expect(fixed).toMatchObject({
      model: {
        activation: [{ name: 'sigmoid' }, { name: 'elu', alpha: 2 }],
        output: 'sigmoid',
        dropout: 0.5,
      },
      loss: 'sum-of-squares',
      gradient: 'numerical',
      training: {
        steps: 10_000,
        record_every: 600,
        replacement: true,
        clip_norm: 1,
        label_smoothing: 0.1,
        patience: 3,
        min_delta: 0.001,
      },
    })
    expect(save).toBe('best')
  })

  test('has null for what is not used, on an axis too', () => {
    const { fixed, axes } = load(`
name: a
training: { clip_norm: null, patience: }
sweep: { training.clip_norm: [null, 1], training.steps: [~, 100] }`)
    expect(fixed.training).toMatchObject({ clip_norm: null, patience: null })
    expect(axes.map(({ values }) => values)).toEqual([
      [null, 1],
      [null, 100],
    ])
  })

  test('has an activation for each layer as a list, and as one where all are equal', () => {
    const elu = { name: 'elu', alpha: 1 }
    const { fixed, axes } = load(`
name: a
model: { hidden: [8, 4], activation: [elu, { name: elu, alpha: 1 }] }
sweep: { model.activation: [relu, [relu, tanh], [tanh, tanh]] }`)
    expect(fixed.model.activation).toEqual(elu)
    expect(axes[0]!.values).toEqual([
      { name: 'relu' },
      [{ name: 'relu' }, { name: 'tanh' }],
      { name: 'tanh' },
    ])
  })

  test('varies what is under sweep, in the order of the file, all hyperparameters filled in', () => {
    const { axes } = load(`
name: a
sweep:
  optimizer: [{ name: sgd }, adam]
  model.hidden: [[64], [], [256, 128]]
  training.batch_size: [32, 64]
  optimizer.learning_rate: [0.1, 1e-3]
  dataset: [mnist, fashion-mnist]`)
    expect(axes).toEqual([
      { path: 'optimizer', values: [SGD, ADAM] },
      { path: 'model.hidden', values: [[64], [], [256, 128]] },
      { path: 'training.batch_size', values: [32, 64] },
      { path: 'optimizer.learning_rate', values: [0.1, 0.001] },
      { path: 'dataset', values: ['mnist', 'fashion-mnist'] },
    ])
  })

  test.each([
    [
      'optimizer',
      '{ name: sgd, momentum: [0, 0.9], learning_rate: [1, 2] }',
      [
        { ...SGD, momentum: 0, learning_rate: 1 },
        { ...SGD, momentum: 0, learning_rate: 2 },
        { ...SGD, momentum: 0.9, learning_rate: 1 },
        { ...SGD, momentum: 0.9, learning_rate: 2 },
      ],
    ],
    [
      'model.activation',
      '{ name: elu, alpha: [1, 2] }',
      [
        { name: 'elu', alpha: 1 },
        { name: 'elu', alpha: 2 },
      ],
    ],
    ['model.initializer', '{ name: normal, stddev: [0.1] }', [{ name: 'normal', mean: 0, stddev: 0.1 }]],
    [
      'schedule',
      '{ name: constant, warmup_epochs: [0, 1] }',
      [
        { name: 'constant', warmup_epochs: 0 },
        { name: 'constant', warmup_epochs: 1 },
      ],
    ],
  ])('unfolds a list inside an entry of %s where it stands, the last list fastest', (path, entry, values) => {
    expect(load(`name: a\nsweep: { ${path}: [${entry}] }`).axes).toEqual([{ path, values }])
  })

  test('counts seeds from 0, or takes those that are listed', () => {
    expect(load('name: a\nseeds: 3').seeds).toEqual([0, 1, 2])
    expect(load('name: a\nseeds: [7, 9007199254740991, 0]').seeds).toEqual([7, 9007199254740991, 0])
  })

  test('excludes by name, by hyperparameters and by value', () => {
    const { exclude } = load(`
name: a
sweep:
  optimizer: [adam, { name: sgd, momentum: [0, 0.9] }]
  model.hidden: [[64], [128]]
exclude:
  - { optimizer: adam, model.hidden: [64] }
  - { optimizer.name: sgd, optimizer.momentum: 0.9 }
  - optimizer: { name: sgd, momentum: 0 }
    training.epochs: 10`)
    expect(exclude).toEqual([
      { 'optimizer.name': 'adam', 'model.hidden': [64] },
      { 'optimizer.name': 'sgd', 'optimizer.momentum': 0.9 },
      { 'optimizer.name': 'sgd', 'optimizer.momentum': 0, 'training.epochs': 10 },
    ])
  })

  test('may begin with a byte order mark, have Windows line ends, comments, aliases and empty sections', () => {
    const text = [
      '\uFEFF# an experiment',
      '---',
      'name: a',
      'model: { hidden: &two [8, 4] }',
      'training:',
      'sweep:',
      '  model.hidden: [*two, [8]]',
      'exclude: # none yet',
    ].join('\r\n')
    expect(load(text).axes).toEqual([{ path: 'model.hidden', values: [[8, 4], [8]] }])
  })

  test('has one zero: -0 is 0', () => {
    expect(Object.is(load('name: a\ntraining: { l2: -0.0 }').fixed.training.l2, 0)).toBe(true)
  })

  test.each(['a', '"2024"', '너비-비교', 'x_1.b-2', 'ä'.repeat(64)])('may be called %s', name => {
    expect(load(`name: ${name}`).name).toBe(name.replaceAll('"', ''))
  })

  test('has a name with composed accents, so that one spelling is one folder', () => {
    expect(load(`name: ${'\u1112\u1161\u11ab'}`).name).toBe('한')
  })
})
