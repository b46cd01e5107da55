import { describe, expect, test } from 'vitest'
import { meanCurve } from '../../src/dashboard/model/rows.js'
import type { Outcome } from '../../src/domain/measurement.js'
import {
  completed,
  ended,
  loss,
  measured,
  planOf,
  play,
  progressed,
  rowsOf,
  started,
  trialStarted,
} from './events.js'

describe('the rows of a sweep', () => {
  const plan = planOf({ hidden: [[16], [32], [64], [128]], seeds: [0, 1] })
  const trial = (i: number) => plan.trials[i]!
  const diverged: Outcome = { status: 'diverged', last: null, error: 'the loss is not finite' }

  test('replicates are folded into a mean with its interval, and the seeds that ran are counted', () => {
    const state = play([
      started(plan),
      ended(trial(0), 1, completed(trial(0), 0.9, 0.92)),
      ended(trial(1), 2, completed(trial(1), 0.94, 0.94)),
    ])
    const [row] = rowsOf(state)
    // Mean of 0.90 and 0.94 is 0.92; s = 0.02 sqrt 2, half-width = 12.706 s / sqrt 2 = 0.25412; best is (0.92 + 0.94) / 2.
    expect(row!.ranked.objective).toMatchObject({ n: 2 })
    expect(row!.ranked.objective!.mean).toBeCloseTo(0.92, 12)
    expect(row!.ranked.objective!.halfWidth).toBeCloseTo(0.25412, 4)
    expect(row!.ranked.best!.mean).toBeCloseTo(0.93, 12)
    expect(row!.ranked.planned).toBe(2)
  })

  test('the latest value of a running trial is provisional and is part of no mean', () => {
    const state = play([
      started(plan),
      ended(trial(0), 1, completed(trial(0), 0.9)),
      trialStarted(trial(1), 1),
      progressed(trial(1), 2, 1.5),
      measured(trial(1), 2, 1, 0.5),
    ])
    const [row] = rowsOf(state)
    expect(row).toMatchObject({
      status: 'running',
      provisional: { value: 0.5, epoch: 1, epochs: 3 },
      ranked: { objective: { n: 1, mean: 0.9 } },
    })
    // One trial is done and the other is at 1.5 of 3 epochs.
    expect(row!.progress).toBe(0.75)
  })

  test('with a mean first, then what runs, then what waits, and what only diverged is last', () => {
    const state = play([
      started(plan),
      ended(trial(0), 1, diverged),
      ended(trial(1), 1, diverged),
      trialStarted(trial(4), 1),
      ended(trial(6), 2, completed(trial(6), 0.1)),
    ])
    expect(rowsOf(state).map(row => [row.configuration.model.hidden[0], row.status])).toEqual([
      [128, 'waiting'],
      [64, 'running'],
      [32, 'waiting'],
      [16, 'diverged'],
    ])
  })

  test('diverging is never a number: half of a configuration that diverged does not lower its mean', () => {
    const state = play([
      started(plan),
      ended(trial(0), 1, completed(trial(0), 0.9)),
      ended(trial(1), 1, diverged),
    ])
    expect(rowsOf(state)[0]).toMatchObject({
      status: 'diverged',
      ranked: { objective: { n: 1, mean: 0.9 }, counts: { diverged: 1, completed: 1 } },
    })
  })

  test('where the objective is a loss, the lowest is the best', () => {
    const lossPlan = planOf({ seeds: [0], objective: loss })
    const [a, b] = lossPlan.trials
    const state = play([
      started(lossPlan),
      ended(a!, 1, completed(a!, 0.8)), // loss 0.2
      ended(b!, 1, completed(b!, 0.9)), // loss 0.1
    ])
    expect(rowsOf(state).map(({ configId }) => configId)).toEqual([b!.configId, a!.configId])
  })
})

test('the mean of curves is taken epoch by epoch over those that have a number there', () => {
  expect(
    meanCurve([
      [0.25, null, 0.5],
      [0.75, 0.5],
    ]),
  ).toEqual([0.5, 0.5, 0.5])
  expect(meanCurve([[null], [null]])).toEqual([null])
  expect(meanCurve([])).toEqual([])
  expect(meanCurve(Array.from({ length: 150_000 }, () => [0.5]))).toEqual([0.5])
})
