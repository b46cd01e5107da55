// What somebody asks of a sweep while it goes on. The ledger (ledger.ts) throws where an event cannot be, in every test here.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Request } from '../../src/domain/requests.js'
import type { Plan } from '../../src/domain/trial.js'
import { expand } from '../../src/sweep/expand.js'
import { Requests } from '../../src/sweep/requests.js'
import { runSweep, type SweepInput } from '../../src/sweep/run-sweep.js'
import { experiment } from '../store/small-run.js'
import { planOf } from '../tiny.js'
import { Ledger } from './ledger.js'
import { outcomeOf, SteppingExecutor } from './stepping-executor.js'

const turn = () => new Promise(setImmediate)
const idOf = (n: number) => planOf(n + 1).trials[n]!.trialId
const clock = { now: () => new Date(0) }

interface Story {
  readonly plan?: Plan
  readonly executor?: SteppingExecutor
  readonly more?: Partial<SweepInput>
  /** Hears each event before the sweep goes on. */
  readonly hear?: (event: SweepEvent, ask: Requests['ask'], ledger: Ledger) => unknown
}

/** Runs a sweep to its end. */
async function tell({
  plan = planOf(6),
  executor = new SteppingExecutor(2),
  more,
  hear,
}: Story): Promise<Ledger> {
  const ledger = new Ledger()
  const requests = new Requests()
  const checkpoints = (trialId: string) => ledger.checkpoints.get(trialId) ?? null
  const { signal } = new AbortController()
  for await (const event of runSweep({ plan, executor, clock, signal, requests, checkpoints, ...more })) {
    ledger.hear(event)
    await hear?.(event, requests.ask, ledger)
  }
  return ledger
}

/** Does it after so many turns of the event loop, without holding the sweep up. */
async function later(turns: number, action: () => void): Promise<void> {
  for (let i = 0; i < turns; i++) await turn()
  action()
}

/** `trial-started 3`, for the events of the types that are named. */
const storyOf = ({ events }: Ledger, ...types: readonly SweepEvent['type'][]) =>
  events.flatMap(event => {
    if (!types.includes(event.type)) return []
    return 'trialId' in event
      ? [`${event.type} ${Number.parseInt(event.trialId.slice(1), 16)}`]
      : [event.type]
  })

/** Asks when the event has come the first time. */
const when = (
  isMeant: (event: SweepEvent) => boolean,
  ...asked: readonly Request[]
): NonNullable<Story['hear']> => {
  let isDone = false
  return (event, ask) => {
    if (isDone || !isMeant(event)) return
    isDone = true
    for (const request of asked) ask(request)
  }
}
const isEpochOf = (n: number) => (event: SweepEvent) =>
  event.type === 'epoch-measured' && event.trialId === idOf(n)
const isEndOf = (n: number) => (event: SweepEvent) =>
  event.type === 'trial-ended' && event.trialId === idOf(n)

const startsOf = (ledger: Ledger, n: number) =>
  ledger.events.flatMap(event => (event.type === 'trial-started' && event.trialId === idOf(n) ? [event] : []))

/** Every trial of the plan with the outcome that it has when nobody disturbs it. */
const undisturbed = ({ trials }: Plan) => new Map(trials.map(trial => [trial.trialId, outcomeOf(trial)]))

