import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { elapsed, eta, shareDone } from '../../src/dashboard/model/forecast.js'
import { courseOf } from '../../src/dashboard/model/history.js'
import { afterStandstill, initialState, reduce } from '../../src/dashboard/model/model.js'
import type { State, Sweep } from '../../src/dashboard/model/state.js'
import { endedOf, statusOf } from '../../src/dashboard/model/trials.js'
import { workers } from '../../src/dashboard/model/workers.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Outcome } from '../../src/domain/measurement.js'
import type { Plan } from '../../src/domain/trial.js'
import { longTest } from '../long.js'
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
  rowsOf,
  started,
  sweepEnded,
  trialStarted,
} from './events.js'

describe('counts', () => {
  const plan = planOf()
  const [first, second] = plan.trials as [Plan['trials'][0], Plan['trials'][0]]

  test('every trial waits at first', () => {
    expect(play([started(plan)]).counts).toMatchObject({ waiting: 4, running: 0, completed: 0 })
  })

  test('a trial is counted where it is, from waiting over running to how it ended', () => {
    const events = [started(plan), trialStarted(first, 0), trialStarted(second, 0, 1)]
    expect(play(events).counts).toMatchObject({ waiting: 2, running: 2 })
    const diverged: Outcome = { status: 'diverged', last: null, error: 'the loss is not finite' }
    const after = play([...events, ended(first, 2, completed(first, 0.9)), ended(second, 3, diverged)])
    expect(after.counts).toMatchObject({ waiting: 2, running: 0, completed: 1, diverged: 1 })
  })

  test('a failed trial that is tried again runs again, and its failure is taken back', () => {
    const failed: Outcome = { status: 'failed', error: 'out of memory' }
    const once = [started(plan), trialStarted(first, 0), ended(first, 1, failed)]
    expect(play(once)).toMatchObject({ counts: { failed: 1 }, failures: [{ outcome: failed }] })
    const again = play([...once, trialStarted(first, 1, 0, 2)])
    expect(again).toMatchObject({ counts: { failed: 0, running: 1 }, failures: [] })
    const success = play([
      ...once,
      trialStarted(first, 1, 0, 2),
      ended(first, 3, completed(first, 0.9), { attempt: 2 }),
    ])
    expect(success).toMatchObject({ counts: { failed: 0, completed: 1 }, failures: [] })
  })

  test('what still runs when the sweep ends waits again, so that nothing runs for ever', () => {
    const state = play([started(plan), trialStarted(first, 0), sweepEnded(5, 'interrupted')])
    expect(state.counts).toMatchObject({ running: 0, cancelled: 0, waiting: 4 })
    expect(state.running.size).toBe(0)
    expect(state.end?.reason).toBe('interrupted')
  })

  test('events of trials that the plan does not have change nothing', () => {
    const stranger = { ...first, trialId: 'tffffffffffff' }
    const events = [
      trialStarted(stranger, 1),
      measured(stranger, 2, 1, 0.5),
      ended(stranger, 3, completed(stranger, 1)),
    ]
    expect(play([started(plan), ...events]).counts).toEqual(play([started(plan)]).counts)
  })
})

test('the state before an event stays as it was', () => {
  const events = recorded(planOf({ optimizers: ['adam', 'sgd'] }), { trouble: true })
  const states: State[] = [initialState]
  for (const event of events) states.push(reduce(states.at(-1)!, event))
  const middle = Math.floor(events.length / 2)
  expect(states[middle]).toEqual(events.slice(0, middle).reduce<State>(reduce, initialState))
})

test('a worker shows the trial it trains and its speed, and is idle otherwise', () => {
  const plan = planOf()
  const trial = plan.trials[0]!
  // 1.5 epochs of 8,000 examples in 3 s are 4,000 examples/s.
  const state = play([started(plan, 2), trialStarted(trial, 1, 1), progressed(trial, 4, 1.5)])
  expect(workers(state)).toMatchObject([
    { worker: 0, trial: null, examplesPerS: null },
    { worker: 1, trial: { trial }, examplesPerS: 4000 },
  ])
})

