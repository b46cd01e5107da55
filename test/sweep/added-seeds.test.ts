import { describe, expect, test } from 'vitest'
import { SEED_MAX } from '../../src/core/random.js'
import type { AddedSeeds, Plan } from '../../src/domain/trial.js'
import { TRIALS_MAX, withAddedSeeds, withMoreSeeds } from '../../src/sweep/added-seeds.js'
import { expand } from '../../src/sweep/expand.js'
import { experiment } from '../store/small-run.js'

/** Three configurations with the seeds 7 and 1. */
const plan = expand(experiment)
const ids = [...new Set(plan.trials.map(({ configId }) => configId))]
const [a, b, c] = ids as [string, string, string]

/** `b 8`: configurations by letter, in the plan's order. */
const written = ({ trials }: Plan) =>
  trials.map(({ configId, seed }) => `${'abc'[ids.indexOf(configId)]} ${seed}`)

describe('seeds that are added to some configurations', () => {
  test('are the smallest above all seeds of the experiment, so that those that get more get the same', () => {
    const first = withMoreSeeds(plan, [b], 2)
    expect(first.addedSeeds).toEqual({ [b]: [8, 9] })
    const second = withMoreSeeds(first, [c, b], 1)
    expect(second.addedSeeds).toEqual({ [b]: [8, 9, 10], [c]: [8] })
  })

  test('stand behind the plan of the experiment, seed by seed', () => {
    const grown = withMoreSeeds(withMoreSeeds(plan, [c], 1), [a, c], 1)
    expect(written(grown)).toEqual(['a 7', 'b 7', 'c 7', 'a 1', 'b 1', 'c 1', 'a 8', 'c 8', 'c 9'])
  })

  test('give the same plan in whatever order they are added', () => {
    const oneWay = withMoreSeeds(withMoreSeeds(plan, [a], 2), [b, c], 1)
    const another = withMoreSeeds(withMoreSeeds(withMoreSeeds(plan, [c], 1), [a, b], 1), [a], 1)
    expect(another).toEqual(oneWay)
    expect(withAddedSeeds(plan, another.addedSeeds!)).toEqual(oneWay)
  })

  test('move no trial that was there before', () => {
    const grown = withMoreSeeds(plan, [c], 2)
    const more = withMoreSeeds(grown, [a, b], 3)
    const indexOf = new Map(more.trials.map(({ trialId, index }) => [trialId, index]))
    for (const { trialId, index } of grown.trials) expect(indexOf.get(trialId)).toBe(index)
    expect(new Set(indexOf.values()).size).toBe(more.trials.length)
  })

  test('make the trials that an experiment with these seeds would have', () => {
    const grown = withMoreSeeds(plan, ids, 2)
    expect(grown.trials).toEqual(expand({ ...experiment, seeds: [7, 1, 8, 9] }).trials)
  })

  test('are left out where the experiment has them by now, and where it has no such configuration', () => {
    const extended = expand({ ...experiment, seeds: [7, 1, 8] })
    const grown = withAddedSeeds(extended, { [a]: [9, 8], [b]: [8], cffffffffffff: [9] })
    expect(grown.addedSeeds).toEqual({ [a]: [9] })
    expect(written(grown).slice(9)).toEqual(['a 9'])
    const none: AddedSeeds = { [b]: [8] }
    expect(withAddedSeeds(extended, none)).toEqual(extended)
  })

  test.each([
    ['a configuration that the plan has not', ['cffffffffffff'], 1],
    ['no configuration', [], 1],
    ['no seed', [a], 0],
    ['a part of a seed', [a], 1.5],
    ['more than a plan may hold', ids, Math.ceil((TRIALS_MAX - 5) / 3)],
  ])('are not there for %s: the plan stays what it was', (_, configIds, count) => {
    expect(withMoreSeeds(plan, configIds, count)).toBe(plan)
  })

  test('are not there where there is no larger seed', () => {
    const last = expand({ ...experiment, seeds: [SEED_MAX - 1] })
    expect(withMoreSeeds(last, [a], 1).addedSeeds).toEqual({ [a]: [SEED_MAX] })
    expect(withMoreSeeds(last, [a], 2)).toBe(last)
  })
})
