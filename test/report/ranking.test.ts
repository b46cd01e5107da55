import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../src/domain/measurement.js'
import type { Trial } from '../../src/domain/trial.js'
import { rankingTable } from '../../src/report/ranking.js'
import { rankingRule } from '../../src/report/ranking-rule.js'
import { asciiSigns, unicodeSigns } from '../../src/report/signs.js'
import { rankConfigurations } from '../../src/statistics/ranking.js'
import { planOf } from '../dashboard/events.js'
import { completed, experiment, plan } from '../store/small-run.js'

const { objective } = experiment
const signs = unicodeSigns

function rank(outcomeOf: (trial: Trial) => Outcome | null, trials = plan.trials) {
  return rankConfigurations(
    trials.map(trial => ({ trial, outcome: outcomeOf(trial) })),
    objective,
  )
}

/** A trial that ended with this accuracy. */
function withAccuracy(trial: Trial, accuracy: number): Outcome {
  const outcome = completed(trial)
  if (outcome.status !== 'completed') return outcome
  return { ...outcome, last: { ...outcome.last, validation: { loss: 0.25, accuracy } } }
}

// Trials 0 to 2 have the first seed, 3 to 5 the second. Hidden layers: none, 16, 12x6.
const accuracies = [0.9, 0.95, 0.949, 0.92, 0.97, 0.9711]
const oneTied = rank(trial => withAccuracy(trial, accuracies[trial.index]!))

