import { describe, expect, test } from 'vitest'
import { elapsed, eta, shareDone, throughput } from '../../src/dashboard/model/forecast.js'
import type { Sweep } from '../../src/dashboard/model/state.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Outcome } from '../../src/domain/measurement.js'
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
  recordOf,
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
    expect(forecast.seconds).toBeCloseTo(4, 2)
    // Of two equal times the spread is not 0: a guess of 10 % counts for four trials, so it is 10 % x sqrt(4 / 5) = 8.9 %.
    // A trial of 2 s is known to 0.2 s, 10 %. The squares of what is added up: of the mean of two trials (0.8 % + 1 %) / 2 = 0.9 %,
    // of the two to come 0.8 % / 2 = 0.4 %, of a machine that may stay as busy as it is (8.9 % / 2)^2 = 0.2 %: 1.5 %, so 12.2 %.
    expect(forecast.low).toBeCloseTo(4 * Math.exp(-2 * 0.122), 1)
    expect(forecast.high).toBeCloseTo(4 * Math.exp(2 * 0.122), 1)
  })

  test('is over when nothing is left, before the end is told: no seconds are left of it', () => {
    const [, , c, d] = plan.trials as [Trial, Trial, Trial, Trial]
    const all = [...half, ended(c, 5, completed(c, 0.9)), ended(d, 6, completed(d, 0.9))]
    expect(eta(play(all), at(6))).toBeNull()
  })

  test('counts down between events', () => {
    expect(eta(play(half), at(5.5))!.seconds).toBeCloseTo(2.5, 2)
    expect(eta(play(half), at(60))!.seconds).toBe(0)
  })

  test('is shared by the workers, but not by more of them than there are trials', () => {
    const [, ...rest] = half
    expect(eta(play([started(plan, 2), ...rest]), at(4))!.seconds).toBeCloseTo(2, 2)
    expect(eta(play([started(plan, 16), ...rest]), at(4))!.seconds).toBeCloseTo(2, 2)
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

    test('grows a little more slowly than they while one size is known, with a range from nothing to more than that', () => {
      const forecast = eta(play(first), at(2))!
      // Of 79,510 parameters 2 s; by the power 0.8 twice as many take 3.48 s and four times as many 6.06 s.
      expect(forecast.seconds).toBeCloseTo(2 * (159_010 / 79_510) ** 0.8 + 2 * (318_010 / 79_510) ** 0.8, 1)
      expect(forecast.low).toBeLessThan(2 * 2)
      expect(forecast.high).toBeGreaterThan((2 * (159_010 + 318_010)) / 79_510)
    })

    test('follows the sizes that are known', () => {
      const second = [trialStarted(middle, 2), ended(middle, 5, completed(middle, 0.9), { durationS: 3 })]
      const [one, two] = [eta(play(first), at(2))!, eta(play([...first, ...second]), at(5))!]
      // 2 s and 3 s: half as many again. The straight line gives 5 s, the same power once more 4.5 s.
      expect(two.seconds).toBeGreaterThan(4.5)
      expect(two.seconds).toBeLessThan(5.5)
      expect(two.high / two.low).toBeLessThan(one.high / one.low)
      expect(large.parameters).toBe(318_010)
    })
  })

  test('comes from the progress of running trials as long as nothing has finished, with a wide range', () => {
    const state = play([started(plan, 1), trialStarted(a, 0), progressed(a, 1, 1)])
    // 1 s for one of three epochs: 2 s are left of this trial and 3 s for each of the three others.
    const forecast = eta(state, at(1))!
    expect(forecast.seconds).toBeCloseTo(11, 1)
    // 10 % by which trials differ, 20 % for a single second, the same 10 % of the four to come, and half of it that may last.
    expect(forecast.high).toBeCloseTo(11 * Math.exp(2 * Math.sqrt(0.01 + 0.04 + 0.01 / 4 + 0.01 / 4)), 1)
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
    expect(forecast.seconds).toBeCloseTo((3 - epochsBefore - 0.1) * 10 + 3 * 30, 0)
  })

  test('supposes that as many diverge as did so far, and says how unsure that is', () => {
    // Two of four have diverged after one of three epochs: 8 of 12 epochs were trained.
    const many = planOf({ hidden: [[64]], seeds: [0, 1, 2, 3, 4, 5, 6, 7] })
    const ends = many.trials.slice(0, 4).flatMap((trial, i): SweepEvent[] => {
      const early = i >= 2
      const outcome: Outcome = { status: 'diverged', last: recordOf(1, 0.1), error: 'the loss is NaN' }
      const end = ended(trial, 3 * i + 3, early ? outcome : completed(trial, 0.9), {
        durationS: early ? 1 : 3,
      })
      return [trialStarted(trial, 3 * i), progressed(trial, 3 * i + 0.5, 0.5), end]
    })
    const forecast = eta(play([started(many, 1), ...ends]), at(12))!
    // 3 s for a whole trial: four of them, shortened.
    expect(forecast.seconds).toBeCloseTo(4 * 3 * (8 / 12), 0)
    expect(forecast.high).toBeGreaterThan(4 * 3)
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

test('time of earlier executions has passed as well, and says nothing about the pace of this one', () => {
  const plan = planOf({ hidden: [[64]], seeds: [0, 1] })
  const [a] = plan.trials as [Trial, Trial]
  const again: SweepEvent = { type: 'sweep-started', at: at(0), plan, workers: 1, earlierS: 100 }
  const [first, second] = [again, started(plan, 1)].map(start =>
    play([start, trialStarted(a, 0), progressed(a, 1, 1.5)]),
  ) as [Sweep, Sweep]
  expect([elapsed(first, at(2)), elapsed(second, at(2))]).toEqual([102, 2])
  expect(throughput(first)).toBe(throughput(second))
  expect(eta(first, at(2))).toEqual(eta(second, at(2)))
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
