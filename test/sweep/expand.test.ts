import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parameterCount } from '../../src/core/parameters.js'
import { epochsOf } from '../../src/domain/length.js'
import { activationsOf } from '../../src/domain/network.js'
import type { Axis, Experiment } from '../../src/domain/trial.js'
import { loadExperiment } from '../../src/spec/load.js'
import { layerSizes } from '../../src/sweep/architecture.js'
import { countTrials, expand } from '../../src/sweep/expand.js'
import { canonicalJson, differences, identityOf } from '../../src/sweep/identity.js'
import { valueAt, withValue } from '../../src/sweep/paths.js'

const load = (text: string) => loadExperiment(text, { file: 'x.yaml' })
const base = load('name: a')

describe('a plan', () => {
  test('has every configuration with the first seed, then with the second; the last axis varies fastest', () => {
    const { trials } = expand(
      load(`
name: a
sweep: { model.hidden: [[8], [4]], model.activation: [relu, tanh] }
seeds: [5, 3]`),
    )
    expect(
      trials.map(({ index, seed, configuration: { model } }) => [
        index,
        seed,
        model.hidden[0],
        activationsOf(model)[0]!.name,
      ]),
    ).toEqual([
      [0, 5, 8, 'relu'],
      [1, 5, 8, 'tanh'],
      [2, 5, 4, 'relu'],
      [3, 5, 4, 'tanh'],
      [4, 3, 8, 'relu'],
      [5, 3, 8, 'tanh'],
      [6, 3, 4, 'relu'],
      [7, 3, 4, 'tanh'],
    ])
  })

  test('trains equal configurations once, and counts the rest', () => {
    const { trials, duplicates, excluded } = expand(
      load(`
name: a
sweep:
  optimizer: [adam, { name: adam, beta_1: [0.9, 0.8] }, { name: adam, learning_rate: 1e-3 }]
  training.epochs: [1, 2, 1]
seeds: 2`),
    )
    // Optimizers: adam = beta_1 0.9 = learning_rate 1e-3, and beta_1 0.8; epochs 1 and 2: 4 of 4 x 3 are different.
    expect({ trials: trials.length, duplicates, excluded }).toEqual({ trials: 8, duplicates: 8, excluded: 0 })
  })

  test('leaves out what agrees with all of a rule, whichever hyperparameter that is', () => {
    const { trials, excluded } = expand(
      load(`
name: a
sweep:
  optimizer: [adam, { name: sgd, momentum: [0, 0.9] }]
  model.hidden: [[8], [8, 4]]
exclude:
  - { optimizer: sgd, model.hidden: [8, 4] }
  - { optimizer.momentum: 0.9 }`),
    )
    const shown = trials.map(({ configuration: c }) => `${c.optimizer.name} ${c.model.hidden}`)
    expect(shown).toEqual(['adam 8', 'adam 8,4', 'sgd 8'])
    expect(excluded).toBe(3)
  })

  test('sets a hyperparameter of every value of a choice, in whichever order the axes stand', () => {
    const first = expand(load('name: a\nsweep: { optimizer.learning_rate: [1, 2], optimizer: [adam, sgd] }'))
    expect(
      first.trials.map(({ configuration: { optimizer } }) => `${optimizer.name} ${optimizer.learning_rate}`),
    ).toEqual(['adam 1', 'sgd 1', 'adam 2', 'sgd 2'])
  })

  test('of one configuration is one trial', () => {
    expect(expand(base).trials).toMatchObject([{ index: 0, seed: 0, configuration: base.fixed }])
  })

  test('has the parameters of each network: 784 inputs, 10 classes, a bias for each unit', () => {
    const { trials } = expand(load('name: a\nsweep: { model.hidden: [[], [50], [256, 128]] }'))
    // (784 + 1) 10;  (784 + 1) 50 + (50 + 1) 10;  (784 + 1) 256 + (256 + 1) 128 + (128 + 1) 10
    expect(trials.map(({ parameters }) => parameters)).toEqual([7_850, 39_760, 235_146])
    expect(layerSizes(trials[2]!.configuration)).toEqual([784, 256, 128, 10])
    expect(parameterCount([3])).toBe(0)
  })
})

/** Experiments with random axes, some of whose values are equal. */
const experiments: fc.Arbitrary<Experiment> = fc
  .record({
    epochs: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }),
    hidden: fc.array(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }), {
      minLength: 1,
      maxLength: 4,
    }),
    rates: fc.array(fc.constantFrom(0.1, 0.2, 0.3), { minLength: 1, maxLength: 3 }),
    seeds: fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 3 }),
    order: fc.shuffledSubarray([0, 1, 2]),
    excluded: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
  })
  .map(({ epochs, hidden, rates, seeds, order, excluded }) => {
    const axes: Axis[] = [
      { path: 'training.epochs', values: epochs },
      { path: 'model.hidden', values: hidden },
      { path: 'optimizer.learning_rate', values: rates },
    ]
    return {
      ...base,
      seeds,
      axes: order.map(i => axes[i]!),
      exclude: excluded.map(value => ({ 'training.epochs': value })),
    }
  })

