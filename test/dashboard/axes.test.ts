import { describe, expect, test } from 'vitest'
import { chanceOf, mapOf, pairName, pairsOf, reportOf } from '../../src/dashboard/model/axes.js'
import { planFacts } from '../../src/dashboard/model/plan-facts.js'
import { rank } from '../../src/dashboard/model/rows.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Plan, Trial } from '../../src/domain/trial.js'
import type { ClassesOf } from '../../src/statistics/chance-level.js'
import { completed, ended, planOf, play, started } from './events.js'

const plan = planOf({ hidden: [[64], [128]], activations: ['relu', 'tanh'], seeds: [0, 1] })

/** The sweep in which the trials have these values; a trial without one has not ended. */
function reportsOf(from: Plan, objectiveOf: (trial: Trial) => number | null) {
  const ends = from.trials.flatMap((trial): readonly SweepEvent[] => {
    const value = objectiveOf(trial)
    return value === null ? [] : [ended(trial, 1, completed(trial, value))]
  })
  const sweep = play([started(from), ...ends])
  const facts = planFacts(from)
  const ranking = rank(sweep)
  return {
    byAxis: Object.fromEntries(
      facts.axes.map(axis => [axis.column.name, reportOf(sweep, facts, ranking, axis)]),
    ),
    maps: pairsOf(facts.axes).map(pair => mapOf(sweep, facts, ranking, pair)),
  }
}

function isRelu({ configuration: { model } }: Trial): boolean {
  return 'name' in model.activation && model.activation.name === 'relu'
}

describe('the mean of each value over all the rest', () => {
  // By width and seed: relu 0.90 0.92 (64), 0.94 0.96 (128); tanh is 0.04 below with seed 0 and 0.02 below with seed 1.
  const objectiveOf = (trial: Trial) =>
    0.9 +
    0.02 * trial.seed +
    (trial.configuration.model.hidden[0] === 128 ? 0.04 : 0) -
    (isRelu(trial) ? 0 : 0.04 - 0.02 * trial.seed)

  test('is taken seed by seed, with an interval over the seeds', () => {
    const { effects } = reportsOf(plan, objectiveOf).byAxis['activation']!
    const [relu, tanh] = effects.values
    expect(effects).toMatchObject({ settings: 2, seeds: 2 })
    // relu: the means of the seeds are (0.90 + 0.94) / 2 = 0.92 and 0.94, so 0.93; the half-width of two values is
    // 12.7062 x 0.02 / sqrt 2 / sqrt 2 = 0.127062. tanh: 0.88 and 0.92, so 0.90.
    expect(relu).toMatchObject({ value: 'relu', isBest: true })
    expect(relu!.summary!.mean).toBeCloseTo(0.93, 12)
    expect(relu!.summary!.halfWidth).toBeCloseTo(0.127062, 5)
    expect(tanh!.summary!.mean).toBeCloseTo(0.9, 12)
    // The differences 0.04 and 0.02 have t = 0.03 / (0.0141421 / sqrt 2) = 3 with one degree of freedom: p = 0.205.
    expect([relu!.tied, tanh!.tied]).toEqual([true, true])
  })

  test('two axes are averaged pair by pair', () => {
    const [map] = reportsOf(plan, objectiveOf).maps
    const means = Object.fromEntries(map!.effects.values.map(({ value, summary }) => [value, summary!.mean]))
    expect(means[pairName('64', 'relu')]).toBeCloseTo(0.91, 12)
    expect(means[pairName('128', 'tanh')]).toBeCloseTo(0.92, 12)
    expect(map!.effects).toMatchObject({ settings: 1, seeds: 2 })
  })

  test('a difference that every seed shows is told from luck', () => {
    const seeds = planOf({ hidden: [[64], [128]], activations: ['relu', 'tanh'], seeds: [0, 1, 2, 3] })
    const { effects } = reportsOf(seeds, trial => 0.9 + 0.01 * (trial.seed % 3) - (isRelu(trial) ? 0 : 0.05))
      .byAxis['activation']!
    expect(effects.values.map(({ tied }) => tied)).toEqual([false, false])
  })
})

