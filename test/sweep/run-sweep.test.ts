import { describe, expect, test } from 'vitest'
import type { Checkpoint } from '../../src/domain/checkpoint.js'
import type { Execution, SweepEvent } from '../../src/domain/events.js'
import type { EpochRecord, Interrupted, Outcome } from '../../src/domain/measurement.js'
import type { Executor } from '../../src/domain/ports.js'
import { runSweep, type SweepInput } from '../../src/sweep/run-sweep.js'
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
  weightsSha256: null,
}

/** An executor without a computer: each trial reports one epoch and takes as many turns of the event loop as its script says. */
class ScriptedExecutor implements Executor {
  underWay = 0
  places: number
  mostUnderWay = 0
  constructor(
    public workers: number,
    readonly turns: (seed: number) => number = () => 1,
    readonly outcome: (seed: number) => Outcome = () => completed,
  ) {
    this.places = workers
  }
  execute: Executor['execute'] = async ({ seed }, _objective, report, signal) => {
    report({ type: 'began', worker: 0 })
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay)
    for (let turn = 0; turn < this.turns(seed) && !signal.aborted; turn++) await new Promise(setImmediate)
    this.underWay -= 1
    if (signal.aborted) return { status: 'interrupted' }
    report({ type: 'progress', progress: { examplesDone: 90, examplesTotal: 90 } })
    report({ type: 'epoch', record })
    return this.outcome(seed)
  }
  resize(workers: number): void {
    this.workers = workers
    this.places = workers
  }
  close = async () => {}
}

/** A clock that goes on by a second each time it is read. */
const clock = () => {
  let s = 0
  return { now: () => new Date(1000 * s++) }
}
const never = new AbortController().signal

async function collect(
  executor: Executor,
  trials: number,
  more: Partial<SweepInput> = {},
): Promise<SweepEvent[]> {
  const events: SweepEvent[] = []
  const input = { plan: planOf(trials), executor, clock: clock(), signal: never, ...more }
  for await (const event of runSweep(input)) events.push(event)
  return events
}

/** `trial-started t0`, and what is in it that tells it from others. */
function storyOf(events: readonly SweepEvent[]): string[] {
  return events.flatMap(event => {
    if (!('trialId' in event) || event.type === 'trial-progressed' || event.type === 'epoch-measured')
      return []
    const words: unknown[] = [event.type, Number.parseInt(event.trialId.slice(1), 16)]
    if ('attempt' in event) words.push(`attempt ${event.attempt}`)
    if ('execution' in event) words.push(event.outcome.status, `attempt ${event.execution.attempt}`)
    return [words.join(' ')]
  })
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
    { status: 'cancelled', reason: 'x' },
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
    const outcomes = (await collect(executor, 4, { retries: 0 })).flatMap(e =>
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
    expect(count('trial-started')).toBe(count('trial-ended') + count('trial-interrupted'))
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
      places: 1,
      execute: () => Promise.reject(new Error('defect')),
      resize: () => {},
      close: async () => {},
    }
    await expect(collect(broken, 1)).rejects.toThrow('defect')
  })
})

