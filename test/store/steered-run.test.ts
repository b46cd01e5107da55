// What people have asked of a sweep, as its folder keeps it: trials that were stopped, tried again, added.
import { cp, readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { planOfRun } from '../../src/commands/plan-of-run.js'
import type { UserError } from '../../src/domain/errors.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Outcome } from '../../src/domain/measurement.js'
import type { Plan } from '../../src/domain/trial.js'
import { rankConfigurations } from '../../src/statistics/ranking.js'
import { extendRun } from '../../src/store/extend-run.js'
import type { FolderStore } from '../../src/store/folder-store.js'
import { RunLock } from '../../src/store/lock.js'
import { readManifest } from '../../src/store/read-manifest.js'
import { readRun, resultsOf } from '../../src/store/read-run.js'
import { restoreTrials } from '../../src/store/restore.js'
import { openRunStore } from '../../src/store/run-folder.js'
import { withAddedSeeds, withMoreSeeds } from '../../src/sweep/added-seeds.js'
import { expand } from '../../src/sweep/expand.js'
import {
  appendAll,
  ended,
  eventsOf,
  experiment,
  facts,
  newStore,
  plan,
  startedAt,
  temporaryFolder,
} from './small-run.js'

const [a, b, c] = plan.trials as [Plan['trials'][0], Plan['trials'][0], Plan['trials'][0]]
const clock = { now: () => new Date(startedAt.getTime() + 3_600_000) }
const tables = ['trials.csv', 'epochs.csv', 'configs.csv']
const stopped: Outcome = { status: 'cancelled', reason: 'stopped by hand' }
const failed: Outcome = { status: 'failed', error: 'no luck' }

/** A copy of the folder as a kill leaves it: nothing is closed, sorted or completed. */
async function killed(store: FolderStore): Promise<string> {
  const path = join(await temporaryFolder(), basename(store.path))
  await cp(store.path, path, { recursive: true, filter: source => !basename(source).startsWith('lock-') })
  await store.close()
  return path
}

async function open(path: string) {
  const lock = await RunLock.acquire(path, ['bench', 'resume', 'width'])
  const manifest = await readManifest(path)
  return openRunStore({ path, manifest, plan: planOfRun(manifest), facts, clock, lock })
}

const textsOf = (path: string) => Promise.all(tables.map(file => readFile(join(path, file), 'utf8')))
const idsOf = async (path: string) => (await readRun(path)).trials.map(({ trial }) => trial.trialId)
const reopened = (...trialIds: readonly string[]): SweepEvent => ({
  type: 'trials-reopened',
  at: startedAt,
  trialIds,
})
const grown = (larger: Plan): SweepEvent => {
  const before = new Set(plan.trials.map(({ trialId }) => trialId))
  const added = larger.trials.map(({ trialId }) => trialId).filter(trialId => !before.has(trialId))
  return { type: 'plan-grown', at: startedAt, plan: larger, added }
}

describe('a trial that was stopped by hand', () => {
  test('has a row with its reason and without a number, and stays so when the run is resumed', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...eventsOf(a, stopped, 2), ...eventsOf(b)])
    const path = await killed(store)
    const { trials } = await readRun(path)
    const none = { train: null, validation: null, test: null }
    expect(trials[0]!.outcome).toEqual({
      status: 'cancelled',
      error: 'stopped by hand',
      epochsDone: 0,
      last: none,
    })
    const opened = await open(path)
    expect(opened.finished.get(a.trialId)!.outcome).toEqual(stopped)
    await opened.store.close()
  })

  test('is counted, keeps no epochs in the finished run, and has no number in the ranking', async () => {
    const store = await newStore(await temporaryFolder())
    const [stoppedOne, ...others] = plan.trials
    await appendAll(store, [
      ...eventsOf(stoppedOne!, stopped, 2),
      ...others.flatMap(trial => eventsOf(trial)),
      ended(),
    ])
    const run = await readRun(store.path)
    expect(run.manifest.counts).toMatchObject({ completed: 5, cancelled: 1, waiting: 0 })
    expect((await restoreTrials(run)).epochs.has(a.trialId)).toBe(false)
    const ranked = rankConfigurations(resultsOf(run), experiment.objective).find(
      r => r.configId === a.configId,
    )
    expect(ranked).toMatchObject({ planned: 2, counts: { completed: 1, cancelled: 1, unfinished: 0 } })
    expect([...ranked!.values.keys()]).toEqual([plan.trials[3]!.seed])
  })
})

describe('a trial that was stopped while it waited', () => {
  test('has no worker and no attempt in its row, in the log, or when it is read back', async () => {
    const store = await newStore(await temporaryFolder())
    const execution = { startedAt, durationS: 0, examplesPerS: 0, worker: null, attempt: null }
    await appendAll(store, [
      { type: 'trial-ended', at: startedAt, trialId: a.trialId, outcome: stopped, execution },
      ended(),
    ])
    const cellsOf = async (file: string, row: number) => {
      const [header, ...rows] = (await readFile(join(store.path, file), 'utf8')).split('\r\n')
      const cells = rows[row]!.split(',')
      return ['worker', 'attempt'].map(name => cells[header!.split(',').indexOf(name)])
    }
    expect(await cellsOf('trials.csv', 0)).toEqual(['', ''])
    expect(await cellsOf('log.csv', 0)).toEqual(['', ''])
    const [read] = (await readRun(store.path)).trials
    expect(read!.execution).toMatchObject({ worker: null, attempt: null })
  })

  test('is counted beside the others in configs.csv', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...eventsOf(a, stopped, 0), ...eventsOf(b), ended()])
    const [header, ...rows] = (await readFile(join(store.path, 'configs.csv'), 'utf8')).split('\r\n')
    const counts = rows
      .filter(row => row !== '')
      .map(row => row.split(',')[header!.split(',').indexOf('cancelled')])
    expect(counts.sort()).toEqual(['0', '0', '1'])
  })
})

