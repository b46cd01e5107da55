// What is asked of a sweep while it goes on, with real threads and a real run folder, put together as `bench run` does: whatever
// was asked, the files end as those of a sweep that nobody touched.
import { cp, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { planOfRun } from '../../src/commands/plan-of-run.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Request } from '../../src/domain/requests.js'
import type { Experiment, Plan } from '../../src/domain/trial.js'
import { ThreadsExecutor } from '../../src/executor/threads.js'
import type { FolderStore } from '../../src/store/folder-store.js'
import { RunLock } from '../../src/store/lock.js'
import { readManifest } from '../../src/store/read-manifest.js'
import { createRunStore, openRunStore } from '../../src/store/run-folder.js'
import { withAddedSeeds } from '../../src/sweep/added-seeds.js'
import { expand } from '../../src/sweep/expand.js'
import { Requests } from '../../src/sweep/requests.js'
import { type Finished, runSweep } from '../../src/sweep/run-sweep.js'
import { kernelsModule } from '../kernels.js'
import { longDescribe, longTest } from '../long.js'
import { facts, temporaryFolder } from '../store/small-run.js'
import { configuration, objective, tinyDataset } from '../tiny.js'
import { rowsOf, withoutTiming } from './bench.js'

const built = new URL('../../dist/executor/worker.js', import.meta.url)
const clock = { now: () => new Date() }

/** Six trials of some tenths of a second, with everything that has a memory: momentum, dropout, early stopping, kept networks. */
const experiment: Experiment = {
  name: 'steered',
  question: null,
  fixed: configuration({ epochs: 90, batch_size: 2, patience: 60 }, [24]),
  axes: [
    { path: 'model.hidden', values: [[24], [32]] },
    { path: 'model.dropout', values: [0.2] },
  ],
  exclude: [],
  seeds: [0, 1, 2],
  objective,
  save: 'best',
  checkpointEvery: 0.1,
  retries: 0,
}
const plan = expand(experiment)

interface Asked {
  readonly plan?: Plan
  readonly workers?: number
  /** Hears every event when it is written down, and asks. */
  readonly hear?: (event: SweepEvent, ask: (request: Request) => void, path: string) => unknown
}

/** Sweeps into a folder until the end, and says where it is. */
async function sweep(
  store: FolderStore,
  { plan: ofPlan = plan, workers = 2, hear }: Asked,
  finished: ReadonlyMap<string, Finished> = new Map(),
): Promise<string> {
  const datasets = new Map([['mnist', tinyDataset()]])
  const executor = new ThreadsExecutor({ workers, datasets, kernels: kernelsModule, workerFile: built })
  const requests = new Requests()
  const { signal } = new AbortController()
  const checkpoints = (trialId: string) => store.checkpointOf(trialId)
  const input = { plan: ofPlan, executor, clock, signal, requests, checkpoints, finished }
  try {
    for await (const event of runSweep(input)) {
      await store.append(event)
      await hear?.(event, requests.ask, store.path)
    }
    return store.path
  } finally {
    await executor.close()
    await store.close()
  }
}

async function begin(asked: Asked = {}): Promise<string> {
  const runsDir = await temporaryFolder()
  const manifest = { ...facts, datasets: [{ name: 'mnist', sha256: {}, foundIn: '' }] }
  const options = { runsDir, experimentText: '', plan: asked.plan ?? plan, manifest, clock }
  return sweep(await createRunStore(options), asked)
}

async function goOn(path: string, asked: Asked = {}): Promise<string> {
  const lock = await RunLock.acquire(path, ['bench', 'resume'])
  const manifest = await readManifest(path)
  const ofPlan = planOfRun(manifest)
  const { store, finished } = await openRunStore({ path, manifest, plan: ofPlan, facts, clock, lock })
  return sweep(store, { ...asked, plan: ofPlan }, finished)
}

/** A copy of the folder as a kill would leave it in this moment. */
async function copyOf(path: string): Promise<string> {
  const copy = join(await temporaryFolder(), basename(path))
  await cp(path, copy, { recursive: true, filter: source => !/lock-|\.tmp$/.test(basename(source)) })
  return copy
}

const contentOf = async (path: string) => ({
  trials: withoutTiming(path, 'trials.csv'),
  epochs: withoutTiming(path, 'epochs.csv'),
  configs: await readFile(join(path, 'configs.csv'), 'utf8'),
})

/** Trained once, for all tests. */
let undisturbed: ReturnType<typeof contentOf> | undefined
const wholeContent = () => {
  undisturbed ??= begin().then(contentOf)
  return undisturbed
}

/** Does it at the n-th event of that type. */
function at(
  type: SweepEvent['type'],
  n: number,
  action: NonNullable<Asked['hear']>,
): NonNullable<Asked['hear']> {
  let count = 0
  return (event, ask, path) => (event.type === type && ++count === n ? action(event, ask, path) : undefined)
}
const all =
  (...hearers: readonly NonNullable<Asked['hear']>[]): NonNullable<Asked['hear']> =>
  async (...args) => {
    for (const hear of hearers) await hear(...args)
  }

test('a sweep that is paused and continued, three times, has the files of one that was not', async () => {
  const interrupted = new Set<string>()
  const pauseAt = (epochs: number) => at('epoch-measured', epochs, (_, ask) => ask({ type: 'pause' }))
  const paused = await begin({
    hear: all(pauseAt(50), pauseAt(200), pauseAt(400), (event, ask) => {
      if (event.type === 'trial-interrupted') interrupted.add(event.trialId)
      if (event.type === 'sweep-paused') setTimeout(() => ask({ type: 'continue' }), 300)
    }),
  })
  expect(interrupted.size).toBeGreaterThan(1)
  expect(await contentOf(paused)).toEqual(await wholeContent())
})

longTest(
  'a trial that is stopped has no numbers, stays stopped over a kill, and is trained when it is asked for',
  async () => {
    const stoppedId = plan.trials[1]!.trialId
    let copy = ''
    const isStart = (event: SweepEvent) => event.type === 'trial-started' && event.trialId === stoppedId
    const finished = await begin({
      hear: async (event, ask, path) => {
        if (isStart(event)) ask({ type: 'stop-trials', trialIds: [stoppedId] })
        if (event.type === 'trial-ended' && event.trialId === stoppedId) copy = await copyOf(path)
      },
    })
    const whole = await wholeContent()
    for (const path of [finished, await goOn(copy)]) {
      const content = await contentOf(path)
      const row = content.trials.find(trial => trial['trial_id'] === stoppedId)!
      expect(row).toMatchObject({ status: 'cancelled', error: 'stopped by hand', epochs_done: '0' })
      expect(row).toMatchObject({ validation_accuracy: '', best_epoch: '', weights_sha256: '' })
      expect(content.trials.filter(trial => trial !== row)).toEqual(
        whole.trials.filter(trial => trial['trial_id'] !== stoppedId),
      )
      expect(content.epochs).toEqual(whole.epochs.filter(epoch => epoch['trial_id'] !== stoppedId))
      expect(
        rowsOf(path, 'configs.csv')
          .map(({ n }) => n)
          .sort(),
      ).toEqual(['2', '3'])
    }
    const again = await goOn(finished, {
      hear: at('trial-restored', 6, (_, ask) => ask({ type: 'retry-trials', trialIds: [stoppedId] })),
    })
    expect(await contentOf(again)).toEqual(whole)
  },
)

longDescribe('seeds that are added', () => {
  const configIds = [...new Set(plan.trials.map(({ configId }) => configId))]
  const larger = withAddedSeeds(plan, { [configIds[0]!]: [3, 4], [configIds[1]!]: [3] })
  const add = all(
    at('epoch-measured', 10, (_, ask) => ask({ type: 'add-seeds', configIds: [configIds[0]!], count: 2 })),
    at('epoch-measured', 90, (_, ask) => ask({ type: 'add-seeds', configIds: [configIds[1]!], count: 1 })),
  )

  /** When the run is copied as a kill would leave it, after all seeds were added, in this order. */
  const copyAt: readonly SweepEvent['type'][] = ['plan-grown', 'checkpoint-made', 'trial-ended']

  test('in the middle, in a run that is killed and resumed, make the files of a run that had them from the beginning', async () => {
    const copies: string[] = []
    let planned = plan.trials.length
    const grown = await begin({
      hear: all(add, async (event, _, path) => {
        if (event.type === 'plan-grown') planned = event.plan.trials.length
        const isMoment = copyAt[copies.length] === event.type
        if (isMoment && planned === larger.trials.length) copies.push(await copyOf(path))
      }),
    })
    const whole = await contentOf(await begin({ plan: larger }))
    expect(whole.trials).toHaveLength(9)
    expect(await contentOf(grown)).toEqual(whole)
    expect(copies).toHaveLength(copyAt.length)
    for (const copy of copies) expect(await contentOf(await goOn(copy))).toEqual(whole)
  })
})

longTest('with 1 worker, then 3, then 1 again, a sweep has the files of one with 2', async () => {
  const twelve = expand({ ...experiment, seeds: [0, 1, 2, 3, 4, 5] })
  const workers = new Set<number>()
  let isBack = false
  const path = await begin({
    plan: twelve,
    workers: 1,
    hear: all(
      at('epoch-measured', 5, (_, ask) => ask({ type: 'set-workers', workers: 3 })),
      (event, ask) => {
        if (event.type === 'trial-started') workers.add(event.worker)
        if (workers.size === 3 && !isBack) ask({ type: 'set-workers', workers: 1 })
        isBack ||= workers.size === 3
      },
    ),
  })
  expect(workers.size).toBe(3)
  expect(await contentOf(path)).toEqual(await contentOf(await begin({ plan: twelve })))
})
