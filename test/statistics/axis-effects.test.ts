// Which trials are compared where some of them have no number, with means that are worked by hand.
import { describe, expect, test } from 'vitest'
import type { Trial } from '../../src/domain/trial.js'
import { leftOutSentences } from '../../src/report/compare-left-out.js'
import { planOf } from '../dashboard/events.js'
import { byAxes, candidatesOf, type Ended } from '../report/compared.js'

const widthOf = ({ configuration }: Trial) => configuration.model.hidden[0]!
const activationOf = ({ configuration: { model } }: Trial) =>
  'name' in model.activation && model.activation.name

const four = planOf({
  hidden: [[8], [16], [32], [64]],
  activations: ['relu', 'tanh', 'silu'],
  seeds: [0, 1],
})

/** relu 0.90, tanh 0.80, silu 0.70; the widest network has 0.04 more; seed 1 has 0.02 more. */
function accuracy(trial: Trial): number {
  const base = { relu: 0.9, tanh: 0.8, silu: 0.7 }[activationOf(trial) as 'relu']
  return base + (widthOf(trial) === 64 ? 0.04 : 0) + 0.02 * trial.seed
}

function activations(ended: (trial: Trial) => Ended) {
  const table = byAxes(candidatesOf(four, ended), four, 'activation')
  return {
    ...table,
    sentences: leftOutSentences(table),
    means: table.rows.map(({ summary }) => summary?.mean ?? null),
  }
}

/** Of texts that are written with few digits. */
const rounded = (means: readonly (number | null)[]) => means.map(mean => mean && Number(mean.toFixed(12)))

describe('a value that diverges', () => {
  test('in one setting takes that setting from all, and it is named with the trials', () => {
    const { effects, sentences, means, rows } = activations(trial =>
      activationOf(trial) === 'silu' && widthOf(trial) === 64 ? 'diverged' : accuracy(trial),
    )
    // 3 values x 3 settings are more than 2 values x 4 settings. Seeds 0.90 and 0.92, so 0.91, without the widest for all.
    expect(effects).toMatchObject({ settings: 3, allSettings: 4, seeds: 2 })
    expect(rounded(means)).toEqual([0.91, 0.81, 0.71])
    expect(sentences).toEqual([
      'left out: 1 of 4 settings (hidden 64), because activation silu diverged in 2 trials',
    ])
    expect(rows[2]!.trials).toMatchObject({ planned: 8, completed: 6, diverged: 2 })
    // 3 settings x 2 seeds each, of the 8 that relu has completed.
    expect(rows.map(({ compared }) => compared)).toEqual([6, 6, 6])
  })

  test('in most settings is not compared, and the others keep theirs', () => {
    const { effects, sentences, means, rows } = activations(trial =>
      activationOf(trial) === 'silu' && widthOf(trial) !== 64 ? 'diverged' : accuracy(trial),
    )
    // With silu one setting would be left, of 3 trials a seed; without it there are 4 with 8. (3 x 0.90 + 0.94) / 4 = 0.91,
    // and 0.93 with seed 1, so 0.92.
    expect(effects).toMatchObject({ settings: 4, allSettings: 4, seeds: 2 })
    expect(rounded(means)).toEqual([0.92, 0.82, null])
    expect(rows.map(({ compared }) => compared)).toEqual([8, 8, 0])
    expect(sentences).toEqual([])
    expect(rows[2]).toMatchObject({
      whyNot: 'it has completed only 1 of the 4 settings with all 2 seeds',
      trials: { planned: 8, completed: 2, diverged: 6 },
    })
  })

  test('is kept where as many trials are compared with it as without', () => {
    const { effects, rows } = activations(trial =>
      activationOf(trial) === 'silu' && widthOf(trial) < 32 ? 'diverged' : accuracy(trial),
    )
    // 3 x 2 trials a seed with it, 2 x 4 without: it goes.
    expect(effects.settings).toBe(4)
    expect(rows[2]!.whyNot).toBe('it has completed only 2 of the 4 settings with all 2 seeds')
    // Of four values, 4 x 3 with and 3 x 4 without: it stays, and a setting goes.
    const plan = planOf({
      ...{ hidden: [[8], [16], [32], [64]], seeds: [0] },
      activations: ['relu', 'tanh', 'silu', 'elu'],
    })
    const table = byAxes(
      candidatesOf(plan, trial => (activationOf(trial) === 'elu' && widthOf(trial) === 8 ? 'diverged' : 0.9)),
      plan,
      'activation',
    )
    expect(table.effects.settings).toBe(3)
    expect(table.rows.every(({ summary }) => summary !== null)).toBe(true)
  })

  test('in less than half of its trials stays, although more trials would be compared without it', () => {
    const plan = planOf({
      ...{ hidden: [[8], [16], [32], [64], [128]], seeds: [0] },
      activations: ['relu', 'tanh', 'silu'],
    })
    const isLost = (trial: Trial) => activationOf(trial) === 'silu' && widthOf(trial) < 32
    const table = byAxes(
      candidatesOf(plan, trial => (isLost(trial) ? 'diverged' : 0.9)),
      plan,
      'activation',
    )
    // 2 of 5 diverged: 3 values x 3 settings with it, 2 x 5 without.
    expect(table.effects.settings).toBe(3)
    expect(table.rows.every(({ summary }) => summary !== null)).toBe(true)
  })

  test('with one seed takes that seed or that setting, whichever costs fewer trials', () => {
    const { effects, sentences } = activations(trial => {
      const isOne = trial.seed === 1 && activationOf(trial) === 'tanh' && widthOf(trial) === 8
      return isOne ? 'failed' : accuracy(trial)
    })
    // 3 settings x (2 - 1/2) against 4 x (1 - 1/2).
    expect(effects).toMatchObject({ settings: 3, seeds: 2 })
    expect(sentences).toEqual([
      'left out: 1 of 4 settings (hidden 8), because activation tanh failed in 1 trial',
    ])
    // Without seed 1, 4 settings x (1 - 1/2) x 3 values; without tanh or silu no more than that.
    const all = activations(trial =>
      trial.seed === 1 && activationOf(trial) !== 'relu' ? 'failed' : accuracy(trial),
    )
    expect(all.effects).toMatchObject({ settings: 4, seeds: 1, sharedSeeds: [0] })
    expect(all.sentences).toEqual([
      'left out: seed 1, because activation tanh failed in 4 trials, activation silu failed in 4 trials',
    ])
  })
})