describe('a trial that fails', () => {
  /** Trials with these seeds fail the first so many times. */
  const failing = (times: Readonly<Record<number, number>>, outcome: Outcome = completed) => {
    const left = { ...times }
    return new ScriptedExecutor(1, undefined, seed =>
      (left[seed] ?? 0) > 0 && left[seed]!-- > 0 ? { status: 'failed', error: 'no luck' } : outcome,
    )
  }

  test('is tried again after all others, and has not ended before', async () => {
    expect(storyOf(await collect(failing({ 0: 1 }), 3, { retries: 1 }))).toEqual([
      'trial-started 0 attempt 1',
      'trial-retried 0 attempt 1',
      'trial-started 1 attempt 1',
      'trial-ended 1 completed attempt 1',
      'trial-started 2 attempt 1',
      'trial-ended 2 completed attempt 1',
      'trial-started 0 attempt 2',
      'trial-ended 0 completed attempt 2',
    ])
  })

  test('as often as it may stays failed, with the reason of the last time', async () => {
    const events = await collect(failing({ 1: 9 }), 2, { retries: 2 })
    expect(storyOf(events).filter(line => line.includes(' 1 '))).toEqual([
      'trial-started 1 attempt 1',
      'trial-retried 1 attempt 1',
      'trial-started 1 attempt 2',
      'trial-retried 1 attempt 2',
      'trial-started 1 attempt 3',
      'trial-ended 1 failed attempt 3',
    ])
    expect(events.find(({ type }) => type === 'trial-retried')).toMatchObject({ error: 'no luck' })
  })

  test('is tried again as often as the experiment says, where nobody says otherwise: once', async () => {
    const retried = storyOf(await collect(failing({ 0: 9 }), 1)).filter(line =>
      line.startsWith('trial-retried'),
    )
    expect(retried).toHaveLength(1)
  })

  test('each of several is tried again in the order in which they failed', async () => {
    const started = storyOf(await collect(failing({ 2: 1, 1: 1 }), 3)).filter(l =>
      l.startsWith('trial-started'),
    )
    expect(started.slice(3)).toEqual(['trial-started 1 attempt 2', 'trial-started 2 attempt 2'])
  })

  test('because its loss is not finite has a result, and is not tried again', async () => {
    const diverged: Outcome = { status: 'diverged', last: null, error: 'the loss was NaN' }
    expect(storyOf(await collect(failing({}, diverged), 1, { retries: 5 }))).toEqual([
      'trial-started 0 attempt 1',
      'trial-ended 0 diverged attempt 1',
    ])
  })

  test('before it has begun is told of as begun and ended at once', async () => {
    const executor = new ScriptedExecutor(1)
    executor.execute = async () => ({ status: 'failed', error: 'there is no worker' })
    expect(storyOf(await collect(executor, 1, { retries: 0 }))).toEqual([
      'trial-started 0 attempt 1',
      'trial-ended 0 failed attempt 1',
    ])
  })

  test('while the sweep is interrupted is left for another execution', async () => {
    const abort = new AbortController()
    const executor = new ScriptedExecutor(1, undefined, () => {
      abort.abort()
      return { status: 'failed', error: 'no luck' }
    })
    const story = storyOf(await collect(executor, 2, { signal: abort.signal }))
    expect(story).toEqual(['trial-started 0 attempt 1', 'trial-retried 0 attempt 1'])
  })
})

