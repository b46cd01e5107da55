import { describe, expect, test } from 'vitest'
import { elapsed, eta, shareDone, throughput } from '../../src/dashboard/model/forecast.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Trial } from '../../src/domain/trial.js'
import {
  at,
  completed,
  ended,
  measured,
  planOf,
  play,
  progressed,
  recorded,
  started,
  sweepEnded,
  trialStarted,
} from './events.js'

describe('the forecast', () => {
  // Four trials of equal work; the first and second took 2 s each on one worker, so two more take 4 s.
  const plan = planOf({ hidden: [[64]], seeds: [0, 1, 2, 3] })
  const [a, b] = plan.trials as [Trial, Trial]
  const half = [
    started(plan, 1),
    trialStarted(a, 0),
    progressed(a, 2, 3),
    ended(a, 2, completed(a, 0.9)),
    trialStarted(b, 2),
    ended(b, 4, completed(b, 0.9)),
  ]

  test('is the time of the finished work for the work that is left', () => {
    const forecast = eta(play(half), at(4))!
    expect(forecast.seconds).toBeCloseTo(4, 9)
    // Equal times have no spread; the range is then the least error, 5 %.
    expect(forecast.low).toBeCloseTo(4 / 1.05, 9)
    expect(forecast.high).toBeCloseTo(4 * 1.05, 9)
  })

  test('counts down between events', () => {
    expect(eta(play(half), at(5.5))!.seconds).toBeCloseTo(2.5, 9)
    expect(eta(play(half), at(60))!.seconds).toBe(0)
  })

  test('is shared by the workers, but not by more of them than there are trials', () => {
    const [, ...rest] = half
    expect(eta(play([started(plan, 2), ...rest]), at(4))!.seconds).toBeCloseTo(2, 9)
    expect(eta(play([started(plan, 16), ...rest]), at(4))!.seconds).toBeCloseTo(2, 9)
  })

  describe('of networks of unequal size', () => {
    const mixed = planOf({ hidden: [[100], [200], [400]], seeds: [0] })
    const [small, middle, large] = mixed.trials as [Trial, Trial, Trial]
    // 785 x 100 + 101 x 10 = 79,510; 159,010; 318,010 parameters.
    const first = [
      started(mixed, 1),
      trialStarted(small, 0),
      progressed(small, 1, 1.5),
      ended(small, 2, completed(small, 0.9)),
    ]

    test('goes by parameters while one size is known, with the time by examples alone as the low end', () => {
      const forecast = eta(play(first), at(2))!
      expect(forecast.seconds).toBeCloseTo((2 * (159_010 + 318_010)) / 79_510, 9)
      expect(forecast.low).toBeLessThan(2 * 2)
    })

    test('follows the straight line through two sizes', () => {
      const second = [trialStarted(middle, 2), ended(middle, 5, completed(middle, 0.9), { durationS: 3 })]
      // 2 s and 3 s, 79,500 parameters apart: 159,000 more take 2 s more, 5 s.
      expect(eta(play([...first, ...second]), at(5))!.seconds).toBeCloseTo(5, 9)
      expect(large.parameters).toBe(318_010)
    })
  })

  test('comes from the progress of running trials as long as nothing has finished, with a wide range', () => {
    const state = play([started(plan, 1), trialStarted(a, 0), progressed(a, 1, 1)])
    // 1 s for one of three epochs: 2 s are left of this trial and 3 s for each of the three others.
    const forecast = eta(state, at(1))!
    expect(forecast.seconds).toBeCloseTo(11, 9)
    // A spread of 50 % is assumed: 2 x 0.5 x sqrt(1/1 + 1/4) = 1.118.
    expect(forecast.high).toBeCloseTo(11 * (1 + Math.sqrt(1.25)), 9)
  })

  test.each([
    ['of whole epochs', { fromEpoch: 2 }, 2],
    ['in the middle of the first epoch', { fromEpoch: 0, fromStep: 200 }, 0.8],
  ])('counts nothing of a checkpoint %s as the work of this execution', (_, from, epochsBefore) => {
    const again: SweepEvent = {
      type: 'trial-started',
      at: at(0),
      trialId: a.trialId,
      worker: 0,
      attempt: 1,
      ...from,
    }
    // What was done before is reported first, and says nothing about the pace.
    const begun = [started(plan, 1), again, progressed(a, 0.1, epochsBefore)]
    expect(eta(play(begun), at(0.1))).toBeNull()
    expect(throughput(play(begun))).toBeNull()
    // A tenth of an epoch takes 1 s: 10 s an epoch, what is left of this trial, and 30 s for each of the others.
    const forecast = eta(play([...begun, progressed(a, 1.1, epochsBefore + 0.1)]), at(1.1))!
    expect(forecast.seconds).toBeCloseTo((3 - epochsBefore - 0.1) * 10 + 3 * 30, 6)
  })

  test('is not made before anything is known, nor after the end', () => {
    expect(eta(play([started(plan)]), at(1))).toBeNull()
    expect(eta(play([...half, sweepEnded(5)]), at(5))).toBeNull()
  })

  test.each([
    ['by their size', 1],
    ['by their examples alone', 0],
  ])('has the true end in its range nine times out of ten, where trials take time %s', (_, exponent) => {
    const large = planOf({
      hidden: [[32], [64], [128], [256]],
      optimizers: ['adam', 'sgd'],
      seeds: [0, 1, 2, 3],
    })
    const times = (parameters: number) => (parameters / 25_000) ** exponent
    const events = recorded(large, { workers: 2, epochS: ({ parameters }) => times(parameters) })
    const finish = events.at(-1)!.at.getTime()
    let [inside, made] = [0, 0]
    for (let count = Math.floor(events.length / 10); count < events.length - 1; count++) {
      const state = play(events.slice(0, count))
      const forecast = eta(state, state.latestAt)!
      const left = (finish - state.latestAt.getTime()) / 1000
      made++
      if (forecast.low - 1 <= left && left <= forecast.high + 1) inside++
    }
    expect(inside / made).toBeGreaterThan(0.9)
  })
})