describe('a pause', () => {
  test('interrupts what is under way and begins nothing; then it goes on from there, with the same numbers', async () => {
    const pause = when(isEpochOf(1), { type: 'pause' })
    const ledger = await tell({
      hear: (event, ask, ledger) => {
        pause(event, ask, ledger)
        if (event.type === 'sweep-paused') void later(20, () => ask({ type: 'continue' }))
      },
    })
    expect(storyOf(ledger, 'sweep-paused', 'trial-interrupted', 'sweep-continued', 'trial-started')).toEqual([
      'trial-started 0',
      'trial-started 1',
      'sweep-paused',
      'trial-interrupted 0',
      'trial-interrupted 1',
      'sweep-continued',
      // Those that were interrupted come first; those that the executor had at hand, and had not begun, in their old places.
      ...[0, 1, 2, 3, 4, 5].map(n => `trial-started ${n}`),
    ])
    expect(startsOf(ledger, 1).map(({ fromEpoch, attempt }) => [fromEpoch, attempt])).toEqual([
      [0, 1],
      [1, 1],
    ])
    expect(ledger.standings).toEqual(undisturbed(planOf(6)))
    expect(ledger.events.at(-1)).toMatchObject({ reason: 'finished' })
  })

  test('that is taken back at once loses nothing', async () => {
    const ledger = await tell({ hear: when(isEpochOf(0), { type: 'pause' }, { type: 'continue' }) })
    expect(ledger.standings).toEqual(undisturbed(planOf(6)))
  })

  test('before the sweep has begun keeps it from beginning', async () => {
    const ledger = await tell({
      hear: (event, ask) => {
        if (event.type === 'sweep-started') ask({ type: 'pause' })
        if (event.type === 'sweep-paused') void later(5, () => ask({ type: 'continue' }))
      },
    })
    expect(ledger.events.slice(0, 3).map(({ type }) => type)).toEqual([
      'sweep-started',
      'sweep-paused',
      'sweep-continued',
    ])
  })

  test('is told of once, however often it is asked for', async () => {
    const pause: Request = { type: 'pause' }
    const go: Request = { type: 'continue' }
    const ledger = await tell({ hear: when(isEpochOf(0), go, pause, pause, go, go) })
    expect(storyOf(ledger, 'sweep-paused', 'sweep-continued')).toEqual(['sweep-paused', 'sweep-continued'])
  })

  test.each(['a request', 'the signal'])(
    'ends with %s to stop the sweep, which can be resumed',
    async how => {
      const abort = new AbortController()
      const pause = when(isEpochOf(0), { type: 'pause' })
      const ledger = await tell({
        more: { signal: abort.signal },
        hear: (event, ask, ledger) => {
          pause(event, ask, ledger)
          if (event.type !== 'sweep-paused') return
          void later(10, () => (how === 'a request' ? ask({ type: 'stop' }) : abort.abort()))
        },
      })
      expect(ledger.events.at(-1)).toMatchObject({ type: 'sweep-ended', reason: 'interrupted' })
      expect(new Set(ledger.statuses())).toEqual(new Set(['waiting']))
    },
  )

  test('does not keep a sweep from ending in which nothing waits any more', async () => {
    const all = planOf(6).trials.map(({ trialId }) => trialId)
    const ledger = await tell({
      hear: when(isEpochOf(0), { type: 'pause' }, { type: 'stop-trials', trialIds: all }),
    })
    expect(ledger.events.at(-1)).toMatchObject({ reason: 'finished' })
    expect(new Set(ledger.statuses())).toEqual(new Set(['cancelled']))
  })
})