test('a worker has no speed before a second of its trial has passed: what came at once would be divided by nearly nothing', () => {
  const plan = planOf()
  const trial = plan.trials[0]!
  const speedAt = (seconds: number) => {
    const list = [started(plan, 1), trialStarted(trial, 0), progressed(trial, seconds, 0.5)]
    return workers(play(list))[0]!.examplesPerS
  }
  // Half an epoch of 8,000 examples: after 0.03 s that would be 133k/s.
  expect([0.03, 0.99, 1, 2].map(speedAt)).toEqual([null, null, 4000, 2000])
})

describe('whatever happens, in whatever order', () => {
  const plan = planOf({ hidden: [[], [64], [128]], seeds: [0, 1, 2] })
  const anyTrial = fc.constantFrom(...plan.trials)
  const anyValue = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(Number.NaN))
  const anySeconds = fc.integer({ min: 0, max: 1000 })
  const anyOutcome = fc
    .tuple(anyTrial, anyValue, fc.nat(4))
    .map(([trial, value, kind]): [typeof trial, Outcome] => {
      const { last, best, epochsDone } = completed(trial, value) as Extract<Outcome, { status: 'completed' }>
      const outcomes: readonly Outcome[] = [
        { status: 'completed', last, best, epochsDone, weightsSha256: null },
        { status: 'pruned', last, best, reason: 'worse than the others' },
        { status: 'diverged', last: null, error: 'the loss is not finite' },
        { status: 'failed', error: 'a worker died' },
        { status: 'cancelled', reason: 'stopped by hand' },
      ]
      return [trial, outcomes[kind]!]
    })
  const grown = planOf({ hidden: [[], [64], [128]], seeds: [0, 1, 2, 3, 4] })
  const added = grown.trials.filter(({ seed }) => seed > 2).map(({ trialId }) => trialId)
  const anyTime = anySeconds.map(at)
  const anyAsked: fc.Arbitrary<SweepEvent> = fc.oneof(
    fc
      .tuple(anyTrial, anyTime)
      .map(([{ trialId }, time]) => ({ type: 'trial-interrupted' as const, at: time, trialId })),
    fc
      .tuple(fc.constantFrom('sweep-paused' as const, 'sweep-continued' as const), anyTime)
      .map(([type, time]) => ({ type, at: time })),
    fc.tuple(fc.array(anyTrial), anyTime).map(([trials, time]) => ({
      type: 'trials-reopened' as const,
      at: time,
      trialIds: trials.map(({ trialId }) => trialId),
    })),
    fc
      .tuple(fc.integer({ min: 1, max: 9 }), anyTime)
      .map(([workers, time]) => ({ type: 'workers-changed' as const, at: time, workers })),
    fc.tuple(anyTrial, anySeconds).map(
      ([trial, s]): SweepEvent => ({
        type: 'trial-retried',
        at: at(s),
        trialId: trial.trialId,
        error: 'a worker died',
        attempt: 1,
      }),
    ),
    anyTime.map(time => ({ type: 'plan-grown' as const, at: time, plan: grown, added })),
  )
  const anyEvent = fc.oneof(
    anyAsked,
    fc.tuple(anyTrial, anySeconds, fc.nat(3)).map(([trial, s, worker]) => trialStarted(trial, s, worker)),
    fc.tuple(anyTrial, anySeconds, fc.double({ min: 0, max: 3, noNaN: true })).map(e => progressed(...e)),
    fc.tuple(anyTrial, anySeconds, fc.integer({ min: 1, max: 3 }), anyValue).map(e => measured(...e)),
    fc.tuple(anyOutcome, anySeconds).map(([[trial, outcome], s]) => ended(trial, s, outcome)),
    fc
      .tuple(anySeconds, fc.constantFrom('finished', 'interrupted') as fc.Arbitrary<'finished'>)
      .map(e => sweepEnded(...e)),
  )

  test('the counts add up to all trials and agree with the status of each; none is lost', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), events => {
        const state = play([started(plan), ...events])
        const { trials } = state.plan
        const known = state.groups.flatMap(group => group.trials.map(({ trialId }) => trialId))
        expect([...known].sort()).toEqual(trials.map(({ trialId }) => trialId).sort())
        for (const [trialId, { group, replicate }] of state.places)
          expect(state.groups[group]!.trials[replicate]!.trialId).toBe(trialId)
        const statuses = trials.map(({ trialId }) => statusOf(state, trialId))
        for (const [status, count] of Object.entries(state.counts))
          expect(count, status).toBe(statuses.filter(other => other === status).length)
        expect(Object.values(state.counts).reduce((sum, count) => sum + count)).toBe(trials.length)
        for (const { ended, endedCount } of state.groups)
          expect(endedCount).toBe(ended.filter(trial => trial !== null).length)
        for (const { trial } of state.failures)
          expect(['failed', 'diverged']).toContain(statusOf(state, trial.trialId))
        for (const trialId of state.interrupted.keys()) expect(statusOf(state, trialId)).toBe('waiting')
      }),
    )
  })

  test('time never goes backwards and is no longer than it was', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), events => {
        const inOrder = [...events].sort((a, b) => a.at.getTime() - b.at.getTime())
        let before = 0
        for (let count = 0; count <= inOrder.length; count++) {
          const state = play([started(plan), ...inOrder.slice(0, count)])
          const seconds = elapsed(state, state.latestAt)
          expect(seconds).toBeGreaterThanOrEqual(before)
          expect(seconds).toBeLessThanOrEqual((state.latestAt.getTime() - at(0).getTime()) / 1000)
          before = state.end === null ? seconds : 0
          const forecast = eta(state, state.latestAt)
          if (forecast !== null) expect(forecast.high).toBeGreaterThanOrEqual(forecast.low)
        }
      }),
    )
  })

  test('every configuration has one row, those with a mean first and best first, the others in plan order', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), events => {
        const list = rowsOf(play([started(plan), ...events]))
        expect(list.map(({ configId }) => configId).sort()).toEqual([
          'c000000000000',
          'c000000000001',
          'c000000000002',
        ])
        const means = list.map(({ ranked }) => ranked.objective?.mean ?? null)
        const numbers = means.filter(mean => mean !== null)
        expect(means.slice(0, numbers.length)).toEqual(numbers)
        expect(numbers).toEqual([...numbers].sort((a, b) => b - a))
        for (const status of ['running', 'waiting'] as const) {
          const unranked = list.filter(row => row.ranked.rank === null && row.status === status)
          const ids = unranked.map(({ configId }) => configId)
          expect(ids).toEqual([...ids].sort())
        }
        for (const { progress } of list) expect(progress).toBeGreaterThanOrEqual(0)
        for (const { progress } of list) expect(progress).toBeLessThanOrEqual(1)
      }),
    )
  })

  test('the order in which trials end does not change the ranking', () => {
    const outcomes = plan.trials.map((trial, i) =>
      ended(trial, 1, completed(trial, 0.5 + 0.01 * ((i * 7) % 9))),
    )
    const inPlanOrder = rowsOf(play([started(plan), ...outcomes]))
    fc.assert(
      fc.property(fc.shuffledSubarray(outcomes, { minLength: outcomes.length }), shuffled => {
        const shown = rowsOf(play([started(plan), ...shuffled]))
        expect(shown.map(row => row.ranked)).toEqual(inPlanOrder.map(row => row.ranked))
      }),
    )
  })
})

