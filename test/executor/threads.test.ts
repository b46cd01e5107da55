// Real threads. The worker of the program is the built one: Node 20 cannot start a thread from TypeScript.
import { afterEach, describe, expect, test } from 'vitest'
import { numericalEngines } from '../../src/core/numerical.js'
import type { Outcome } from '../../src/domain/measurement.js'
import type { TrialReport, Wanted } from '../../src/domain/ports.js'
import { ThreadsExecutor } from '../../src/executor/threads.js'
import { trainTrial } from '../../src/trainer/train-trial.js'
import { kernelsModule, makeEngine } from '../kernels.js'
import { configuration, objective, tinyDataset, trial } from '../tiny.js'

const built = new URL('../../dist/executor/worker.js', import.meta.url)
const misbehaving = new URL('./misbehaving-worker.mjs', import.meta.url)
const never = new AbortController().signal
const wanted: Wanted = { objective, save: 'none' }

let executor: ThreadsExecutor | undefined
const start = (workerFile: URL, workers = 2) => {
  const datasets = new Map([['mnist', tinyDataset()]])
  executor = new ThreadsExecutor({ workers, datasets, kernels: kernelsModule, workerFile })
  return executor
}
afterEach(() => executor?.close())

const withoutTiming = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (key, v) => (key === 'durationS' ? 0 : v)))

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
    const best: Wanted = { objective, save: 'best' }
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

describe('aborting', () => {
  test('ends a trial that is under way as cancelled, even in the middle of a loop, and one that has not begun', async () => {
    const threads = start(misbehaving, 1)
    const abort = new AbortController()
    const spinning = threads.execute(trial(4), wanted, () => abort.abort(), abort.signal)
    const waiting = threads.execute(trial(0), wanted, () => {}, abort.signal)
    const cancelled: Outcome = { status: 'cancelled' }
    expect(await Promise.all([spinning, waiting])).toEqual([cancelled, cancelled])
    expect(await threads.execute(trial(0), wanted, () => {}, abort.signal)).toEqual(cancelled)
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