describe('a trial that is stopped', () => {
  test('is cancelled where it runs and where it waits, and left as it is where it has ended', async () => {
    const trialIds = [0, 2, 4, 5].map(idOf)
    const ledger = await tell({
      executor: new SteppingExecutor(1),
      hear: when(isEpochOf(2), { type: 'stop-trials', trialIds: [...trialIds, 'tffffffffffff'] }),
    })
    expect(ledger.statuses()).toEqual([
      'completed',
      'completed',
      'cancelled',
      'completed',
      'cancelled',
      'cancelled',
    ])
    expect(ledger.standings.get(idOf(4))).toEqual({ status: 'cancelled', reason: 'stopped by hand' })
    expect([startsOf(ledger, 2), startsOf(ledger, 4)].map(({ length }) => length)).toEqual([1, 0])
    const by = ledger.events.flatMap(event =>
      event.type === 'trial-ended' && event.outcome.status === 'cancelled'
        ? [[event.trialId, event.execution.worker, event.execution.attempt]]
        : [],
    )
    expect(by.sort()).toEqual(
      [
        [idOf(2), 0, 1],
        [idOf(4), null, null], // no worker has had it
        [idOf(5), null, null],
      ].sort(),
    )
    expect(ledger.events.at(-1)).toMatchObject({ reason: 'finished' })
  })

  test('has a result all the same where it had one before it could be stopped', async () => {
    const executor = new SteppingExecutor(1)
    const ledger = await tell({
      executor,
      hear: (event, ask) => {
        // The last epoch is told of when the trial has ended already, and the end waits behind it.
        if (isEpochOf(0)(event) && executor.busy.get(0)?.trial.index !== 0)
          ask({ type: 'stop-trials', trialIds: [idOf(0)] })
      },
    })
    expect(ledger.statuses()[0]).toBe('completed')
  })

  test('is not tried again where it fails in the meantime', async () => {
    const trialIds = [idOf(0)]
    const ledger = await tell({
      executor: new SteppingExecutor(1, { failures: () => 1 }),
      hear: when(({ type }) => type === 'trial-retried', { type: 'stop-trials', trialIds }),
    })
    expect(startsOf(ledger, 0)).toHaveLength(1)
    expect(ledger.statuses()).toEqual(['cancelled', ...Array(5).fill('completed')])
  })

  test('is trained when somebody asks for it again, from its beginning', async () => {
    const trialIds = [idOf(1)]
    const stop = when(isEpochOf(1), { type: 'stop-trials', trialIds })
    const again = when(isEndOf(2), { type: 'retry-trials', trialIds })
    const ledger = await tell({
      executor: new SteppingExecutor(1),
      hear: (event, ask, ledger) => [stop(event, ask, ledger), again(event, ask, ledger)],
    })
    expect(startsOf(ledger, 1).map(({ fromEpoch }) => fromEpoch)).toEqual([0, 0])
    expect(ledger.standings).toEqual(undisturbed(planOf(6)))
  })
})

describe('trials that failed', () => {
  const failing = (times: number) =>
    new SteppingExecutor(1, { failures: ({ index }) => (index === 1 ? times : 0) })

  test('are tried again when somebody asks for it, before those that wait, as often as at first', async () => {
    const ledger = await tell({
      executor: failing(2),
      more: { retries: 0 },
      hear: (event, ask) => {
        if (isEndOf(1)(event)) ask({ type: 'retry-trials', trialIds: [idOf(0), idOf(1), idOf(5)] })
      },
    })
    expect(ledger.events.filter(({ type }) => type === 'trials-reopened')).toEqual(
      [1, 2].map(() => ({ type: 'trials-reopened', at: new Date(0), trialIds: [idOf(1)] })),
    )
    // Each time the executor has one at hand, and another gets the place of the one that has failed.
    expect(
      storyOf(ledger, 'trial-started')
        .map(line => line.at(-1))
        .join(''),
    ).toBe('01231451')
    expect(startsOf(ledger, 1).map(({ attempt }) => attempt)).toEqual([1, 1, 1])
    expect(ledger.standings).toEqual(undisturbed(planOf(6)))
  })

  test('in an earlier execution can be tried again, too', async () => {
    const execution = { startedAt: new Date(0), durationS: 1, examplesPerS: 1, worker: 0, attempt: 1 }
    const ends = { 0: { status: 'failed', error: 'x' }, 1: { status: 'cancelled', reason: 'x' } } as const
    const finished = new Map(
      Object.entries(ends).map(([n, outcome]) => [idOf(Number(n)), { outcome, execution }]),
    )
    const ledger = await tell({
      more: { finished },
      hear: when(isEpochOf(2), { type: 'retry-trials', trialIds: [idOf(0), idOf(1)] }),
    })
    expect(ledger.standings).toEqual(undisturbed(planOf(6)))
  })
})

