import { expect, test } from 'vitest'
import { labelOf, planFacts } from '../../src/dashboard/model/plan-facts.js'
import { planOf } from './events.js'

test('only what varies is a column, without the hyperparameters that follow from their optimizer', () => {
  const plan = planOf({ hidden: [[64], [256, 128]], optimizers: ['adam', 'sgd'] })
  const facts = planFacts(plan)
  // adam has beta_1, beta_2 and epsilon and sgd has momentum and nesterov, but the optimizer's name has said so.
  expect(facts.varying.map(({ name }) => name)).toEqual(['hidden', 'optimizer', 'learning_rate'])
  expect(facts.varying.map(({ width, align }) => [width, align])).toEqual([
    [7, 'left'],
    [4, 'left'],
    [5, 'right'],
  ])
  expect(labelOf(plan.trials.at(-1)!, facts)).toBe('256x128 sgd 0.01')
})

test('a hyperparameter that is an axis of its optimizer is a column', () => {
  const plan = planOf({ hidden: [[64], [32]], optimizers: ['sgd'] })
  const [first, second] = [plan.trials[0]!, plan.trials.at(-1)!]
  const faster = { ...second.configuration.optimizer, momentum: 0.9 } as typeof second.configuration.optimizer
  const changed = { ...second, configuration: { ...first.configuration, optimizer: faster } }
  const facts = planFacts({ ...plan, trials: [first, changed] })
  expect(facts.varying.map(({ name }) => name)).toEqual(['momentum'])
})

test('what all have in common is said in one line', () => {
  const { constants } = planFacts(planOf({ optimizers: ['adam', 'sgd'] }))
  expect(constants).toMatch(/^mnist-10k, activation relu, initializer glorot-uniform, loss cross-entropy, /)
  expect(constants).not.toMatch(/hidden|optimizer|\n/)
})

test('seeds are counted, and the widest is known', () => {
  expect(planFacts(planOf({ seeds: [7, -10, 100] }))).toMatchObject({ seeds: 3, seedWidth: 3 })
})

test('where nothing varies a trial is named by its configuration', () => {
  const plan = planOf({ hidden: [[64]] })
  expect(labelOf(plan.trials[0]!, planFacts(plan))).toBe('c000000000000')
})

test('that nothing ends the training early is a value of its axis as well', () => {
  const plan = planOf({ hidden: [[64], [32]], optimizers: ['sgd'] })
  const [first, second] = [plan.trials[0]!, plan.trials.at(-1)!]
  const { configuration } = first
  const patient = { ...configuration, training: { ...configuration.training, patience: 3 } }
  const facts = planFacts({ ...plan, trials: [first, { ...second, configuration: patient }] })
  expect(facts.axes.map(({ column, values }) => [column.name, values])).toEqual([['patience', ['-', '3']]])
})
