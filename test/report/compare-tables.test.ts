import { describe, expect, test } from 'vitest'
import { mapOf, pairName, pairsOf, reportOf } from '../../src/dashboard/model/axes.js'
import { planFacts } from '../../src/dashboard/model/plan-facts.js'
import { rank } from '../../src/dashboard/model/rows.js'
import type { Trial } from '../../src/domain/trial.js'
import { axisOf } from '../../src/report/compare-columns.js'
import { basisOf } from '../../src/report/compare-sentences.js'
import { rankingTable } from '../../src/report/compare-tables.js'
import { planOf, play, recorded } from '../dashboard/events.js'
import { byAxes, candidatesOf, type Ended } from './compared.js'
import { fourCells, plan } from './four-cells.js'

describe('the values of an axis', () => {
  test('have fair means with intervals, and paired differences from the best', () => {
    const table = byAxes(candidatesOf(plan, fourCells), plan, 'activation')
    expect(table).toMatchObject({ setting: ['hidden'], averaged: [], without: 0 })
    expect(table.effects).toMatchObject({ settings: 2, allSettings: 2, seeds: 3, sharedSeeds: [0, 1, 2] })
    const [relu, tanh] = table.rows
    // By seed relu has 0.91, 0.92, 0.93: mean 0.92, deviation 0.01, half-width 4.302652730 x 0.01 / sqrt 3.
    expect(relu).toMatchObject({ cells: ['relu'], isBest: true, tied: true, contrast: null, whyNot: null })
    expect(relu!.summary!.mean).toBeCloseTo(0.92, 12)
    expect(relu!.summary!.halfWidth).toBeCloseTo(0.02484137712, 9)
    // tanh has 0.90 with every seed: differences -0.01, -0.02, -0.03, so t = -2 sqrt 3 and p = 1 - sqrt(12 / 14).
    expect(tanh).toMatchObject({ cells: ['tanh'], isBest: false, tied: true })
    expect(tanh!.summary!.mean).toBeCloseTo(0.9, 12)
    expect(tanh!.contrast!.difference!.mean).toBeCloseTo(-0.02, 12)
    expect(tanh!.contrast!.difference!.halfWidth).toBeCloseTo(0.02484137712, 9)
    expect(tanh!.contrast!.pValue).toBeCloseTo(1 - Math.sqrt(12 / 14), 9)
    expect(tanh!.contrast!.adjusted).toBe(tanh!.contrast!.pValue)
    expect(tanh!.trials).toMatchObject({ planned: 6, completed: 6 })
  })

  test('two at once have a row for each pair that occurs, in the order of the values', () => {
    const table = byAxes(candidatesOf(plan, fourCells), plan, 'hidden', 'activation')
    expect(table.rows.map(({ cells }) => cells)).toEqual([
      ['8', 'relu'],
      ['8', 'tanh'],
      ['16', 'relu'],
      ['16', 'tanh'],
    ])
    expect(table.values).toEqual([
      ['8', '16'],
      ['relu', 'tanh'],
    ])
    expect(table.rows.map(({ summary }) => Number(summary!.mean.toFixed(12)))).toEqual([
      0.91, 0.89, 0.93, 0.91,
    ])
    // Against relu 16, tanh 16 has the differences -0.01, -0.02, -0.03.
    expect(table.rows.map(({ isBest }) => isBest)).toEqual([false, false, true, false])
    expect(table.rows[3]!.contrast!.pValue).toBeCloseTo(1 - Math.sqrt(12 / 14), 9)
  })

  test('are shown where they were not compared, with the reason and with what became of their trials', () => {
    const three = planOf({
      hidden: [[8], [16]],
      activations: ['relu', 'tanh', 'sigmoid', 'elu'],
      seeds: [0, 1],
    })
    const ended = ({ configuration: { model }, seed }: (typeof three.trials)[number]): Ended => {
      const name = 'name' in model.activation ? model.activation.name : ''
      if (name === 'sigmoid') return seed === 0 ? 'diverged' : 'failed'
      // elu has completed in a setting and with a seed that tanh has not.
      if (name === 'elu') return model.hidden[0] === 16 && seed === 1 ? 0.99 : null
      if (name === 'tanh' && model.hidden[0] === 16) return null
      return name === 'relu' ? 0.9 : 0.8
    }
    const table = byAxes(candidatesOf(three, ended), three, 'activation')
    expect(table.effects).toMatchObject({ settings: 1, allSettings: 2 })
    const [relu, tanh, sigmoid, elu] = table.rows
    expect([relu!.summary!.mean, tanh!.summary!.mean]).toEqual([0.9, 0.8])
    expect(sigmoid).toMatchObject({
      summary: null,
      whyNot: 'no trial of it has completed',
      trials: { planned: 4, completed: 0, diverged: 2, failed: 2 },
    })
    expect(elu).toMatchObject({
      summary: null,
      whyNot: 'it has not completed the setting with all 2 seeds',
      trials: { planned: 4, completed: 1, unfinished: 3 },
    })
  })

  test('that have no value of something else in common cannot be compared, and that is named', () => {
    const two = planOf({ hidden: [[8]], optimizers: ['adam', 'sgd'], seeds: [0, 1] })
    const table = byAxes(
      candidatesOf(two, () => 0.9),
      two,
      'learning_rate',
    )
    expect(table.effects).toMatchObject({ settings: 0, metSettings: 0 })
    expect(table.confounded).toEqual(['optimizer'])
  })

  test('that met, but of which one trained nowhere, are not said to have nothing in common', () => {
    // 8 and 16 both stand beside relu, 32 beside tanh alone: the three have no activation in common, and yet two of them met.
    const whole = planOf({ hidden: [[8], [16], [32]], activations: ['relu', 'tanh'], seeds: [0, 1] })
    const isPart = ({ configuration: { model } }: Trial) => {
      const isRelu = 'name' in model.activation && model.activation.name === 'relu'
      return isRelu === (model.hidden[0] !== 32)
    }
    const part = { ...whole, trials: whole.trials.filter(isPart) }
    const without = (width: number) => {
      const ended = ({ configuration: { model } }: Trial) => (model.hidden[0] === width ? 'diverged' : 0.9)
      return byAxes(candidatesOf(part, ended), part, 'hidden')
    }
    const table = without(16)
    expect(table).toMatchObject({ confounded: [], effects: { settings: 0, metSettings: 1 } })
    expect(basisOf(table)).toBe(
      'nothing to compare: no two values have completed the same setting with the same seed; ' +
        'hidden 16 has completed none of 2 trials (2 diverged)',
    )
    expect(table.rows.map(({ whyNot }) => whyNot)).toEqual([
      'no two values have completed the same setting with the same seed',
      'no trial of it has completed',
      'no two values have completed the same setting with the same seed',
    ])
    // And where 8 and 16 are compared, 32 does not occur beside them.
    expect(without(0).rows[2]!.whyNot).toBe('it does not occur in the setting of the others')
  })

  test('that a configuration does not have leave it out, but nothing is a value where it means that a thing is off', () => {
    const off = planOf({ hidden: [[8]], activations: ['relu', 'tanh'], seeds: [0] })
    const clipped = off.trials.map((trial, i) => {
      const training = { ...trial.configuration.training, clip_norm: i === 0 ? null : 1 }
      return { ...trial, configuration: { ...trial.configuration, training } }
    })
    const candidates = candidatesOf({ ...off, trials: clipped }, () => 0.9)
    const column = candidates.varying.find(({ name }) => name === 'clip_norm')!
    expect(
      axisOf(
        column,
        clipped.map(({ configuration }) => configuration),
      ).values,
    ).toEqual(['-', '1'])
    const lists = planOf({ hidden: [[8]], activations: ['leaky-relu', 'relu'], seeds: [0] })
    const slopes = [0.1, 0.2].flatMap((slope, s) =>
      lists.trials.map(trial => {
        const { activation } = trial.configuration.model
        const changed = 'negative_slope' in activation ? { ...activation, negative_slope: slope } : activation
        const model = { ...trial.configuration.model, activation: changed }
        const configId = `${trial.configId}${s}`
        return {
          ...trial,
          index: trial.index + 10 * s,
          configId,
          configuration: { ...trial.configuration, model },
        }
      }),
    )
    const varied = { ...lists, trials: slopes }
    const table = byAxes(
      candidatesOf(varied, () => 0.9),
      varied,
      'negative_slope',
    )
    expect(table.rows.map(({ cells }) => cells)).toEqual([[0.1], [0.2]])
    expect(table.without).toBe(2)
  })
})