// An event that cost a walk over all trials would keep this one and the one with as many seeds for minutes.
longTest('ten thousand trials of five epochs are all taken in', () => {
  const plan = planOf({
    hidden: Array.from({ length: 2000 }, (_, i) => [i + 1]),
    seeds: [0, 1, 2, 3, 4],
    epochs: 5,
  })
  const events = recorded(plan, { workers: 8 })
  expect(events.length).toBe(2 + 10_000 * (2 + 15))
  expect(play(events).counts.completed).toBe(10_000)
})

test('a curve has a gap where an epoch was not measured or is not a number', () => {
  const plan = planOf()
  const trial = plan.trials[0]!
  const nan: SweepEvent = { ...measured(trial, 3, 3, 0), record: recordOf(3, Number.NaN) } as SweepEvent
  const state = play([started(plan), trialStarted(trial, 0), measured(trial, 2, 2, 0.8), nan])
  expect(state.running.get(trial.trialId)?.curve).toEqual([null, 0.8, null])
})

describe('a sweep that goes on from an earlier execution', () => {
  const plan = planOf()
  const trial = plan.trials[0]!
  const retried: SweepEvent = {
    type: 'trial-retried',
    at: at(4),
    trialId: trial.trialId,
    error: 'a worker died',
    attempt: 1,
  }
  const once = [
    started(plan),
    trialStarted(trial, 0),
    measured(trial, 1, 1, 0.7),
    measured(trial, 2, 2, 0.8),
    retried,
  ]

  test('a trial that is to be tried again waits, and its attempt is remembered', () => {
    const state = play(once)
    expect(state.counts).toMatchObject({ running: 0, waiting: 4, failed: 0 })
    expect(state.retried).toMatchObject([{ attempt: 1, error: 'a worker died' }])
    expect(state.failures).toEqual([])
  })

  test('it keeps the epochs that it goes on from, and no later ones', () => {
    const again: SweepEvent = {
      type: 'trial-started',
      at: at(5),
      trialId: trial.trialId,
      worker: 1,
      attempt: 2,
      fromEpoch: 1,
    }
    const running = play([...once, again]).running.get(trial.trialId)!
    expect(running.curve).toEqual([0.7])
    expect(courseOf(running.history, { split: 'validation', metric: 'accuracy' })).toEqual([
      expect.closeTo(0.7, 6),
    ])
  })

  test('a restored trial has ended, and says nothing about the pace', () => {
    const end = ended(trial, 0, completed(trial, 0.9)) as Extract<SweepEvent, { type: 'trial-ended' }>
    const state = play([started(plan), { ...end, type: 'trial-restored' }])
    expect(state.counts).toMatchObject({ completed: 1, waiting: 3 })
    expect(state.pace.observed.trials).toBe(0)
    expect(statusOf(state, trial.trialId)).toBe('completed')
  })
})

