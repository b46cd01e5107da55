// Whoever watches a run from its files alone comes to the state that its own process has. The oracle is the dashboard's model,
// made from the events themselves.
import { execFileSync } from 'node:child_process'
import { appendFile, cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { planOfRun } from '../../src/commands/plan-of-run.js'
import { elapsed } from '../../src/dashboard/model/forecast.js'
import { initialState, reduce } from '../../src/dashboard/model/model.js'
import type { State, Sweep } from '../../src/dashboard/model/state.js'
import { endedOf, statusOf } from '../../src/dashboard/model/trials.js'
import { UserError } from '../../src/domain/errors.js'
import type { Execution, SweepEvent } from '../../src/domain/events.js'
import type { EpochRecord, Outcome } from '../../src/domain/measurement.js'
import type { Plan, Trial } from '../../src/domain/trial.js'
import type { FolderStore } from '../../src/store/folder-store.js'
import { followRun } from '../../src/store/follow.js'
import { RunLock } from '../../src/store/lock.js'
import { durationOf } from '../../src/store/manifest.js'
import { readManifest } from '../../src/store/read-manifest.js'
import { openRunStore } from '../../src/store/run-folder.js'
import { withAddedSeeds } from '../../src/sweep/added-seeds.js'
import { completed, epochRecord, facts, newStore, plan, startedAt, temporaryFolder } from './small-run.js'

const [t0, t1, t2, t3, t4, t5] = plan.trials as readonly Trial[] as [Trial, Trial, Trial, Trial, Trial, Trial]

/** Seconds after the run was made. */
const at = (second: number) => new Date(startedAt.getTime() + 1000 * second)

function begun(trial: Trial, second: number, attempt = 1, fromEpoch = 0): SweepEvent {
  return {
    type: 'trial-started',
    at: at(second),
    trialId: trial.trialId,
    worker: trial.index % 2,
    attempt,
    fromEpoch,
  }
}

/** No two attempts take equally long. */
function measured(trial: Trial, epoch: number, attempt = 1): SweepEvent {
  const record = asMeasured(epochRecord(trial, epoch), attempt)
  return { type: 'epoch-measured', at: at(epoch), trialId: trial.trialId, record }
}

function asMeasured(record: EpochRecord, attempt: number): EpochRecord {
  return { ...record, durationS: record.durationS + attempt / 1000 }
}

function over(trial: Trial, second: number, end: Outcome = completed(trial), attempt = 1): SweepEvent {
  const outcome: Outcome =
    'last' in end && end.last !== null ? { ...end, last: asMeasured(end.last, attempt) } : end
  const execution: Execution = {
    startedAt: at(second - 1),
    durationS: 1,
    examplesPerS: 1000,
    worker: trial.index % 2,
    attempt,
  }
  return { type: 'trial-ended', at: at(second), trialId: trial.trialId, outcome, execution }
}

/** Everything that can happen to a trial, and most of what can happen to a sweep. */
const story: readonly SweepEvent[] = [
  { type: 'sweep-started', at: at(0), plan, workers: 2 },
  begun(t0, 1),
  begun(t1, 1),
  measured(t0, 1),
  measured(t1, 1),
  measured(t0, 2),
  { type: 'trial-retried', at: at(2), trialId: t1.trialId, error: 'a worker died', attempt: 1 },
  measured(t0, 3),
  over(t0, 3),
  begun(t2, 4),
  measured(t2, 1),
  measured(t2, 2),
  { type: 'sweep-paused', at: at(5) },
  { type: 'trial-interrupted', at: at(5), trialId: t2.trialId },
  { type: 'workers-changed', at: at(6), workers: 3 },
  { type: 'sweep-continued', at: at(7) },
  begun(t2, 8, 1, 2),
  begun(t3, 8),
  measured(t3, 1),
  measured(t2, 3),
  over(t3, 9, { status: 'cancelled', reason: 'stopped by hand' }),
  over(t2, 9),
  begun(t4, 10),
  over(t4, 10, { status: 'failed', error: 'no, "really"' }),
  begun(t5, 10),
  measured(t5, 1),
  over(t5, 11, { status: 'diverged', last: epochRecord(t5, 1), error: 'the loss is NaN' }),
  { type: 'trials-reopened', at: at(12), trialIds: [t3.trialId, t4.trialId] },
  begun(t1, 13, 2),
  begun(t4, 13, 2),
  measured(t1, 1, 2),
  measured(t4, 1, 2),
  measured(t1, 2, 2),
  measured(t4, 2, 2),
  measured(t1, 3, 2),
  over(t1, 14, completed(t1), 2),
  measured(t4, 3, 2),
  over(t4, 15, completed(t4), 2),
  begun(t3, 16, 2),
  measured(t3, 1, 2),
]
const finish: readonly SweepEvent[] = [
  measured(t3, 2, 2),
  measured(t3, 3, 2),
  over(t3, 17, completed(t3), 2),
  { type: 'sweep-ended', at: at(18), reason: 'finished' },
]

function stateOf(events: Iterable<SweepEvent>): State {
  let state = initialState
  for (const event of events) state = reduce(state, event)
  return state
}

/** What a person sees, without what no file holds. */
function seen(state: State) {
  if (state.type === 'nothing') return state
  const trials = state.plan.trials.map(({ trialId }) => {
    const ended = endedOf(state, trialId)
    const running = state.running.get(trialId)
    const curve = (running ?? state.interrupted.get(trialId) ?? ended)?.curve ?? []
    const attempt = running?.attempt ?? ended?.execution.attempt
    const who = running && { worker: running.worker }
    return { trialId, status: statusOf(state, trialId), attempt, curve, outcome: ended?.outcome, ...who }
  })
  const { counts, workers, end } = state
  return { trials, counts, workers, isPaused: state.time.pausedAt !== null, end: end?.reason ?? null }
}

/** The events up to now; ends by itself where the run has ended. */
async function snapshot(path: string): Promise<readonly SweepEvent[]> {
  const controller = new AbortController()
  const events: SweepEvent[] = []
  // It asks for the time when it looks a second time: then it has told all that it saw at first.
  const now = () => {
    controller.abort()
    return at(100)
  }
  const following = { path, planOf: planOfRun, clock: { now }, stopAtEnd: true, pollMs: 5 }
  for await (const event of followRun({ ...following, signal: controller.signal })) events.push(event)
  return events
}

/** A view that follows the run while the test writes it. */
function follow(path: string) {
  const controller = new AbortController()
  let state = initialState
  const events: SweepEvent[] = []
  const following = { path, planOf: planOfRun, clock: { now: () => at(100) }, stopAtEnd: false, pollMs: 5 }
  const done = (async () => {
    for await (const event of followRun({ ...following, signal: controller.signal })) {
      events.push(event)
      state = reduce(state, event)
    }
  })()
  const until = async (expected: State) => {
    const wanted = JSON.stringify(seen(expected))
    for (let tries = 0; tries < 12_000 && JSON.stringify(seen(state)) !== wanted; tries++) await sleep(5)
    expect(seen(state)).toEqual(seen(expected))
  }
  const stop = () => {
    controller.abort()
    return done
  }
  return { until, stop, events }
}

async function copyOf(store: FolderStore): Promise<string> {
  const path = join(await temporaryFolder(), basename(store.path))
  await cp(store.path, path, { recursive: true, filter: source => !basename(source).startsWith('lock-') })
  return path
}

describe('a run that is watched', () => {
  test('stands as its own process has it, whenever somebody begins to watch', async () => {
    const store = await newStore(await temporaryFolder())
    for (const [count, event] of [...story, ...finish].entries()) {
      await store.append(event)
      await store.sync().catch(() => {}) // closed after the last one
      const expected = stateOf([...story, ...finish].slice(0, count + 1))
      expect(seen(stateOf(await snapshot(store.path))), `after ${count + 1} events`).toEqual(seen(expected))
    }
  })

  test('is followed event by event, to its end', async () => {
    const store = await newStore(await temporaryFolder())
    const all = [...story, ...finish]
    await store.append(all[0]!)
    await store.sync()
    const view = follow(store.path)
    for (let count = 1; count < all.length; count += 3) {
      for (const event of all.slice(count, count + 3)) await store.append(event)
      if (count + 3 < all.length) await store.sync()
      await view.until(stateOf(all.slice(0, count + 3)))
    }
    await view.stop()
    // Nothing is told twice.
    expect(view.events.filter(({ type }) => type === 'sweep-started')).toHaveLength(1)
    expect(view.events.filter(({ type }) => type === 'epoch-measured')).toHaveLength(
      all.filter(({ type }) => type === 'epoch-measured').length,
    )
  })

  test('and was killed has nothing that runs, and is told of as interrupted', async () => {
    const store = await newStore(await temporaryFolder())
    for (const event of story) await store.append(event)
    await store.sync()
    const events = await snapshot(await copyOf(store))
    await store.close()
    const expected = stateOf([...story, { type: 'sweep-ended', at: at(17), reason: 'interrupted' }])
    expect(seen(stateOf(events))).toEqual(seen(expected))
  })

  test('and whose last rows of the log are lost shows what the other tables have', async () => {
    const store = await newStore(await temporaryFolder())
    await store.append(story[0]!)
    await store.sync()
    for (const event of [begun(t0, 1), measured(t0, 1), measured(t0, 2), measured(t0, 3), over(t0, 2)])
      await store.append(event) // within the moment in which the log gathers its rows
    const path = await copyOf(store)
    await store.close()
    const state = seen(stateOf(await snapshot(path)))
    expect(state).toMatchObject({ counts: { completed: 1, waiting: 5 }, end: 'interrupted' })
    expect('trials' in state && state.trials[0]!.curve).toHaveLength(3)
  })

  test('of a version without a log shows its results and curves', async () => {
    const store = await newStore(await temporaryFolder())
    for (const event of [...story, ...finish]) await store.append(event)
    await rm(join(store.path, 'log.csv'))
    const state = seen(stateOf(await snapshot(store.path)))
    const expected = seen(stateOf([...story, ...finish]))
    if (!('trials' in state && 'trials' in expected)) throw new Error('there is no sweep')
    expect(state.trials).toEqual(expected.trials)
    expect(state.end).toBe('finished')
  })

  test('is followed when somebody else goes on with it', async () => {
    const store = await newStore(await temporaryFolder())
    const before = story.slice(0, 9)
    for (const event of before) await store.append(event)
    await store.append({ type: 'sweep-ended', at: at(6), reason: 'interrupted' })
    const view = follow(store.path)
    await view.until(stateOf([...before, { type: 'sweep-ended', at: at(6), reason: 'interrupted' }]))
    const manifest = await readManifest(store.path)
    const lock = await RunLock.acquire(store.path, ['bench', 'resume', 'width'])
    const clock = { now: () => at(3600) }
    const resumed = await openRunStore({ path: store.path, manifest, plan, facts, clock, lock })
    const known = [...resumed.finished].map(([trialId, one]): SweepEvent => {
      return { type: 'trial-restored', at: at(3600), trialId, ...one }
    })
    const after: SweepEvent[] = [
      { type: 'sweep-started', at: at(3600), plan, workers: 1 },
      ...known,
      begun(t2, 3601),
      measured(t2, 1),
    ]
    for (const event of after) await resumed.store.append(event)
    await resumed.store.sync()
    // Those that were restored have their curves here, which the process itself did not ask for.
    const curves = after.map(event =>
      event.type === 'trial-restored'
        ? { ...event, records: [1, 2, 3].map(n => asMeasured(epochRecord(t0, n), 1)) }
        : event,
    )
    await view.until(stateOf(curves))
    // The first one lasted from 0 to 6 s, and nobody worked on the run until the second began: the gap is no time.
    const beginnings = view.events.filter(({ type }) => type === 'sweep-started')
    expect(beginnings.map(event => 'earlierS' in event && event.earlierS)).toEqual([false, 6])
    expect(resumed.store.earlierS).toBe(6)
    await resumed.store.append({ type: 'sweep-ended', at: at(3610), reason: 'finished' })
    expect(elapsed(stateOf(await snapshot(store.path)) as Sweep, at(9999))).toBe(6 + 10)
    expect(durationOf(await readManifest(store.path))).toBe(6 + 10) // which is what bench show says
    await resumed.store.close()
    await view.stop()
  })

  test('gets the trials of seeds that are added to it', async () => {
    const store = await newStore(await temporaryFolder())
    const grown: Plan = withAddedSeeds(plan, { [t0.configId]: [8, 9] })
    const added = grown.trials.filter(({ seed }) => seed > 7)
    const begin = story.slice(0, 9)
    for (const event of begin) await store.append(event)
    const view = follow(store.path)
    const more: SweepEvent[] = [
      { type: 'plan-grown', at: at(4), plan: grown, added: added.map(({ trialId }) => trialId) },
      begun(added[0]!, 5),
      measured(added[0]!, 1),
      measured(added[0]!, 2),
      measured(added[0]!, 3),
      over(added[0]!, 6, completed(added[0]!)),
    ]
    for (const event of more) await store.append(event)
    await store.sync()
    await view.until(stateOf([...begin, ...more]))
    expect(seen(stateOf(await snapshot(store.path)))).toEqual(seen(stateOf([...begin, ...more])))
    await view.stop()
    await store.close()
  })
})

test.each(['trials.csv', 'epochs.csv'])(
  'a run whose %s was emptied ends the view with an error',
  async name => {
    const store = await newStore(await temporaryFolder())
    for (const event of [...story, ...finish]) await store.append(event)
    await writeFile(join(store.path, name), '')
    await expect(snapshot(store.path)).rejects.toMatchObject({ mistakes: [{ code: 'run-damaged' }] })
  },
)

describe('a log that is none', () => {
  const damages: Readonly<Record<string, (file: string) => unknown>> = {
    'holds other text': file => writeFile(file, 'at_utc,event\r\nnever,"paused"\r\n'),
    'holds a row with a cell too many': file => appendFile(file, 'a,b,c,d,e,f,g,h,i,j,k\r\n'),
    'is a folder': async file => {
      await rm(file)
      await mkdir(file)
    },
    'is a pipe': async file => {
      await rm(file)
      execFileSync('mkfifo', [file])
    },
    'has five million bytes without a row': file => writeFile(file, 'x'.repeat(5_000_000)),
  }
  test.each(Object.keys(damages))('because it %s ends the view with an error', async how => {
    const store = await newStore(await temporaryFolder())
    for (const event of [...story, ...finish]) await store.append(event)
    await damages[how]!(join(store.path, 'log.csv'))
    await expect(snapshot(store.path)).rejects.toThrow(UserError)
  })

  test('but holds what a later version writes is read as far as it is known', async () => {
    const store = await newStore(await temporaryFolder())
    for (const event of story.slice(0, 9)) await store.append(event)
    await store.sync()
    await appendFile(join(store.path, 'log.csv'), '2026-11-21 16:04:05,teleported,,,,,,,,\r\n')
    expect(seen(stateOf(await snapshot(store.path)))).toEqual(seen(stateOf(story.slice(0, 9))))
    await store.close()
  })
})