test('numbers are those of the dashboard, bit for bit, also in a sweep with trouble', () => {
  const shape = planOf({
    hidden: [[8], [16], [32]],
    activations: ['relu', 'tanh'],
    optimizers: ['adam', 'sgd'],
    seeds: [0, 1, 2, 3],
  })
  const events = recorded(shape, { trouble: true })
  const sweep = play(events)
  const facts = planFacts(shape)
  const ranking = rank(sweep)
  const outcomes = new Map(
    events.flatMap(event => (event.type === 'trial-ended' ? [[event.trialId, event.outcome] as const] : [])),
  )
  const candidates = candidatesOf(shape, ({ trialId }): Ended => {
    const outcome = outcomes.get(trialId)
    if (outcome?.status === 'completed') return outcome.last.validation!.accuracy
    return outcome?.status === 'diverged' || outcome?.status === 'failed' ? outcome.status : null
  })
  expect([...outcomes.values()].map(({ status }) => status)).toEqual(
    expect.arrayContaining(['diverged', 'failed']),
  )
  expect(facts.axes.map(({ column }) => column.name)).toEqual(candidates.varying.map(({ name }) => name))
  for (const axis of facts.axes) {
    const { effects, averaged } = reportOf(sweep, facts, ranking, axis)
    const table = byAxes(candidates, shape, axis.column.name)
    expect(table.rows.map(({ cells }) => String(cells[0]))).toEqual(axis.values)
    expect(table.rows.map(({ summary }) => summary)).toEqual(effects.values.map(({ summary }) => summary))
    expect(table.rows.map(({ tied }) => tied)).toEqual(effects.values.map(({ tied }) => tied))
    expect(table).toMatchObject({ averaged, effects: { settings: effects.settings, seeds: effects.seeds } })
  }
  for (const pair of pairsOf(facts.axes)) {
    const map = mapOf(sweep, facts, ranking, pair)
    const cells = new Map(map.effects.values.map(({ value, summary }) => [value, summary]))
    const table = byAxes(candidates, shape, ...pair.map(({ column }) => column.name))
    for (const {
      cells: [first, second],
      summary,
    } of table.rows)
      expect(summary).toEqual(cells.get(pairName(String(first), String(second))))
  }
})

