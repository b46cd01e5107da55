// Real threads. The worker of the program is the built one: Node 20 cannot start a thread from TypeScript.
import { BroadcastChannel } from 'node:worker_threads'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { numericalEngines } from '../../src/core/numerical.js'
import type { Checkpoint } from '../../src/domain/checkpoint.js'
import type { Interrupted } from '../../src/domain/measurement.js'
import type { TrialReport, Wanted } from '../../src/domain/ports.js'
import { ThreadsExecutor } from '../../src/executor/threads.js'
import { runSweep } from '../../src/sweep/run-sweep.js'
import { trainTrial } from '../../src/trainer/train-trial.js'
import { kernelsModule, makeEngine } from '../kernels.js'
import { longTest } from '../long.js'
import { configuration, objective, planOf, tinyDataset, trial } from '../tiny.js'

const built = new URL('../../dist/executor/worker.js', import.meta.url)
const misbehaving = new URL('./misbehaving-worker.mjs', import.meta.url)
const never = new AbortController().signal
const wanted: Wanted = { objective, save: 'none', checkpointEvery: 0 }

let executor: ThreadsExecutor | undefined
const start = (workerFile: URL, workers = 2) => {
  const datasets = new Map([['mnist', tinyDataset()]])
  executor = new ThreadsExecutor({ workers, datasets, kernels: kernelsModule, workerFile })
  return executor
}
afterEach(() => executor?.close())

const channel = new BroadcastChannel('go on')
channel.unref()
afterAll(() => channel.close())

/** Lets those trials of the misbehaving worker end that take their time (6, 16 and 26) and have begun. */
const letEnd = () => channel.postMessage('go on')

/** Something that is told of reports, and calls `then` when all of these trials have begun. */
function onceBegun(seeds: readonly number[], then: () => void) {
  const missing = new Set(seeds)
  return ({ type }: TrialReport, seed: number) => {
    if (type === 'began' && missing.delete(seed) && missing.size === 0) then()
  }
}

const withoutTiming = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (key, v) => (key === 'durationS' ? 0 : v)))

test('a trial that waits behind another and is interrupted leaves its place to the next, and no trial is lost', async () => {
  const threads = start(built, 1)
  // All of this before the thread has had time to start: it has begun nothing when the second is taken back.
  const abort = new AbortController()
  const first = threads.execute(trial(0), wanted, () => {}, never)
  const second = threads.execute(trial(1), wanted, () => {}, abort.signal)
  abort.abort()
  const third = threads.execute(trial(2), wanted, () => {}, never)
  const outcomes = await Promise.all([first, second, third])
  expect(outcomes.map(({ status }) => status)).toEqual(['completed', 'interrupted', 'completed'])
})

describe('a trial in a thread', () => {
  test.each([1, 2, 8])(
    'has the numbers that it has without threads, whichever of %i workers trains it',
    async workers => {
      const threads = start(built, workers)
      const inThreads = await Promise.all(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(async seed => {
          const reports: TrialReport[] = []
          const outcome = await threads.execute(trial(seed), wanted, report => reports.push(report), never)
          return { outcome, epochs: reports.filter(({ type }) => type === 'epoch') }
        }),
      )
      inThreads.forEach((got, seed) => {
        const epochs: TrialReport[] = []
        const outcome = trainTrial({
          trial: trial(seed),
          dataset: tinyDataset(),
          ...wanted,
          makeEngine,
          report: report => report.type === 'epoch' && epochs.push(report),
          nowMs: () => 0,
        })
        expect(withoutTiming(got)).toEqual(withoutTiming({ outcome, epochs }))
      })
    },
  )

  test('gives back its weights, as it has them without threads', async () => {
    const weightsOf = (reports: readonly TrialReport[]) => reports.filter(({ type }) => type === 'weights')
    const [inThread, without]: [TrialReport[], TrialReport[]] = [[], []]
    const best: Wanted = { ...wanted, save: 'best' }
    await start(built).execute(trial(0), best, report => inThread.push(report), never)
    trainTrial({
      trial: trial(0),
      dataset: tinyDataset(),
      ...best,
      makeEngine,
      report: report => without.push(report),
      nowMs: () => 0,
    })
    expect(weightsOf(inThread)).toHaveLength(1)
    expect(weightsOf(inThread)).toEqual(weightsOf(without))
    expect(inThread.at(-1)!.type).toBe('weights')
  })

  test('trains by numerical gradients where it says so, with the same numbers as without threads', async () => {
    const numerical = trial(0, {
      configuration: { ...configuration({ steps: 2, record_every: 1 }), gradient: 'numerical' },
    })
    const reports: TrialReport[] = []
    const outcome = await start(built).execute(numerical, wanted, report => reports.push(report), never)
    const without = trainTrial({
      trial: numerical,
      dataset: tinyDataset(),
      ...wanted,
      makeEngine: numericalEngines,
      report: () => {},
      nowMs: () => 0,
    })
    expect(withoutTiming(outcome)).toEqual(withoutTiming(without))
    expect(reports.filter(({ type }) => type === 'epoch')).toHaveLength(2)
  })

  test('reports everything before its outcome, and nothing after', async () => {
    const threads = start(built)
    let settled = false
    const late: TrialReport[] = []
    const reports: TrialReport[] = []
    await threads.execute(trial(0), wanted, report => (settled ? late : reports).push(report), never)
    settled = true
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(reports.at(-1)).toMatchObject({ type: 'epoch', record: { epoch: 3 } })
    expect(late).toEqual([])
  })
})