describe('rankingTable', () => {
  test('shows rank, mark, mean with half-width, n and the varying hyperparameters', () => {
    // 12x6: 0.949, 0.9711: mean 0.96005; 16: 0.95, 0.97: mean 0.96, less by 0.00005 (-0.001 and 0.0011): tied.
    // none: 0.9, 0.92, less than 12x6 by 0.049 and 0.0511: t = 0.05005 / 0.00105 = 47.7, p = 0.0133 < 0.05 / 2: not tied.
    expect(rankingTable(oneTied, objective, { signs })).toEqual([
      'rank  validation accuracy %  at best epoch  validation loss  n    hidden',
      ' = 1  96.00 ± 14.04                  97.13           0.2500  2/2  12x6',
      ' = 2  96.00 ± 12.71                  96.13           0.2500  2/2  16',
      '   3  91.00 ± 12.71                  95.13           0.2500  2/2  none',
    ])
  })

  test('counts what is left out', () => {
    expect(rankingTable(oneTied, objective, { signs, maxRows: 1 })).toHaveLength(3)
    expect(rankingTable(oneTied, objective, { signs, maxRows: 1 }).at(-1)).toBe('... and 2 more')
  })

  test('leaves out what matters less, folds titles, and at last puts configurations below their numbers', () => {
    const at = (width: number) => rankingTable(oneTied, objective, { signs, maxRows: 1, width }).slice(0, -1)
    expect(at(72)).toEqual([
      'rank  validation accuracy %  at best epoch  validation loss  n    hidden',
      ' = 1  96.00 ± 14.04                  97.13           0.2500  2/2  12x6',
    ])
    expect(at(71)).toEqual([
      'rank  validation accuracy %  at best epoch  n    hidden',
      ' = 1  96.00 ± 14.04                  97.13  2/2  12x6',
    ])
    expect(at(54)).toEqual([
      'rank  validation accuracy %  n    hidden',
      ' = 1  96.00 ± 14.04          2/2  12x6',
    ])
    expect(at(39)).toEqual([
      '      validation',
      'rank  accuracy %     n    hidden',
      ' = 1  96.00 ± 14.04  2/2  12x6',
    ])
    expect(at(31)).toEqual([
      '      validation',
      'rank  accuracy %     n',
      ' = 1  96.00 ± 14.04  2/2',
      '      hidden 12x6',
    ])
    expect(at(10)).toEqual(['      val…', 'rank  acc…', ' = 1  96.…', '      hidd', '      en', '      12x6'])
  })

  test('never cuts what tells two rows apart, and keeps a value with its name', () => {
    const five = planOf({ hidden: [[8], [4]], activations: ['relu', 'tanh'], optimizers: ['adam', 'sgd'] })
    const ranking = rank(
      trial => withAccuracy(trial, 0.9),
      five.trials.map(trial => {
        const training = { ...trial.configuration.training, clip_norm: trial.index < 8 ? null : 1 }
        const model = { ...trial.configuration.model, dropout: trial.index < 8 ? 0 : 0.25 }
        return { ...trial, configuration: { ...trial.configuration, training, model } }
      }),
    )
    for (const width of [20, 40, 60, 80, 120, Infinity]) {
      const lines = rankingTable(ranking, objective, { signs, width })
      for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(width)
      // Without the rank, the same for all: as many different rows as configurations.
      const rows = lines
        .join('\n')
        .split(/\n(?= = 1)/)
        .slice(1)
      expect(new Set(rows).size).toBe(8)
    }
    expect(rankingTable(ranking, objective, { signs, width: 60 }).slice(2, 4)).toEqual([
      '      hidden 8, activation relu, dropout 0, optimizer adam,',
      '      learning_rate 0.001, clip_norm none',
    ])
  })

  test('says what became of the trials that gave no number', () => {
    const ranking = rank(trial => {
      if (trial.index === 3) return { status: 'diverged', last: null, error: 'the loss is NaN' }
      if (trial.index % 3 === 1) return { status: 'failed', error: 'out of memory' }
      return trial.index === 5 ? null : completed(trial)
    })
    expect(rankingTable(ranking, objective, { signs })).toEqual([
      'rank  validation accuracy %  at best epoch  validation loss  n    hidden',
      ' ? 1  95.63                          95.63           2.5e-8  1/2  12x6',
      ' ? 2  93.63                          93.63           2.5e-8  1/2  none    1 diverged',
      '   -      -                              -                -  0/2  16      2 failed',
    ])
  })

  test('has the loss where there is room for all of it, and where it is one measure', () => {
    const titles = (options: object, ranking = oneTied) =>
      rankingTable(ranking, objective, { signs, ...options })[0]
    const whole = titles({})!
    expect(titles({ width: whole.length })).toBe(whole)
    expect(titles({ width: whole.length - 1 })).not.toContain('loss')
    const [first, ...others] = oneTied
    const training = { ...first!.configuration.training, label_smoothing: 0.1 }
    const smoothed = { ...first!, configuration: { ...first!.configuration, training } }
    expect(titles({}, [smoothed, ...others])).not.toContain('loss')
    const [title] = rankingTable(oneTied, { ...objective, metric: 'loss' }, { signs })
    expect(title).toMatch(/validation loss +at best epoch +validation accuracy %/)
  })

  test('names the configuration by its id where nothing varies', () => {
    const single = plan.trials.filter(({ index }) => index % 3 === 0)
    const [title, row] = rankingTable(rank(completed, single), objective, { signs })
    expect(title).toMatch(/config_id$/)
    expect(row).toContain(single[0]!.configId)
  })

  test('is written in ASCII where there is nothing else, columns aligned', () => {
    const lines = [
      ...rankingTable(oneTied, objective, { signs: asciiSigns, width: 26 }),
      ...rankingRule(oneTied, objective, asciiSigns),
    ]
    expect(lines.slice(0, 3)).toEqual([
      '      validation',
      'rank  accuracy %      n',
      ' = 1  96.00 +- 14.04  2/2',
    ])
    expect(lines).toContain('+- is half of the 95 % interval of the mean (Student)')
    expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/)
  })

  test('is a line of titles where there is nothing', () => {
    expect(rankingTable([], objective, { signs })).toHaveLength(1)
  })
})