describe('trials that are to be tried again', () => {
  test('have no row any more, also after a kill, and those of the others are as they were', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...eventsOf(a, failed), ...eventsOf(b), ...eventsOf(c, stopped)])
    const row = (await textsOf0(store.path)).split('\r\n')[2]
    await appendAll(store, [reopened(a.trialId, c.trialId)])
    expect((await textsOf0(store.path)).split('\r\n').slice(1)).toEqual([row, ''])
    await appendAll(store, eventsOf(c)) // the file goes on where it was put in the place of the old one
    const path = await killed(store)
    expect(await idsOf(path)).toEqual([b.trialId, c.trialId])
    const opened = await open(path)
    expect([...opened.finished.keys()]).toEqual([b.trialId, c.trialId])
    await opened.store.close()
  })

  test('end with the files of a run in which nothing went wrong', async () => {
    const others = plan.trials.slice(1).flatMap(trial => eventsOf(trial))
    const wrong = await newStore(await temporaryFolder())
    const again = [...eventsOf(a, failed, 2), reopened(a.trialId), ...others, ...eventsOf(a), ended()]
    await appendAll(wrong, again)
    const whole = await newStore(await temporaryFolder())
    await appendAll(whole, [...eventsOf(a), ...others, ended()])
    expect(await textsOf(wrong.path)).toEqual(await textsOf(whole.path))
  })

  const textsOf0 = (path: string) => readFile(join(path, 'trials.csv'), 'utf8')
})

describe('seeds that are added to a run', () => {
  const larger = withMoreSeeds(withMoreSeeds(plan, [b.configId], 2), [c.configId], 1)

  test('stand in its manifest before any of them is trained, and are known after a kill', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...eventsOf(a), grown(larger), ...eventsOf(larger.trials.at(-1)!)])
    const path = await killed(store)
    const manifest = await readManifest(path)
    expect(manifest.added_seeds).toEqual({ [b.configId]: [8, 9], [c.configId]: [8] })
    expect(manifest.trials.planned).toBe(9)
    expect(planOfRun(manifest).trials).toEqual(larger.trials)
    expect(await idsOf(path)).toEqual([a.trialId, larger.trials.at(-1)!.trialId])
    const results = resultsOf(await readRun(path))
    expect(results.map(({ trial }) => trial.index)).toEqual(larger.trials.map(({ index }) => index))
  })

  test('make the files of a run that had them from the beginning, whatever was added first', async () => {
    const oneByOne = [withMoreSeeds(plan, [c.configId], 1), larger]
    const store = await newStore(await temporaryFolder())
    await appendAll(store, oneByOne.map(grown))
    await appendAll(store, [...larger.trials.toReversed().flatMap(trial => eventsOf(trial)), ended()])
    const whole = await newStore(await temporaryFolder(), { plan: larger })
    await appendAll(whole, [...larger.trials.flatMap(trial => eventsOf(trial)), ended()])
    expect(await textsOf(store.path)).toEqual(await textsOf(whole.path))
    expect(await readManifest(store.path)).toEqual(await readManifest(whole.path))
  })

  test('outlive an extension, but for those that the larger experiment has itself', async () => {
    const store = await newStore(await temporaryFolder(), { plan: larger })
    const path = await killed(store)
    const manifest = await readManifest(path)
    const extended = withAddedSeeds(expand({ ...experiment, seeds: [7, 1, 8] }), manifest.added_seeds)
    await extendRun({ path, manifest, plan: extended, text: 'name: width\n', facts, at: clock.now() })
    const after = await readManifest(path)
    expect(after.added_seeds).toEqual({ [b.configId]: [9] })
    expect(after.trials.planned).toBe(10)
    expect(planOfRun(after).trials).toEqual(extended.trials)
  })

  test('are none in a run of a version that could not add any', async () => {
    const path = await killed(await newStore(await temporaryFolder()))
    const { added_seeds: _, ...older } = await readManifest(path)
    await writeFile(join(path, 'manifest.json'), JSON.stringify(older))
    expect((await readManifest(path)).added_seeds).toEqual({})
  })

  test.each([
    [{ [b.configId]: ['8'] }, `"added_seeds.${b.configId}[0]" is missing or not what it should be`],
    [[8], '"added_seeds" is missing or not what it should be'],
    [{ [a.configId]: [8] }, `the manifest has no seed 8 for ${b.configId}`],
  ])('are refused where somebody has changed them in the manifest: %j', async (added_seeds, why) => {
    const store = await newStore(await temporaryFolder(), { plan: larger })
    await appendAll(store, eventsOf(larger.trials[6]!)) // b with seed 8
    const path = await killed(store)
    const manifest = await readManifest(path)
    await writeFile(join(path, 'manifest.json'), JSON.stringify({ ...manifest, added_seeds }))
    const error = await readRun(path).catch((error: UserError) => error)
    expect(JSON.stringify((error as UserError).mistakes)).toContain(JSON.stringify(why).slice(1, -1))
  })
})