describe('where the grid has gaps only like is compared with like', () => {
  test('a setting that one of the values has not completed counts for none of them', () => {
    // The wide tanh network, which would lift tanh, has completed; the wide relu network has not.
    const { effects } = reportsOf(plan, trial => {
      const wide = trial.configuration.model.hidden[0] === 128
      if (wide && isRelu(trial)) return null
      return wide ? 0.99 : isRelu(trial) ? 0.9 : 0.8
    }).byAxis['activation']!
    expect(effects).toMatchObject({ settings: 1, seeds: 2 })
    expect(effects.values.map(({ summary }) => summary!.mean)).toEqual([0.9, 0.8])
  })

  test('and the same seeds are: what only one seed has completed is left to that seed', () => {
    // Seed 1 has completed the narrow networks alone: 2 settings x 1 seed weigh 2 x 0.5, 1 setting x 2 seeds 1 x 1.5.
    const { effects } = reportsOf(plan, trial =>
      trial.seed === 1 && trial.configuration.model.hidden[0] === 128 ? null : 0.9,
    ).byAxis['activation']!
    expect(effects).toMatchObject({ settings: 1, seeds: 2 })
  })

  test('before any two values have met, nothing is compared', () => {
    const { effects } = reportsOf(plan, trial => (isRelu(trial) ? 0.9 : null)).byAxis['activation']!
    expect(effects).toMatchObject({ settings: 0, seeds: 0 })
    expect(effects.values.map(({ summary, tied, isBest }) => [summary, tied, isBest])).toEqual([
      [null, null, false],
      [null, null, false],
    ])
  })

  test('a value that shares no setting is left out, and the others are compared', () => {
    const three = planOf({ hidden: [[64]], activations: ['relu', 'tanh', 'sigmoid'], seeds: [0, 1] })
    const { effects } = reportsOf(three, trial => (trial.index >= 4 ? null : 0.9 - 0.01 * trial.index))
      .byAxis['activation']!
    expect(effects.values.map(({ summary }) => summary !== null)).toEqual([true, true, false])
  })
})

test('hyperparameters that the values bring apart are averaged over, and said', () => {
  // adam has the learning rate 0.001 and sgd 0.01: no optimizer has the other's.
  const two = planOf({ hidden: [[64], [128]], optimizers: ['adam', 'sgd'], seeds: [0, 1] })
  const { byAxis } = reportsOf(two, trial => (trial.configuration.optimizer.name === 'adam' ? 0.95 : 0.9))
  expect(byAxis['optimizer']).toMatchObject({
    averaged: ['learning_rate'],
    effects: { settings: 2, seeds: 2 },
  })
  expect(byAxis['optimizer']!.effects.values[0]!.summary!.mean).toBeCloseTo(0.95, 12)
  // And the learning rate itself cannot be told from the optimizer.
  expect(byAxis['learning_rate']!.effects.settings).toBe(0)
})

describe('values with which nothing was learnt', () => {
  /** Ten classes: at chance level is at most 1.25 / 10. tanh has 10 and 11 % with 64 units, 11 and 12 % with 128. */
  const objectiveOf = (trial: Trial) =>
    isRelu(trial) ? 0.9 : 0.1 + 0.01 * trial.seed + (trial.configuration.model.hidden[0] === 128 ? 0.01 : 0)

  const valuesWith = (from: Plan, classesOf: ClassesOf | null) => {
    const ends = from.trials.map(trial => ended(trial, 1, completed(trial, objectiveOf(trial))))
    const sweep = play([started(from), ...ends])
    return chanceOf(sweep, planFacts(from, classesOf), rank(sweep)).map(({ title, accuracies }) => ({
      title,
      accuracies: accuracies.map(accuracy => Number(accuracy.toFixed(4))),
    }))
  }

  test('are found where all of their trials are no better than guessing', () => {
    expect(valuesWith(plan, () => 10)).toEqual([
      { title: 'activation tanh', accuracies: [0.1, 0.11, 0.11, 0.12] },
    ])
    expect(valuesWith(plan, () => 11)).toEqual([]) // 1.25 / 11 = 0.1136
  })

  test('are not looked for where nobody knows how many classes there are, or only one thing varies', () => {
    expect(valuesWith(plan, null)).toEqual([])
    expect(valuesWith(plan, () => null)).toEqual([])
    expect(
      valuesWith(planOf({ hidden: [[64]], activations: ['relu', 'tanh'], seeds: [0] }), () => 10),
    ).toEqual([])
  })
})