describe('training by steps', () => {
  test('is recorded once a pass where the file leaves it open, which the plan says', () => {
    // 10,000 examples, 2,000 held out: 8,000 / 32 = 250 updates a pass, and 8,000 / 3,000 are three with the last one smaller.
    const { trials, duplicates } = expand(
      load(`
name: a
training: { steps: 1000 }
sweep: { training.batch_size: [32, 3000], training.record_every: [null, 250, 100] }`),
    )
    const { length } = trials
    expect(trials.map(({ configuration: { training } }) => training.record_every)).toEqual([
      250, 100, 3, 250, 100,
    ])
    expect({ length, duplicates }).toEqual({ length: 5, duplicates: 1 })
    expect(trials.map(({ configuration }) => epochsOf(configuration))).toEqual([4, 10, 334, 4, 10])
  })
})

describe('every plan', () => {
  test('accounts for every combination: trained, excluded or there already', () => {
    fc.assert(
      fc.property(experiments, experiment => {
        const { trials, excluded, duplicates } = expand(experiment)
        const each = BigInt(experiment.seeds.length)
        expect(BigInt(trials.length) + BigInt(excluded + duplicates) * each).toBe(countTrials(experiment))
      }),
      { numRuns: 100 },
    )
  })

  test('is the same each time, with ids that are all different', () => {
    fc.assert(
      fc.property(experiments, experiment => {
        const plan = expand(experiment)
        expect(expand(structuredClone(experiment))).toEqual(plan)
        expect(new Set(plan.trials.map(({ trialId }) => trialId)).size).toBe(plan.trials.length)
        expect(plan.trials.map(({ index }) => index)).toEqual(plan.trials.map((_, i) => i))
      }),
      { numRuns: 100 },
    )
  })
})

test('trials are counted beyond what could ever be expanded', () => {
  const values = Array.from({ length: 1000 }, (_, i) => i)
  const axes = Array.from({ length: 10 }, (_, i) => ({ path: `p${i}`, values }))
  expect(countTrials({ axes, seeds: [1, 2, 3] })).toBe(3n * 10n ** 30n)
})

describe('an identity', () => {
  test('never changes: ids of earlier runs must still name the same trials', () => {
    const { configuration } = expand(load('name: a\nmodel: { hidden: [50], activation: sigmoid }')).trials[0]!
    // The figures are those of coreutils' sha256sum for PINNED, and for {"configuration":PINNED,"seed":...}.
    expect(canonicalJson(differences(configuration))).toBe(PINNED)
    expect(identityOf(configuration).configId).toBe('cb53a842dcb77')
    expect(identityOf(configuration).trialId(0)).toBe('t27d58f2b56d8')
    expect(identityOf(configuration).trialId(9007199254740991)).toBe('t3b079f1519f0')
  })

  test('is of what differs from the defaults: what bench learns to vary later changes no id', () => {
    const different = (text: string) => differences(expand(load(`name: a\n${text}`)).trials[0]!.configuration)
    expect(different('')).toEqual({})
    expect(different('training: { clip_norm: null, replacement: false }\nsave: best')).toEqual({})
    expect(different('optimizer: { name: adam, beta_1: 0.5 }\ntraining: { epochs: 10, l2: 1 }')).toEqual({
      optimizer: { name: 'adam', beta_1: 0.5 },
      'training.l2': 1,
    })
    expect(different('model: { hidden: [8, 4], activation: [relu, { name: elu, alpha: 1 }] }')).toEqual({
      'model.hidden': [8, 4],
      'model.activation': [{ name: 'relu' }, { name: 'elu' }],
    })
    // A configuration of a version that knows one more hyperparameter, at its default.
    const { fixed } = base
    const later = { ...fixed, training: { ...fixed.training, momentum_of_the_mean: 0 } } as typeof fixed
    expect(identityOf(later).configId).toBe(identityOf(fixed).configId)
  })

  test('does not depend on the order of keys, but on every value', () => {
    const { fixed } = base
    const turned = Object.fromEntries(Object.entries(fixed).reverse()) as unknown as typeof fixed
    expect(identityOf(turned)).toMatchObject({ configId: identityOf(fixed).configId })
    expect(identityOf(withValue(fixed, 'training.l2', 1e-9)).configId).not.toBe(identityOf(fixed).configId)
  })

  test('depends on what is trained, not on how the file says it or what it is called', () => {
    const ids = (text: string) => expand(load(text)).trials.map(({ trialId }) => trialId)
    expect(ids('name: b\noptimizer: { name: adam, learning_rate: 0.0010 }\nquestion: why?')).toEqual(
      ids('name: a'),
    )
  })
})

const PINNED = '{"model.activation":{"name":"sigmoid"},"model.hidden":[50]}'

describe('a path', () => {
  test('leads to a value, or to nothing', () => {
    expect(valueAt(base.fixed, 'optimizer.name')).toBe('adam')
    expect(valueAt(base.fixed, 'model.hidden')).toEqual([100])
    expect(valueAt(base.fixed, 'optimizer.momentum')).toBeUndefined()
    expect(valueAt(base.fixed, 'loss.name.toString')).toBeUndefined()
  })

  test('changes one value and nothing else', () => {
    const changed = withValue(base.fixed, 'training.epochs', 3)
    expect(changed.training).toEqual({ ...base.fixed.training, epochs: 3 })
    expect(changed.model).toBe(base.fixed.model)
    expect(base.fixed.training.epochs).toBe(10)
  })
})