describe('a sweep that goes on', () => {
  const execution: Execution = {
    startedAt: new Date(5),
    durationS: 1,
    examplesPerS: 9,
    worker: 3,
    attempt: 2,
  }
  const idOf = (n: number) => planOf(n + 1).trials[n]!.trialId
  const checkpoint: Checkpoint = {
    epoch: 2,
    step: 1,
    lossSum: 0,
    correct: 0,
    durationS: 0,
    engine: { parameters: Float32Array.of(1), slots: [], steps: 25 },
    best: null,
    last: record,
    stopping: null,
    keptBest: null,
  }

  test('tells of the trials that are finished before it trains the others', async () => {
    const finished = new Map([1, 2].map(n => [idOf(n), { outcome: completed, execution }]))
    const events = await collect(new ScriptedExecutor(1), 4, { finished })
    expect(storyOf(events)).toEqual([
      'trial-restored 1 completed attempt 2',
      'trial-restored 2 completed attempt 2',
      'trial-started 0 attempt 1',
      'trial-ended 0 completed attempt 1',
      'trial-started 3 attempt 1',
      'trial-ended 3 completed attempt 1',
    ])
    expect(events.find(({ type }) => type === 'trial-restored')).toMatchObject({
      outcome: completed,
      execution,
    })
  })

  test('asks for the checkpoint of a trial when its turn comes, hands it down, and says how far it was', async () => {
    const executor = new ScriptedExecutor(1)
    const execute = executor.execute
    const given: unknown[] = []
    executor.execute = (trial, wanted, report, signal, from) => {
      given.push(from)
      return execute(trial, wanted, report, signal)
    }
    const asked: string[] = []
    const checkpoints = (trialId: string) => {
      asked.push(`${trialId} after ${given.length}`)
      return trialId === idOf(1) ? checkpoint : null
    }
    const events = await collect(executor, 3, { checkpoints })
    expect(asked).toEqual([0, 1, 2].map(n => `${idOf(n)} after ${n}`))
    expect(given).toEqual([null, checkpoint, null])
    expect(events.flatMap(event => (event.type === 'trial-started' ? [event.fromEpoch] : []))).toEqual([
      0, 2, 0,
    ])
    const steps = events.flatMap(event => (event.type === 'trial-started' ? [event.fromStep ?? 0] : []))
    expect(steps).toEqual([0, checkpoint.step, 0])
  })

  test('tells of the checkpoints that are made, those of a trial that is interrupted too', async () => {
    const abort = new AbortController()
    const executor = new ScriptedExecutor(1)
    executor.execute = async (_trial, _wanted, report, signal) => {
      report({ type: 'began', worker: 0 })
      abort.abort()
      await new Promise(setImmediate)
      report({ type: 'checkpoint', checkpoint })
      return signal.aborted ? { status: 'interrupted' } : { status: 'failed', error: '' }
    }
    const events = await collect(executor, 3, { signal: abort.signal })
    expect(storyOf(events)).toEqual(['trial-started 0 attempt 1', 'checkpoint-made 0', 'trial-interrupted 0'])
    expect(events.find(({ type }) => type === 'checkpoint-made')).toMatchObject({ checkpoint })
  })

  test('counts as its duration the time of all its sittings', async () => {
    const executor = new ScriptedExecutor(1)
    // Begun at 1 s, two reports at 2 s and 3 s, ended at 4 s: 3 s, and 2.5 s before.
    const checkpoints = () => ({ ...checkpoint, trainedS: 2.5 })
    const ended = (await collect(executor, 1, { checkpoints })).at(-2)
    expect(ended).toMatchObject({ execution: { durationS: 5.5, startedAt: new Date(1000) } })
  })

  test('counts as its speed only what it has trained itself', async () => {
    const executor = new ScriptedExecutor(1)
    executor.execute = async (_trial, _wanted, report) => {
      report({ type: 'began', worker: 0 })
      for (const examplesDone of [60, 90])
        report({ type: 'progress', progress: { examplesDone, examplesTotal: 90 } })
      return completed
    }
    // Begun at 1 s, two reports at 2 s and 3 s, ended at 4 s: 30 examples in 3 s; of a trial that begins, 90.
    const speedOf = async (from: Checkpoint | null) => {
      const ended = (await collect(executor, 1, { checkpoints: () => from })).at(-2)
      return ended?.type === 'trial-ended' && ended.execution.examplesPerS
    }
    expect([await speedOf(checkpoint), await speedOf(null)]).toEqual([10, 30])
  })
})

describe('trials that an executor wants at hand', () => {
  /** Trains one at a time, in the order in which it gets them, and has so many more waiting. */
  class QueueingExecutor extends ScriptedExecutor {
    override places = 2
    #last: Promise<unknown> = Promise.resolve()
    waiting = 0
    mostWaiting = 0
    constructor(outcome?: (seed: number) => Outcome) {
      super(1, undefined, outcome)
      const execute = this.execute
      this.execute = (...args) => {
        this.mostWaiting = Math.max(this.mostWaiting, ++this.waiting)
        const mine = this.#last.then(async (): Promise<Outcome | Interrupted> => {
          this.waiting -= 1
          return args[3].aborted ? { status: 'interrupted' } : execute(...args)
        })
        this.#last = mine
        return mine
      }
    }
  }

  test('are handed down early, and told of as begun only when they are', async () => {
    const executor = new QueueingExecutor()
    const story = storyOf(await collect(executor, 4))
    expect(story).toEqual(
      [0, 1, 2, 3].flatMap(n => [`trial-started ${n} attempt 1`, `trial-ended ${n} completed attempt 1`]),
    )
    expect(executor.mostUnderWay).toBe(1)
    expect(executor.mostWaiting).toBe(2)
  })

  test('are not told of at all when the sweep is interrupted before their turn', async () => {
    const abort = new AbortController()
    const executor = new QueueingExecutor(() => {
      abort.abort()
      return completed
    })
    expect(storyOf(await collect(executor, 4, { signal: abort.signal }))).toEqual([
      'trial-started 0 attempt 1',
      'trial-ended 0 completed attempt 1',
    ])
  })
})
