import { describe, expect, test } from 'vitest'
import { choose } from '../../src/core/choice.js'
import { learningRateFactor, type ScheduleChoice, schedules } from '../../src/core/schedules.js'

/** The factor at the start of each epoch of 4 steps, for 8 epochs. */
const byEpoch = (choice: ScheduleChoice) =>
  Array.from({ length: 8 }, (_, epoch) =>
    learningRateFactor(choice, epoch * 4, { stepsPerEpoch: 4, epochs: 8 }),
  )

test('constant stays', () => {
  expect(byEpoch(choose(schedules, 'constant'))).toEqual([1, 1, 1, 1, 1, 1, 1, 1])
})

test('step halves every 3 epochs', () => {
  const choice = { name: 'step', decay_rate: 0.5, decay_epochs: 3, warmup_epochs: 0 } as const
  expect(byEpoch(choice)).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25])
})

test('step drops at the very step at which an interval is over, though quotients are rounded', () => {
  // Ten steps an epoch. After a warm-up of one step, epoch 4 begins at step 41: 0.5^4.
  const afterWarmup = { name: 'step', decay_rate: 0.5, decay_epochs: 1, warmup_epochs: 0.1 } as const
  expect(learningRateFactor(afterWarmup, 41, { stepsPerEpoch: 10, epochs: 10 })).toBe(0.0625)
  // A tenth of an epoch is one step: every step halves.
  const everyStep = { name: 'step', decay_rate: 0.5, decay_epochs: 0.1, warmup_epochs: 0 } as const
  for (let step = 0; step < 30; step++) {
    expect(learningRateFactor(everyStep, step, { stepsPerEpoch: 10, epochs: 3 })).toBe(0.5 ** step)
  }
})

test('exponential is 0.25 after 2 epochs and 0.5 after one of them', () => {
  const choice = { name: 'exponential', decay_rate: 0.25, decay_epochs: 2, warmup_epochs: 0 } as const
  byEpoch(choice).forEach((factor, epoch) => void expect(factor).toBeCloseTo(0.5 ** epoch, 14))
})

test('cosine is half-way in the middle and ends at its final share', () => {
  const choice = { name: 'cosine', final_share: 0.2, warmup_epochs: 0 } as const
  const factors = byEpoch(choice)
  expect(factors[0]).toBe(1)
  expect(factors[4]).toBeCloseTo(0.6, 14) // (1 + 0.2) / 2
  expect(learningRateFactor(choice, 32, { stepsPerEpoch: 4, epochs: 8 })).toBeCloseTo(0.2, 14)
})

describe('the warm-up', () => {
  test('rises in a straight line over its steps, then the schedule begins', () => {
    const choice = { name: 'step', decay_rate: 0.5, decay_epochs: 1, warmup_epochs: 2 } as const
    const factors = Array.from({ length: 16 }, (_, step) =>
      learningRateFactor(choice, step, { stepsPerEpoch: 4, epochs: 4 }),
    )
    expect(factors.slice(0, 8)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(n => n / 8))
    expect(factors.slice(8)).toEqual([1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5])
  })

  test('longer than the training leaves the factors finite', () => {
    for (const name of ['constant', 'step', 'exponential', 'cosine'] as const) {
      const choice = { ...choose(schedules, name), warmup_epochs: 9 } as ScheduleChoice
      for (const factor of byEpoch(choice)) expect(factor).toBeGreaterThan(0)
    }
  })
})
