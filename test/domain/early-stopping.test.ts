import { describe, expect, test } from 'vitest'
import { EarlyStopping } from '../../src/domain/early-stopping.js'

const record = {
  epoch: 1,
  step: 1,
  learningRate: 1,
  train: { loss: 0, accuracy: 0 },
  test: null,
  durationS: 0,
}
const verdicts = (stopping: EarlyStopping, losses: readonly number[]) =>
  losses.map(loss => stopping.hear({ ...record, validation: { loss, accuracy: 0 } }))

describe('early stopping', () => {
  test('waits so many epochs for a lower loss, from the last that was lower', () => {
    expect(verdicts(new EarlyStopping(2, 0), [1, 0.8, 0.9, 0.79, 0.85, 0.79])).toEqual([
      ...['better', 'better', 'no better', 'better', 'no better'],
      'stop', // equal is not lower
    ])
  })

  test('with a smallest difference takes no less for better: 0.8 - 0.79 is below 0.05', () => {
    expect(verdicts(new EarlyStopping(2, 0.05), [1, 0.8, 0.9, 0.79])).toEqual([
      'better',
      'better',
      'no better',
      'stop',
    ])
  })

  test('with a smallest difference is measured from the best, so that small steps do not add up', () => {
    // 0.96 and 0.92 are not below 1 - 0.1; 0.89 is.
    expect(verdicts(new EarlyStopping(3, 0.1), [1, 0.96, 0.92, 0.89])).toEqual([
      'better',
      'no better',
      'no better',
      'better',
    ])
  })

  test('of patience 1 stops at the first epoch that is no better', () => {
    expect(verdicts(new EarlyStopping(1, 0), [1, 1])).toEqual(['better', 'stop'])
  })
})