describe('a worker that fails', () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ['throws', 1, 'TypeError: the worker threw'],
    ['exits', 2, 'worker exited with code: 3'],
    ['runs out of memory', 3, 'the worker ran out of memory'],
  ]
  test.each(cases)(
    'because it %s fails its trial with the reason, and leaves its neighbour alone',
    async (_what, seed, error) => {
      const threads = start(misbehaving)
      const run = (n: number) => threads.execute(trial(n), wanted, () => {}, never)
      const [failed, neighbour] = await Promise.all([run(seed), run(0)])
      expect(failed).toEqual({ status: 'failed', error })
      expect(neighbour.status).toBe('completed')
      expect((await run(0)).status).toBe('completed') // the pool goes on
    },
  )

  test('for lack of a dataset says so', async () => {
    const stranger = trial(0, { configuration: { ...trial(0).configuration, dataset: 'fashion-mnist' } })
    expect(await start(misbehaving).execute(stranger, wanted, () => {}, never)).toEqual({
      status: 'failed',
      error: 'dataset "fashion-mnist" was not loaded',
    })
  })
})

describe('trials that wait in a worker for their turn', () => {
  /** Runs trials at once on one worker or two, and says in which order they began and on which. */
  const story = async (workers: number, seeds: readonly number[], hear = onceBegun([], letEnd)) => {
    const threads = start(misbehaving, workers)
    const began: string[] = []
    const outcomes = await Promise.all(
      seeds.map(seed =>
        threads.execute(
          trial(seed),
          wanted,
          report => {
            if (report.type === 'began') began.push(`${seed} on ${report.worker}`)
            hear(report, seed)
          },
          never,
        ),
      ),
    )
    return { began, statuses: outcomes.map(({ status }) => status) }
  }

  test('begin in the order in which they came', async () => {
    const { began, statuses } = await story(1, [10, 11, 12, 13, 14])
    expect(began).toEqual(['10 on 0', '11 on 0', '12 on 0', '13 on 0', '14 on 0'])
    expect(new Set(statuses)).toEqual(new Set(['completed']))
  })

  test('are not lost when the one before them ends the worker', async () => {
    const { statuses } = await story(1, [2, 10, 1, 11])
    expect(statuses).toEqual(['failed', 'completed', 'failed', 'completed'])
  })

  test('go to another worker that has nothing to do', async () => {
    // The first worker is given 6, which takes until 11 has begun, and 11 behind it; the second is soon done with 10.
    const { began } = await story(2, [6, 10, 11], onceBegun([6, 11], letEnd))
    expect(began).toContain('11 on 1')
  })
})

longTest('in a sweep, what ends its worker is tried again, and everything else is trained', async () => {
  const plan = planOf(10) // with seeds from 0: the first throws, exits, runs out of memory, ...
  const seeds = new Set([1, 2, 3])
  const trials = plan.trials.filter(({ seed }) => seeds.has(seed) || seed > 6)
  const ended: string[] = []
  for await (const event of runSweep({
    plan: { ...plan, trials },
    executor: start(misbehaving),
    clock: { now: () => new Date() },
    signal: never,
  })) {
    if (event.type !== 'trial-ended') continue
    const seed = Number.parseInt(event.trialId.slice(1), 16)
    ended.push(`${seed} ${event.outcome.status} at attempt ${event.execution.attempt}`)
  }
  expect(ended.sort()).toEqual([
    '1 failed at attempt 2',
    '2 failed at attempt 2',
    '3 failed at attempt 2',
    '7 completed at attempt 1',
    '8 completed at attempt 1',
    '9 completed at attempt 1',
  ])
})