describe('seeds that are added', () => {
  const plan = expand({ ...experiment, seeds: [0] })
  const configIds = plan.trials.map(({ configId }) => configId)

  test('are a larger plan, whose new trials are trained behind the others', async () => {
    const ledger = await tell({
      plan,
      hear: when(({ type }) => type === 'epoch-measured', {
        type: 'add-seeds',
        configIds: [configIds[1]!],
        count: 2,
      }),
    })
    const grown = ledger.events.flatMap(event => (event.type === 'plan-grown' ? [event] : []))
    expect(grown).toHaveLength(1)
    expect(grown[0]!.plan.addedSeeds).toEqual({ [configIds[1]!]: [1, 2] })
    const started = ledger.events.flatMap(event => (event.type === 'trial-started' ? [event.trialId] : []))
    expect(started.slice(3)).toEqual(grown[0]!.added)
    expect(ledger.standings).toEqual(undisturbed(ledger.plan!))
  })

  test('with the end of the last trial keep the sweep from ending', async () => {
    let ended = 0
    const ledger = await tell({
      plan,
      hear: (event, ask) => {
        if (event.type === 'trial-ended' && ++ended === plan.trials.length)
          ask({ type: 'add-seeds', configIds, count: 1 })
      },
    })
    expect(ledger.statuses()).toEqual(Array(6).fill('completed'))
  })

  test('are trained by as many workers as were wanted, and not needed before', async () => {
    const executor = new SteppingExecutor(1)
    const ledger = await tell({
      plan: { ...plan, trials: plan.trials.slice(0, 1) },
      executor,
      more: { workers: 4 },
      hear: when(({ type }) => type === 'epoch-measured', {
        type: 'add-seeds',
        configIds: configIds.slice(0, 1),
        count: 2,
      }),
    })
    // One that runs, and two more.
    expect(ledger.events.flatMap(event => (event.type === 'workers-changed' ? [event.workers] : []))).toEqual(
      [3],
    )
    expect(executor.workers).toBe(3)
  })
})

describe('the number of workers', () => {
  test('goes from 1 to 3 and back in the middle of a sweep: what is one too many waits again, and nothing is lost', async () => {
    const executor = new SteppingExecutor(1)
    let most = 0
    const more = when(isEpochOf(1), { type: 'set-workers', workers: 3 })
    const fewer = when(isEpochOf(4), { type: 'set-workers', workers: 1 })
    const ledger = await tell({
      plan: planOf(12),
      executor,
      hear: (event, ask, ledger) => {
        more(event, ask, ledger)
        fewer(event, ask, ledger)
        most = Math.max(most, executor.busy.size)
      },
    })
    expect(most).toBe(3)
    expect(storyOf(ledger, 'trial-interrupted').length).toBeGreaterThan(0)
    const changes = ledger.events.flatMap(event => (event.type === 'workers-changed' ? [event.workers] : []))
    expect(changes).toEqual([3, 1])
    expect(ledger.standings).toEqual(undisturbed(planOf(12)))
  })
})

test.each<Request>([
  { type: 'continue' },
  { type: 'stop-trials', trialIds: ['tffffffffffff'] },
  { type: 'retry-trials', trialIds: [idOf(0), idOf(5)] },
  { type: 'add-seeds', configIds: ['cffffffffffff'], count: 1 },
  { type: 'add-seeds', configIds: ['c000000000000'], count: 1e9 },
  { type: 'set-workers', workers: 2 },
  { type: 'set-workers', workers: 0 },
  { type: 'set-workers', workers: 1e9 },
])('what cannot be done, or is so already, changes nothing: $type', async request => {
  const types = new Set((await tell({ hear: when(isEndOf(0), request) })).events.map(({ type }) => type))
  expect([...types].sort()).toEqual([
    'epoch-measured',
    'sweep-ended',
    'sweep-started',
    'trial-ended',
    'trial-started',
  ])
})

