import { expect, test } from 'vitest'
import type { Trial } from '../../src/domain/trial.js'
import { valuesAtChance } from '../../src/statistics/chance-level.js'
import { planOf } from '../dashboard/events.js'
import { candidatesOf, type Ended } from '../report/compared.js'

const plan = planOf({ hidden: [[8], [16]], optimizers: ['adam', 'sgd'], seeds: [0, 1] })

function atChance(ended: (trial: Trial) => Ended, classes = 10) {
  const { ranking, varying } = candidatesOf(plan, ended)
  const found = valuesAtChance(ranking, varying, { split: 'validation', classesOf: () => classes })
  return found.map(({ title, accuracies }) => [title, ...accuracies])
}

test('of values that go together the first is named, with the accuracies of what has completed', () => {
  // Each optimizer has a learning rate of its own. Of the four trials of sgd one has diverged.
  const ended = ({ configuration: { optimizer, model }, seed }: Trial): Ended => {
    if (optimizer.name === 'adam') return 0.9
    if (model.hidden[0] === 16 && seed === 1) return 'diverged'
    return model.hidden[0] === 16 ? 0.11 : seed === 1 ? 0.09 : 0.1
  }
  expect(atChance(ended)).toEqual([['optimizer sgd', 0.09, 0.1, 0.11]])
  // Of eleven classes 1.25 / 11 = 0.1136 is the limit, of twelve 0.1042.
  expect(atChance(ended, 11)).toHaveLength(1)
  expect(atChance(ended, 12)).toEqual([])
})

test('a value that has learnt in a single setting is none, nor one of which nothing has completed', () => {
  expect(atChance(({ configuration: { model } }) => (model.hidden[0] === 8 ? 'diverged' : 0.9))).toEqual([])
  const once = ({ index, configuration: { optimizer } }: Trial) =>
    optimizer.name === 'adam' || index === 2 ? 0.9 : 0.1
  expect(plan.trials[2]!.configuration.optimizer.name).toBe('sgd')
  expect(atChance(once)).toEqual([])
})