describe('aborting', () => {
  test('ends a trial that is under way as interrupted, even in the middle of a loop, and one that has not begun', async () => {
    const threads = start(misbehaving, 1)
    const abort = new AbortController()
    const spinning = threads.execute(trial(4), wanted, () => abort.abort(), abort.signal)
    const waiting = threads.execute(trial(0), wanted, () => {}, abort.signal)
    const interrupted: Interrupted = { status: 'interrupted' }
    expect(await Promise.all([spinning, waiting])).toEqual([interrupted, interrupted])
    expect(await threads.execute(trial(0), wanted, () => {}, abort.signal)).toEqual(interrupted)
  })

  test('lets nothing of a trial through after its end, however much it had to say', async () => {
    const threads = start(misbehaving, 1)
    const abort = new AbortController()
    let heard = 0
    const hear = () => {
      heard += 1
      if (heard === 100) abort.abort()
    }
    await threads.execute(trial(5), wanted, hear, abort.signal)
    const atTheEnd = heard
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(heard).toBe(atTheEnd)
  })
})

describe('a trial that is aborted', () => {
  const long = trial(0, { configuration: configuration({ epochs: 200, batch_size: 1 }, [30]) })
  const keeping: Wanted = { objective, save: 'last', checkpointEvery: 3600 }

  test('makes a last checkpoint, from which it goes on in another thread and ends with the same bits', async () => {
    const threads = start(built)
    const reports: TrialReport[] = []
    const abort = new AbortController()
    const hear = (report: TrialReport) => {
      reports.push(report)
      if (report.type === 'epoch') abort.abort()
    }
    const broken = threads.execute(long, keeping, hear, abort.signal)
    expect(await broken).toEqual({ status: 'interrupted' })
    expect(reports.filter(({ type }) => type === 'epoch').length).toBeLessThan(200) // it did not go on to its end
    const last = reports.at(-1)!
    if (last.type !== 'checkpoint') throw new Error(`the last report was of type ${last.type}`)
    reports.length = 0
    const outcome = await threads.execute(long, keeping, hear, never, last.checkpoint)

    const whole: TrialReport[] = []
    const undisturbed = trainTrial({
      trial: long,
      dataset: tinyDataset(),
      ...keeping,
      makeEngine,
      report: report => whole.push(report),
      nowMs: () => 0,
    })
    expect(withoutTiming(outcome)).toEqual(withoutTiming(undisturbed))
    expect(reports.at(-1)).toEqual(whole.at(-1))
    const epochs = (all: readonly TrialReport[]) => all.filter(({ type }) => type === 'epoch')
    expect(withoutTiming(epochs(reports))).toEqual(withoutTiming(epochs(whole).slice(last.checkpoint.epoch)))
  })

  test('is no concern of the many others that wait for the same signal: it is listened to once', async () => {
    const warnings: Error[] = []
    const hear = (warning: Error) => void warnings.push(warning)
    process.on('warning', hear)
    const abort = new AbortController()
    const threads = start(misbehaving, 1)
    const many = Array.from({ length: 20 }, (_, i) =>
      threads.execute(trial(10 + i), wanted, () => {}, abort.signal),
    )
    abort.abort()
    const statuses = new Set((await Promise.all(many)).map(({ status }) => status))
    await new Promise(setImmediate)
    process.off('warning', hear)
    expect(statuses).toContain('interrupted')
    expect(warnings).toEqual([])
  })

  test('before its turn reports nothing', async () => {
    const threads = start(misbehaving, 1)
    const abort = new AbortController()
    const heard: TrialReport[] = []
    const abortAndLetEnd = () => {
      abort.abort()
      letEnd()
    }
    const first = threads.execute(trial(6), wanted, abortAndLetEnd, never)
    const second = threads.execute(trial(10), wanted, report => heard.push(report), abort.signal)
    expect([(await first).status, await second]).toEqual(['completed', { status: 'interrupted' }])
    expect(heard).toEqual([])
  })
})