describe('the ranking', () => {
  test('compares each with the best over the seeds that both have completed', () => {
    // relu 16, the best, lacks seed 2; tanh 16 lacks none: differences -0.01 and -0.02 with seeds 0 and 1.
    const candidates = candidatesOf(plan, trial => {
      const { model } = trial.configuration
      const isBest = model.hidden[0] === 16 && 'name' in model.activation && model.activation.name === 'relu'
      return isBest && trial.seed === 2 ? 'diverged' : fourCells(trial)
    })
    const table = rankingTable(candidates)
    expect(table.columns).toEqual(['hidden', 'activation'])
    const [best, second] = table.rows
    expect(best).toMatchObject({ rank: 1, cells: ['16', 'relu'], isBest: true, contrast: null })
    expect(best!.trials).toMatchObject({ planned: 3, completed: 2, diverged: 1 })
    const wide = table.rows.find(({ cells }) => cells.join() === '16,tanh')!
    // n = 2: mean -0.015, t = -3, with one degree of freedom p = 1 - 2 atan(3) / pi.
    expect(wide.contrast!.difference).toMatchObject({ n: 2 })
    expect(wide.contrast!.difference!.mean).toBeCloseTo(-0.015, 12)
    expect(wide.contrast!.pValue).toBeCloseTo(1 - (2 * Math.atan(3)) / Math.PI, 6)
    expect(second!.rank).toBe(2)
    expect(table.rows.map(({ tied }) => tied)).toEqual(candidates.ranking.map(({ tied }) => tied))
  })

  test('has configurations without a result at its end, without a number', () => {
    const candidates = candidatesOf(plan, ({ index }) => (index < 3 ? 'diverged' : 0.9))
    const last = rankingTable(candidates).rows.at(-1)!
    expect(last).toMatchObject({ rank: null, summary: null, isBest: false, tied: null, contrast: null })
    expect(last.whyNot).toBe('no trial of it has completed')
  })

  test('of nothing has no best', () => {
    const { rows } = rankingTable(candidatesOf(plan, () => null))
    expect(rows.map(({ isBest, rank }) => [isBest, rank])).toEqual(
      plan.trials.filter((_, i) => i % 3 === 0).map(() => [false, null]),
    )
  })
})
