import { describe, expect, test } from 'vitest'
import { constantLines } from '../../src/report/constants.js'
import { planOf } from '../dashboard/events.js'

/** Configurations with these optimizers, sgd with that momentum. */
function configurationsOf(
  optimizers: NonNullable<Parameters<typeof planOf>[0]>['optimizers'],
  momentum = 0.9,
) {
  const { trials } = planOf({ hidden: [[64]], seeds: [0], ...(optimizers && { optimizers }) })
  return trials.map(({ configuration }) =>
    configuration.optimizer.name === 'sgd'
      ? { ...configuration, optimizer: { ...configuration.optimizer, momentum } }
      : configuration,
  )
}

describe('what all configurations have in common', () => {
  test('is each column with one value, as a file has them', () => {
    expect(constantLines(configurationsOf(['sgd']))).toEqual([
      'mnist-10k, hidden 64, activation relu, initializer glorot-uniform, loss cross-entropy, optimizer sgd, ' +
        'learning_rate 0.01, momentum 0.9, nesterov false, schedule constant, warmup_epochs 0, l2 0, batch_size 32, ' +
        'epochs 3, validation 0.2, split_seed 0',
    ])
  })

  test('names the choice of what only some have, behind what all have', () => {
    const [line] = constantLines(configurationsOf(['adam', 'sgd']))
    expect(line).toMatch(
      /split_seed 0, beta_1 0.9 \(adam\), beta_2 0.999 \(adam\), epsilon 1e-7 \(adam\), momentum 0.9 \(sgd\), nesterov false \(sgd\)$/,
    )
    expect(line).not.toContain('optimizer')
    expect(constantLines(configurationsOf(['adam', 'adamw', 'sgd']))[0]).toContain('beta_1 0.9 (adam, adamw)')
  })

  test('leaves out what each choice has a value of its own for', () => {
    expect(constantLines(configurationsOf(['rmsprop', 'sgd']))[0]).not.toContain('momentum')
    expect(constantLines(configurationsOf(['rmsprop', 'adam', 'sgd'], 0))[0]).toContain(
      'momentum 0 (rmsprop, sgd)',
    )
  })

  test('stands on lines of a width', () => {
    const lines = constantLines(configurationsOf(['adam', 'sgd']), 60)
    expect(lines.length).toBeGreaterThan(2)
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(60)
    expect(lines.join(' ')).toBe(constantLines(configurationsOf(['adam', 'sgd']))[0])
  })
})