test('every measurement of a trial is kept, with gaps where there was none', () => {
  const plan = planOf()
  const trial = plan.trials[0]!
  const state = play([
    started(plan),
    trialStarted(trial, 0),
    measured(trial, 1, 1, 0.5),
    measured(trial, 3, 3, 0.75),
    ended(trial, 4, completed(trial, 0.75)),
  ])
  const { history } = endedOf(state, trial.trialId)!
  expect(courseOf(history, { split: 'train', metric: 'loss' })).toEqual([0.5, null, 0.25])
  expect(courseOf(history, { split: 'validation', metric: 'accuracy' })).toEqual([0.5, null, 0.75])
  expect(courseOf(history, { split: 'test', metric: 'accuracy' })).toEqual([null, null, null])
})

test('ten thousand seeds of one configuration are taken in as well', () => {
  const plan = planOf({ hidden: [[1]], seeds: Array.from({ length: 10_000 }, (_, seed) => seed), epochs: 1 })
  expect(play(recorded(plan, { workers: 8 })).counts.completed).toBe(10_000)
})

describe('a pause', () => {
  const plan = planOf({ hidden: [[64]], seeds: [0, 1, 2, 3] })
  const [a, b] = plan.trials as [Plan['trials'][0], Plan['trials'][0]]
  const pause: SweepEvent = { type: 'sweep-paused', at: at(4) }
  const interrupted: SweepEvent = { type: 'trial-interrupted', at: at(4), trialId: b.trialId }
  const half = [
    started(plan, 1),
    trialStarted(a, 0),
    progressed(a, 2, 3),
    ended(a, 2, completed(a, 0.9)),
    trialStarted(b, 2),
    progressed(b, 4, 1.5),
    measured(b, 4, 1, 0.6),
  ]
  const again: SweepEvent = {
    type: 'trial-started',
    at: at(1000),
    trialId: b.trialId,
    worker: 0,
    attempt: 1,
    fromEpoch: 1,
    fromStep: 125,
  }

  test('lets the trials under way wait, with what they have done', () => {
    const state = play([...half, pause, interrupted])
    expect(state.counts).toMatchObject({ running: 0, waiting: 3, completed: 1 })
    expect(state.time.pausedAt).toEqual(at(4))
    expect(shareDone(state.interrupted.get(b.trialId)!)).toBe(0.5)
  })

  test('counts neither as time that has passed nor in the forecast', () => {
    const before = eta(play(half), at(4))!
    const paused = play([...half, pause, interrupted])
    expect(elapsed(paused, at(900))).toBe(4)
    expect(eta(paused, at(900))!.seconds).toBeCloseTo(before.seconds, 9)
    const on = play([...half, pause, interrupted, { type: 'sweep-continued', at: at(1000) }, again])
    expect(elapsed(on, at(1001))).toBe(5)
    expect(on.running.get(b.trialId)).toMatchObject({ curve: [0.6], startedAt: at(4) })
    expect(eta(on, at(1000))!.seconds).toBeGreaterThan(before.seconds - 0.01)
  })

  test('that lasts when the sweep ends is over with it', () => {
    const end = play([...half, pause, interrupted, sweepEnded(50, 'interrupted')])
    expect(elapsed(end, at(60))).toBe(4)
    expect(end.counts).toMatchObject({ waiting: 3, running: 0 })
  })

  test('asked for twice is one pause', () => {
    const twice = play([...half, pause, { ...pause, at: at(8) }, { type: 'sweep-continued', at: at(10) }])
    expect(elapsed(twice, at(10))).toBe(4)
    const never = play([...half, { type: 'sweep-continued', at: at(10) }])
    expect(elapsed(never, at(10))).toBe(10)
  })

  test('of the whole process, as with Ctrl-Z, counts as little: neither for what it has trained nor for its speed', () => {
    const [c] = plan.trials.slice(2) as [Plan['trials'][0]]
    const stopped = afterStandstill(play([...half.slice(0, 5), trialStarted(c, 3, 1)]), 600_000) as Sweep
    // 602 s by the clock of its worker, of which it trained for 2.
    const after = reduce(stopped, ended(b, 604, completed(b, 0.9), { durationS: 602 })) as Sweep
    expect(elapsed(after, at(604))).toBe(4)
    expect(after.pace.observed.seconds).toBeCloseTo(4, 9)
    // One that began after the standstill is taken as it is.
    const next = reduce(
      reduce(after, trialStarted(plan.trials[3]!, 604)),
      ended(plan.trials[3]!, 606, completed(a, 1)),
    ) as Sweep
    expect(next.pace.observed.seconds).toBeCloseTo(6, 9)
  })
})