describe('throughput', () => {
  const plan = planOf({ hidden: [[64]], seeds: [0, 1] })
  const trial = plan.trials[0]!

  test('is what all workers trained in the time', () => {
    const state = play([
      started(plan),
      trialStarted(trial, 0),
      trialStarted(plan.trials[1]!, 0, 1),
      progressed(trial, 2, 1),
      progressed(plan.trials[1]!, 4, 2),
    ])
    // 8,000 + 16,000 examples in 4 s.
    expect(throughput(state)).toBeCloseTo(6000, 9)
  })

  test('forgets what is more than ten seconds ago', () => {
    const slow = [started(plan), trialStarted(trial, 0), progressed(trial, 100, 1)]
    const fast = Array.from({ length: 21 }, (_, i) => progressed(trial, 100 + i, 1 + i * 0.05))
    // 0.05 epochs of 8,000 examples each second at the end, 80 each second before.
    expect(throughput(play([...slow, ...fast]))).toBeCloseTo(400, 6)
  })

  test('is unknown before anything was trained', () => {
    expect(throughput(play([started(plan), trialStarted(trial, 1)]))).toBeNull()
  })

  test('does not count the same examples twice when a trial ends', () => {
    const state = play([
      started(plan),
      trialStarted(trial, 0),
      progressed(trial, 2, 3),
      ended(trial, 2, completed(trial, 0.9)),
    ])
    expect(state.pace.examples).toBe(24_000)
  })
})

test('time that has passed stands still when the sweep has ended', () => {
  const plan = planOf()
  expect(elapsed(play([started(plan)]), at(7))).toBe(7)
  expect(elapsed(play([started(plan), sweepEnded(5)]), at(60))).toBe(5)
})

test('what a trial has done is known by its examples, or by its epochs where these say more', () => {
  const plan = planOf()
  const trial = plan.trials[0]!
  const running = (events: Parameters<typeof play>[0]) =>
    play([started(plan), trialStarted(trial, 0), ...events]).running.get(trial.trialId)!
  expect(shareDone(running([]))).toBe(0)
  expect(shareDone(running([progressed(trial, 1, 1.5)]))).toBe(0.5)
  expect(shareDone(running([progressed(trial, 1, 1.5), measured(trial, 2, 2, 0.9)]))).toBeCloseTo(2 / 3, 12)
})
