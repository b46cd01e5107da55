import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { SweepEvent } from '../../src/domain/events.js'
import { RunTables } from '../../src/store/follow-tables.js'
import { RunLock } from '../../src/store/lock.js'
import { readManifest } from '../../src/store/read-manifest.js'
import { openRunStore } from '../../src/store/run-folder.js'
import { RunLog } from '../../src/store/run-log.js'
import {
  appendAll,
  completed,
  ended,
  eventsOf,
  facts,
  hostile,
  newStore,
  plan,
  startedAt,
  temporaryFolder,
} from './small-run.js'

const [a, b] = plan.trials as [(typeof plan.trials)[0], (typeof plan.trials)[0]]
const csv = { delimiter: ',', bom: false }
const begin: SweepEvent = { type: 'sweep-started', at: startedAt, plan, workers: 2 }

async function rowsOf(path: string): Promise<Record<string, string>[]> {
  return parse(await readFile(join(path, 'log.csv')), { columns: true })
}

/** Each row as `event` and what it says besides of the trial. */
async function wordsOf(path: string): Promise<string[]> {
  return (await rowsOf(path)).map(row => {
    const { event, epochs, worker, attempt, workers, detail } = row
    return [event, epochs, worker, attempt, workers, detail].join(' ').replace(/ +/g, ' ').trimEnd()
  })
}

async function reopened(path: string) {
  const lock = await RunLock.acquire(path, ['bench', 'resume', 'width'])
  const manifest = await readManifest(path)
  return openRunStore({ path, manifest, plan, facts, clock: { now: () => startedAt }, lock })
}

describe('log.csv', () => {
  test('has a row for what happens to a trial and to the sweep, over all executions', async () => {
    const store = await newStore(await temporaryFolder())
    const interrupted: SweepEvent = { type: 'trial-interrupted', at: startedAt, trialId: b.trialId }
    await appendAll(store, [
      begin,
      ...eventsOf(a),
      ...eventsOf(b).slice(0, 3),
      interrupted,
      ended('interrupted'),
    ])
    const { store: again } = await reopened(store.path)
    await appendAll(again, [begin, { type: 'sweep-paused', at: startedAt }])
    await again.close()
    expect(await wordsOf(store.path)).toEqual([
      'execution-started 2',
      'trial-started 0 0 1',
      'trial-ended 3 0 1 completed',
      'trial-started 0 0 1',
      'trial-interrupted 1',
      'execution-ended interrupted',
      'execution-started 2',
      'paused',
    ])
    const [, started] = await rowsOf(store.path)
    expect(started).toMatchObject({
      at_utc: '2026-11-21 16:04:05',
      trial_id: a.trialId,
      config_id: a.configId,
    })
  })

  test('is written at once where somebody has asked for something, and else a few times a second', async () => {
    const store = await newStore(await temporaryFolder())
    await store.append(begin)
    const before = await wordsOf(store.path)
    const [startsA, startsB] = [eventsOf(a)[0]!, eventsOf(b)[0]!]
    await store.append(startsA)
    expect(await wordsOf(store.path)).toEqual(before)
    await store.append({ type: 'workers-changed', at: startedAt, workers: 3 })
    const started = 'trial-started 0 0 1'
    expect(await wordsOf(store.path)).toEqual([...before, started, 'workers-changed 3'])
    await store.append(startsB)
    await expect.poll(() => wordsOf(store.path)).toEqual([...before, started, 'workers-changed 3', started])
    await store.close()
  })

  test('an event that is told again, because it could not be written, has one row', async () => {
    const store = await newStore(await temporaryFolder())
    const pause: SweepEvent = { type: 'sweep-paused', at: startedAt }
    await appendAll(store, [begin, pause, pause])
    await store.close()
    expect(await wordsOf(store.path)).toEqual(['execution-started 2', 'paused'])
  })

  test('a row that was torn off is cut when the run is resumed, and a run without a log gets one', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [begin, ...eventsOf(a)])
    await store.close()
    await appendFile(join(store.path, 'log.csv'), '2026-11-21 16:04:05,trial-st')
    const torn = await reopened(store.path)
    expect(torn.repairs).toEqual(['28 bytes of a torn row cut off log.csv (2026-11-21 16:04:05,trial-st...)'])
    await torn.store.append(begin)
    await torn.store.close()
    expect(await wordsOf(store.path)).toHaveLength(4)
    await rm(join(store.path, 'log.csv'))
    const without = await reopened(store.path)
    await without.store.append(begin)
    await without.store.close()
    expect(await wordsOf(store.path)).toEqual(['execution-started 2'])
  })

  test.each(hostile)('keeps the reason %j as it is', async reason => {
    const path = await temporaryFolder()
    await writeFile(join(path, 'log.csv'), '')
    const log = await RunLog.open(path, csv)
    await log.add([{ at: startedAt, event: 'writing-paused', detail: reason }])
    await log.close()
    const [entry] = (await new RunTables(path).newEntries(csv))!
    expect(entry).toEqual({ at: new Date('2026-11-21T16:04:05Z'), event: 'writing-paused', detail: reason })
  })

  test('takes no more than a hundredth of the time of trials of 5 ms', async () => {
    const path = await temporaryFolder()
    const log = await RunLog.open(path, csv)
    const outcome = completed(a)
    const events = eventsOf(a, outcome)
    const before = process.cpuUsage()
    for (let trial = 0; trial < 2000; trial++)
      for (const event of events) await log.hear({ ...event }, () => a)
    await log.close()
    const { user, system } = process.cpuUsage(before)
    // 50 us a trial would be 100 ms; the bound allows for a machine that is five times slower.
    expect((user + system) / 2000).toBeLessThan(250)
  })
})