describe('what somebody asks for', () => {
  const plan = planOf({ hidden: [[64], [128]], seeds: [0, 1] })
  const [a, b, c] = plan.trials as [Plan['trials'][0], Plan['trials'][0], Plan['trials'][0]]
  const stopped: Outcome = { status: 'cancelled', reason: 'stopped by hand' }

  test('trials that failed or were stopped wait again, and are no longer among what went wrong', () => {
    const once = [
      started(plan),
      ended(a, 1, { status: 'failed', error: 'out of memory' }),
      ended(b, 2, stopped),
      ended(c, 2, completed(c, 0.9)),
    ]
    expect(play(once).counts).toMatchObject({ failed: 1, cancelled: 1, completed: 1, waiting: 1 })
    const trialIds = [a.trialId, b.trialId, 'tffffffffffff']
    const again = play([...once, { type: 'trials-reopened', at: at(3), trialIds }])
    expect(again.counts).toMatchObject({ failed: 0, cancelled: 0, completed: 1, waiting: 3 })
    expect(again.failures).toEqual([])
    expect(again.groups.map(({ endedCount }) => endedCount)).toEqual([0, 1])
  })

  test('a trial that is stopped while it waits after a pause keeps its curve', () => {
    const state = play([
      started(plan),
      trialStarted(a, 0),
      measured(a, 1, 1, 0.5),
      { type: 'trial-interrupted', at: at(1), trialId: a.trialId },
      ended(a, 2, stopped),
    ])
    expect(endedOf(state, a.trialId)?.curve).toEqual([0.5])
    expect(state.interrupted.size).toBe(0)
  })

  test('a plan that has grown keeps what ended and what runs, in its own order', () => {
    const larger = planOf({ hidden: [[64], [128]], seeds: [0, 1, 2] })
    const added = larger.trials.filter(({ seed }) => seed === 2)
    // The ids of this plan count up with it, so the trials of the first one are given theirs.
    const idOf = (trial: Plan['trials'][0]) =>
      plan.trials.find(({ configId, seed }) => configId === trial.configId && seed === trial.seed)?.trialId ??
      `t99${trial.configId.slice(3)}`
    const grown = { ...larger, trials: larger.trials.map(trial => ({ ...trial, trialId: idOf(trial) })) }
    const state = play([
      started(plan),
      trialStarted(a, 0),
      ended(b, 1, completed(b, 0.9)),
      ended(c, 1, { status: 'failed', error: 'out of memory' }),
      { type: 'plan-grown', at: at(2), plan: grown, added: added.map(idOf) },
    ])
    expect(state.counts).toMatchObject({ running: 1, completed: 1, failed: 1, waiting: 3 })
    expect(state.groups.map(({ trials, endedCount }) => [trials.length, endedCount])).toEqual([
      [3, 1],
      [3, 1],
    ])
    expect(statusOf(state, a.trialId)).toBe('running')
    expect(endedOf(state, b.trialId)?.outcome.status).toBe('completed')
    expect(rowsOf(state).map(({ ranked }) => ranked.planned)).toEqual([3, 3])
    const after = reduce(state, ended(a, 3, completed(a, 0.8)))
    expect(after).toMatchObject({ counts: { running: 0, completed: 2, waiting: 3 } })
  })

  test('other workers, and those that still have a trial when there are fewer', () => {
    const running = [started(plan, 4), trialStarted(a, 0, 0), trialStarted(b, 0, 3)]
    const fewer = play([...running, { type: 'workers-changed', at: at(1), workers: 2 }])
    expect(workers(fewer).map(({ worker, trial }) => [worker, trial?.trial.trialId ?? null])).toEqual([
      [0, a.trialId],
      [3, b.trialId],
    ])
    const one = play([...running, { type: 'workers-changed', at: at(1), workers: 1 }])
    expect(workers(one)).toHaveLength(2)
    const more = play([...running, { type: 'workers-changed', at: at(1), workers: 6 }])
    expect(workers(more).map(({ worker }) => worker)).toEqual([0, 1, 2, 3, 4, 5])
  })
})

test('a restored trial has the curves that are told with it', () => {
  const plan = planOf()
  const trial = plan.trials[0]!
  const end = ended(trial, 0, completed(trial, 0.9)) as Extract<SweepEvent, { type: 'trial-ended' }>
  const records = [recordOf(1, 0.5), recordOf(3, 0.75)]
  const state = play([started(plan), { ...end, type: 'trial-restored', records }])
  const { curve, history } = endedOf(state, trial.trialId)!
  expect(curve).toEqual([0.5, null, 0.75])
  expect(courseOf(history, { split: 'train', metric: 'loss' })).toEqual([0.5, null, 0.25])
  expect(state.pace.observed.trials).toBe(0)
})

test('a trial that goes on from a checkpoint of an earlier execution is at its epoch, with gaps before', () => {
  const plan = planOf({ epochs: 10 })
  const trial = plan.trials[0]!
  const from: SweepEvent = { ...trialStarted(trial, 0), fromEpoch: 3 } as SweepEvent
  const state = play([started(plan), from, measured(trial, 1, 4, 0.8)])
  expect(state.running.get(trial.trialId)?.curve).toEqual([null, null, null, 0.8])
  expect(shareDone(play([started(plan), from]).running.get(trial.trialId)!)).toBe(0.3)
})
