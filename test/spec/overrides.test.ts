import { describe, expect, test } from 'vitest'
import { loadExperiment } from '../../src/spec/load.js'
import { summaryOf } from './mistakes-of.js'

const FILE = `name: a
optimizer: { name: sgd, momentum: 0.9 }
sweep:
  model.hidden: [[32], [64]]
  schedule: [cosine, { name: step, decay_rate: [0.1, 0.5] }]
seeds: 2`

const load = (overrides: readonly string[], seeds?: string) =>
  loadExperiment(FILE, { file: 'x.yaml', overrides, ...(seeds === undefined ? {} : { seeds }) })
const paths = (overrides: readonly string[]) => load(overrides).axes.map(({ path }) => path)

describe('--set', () => {
  test('replaces a fixed value, also one that the file does not write', () => {
    expect(load(['training.epochs=3', 'dataset=mnist']).fixed).toMatchObject({
      dataset: 'mnist',
      training: { epochs: 3, batch_size: 32 },
    })
  })

  test('changes one hyperparameter and keeps the others', () => {
    expect(load(['optimizer.learning_rate=1e-3']).fixed.optimizer).toMatchObject({
      name: 'sgd',
      momentum: 0.9,
      learning_rate: 0.001,
    })
  })

  test('changes a hyperparameter of a choice that is written as a name, or not at all', () => {
    const other = loadExperiment('name: a\nmodel: { activation: elu }', {
      file: 'x.yaml',
      overrides: ['model.activation.alpha=2', 'optimizer.beta_1=0.5'],
    })
    expect(other.fixed).toMatchObject({
      model: { activation: { name: 'elu', alpha: 2 } },
      optimizer: { name: 'adam', beta_1: 0.5 },
    })
  })

  test('takes the place of an axis', () => {
    expect(load(['model.hidden=[8]']).fixed.model.hidden).toEqual([8])
    expect(paths(['model.hidden=[8]'])).toEqual(['schedule'])
    expect(paths(['schedule.name=constant'])).toEqual(['model.hidden'])
  })

  test('of a hyperparameter is for every value of an axis, whatever the entries say', () => {
    const decayRates = load(['schedule={name: step}', 'schedule.decay_rate=0.9']).fixed.schedule
    expect(decayRates).toMatchObject({ name: 'step', decay_rate: 0.9 })
    const { axes } = loadExperiment(FILE.replace('cosine, ', 'exponential, '), {
      file: 'x.yaml',
      overrides: ['schedule.decay_rate=0.9'],
    })
    expect(axes.slice(1)).toMatchObject([
      { path: 'schedule', values: [{ name: 'exponential' }, { name: 'step' }] },
      { path: 'schedule.decay_rate', values: [0.9] },
    ])
  })

  test('replaces or adds an axis under sweep', () => {
    expect(load(['sweep.model.hidden=[[8]]']).axes[0]).toEqual({ path: 'model.hidden', values: [[8]] })
    expect(paths(['sweep.training.batch_size=[8, 16]'])).toEqual([
      'model.hidden',
      'schedule',
      'training.batch_size',
    ])
  })

  test('replaces the keys of the experiment, and several of a group at once', () => {
    const { name, seeds, objective, fixed } = load([
      'name=b',
      'seeds=[4]',
      'objective=train.loss',
      'training={epochs: 1, l2: 0.1}',
    ])
    expect({ name, seeds, objective: objective.metric }).toEqual({ name: 'b', seeds: [4], objective: 'loss' })
    expect(fixed.training).toMatchObject({ epochs: 1, l2: 0.1, batch_size: 32 })
  })

  test('wins over an earlier one', () => {
    expect(load(['training.epochs=3', 'training.epochs=4']).fixed.training.epochs).toBe(4)
  })

  test('of the length of the training takes the place of a length that is given in another way', () => {
    const trainingOf = (file: string, ...overrides: string[]) =>
      loadExperiment(`name: a\n${file}`, { file: 'x.yaml', overrides }).fixed.training
    const bySteps = 'training: { steps: 100, record_every: 10, batch_size: 8 }'
    expect(trainingOf(bySteps, 'training.epochs=3')).toMatchObject({
      epochs: 3,
      steps: null,
      record_every: null,
      batch_size: 8,
    })
    expect(trainingOf('training: { epochs: 3 }', 'training.steps=100')).toMatchObject({ steps: 100 })
    expect(trainingOf('sweep: { training.epochs: [1, 2] }', 'training.steps=100')).toMatchObject({
      steps: 100,
    })
    // Taking the steps away gives the training no other length.
    expect(trainingOf('training: { epochs: 3 }', 'training.steps=null')).toMatchObject({
      epochs: 3,
      steps: null,
    })
  })

  test('may take away what a rule of exclude is about', () => {
    const file = `${FILE}\nexclude: [{ schedule: cosine, model.hidden: [32] }]`
    expect(() => loadExperiment(file, { file: 'x.yaml', overrides: ['schedule=step'] })).not.toThrow()
  })

  test.each([
    ['training.epochs', 'bad-override 1:7 training.epochs'],
    ['=3', 'bad-override 1:7 =3'],
    ['training.epoch=3', 'unknown-path 1:7 training.epoch'],
    ['training={epoch: 3}', 'unknown-path 1:17 epoch'],
    ['seds=3', 'unknown-path 1:7 seds'],
    ['training.epochs=three', 'wrong-type 1:23 three'],
    ['training.epochs="3"', 'number-as-string 1:23 "3"'],
    ['training.epochs= 2.5', 'not-an-integer 1:24 2.5'],
    ['training.epochs=', 'wrong-type 1:23 '],
    ['model.hidden=[3', 'yaml-syntax 1:22 '],
    ['model.hidden=3', 'layers-not-a-list 1:20 3'],
    ['optimizer={name: adam, rho: 1}', 'unknown-hyperparameter 1:30 rho'],
    ['optimizer.rho=0.5', 'unknown-hyperparameter 1:7 optimizer.rho'],
    ['schedule.decay_rate=0.5', 'unknown-hyperparameter 1:7 schedule.decay_rate'],
    ['name=*x', 'bad-alias 1:12 *x'],
  ])('%s is a mistake on the command line: %s', (override, mistake) => {
    expect(summaryOf(FILE, { overrides: [override] })).toEqual([mistake])
  })

  test('is checked together with the file, whose mistakes come first', () => {
    expect(
      summaryOf('name: a b', { overrides: ['training.epochs=0', 'model.activation=rely'], seeds: '1,x' }),
    ).toEqual([
      'bad-name 1:7 a b',
      'out-of-range 1:23 0',
      'unknown-activation 1:24 rely',
      'wrong-type 1:11 x',
    ])
  })
})

describe('--seeds', () => {
  test('is a count or a list with commas, and wins over the file and --set', () => {
    expect(load(['seeds=7'], '3').seeds).toEqual([0, 1, 2])
    expect(load([], '5, 1,9').seeds).toEqual([5, 1, 9])
    expect(load([], '[4]').seeds).toEqual([4])
  })

  test.each([
    ['0', 'out-of-range 1:9 0'],
    ['1,1', 'bad-seed 1:11 1'],
    ['1,-2', 'out-of-range 1:11 -2'],
    ['1,2.5', 'not-an-integer 1:11 2.5'],
    ['x', 'wrong-type 1:9 x'],
    ['10000000000', 'sweep-too-large 1:9 10000000000'],
  ])('%s is refused: %s', (seeds, mistake) => {
    expect(summaryOf(FILE, { seeds })).toEqual([mistake])
  })
})