test('a consumer that is slow is told of many ends one by one, as it takes them', async () => {
  let made = 0
  const counting = { now: () => new Date(made++) } // each event reads the clock
  const plan = planOf(500)
  let heard = 0
  let ahead = 0
  const stop = when(isEpochOf(0), {
    type: 'stop-trials',
    trialIds: plan.trials.map(({ trialId }) => trialId),
  })
  await tell({
    plan,
    more: { clock: counting },
    hear: async (event, ask, ledger) => {
      stop(event, ask, ledger)
      heard++
      await turn()
      ahead = Math.max(ahead, made - heard)
    },
  })
  expect(heard).toBeGreaterThan(500)
  expect(ahead).toBeLessThan(20)
})

/** With the runs that BENCH_FUZZ_RUNS asks for. */
const numRuns = Number(process.env['BENCH_FUZZ_RUNS'] ?? 150)

test('whatever is asked at whatever moment: totals add up, every trial ends once or waits, and results are those of an undisturbed sweep', async () => {
  const plan = expand({ ...experiment, seeds: [0, 1, 2] }) // three configurations: nine trials
  const trialIds = fc.subarray([...plan.trials.map(({ trialId }) => trialId), 'tffffffffffff'])
  const configIds = fc.subarray([...new Set(plan.trials.map(({ configId }) => configId))])
  const request = fc.oneof<fc.Arbitrary<Request>[]>(
    fc.constant({ type: 'pause' }),
    fc.constant({ type: 'continue' }),
    fc.record({ type: fc.constant('stop-trials'), trialIds }),
    fc.record({ type: fc.constant('retry-trials'), trialIds }),
    fc.record({ type: fc.constant('add-seeds'), configIds, count: fc.nat(2) }),
    fc.record({ type: fc.constant('set-workers'), workers: fc.nat(4) }),
  )
  const asked = fc.array(fc.record({ turns: fc.nat(6), request }), { maxLength: 20 })
  const habits = fc.record({
    workers: fc.integer({ min: 1, max: 3 }),
    turns: fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }),
    failures: fc.array(fc.nat(3), { minLength: 1, maxLength: 7 }),
    retries: fc.nat(1),
    slowness: fc.nat(2),
    stopsAfter: fc.option(fc.nat(60), { freq: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(
      asked,
      habits,
      async (asked, { workers, turns, failures, retries, slowness, stopsAfter }) => {
        const executor = new SteppingExecutor(workers, {
          turns: ({ index }) => turns[index % turns.length]!,
          failures: ({ index }) => failures[index % failures.length]!,
        })
        const abort = new AbortController()
        let isOver = false
        let mostBusy = 0
        const ledger = await tell({
          plan,
          executor,
          more: { signal: abort.signal, retries },
          hear: async (event, ask) => {
            if (event.type === 'sweep-started') void askAll(ask)
            isOver = event.type === 'sweep-ended'
            mostBusy = Math.max(mostBusy, executor.busy.size)
            for (let i = 0; i < slowness; i++) await turn()
          },
        })
        async function askAll(ask: Requests['ask']) {
          for (const { turns, request } of asked) await later(turns, () => ask(request))
          while (!isOver) await later(3, () => ask({ type: 'continue' })) // nobody leaves a sweep paused for ever
        }
        if (stopsAfter !== null) void later(stopsAfter, () => abort.abort())

        const { reason } = ledger.events.at(-1) as Extract<SweepEvent, { type: 'sweep-ended' }>
        const expected = undisturbed(ledger.plan!)
        const statuses = ledger.statuses()
        expect(statuses).toHaveLength(ledger.plan!.trials.length)
        if (reason === 'finished') expect(statuses).not.toContain('waiting')
        for (const [trialId, standing] of ledger.standings)
          if (typeof standing === 'object' && standing.status === 'completed')
            expect(standing).toEqual(expected.get(trialId))
        expect([executor.busy.size, executor.waiting.length]).toEqual([0, 0])
        expect(mostBusy).toBeLessThanOrEqual(4)
      },
    ),
    { numRuns },
  )
}, 120_000)