test('what has no result yet takes no value out: it may still come', () => {
  const { effects, means, sentences } = activations(trial =>
    activationOf(trial) === 'silu' && widthOf(trial) !== 8 ? null : accuracy(trial),
  )
  expect(effects).toMatchObject({ settings: 1, allSettings: 4 })
  expect(rounded(means)).toEqual([0.91, 0.81, 0.71])
  expect(sentences).toEqual([
    'left out: 3 of 4 settings (hidden 16; hidden 32; hidden 64), because activation silu lacks 6 trials',
  ])
})

test('settings are in the order of the plan, and written as the tables write them', () => {
  const clipped = planOf({ hidden: [[16, 8], [4]], activations: ['relu', 'tanh'], seeds: [0] })
  const trials = clipped.trials.flatMap(trial =>
    [null, 1].map((clip_norm, i): Trial => {
      const training = { ...trial.configuration.training, clip_norm }
      const configuration = { ...trial.configuration, training }
      return { ...trial, index: 2 * trial.index + i, configId: `${trial.configId}${i}`, configuration }
    }),
  )
  const plan = { ...clipped, trials }
  // The better ones come later in the plan; tanh has the last two settings alone.
  const table = byAxes(
    candidatesOf(plan, trial =>
      activationOf(trial) === 'tanh' && trial.index < 6 ? 'diverged' : 0.1 * trial.index,
    ),
    plan,
    'activation',
  )
  expect(table.leftOut.settings.map(({ titles }) => titles.join(', '))).toEqual([
    'hidden 16x8, clip_norm none',
    'hidden 16x8, clip_norm 1',
  ])
})

test('two values that never trained in the same setting are not compared', () => {
  const { effects, sentences } = activations(trial =>
    activationOf(trial) === 'relu' && widthOf(trial) > 8 ? 0.9 : 'diverged',
  )
  expect(effects.settings).toBe(0)
  expect(sentences).toEqual([])
})

