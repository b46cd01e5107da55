import { describe, expect, test } from 'vitest'
import type { SweepEvent } from '../../src/domain/events.js'
import type { EpochRecord, Outcome } from '../../src/domain/measurement.js'
import type { Executor } from '../../src/domain/ports.js'
import { runSweep } from '../../src/sweep/run-sweep.js'
import { planOf } from '../tiny.js'

const record: EpochRecord = {
  epoch: 1,
  step: 12,
  learningRate: 0.1,
  train: { loss: 1, accuracy: 0.5 },
  validation: null,
  test: null,
  durationS: 0.1,
}
const completed: Outcome = {
  status: 'completed',
  last: record,
  best: { epoch: 1, value: 0.5 },
  epochsDone: 1,
}

/** An executor without a computer: each trial reports one epoch and takes as many turns of the event loop as its script says. */
class ScriptedExecutor implements Executor {
  underWay = 0
  mostUnderWay = 0
  constructor(
    readonly workers: number,
    readonly turns: (seed: number) => number = () => 1,
    readonly outcome: (seed: number) => Outcome = () => completed,
  ) {}
  execute: Executor['execute'] = async ({ seed }, _objective, report, signal) => {
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay)
    for (let turn = 0; turn < this.turns(seed) && !signal.aborted; turn++) await new Promise(setImmediate)
    this.underWay -= 1
    if (signal.aborted) return { status: 'cancelled' }
    report({ type: 'progress', progress: { examplesDone: 90, examplesTotal: 90 } })
    report({ type: 'epoch', record })
    return this.outcome(seed)
  }
  close = async () => {}
}

/** A clock that goes on by a second each time it is read. */
const clock = () => {
  let s = 0
  return { now: () => new Date(1000 * s++) }
}
const never = new AbortController().signal

async function collect(executor: Executor, trials: number, signal = never): Promise<SweepEvent[]> {
  const events: SweepEvent[] = []
  for await (const event of runSweep({ plan: planOf(trials), executor, clock: clock(), signal }))
    events.push(event)
  return events
}

describe('weights that a trial reports', () => {
  const weights = { type: 'weights', epoch: 1, sizes: [1, 1], parameters: Float32Array.of(2, 3) } as const
  const eventsOf = async (outcome: Outcome) => {
    const executor = new ScriptedExecutor(1, undefined, () => outcome)
    const execute = executor.execute
    executor.execute = async (trial, wanted, report, signal) => {
      const ended = await execute(trial, wanted, report, signal)
      report(weights)
      return ended
    }
    return collect(executor, 1)
  }

  test('are told of just before the end of a trial that has completed', async () => {
    const events = await eventsOf(completed)
    expect(events.map(({ type }) => type).slice(-3)).toEqual(['weights-kept', 'trial-ended', 'sweep-ended'])
    expect(events.at(-3)).toEqual({
      ...weights,
      type: 'weights-kept',
      at: expect.any(Date),
      trialId: 't000000000000',
    })
  })

  test.each([
    { status: 'cancelled' },
    { status: 'failed', error: 'x' },
    { status: 'diverged', last: record, error: 'x' },
  ] as const)('are not told of where it was $status', async outcome => {
    expect((await eventsOf(outcome)).map(({ type }) => type)).not.toContain('weights-kept')
  })
})

describe('a sweep', () => {
  test('begins with its plan and ends when all trials have', async () => {
    const events = await collect(new ScriptedExecutor(1), 2)
    expect(events.map(({ type }) => type)).toEqual([
      'sweep-started',
      'trial-started',
      'trial-progressed',
      'epoch-measured',
      'trial-ended',
      'trial-started',
      'trial-progressed',
      'epoch-measured',
      'trial-ended',
      'sweep-ended',
    ])
    expect(events.at(-1)).toMatchObject({ reason: 'finished' })
  })

  test('starts trials in the order of the plan, as many at a time as there are workers', async () => {
    const executor = new ScriptedExecutor(3, seed => (seed * 7) % 5)
    const events = await collect(executor, 20)
    const started = events.flatMap(event =>
      event.type === 'trial-started' ? [Number.parseInt(event.trialId.slice(1), 16)] : [],
    )
    expect(started).toEqual(Array.from({ length: 20 }, (_, i) => i))
    expect(executor.mostUnderWay).toBe(3)
  })

  test('tells how a trial was executed: when, how long, by which worker, how fast', async () => {
    const events = await collect(new ScriptedExecutor(1), 1)
    // The clock was read for the start of the sweep (0 s), of the trial (1 s), two reports (2 s, 3 s) and the end (4 s): 90 examples in 3 s.
    expect(events.find(({ type }) => type === 'trial-ended')).toMatchObject({
      execution: { startedAt: new Date(1000), durationS: 3, examplesPerS: 30, worker: 0, attempt: 1 },
    })
  })

  test('goes on after a trial that failed', async () => {
    const executor = new ScriptedExecutor(2, undefined, seed =>
      seed === 1 ? { status: 'failed', error: 'no luck' } : completed,
    )
    const outcomes = (await collect(executor, 4)).flatMap(e =>
      e.type === 'trial-ended' ? [e.outcome.status] : [],
    )
    expect(outcomes.sort()).toEqual(['completed', 'completed', 'completed', 'failed'])
  })

  test('that is interrupted starts nothing more, and says so', async () => {
    const abort = new AbortController()
    const events: SweepEvent[] = []
    const input = {
      plan: planOf(10),
      executor: new ScriptedExecutor(2, () => 5),
      clock: clock(),
      signal: abort.signal,
    }
    for await (const event of runSweep(input)) {
      events.push(event)
      if (event.type === 'trial-ended' && event.outcome.status === 'completed') abort.abort()
    }
    expect(events.at(-1)).toMatchObject({ type: 'sweep-ended', reason: 'interrupted' })
    const count = (type: string) => events.filter(event => event.type === type).length
    expect(count('trial-started')).toBe(count('trial-ended'))
    expect(count('trial-started')).toBeLessThan(10)
  })

  test('ends what is under way when its consumer leaves', async () => {
    const executor = new ScriptedExecutor(2, () => 1000)
    for await (const event of runSweep({ plan: planOf(4), executor, clock: clock(), signal: never })) {
      if (event.type === 'trial-started') break
    }
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate)
    expect(executor.underWay).toBe(0)
  })

  test('does not run ahead of a consumer that is slow', async () => {
    const executor = new ScriptedExecutor(1, () => 0)
    let ended = 0
    for await (const event of runSweep({ plan: planOf(5), executor, clock: clock(), signal: never })) {
      await new Promise(resolve => setTimeout(resolve, 2))
      if (event.type === 'trial-started') expect(Number.parseInt(event.trialId.slice(1), 16)).toBe(ended)
      if (event.type === 'trial-ended') ended += 1
    }
    expect(ended).toBe(5)
  })

  test('passes on a defect of the executor', async () => {
    const broken: Executor = {
      workers: 1,
      execute: () => Promise.reject(new Error('defect')),
      close: async () => {},
    }
    await expect(collect(broken, 1)).rejects.toThrow('defect')
  })
})