describe('the number of workers', () => {
  /** Trains some trials at once, and says which workers began which and how they ended, in the order of the trials. */
  const train = async (
    threads: ThreadsExecutor,
    seeds: readonly number[],
    hear: (report: TrialReport, seed: number) => void,
  ) => {
    const workers = new Map<number, number>()
    const ends = await Promise.all(
      seeds.map(seed =>
        threads.execute(
          trial(seed),
          wanted,
          report => {
            if (report.type === 'began') workers.set(seed, report.worker)
            hear(report, seed)
          },
          never,
        ),
      ),
    )
    return { workers, statuses: ends.map(({ status }) => status) }
  }

  test('grows: what waits goes to the new ones at once', async () => {
    const threads = start(misbehaving, 1)
    const training = train(threads, [6, 16, 26], onceBegun([6, 16, 26], letEnd))
    threads.resize(3)
    const { workers, statuses } = await training
    expect([threads.workers, threads.places]).toEqual([3, 6])
    expect(new Set(workers.values())).toContain(2)
    expect(new Set(statuses)).toEqual(new Set(['completed']))
  })

  test('shrinks: what a worker too many trains is interrupted, what it has not begun goes elsewhere', async () => {
    const threads = start(misbehaving, 2)
    // Trial 6 takes its time, trial 5 talks for ever and never looks whether it is to stop; 10 and 11 wait behind them.
    const shrink = onceBegun([6, 5], () => {
      threads.resize(1)
      letEnd()
    })
    const { workers, statuses } = await train(threads, [6, 5, 10, 11], shrink)
    expect([...workers]).toEqual(expect.arrayContaining([6, 10, 11].map(seed => [seed, 0])))
    expect(statuses).toEqual(['completed', 'interrupted', 'completed', 'completed'])
  })

  test('is back at what it was after going down: the thread that had nothing to do is used again', async () => {
    const threads = start(misbehaving, 2)
    threads.resize(1)
    threads.resize(2)
    const { workers } = await train(threads, [6, 16], onceBegun([6, 16], letEnd))
    expect(new Set(workers.values())).toEqual(new Set([0, 1]))
  })

  test('shrinks in the middle of training: the trial leaves a checkpoint, and ends with the same bits', async () => {
    const long = (seed: number) =>
      trial(seed, { configuration: configuration({ epochs: 200, batch_size: 1 }, [30]) })
    const keeping: Wanted = { objective, save: 'last', checkpointEvery: 3600 }
    const threads = start(built, 2)
    const reports = new Map([0, 1].map(seed => [seed, [] as TrialReport[]]))
    let isShrunk = false
    const hear = (report: TrialReport, seed: number) => {
      reports.get(seed)!.push(report)
      if (isShrunk || seed !== 1 || report.type !== 'epoch') return
      isShrunk = true
      threads.resize(1) // the second worker, to which the second trial was given, is one too many
    }
    const execute = (seed: number, from: Checkpoint | null = null) =>
      threads.execute(long(seed), keeping, report => hear(report, seed), never, from)
    const ends = await Promise.all([execute(0), execute(1)])
    const [broken] = [0, 1].filter(seed => ends[seed]!.status === 'interrupted')
    expect(ends.map(({ status }) => status).sort()).toEqual(['completed', 'interrupted'])
    const last = reports.get(broken!)!.at(-1)!
    if (last.type !== 'checkpoint') throw new Error(`the last report was of type ${last.type}`)
    expect(last.checkpoint.trainedS).toBeGreaterThan(0)
    const outcome = await execute(broken!, last.checkpoint)
    const undisturbed = trainTrial({
      trial: long(broken!),
      dataset: tinyDataset(),
      ...keeping,
      makeEngine,
      report: () => {},
      nowMs: () => 0,
    })
    expect(withoutTiming(outcome)).toEqual(withoutTiming(undisturbed))
  })
})

test('a trial that throws has told everything it measured before', async () => {
  // The trainer itself, which throws because the objective's split does not exist, after an epoch was trained and reported.
  const onValidation = { ...objective, split: 'validation' } as const
  const unmeasurable = trial(0, { configuration: configuration({ validation: 0 }) })
  for (let attempt = 0; attempt < 5; attempt++) {
    const reports: TrialReport[] = []
    const threads = start(built, 1)
    const outcome = await threads.execute(
      unmeasurable,
      { ...wanted, objective: onValidation },
      report => reports.push(report),
      never,
    )
    expect(outcome).toMatchObject({ status: 'failed', error: expect.stringContaining('no such split') })
    expect(reports.filter(({ type }) => type === 'epoch')).toHaveLength(1)
    await threads.close()
  }
})