describe('what a value brings along and is averaged over', () => {
  const plain = planOf({ hidden: [[8], [16]], optimizers: ['adam', 'sgd'], seeds: [0, 1] })
  // Each sgd once more with a learning rate of 100.
  const fast = plain.trials
    .filter(({ configuration }) => configuration.optimizer.name === 'sgd')
    .map((trial, i) => ({
      ...trial,
      index: 100 + i,
      trialId: `t${i}`,
      configId: `${trial.configId}fast`,
      configuration: {
        ...trial.configuration,
        optimizer: { ...trial.configuration.optimizer, learning_rate: 100 },
      },
    }))
  const plan = { ...plain, trials: [...plain.trials, ...fast] as Trial[] }
  const rateOf = ({ configuration }: Trial) => configuration.optimizer.learning_rate

  test('loses what diverged, is compared all the same, and that is said', () => {
    const table = byAxes(
      candidatesOf(plan, trial => {
        if (rateOf(trial) === 100) return 'diverged'
        return (rateOf(trial) === 0.01 ? 0.8 : 0.9) + 0.02 * trial.seed
      }),
      plan,
      'optimizer',
    )
    expect(table.averaged).toContain('learning_rate')
    expect(table.effects).toMatchObject({ settings: 2, allSettings: 2, seeds: 2 })
    // adam 0.90 and 0.92, sgd at 0.01 alone 0.80 and 0.82.
    expect(rounded(table.rows.map(({ summary }) => summary!.mean))).toEqual([0.91, 0.81])
    expect(leftOutSentences(table)).toEqual([
      'optimizer sgd is averaged without learning_rate 100, which diverged in 4 trials',
    ])
    expect(table.rows[1]!.trials).toMatchObject({ planned: 8, completed: 4, diverged: 4 })
    expect(table.rows.map(({ compared }) => compared)).toEqual([4, 4])
  })

  test('is left out beside every value of another axis alike, wherever it diverged', () => {
    const twice = plan.trials.flatMap(trial => [
      trial,
      {
        ...trial,
        index: trial.index + 1000,
        trialId: `${trial.trialId}tanh`,
        configId: `${trial.configId}tanh`,
        configuration: {
          ...trial.configuration,
          model: { ...trial.configuration.model, activation: { name: 'tanh' as const } },
        },
      },
    ])
    const both = { ...plan, trials: twice }
    const table = byAxes(
      candidatesOf(both, trial => {
        if (rateOf(trial) === 100) return activationOf(trial) === 'relu' ? 'diverged' : 0.5
        return rateOf(trial) === 0.01 ? 0.8 : 0.9
      }),
      both,
      'optimizer',
      'activation',
    )
    // sgd with tanh would have (0.8 + 0.5) / 2 with the rate of 100, and sgd with relu has nothing to set beside it.
    expect(rounded(table.rows.map(({ summary }) => summary!.mean))).toEqual([0.9, 0.9, 0.8, 0.8])
    expect(leftOutSentences(table)).toEqual([
      'optimizer sgd, activation relu, optimizer sgd, activation tanh are averaged without learning_rate 100, ' +
        'because optimizer sgd, activation relu diverged in 4 trials; 4 completed trials of it left out as well',
    ])
  })

  test('is averaged whole where all of it completed', () => {
    const table = byAxes(
      candidatesOf(plan, trial => (rateOf(trial) === 100 ? 0.6 : rateOf(trial) === 0.01 ? 0.8 : 0.9)),
      plan,
      'optimizer',
    )
    expect(rounded(table.rows.map(({ summary }) => summary!.mean))).toEqual([0.9, 0.7])
    expect(table.rows.map(({ compared }) => compared)).toEqual([4, 8]) // of sgd both learning rates
    expect(leftOutSentences(table)).toEqual([])
  })
})

test('a bad learning rate is best only where it trained, and the table says where it did not', () => {
  // With two values none can be left out: they are compared where both have numbers.
  const plan = planOf({ hidden: [[8], [16]], activations: ['relu', 'tanh'], seeds: [0, 1] })
  const table = byAxes(
    candidatesOf(plan, trial => {
      if (widthOf(trial) === 16) return activationOf(trial) === 'relu' ? 'diverged' : 0.95
      return activationOf(trial) === 'relu' ? 0.9 : 0.8
    }),
    plan,
    'hidden',
  )
  expect(rounded(table.rows.map(({ summary }) => summary!.mean))).toEqual([0.8, 0.95])
  expect(leftOutSentences(table)).toEqual([
    'left out: 1 of 2 settings (activation relu), because hidden 16 diverged in 2 trials',
  ])
})