describe('rankingRule', () => {
  test('explains order, interval and mark', () => {
    expect(rankingRule(oneTied, objective, signs)).toEqual([
      'ranked by mean validation.accuracy at the last epoch, highest first',
      '± is half of the 95 % interval of the mean (Student)',
      '= cannot be told apart from the best (paired t-test on shared seeds, 5 %, Holm)',
      'two seeds say little; more narrow the intervals: bench run FILE --seeds 5',
    ])
  })

  test('says where losses are by smoothed labels', () => {
    const smoothed = oneTied.map(ranked => {
      const { configuration } = ranked
      const training = { ...configuration.training, label_smoothing: 0.1 }
      return { ...ranked, configuration: { ...configuration, training } }
    })
    expect(rankingRule(smoothed, objective, signs)[1]).toBe(
      'losses are measured by smoothed labels (label_smoothing)',
    )
  })

  test('asks for more than two seeds only where an interval reaches the next mean', () => {
    // 0.9 and 0.9001, 0.95 and 0.9501, 0.97 and 0.9701: half-widths of 12.7 x 0.00005 = 0.0006, means 0.02 apart or more.
    const apart = rank(trial => withAccuracy(trial, [0.9, 0.95, 0.97, 0.9001, 0.9501, 0.9701][trial.index]!))
    expect(rankingRule(apart, objective, signs).join()).not.toContain('--seeds')
  })

  test('says of which epoch the numbers are where weights were restored', () => {
    const rules = (...stopping: readonly [patience: number | null, minDelta: number][]) => {
      const ranking = oneTied.map((ranked, i) => {
        const [patience, min_delta] = stopping[i]!
        const { configuration } = ranked
        const training = { ...configuration.training, patience, min_delta }
        return { ...ranked, configuration: { ...configuration, training } }
      })
      return rankingRule(ranking, objective, signs).slice(0, 2)
    }
    expect(rules([5, 0], [5, 0], [3, 0])).toEqual([
      'ranked by mean validation.accuracy, highest first',
      'at the epoch whose weights were restored (the lowest validation.loss)',
    ])
    expect(rules([5, 0.1], [5, 0], [5, 0])[1]).toBe(
      'at the epoch whose weights were restored (by validation.loss and min_delta)',
    )
    expect(rules([null, 0], [5, 0], [5, 0])).toEqual([
      'ranked by mean validation.accuracy at the last epoch, highest first',
      'with patience at the epoch whose weights were restored (the lowest validation.loss)',
    ])
  })

  test('leaves out the mark where nothing is tied, and follows the direction', () => {
    const ranking = rank(completed)
    expect(rankingRule(ranking, { ...objective, direction: 'minimize' }, signs)).toEqual([
      'ranked by mean validation.accuracy at the last epoch, lowest first',
      '± is half of the 95 % interval of the mean (Student)',
      'two seeds say little; more narrow the intervals: bench run FILE --seeds 5',
    ])
  })

  test('tells what is tied from what is not known', () => {
    // 16 shares no seed with 12x6; none is tied with it: 0.001 and -0.001 less.
    const ends = [0.9, 0.1, 0.901, 0.902, null, 0.901]
    const ranking = rank(trial => {
      const accuracy = ends[trial.index]!
      return accuracy === null ? null : withAccuracy(trial, accuracy)
    })
    expect(rankingTable(ranking, objective, { signs }).map(line => line.slice(0, 4))).toEqual([
      'rank',
      ' = 1',
      ' = 1',
      ' ? 3',
    ])
    expect(rankingRule(ranking, objective, signs).slice(2, 4)).toEqual([
      '= cannot be told apart from the best (paired t-test on shared seeds, 5 %, Holm)',
      '? not known yet: it shares fewer than two completed seeds with the best',
    ])
  })

  test('says that one seed tells nothing apart', () => {
    const ranking = rank(completed, plan.trials.slice(0, 3))
    expect(rankingRule(ranking, objective, signs).slice(1)).toEqual([
      '? not known yet: no configuration has two completed seeds',
      'intervals need two seeds or more: bench run FILE --seeds 3',
    ])
    // Where more were planned they may yet come, or a mistake is to be mended first.
    const begun = rank(trial => (trial.index < 3 ? completed(trial) : null))
    expect(rankingRule(begun, objective, signs)).toHaveLength(2)
  })
})
