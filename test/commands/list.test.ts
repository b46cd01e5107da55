import { cp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { list } from '../../src/commands/list.js'
import type { SweepEvent } from '../../src/domain/events.js'
import { appendAll, ended, eventsOf, newStore, plan, startedAt, temporaryFolder } from '../store/small-run.js'
import { capture } from './capture.js'

const hoursLater = (hours: number) => ({
  clock: { now: () => new Date(startedAt.getTime() + hours * 3_600_000) },
})

/** A finished run, one that was killed an hour later, and a damaged one. */
async function threeRuns(): Promise<string> {
  const runsDir = await temporaryFolder()
  const finished = await newStore(runsDir)
  await appendAll(finished, [...plan.trials.flatMap(trial => eventsOf(trial)), ended()])
  const killed = await newStore(runsDir, hoursLater(1))
  await appendAll(killed, eventsOf(plan.trials[0]!))
  await killed.close()
  const damaged = await newStore(runsDir, hoursLater(2))
  await damaged.close()
  await writeFile(join(damaged.path, 'manifest.json'), '{')
  return runsDir
}

test('lists the newest run first, with its state and best configuration, and damaged ones last', async () => {
  const runsDir = await threeRuns()
  const { context, out, talk } = capture(runsDir)
  expect(await list({ runsDir: '.', json: false }, context)).toBe(0)
  // Accuracy of trial i after three epochs: 0.93633 + i / 100; 12x6 has trials 2 and 5: 0.97133, deviation 0.0212132.
  expect(out().split('\n')).toEqual([
    'run                    status       trials  best                                 of configuration        took  started (UTC)',
    'width-20261121-170405  interrupted     1/6  93.63 % validation accuracy          hidden none                -  2026-11-21 17:04:05',
    'width-20261121-160405  finished        6/6  97.13 ± 19.06 % validation accuracy  hidden 12x6       1 min 00 s  2026-11-21 16:04:05',
    'width-20261121-180405  damaged           -  -                                    -                          -  -',
    '',
  ])
  expect(talk()).toMatch(/^width-20261121-180405: .*manifest\.json is damaged: its end is missing$/m)
})

test('gives programs the same as JSON', async () => {
  const runsDir = await threeRuns()
  const { context, out } = capture(runsDir)
  await list({ runsDir, json: true }, context)
  const [killed, finished, damaged] = JSON.parse(out())
  expect(killed).toMatchObject({ status: 'interrupted', ended_at: null, trials_done: 1, trials_planned: 6 })
  expect(finished).toMatchObject({
    name: 'width-20261121-160405',
    path: join(runsDir, 'width-20261121-160405'),
    started_at: '2026-11-21T16:04:05.678Z',
    status: 'finished',
    objective: 'validation.accuracy',
    best: { config_id: plan.trials[2]!.configId, n: 2, configuration: { model: { hidden: [12, 6] } } },
  })
  expect(finished.best.mean).toBeCloseTo(0.97133, 5)
  expect(damaged).toEqual({
    name: 'width-20261121-180405',
    path: expect.any(String),
    problem: expect.stringContaining('damaged'),
  })
})

test('calls a run damaged only where that is known', async () => {
  const runsDir = await temporaryFolder()
  const [later, without] = [await newStore(runsDir), await newStore(runsDir, hoursLater(1))]
  await Promise.all([later.close(), without.close()])
  const manifest = join(later.path, 'manifest.json')
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"format": 1', '"format": 2'))
  const trials = join(without.path, 'trials.csv')
  await rm(trials)
  await symlink(trials, trials) // what it leads to is not known
  const { context, out } = capture(runsDir)
  await list({ runsDir: '.', json: false }, context)
  expect(out()).toMatch(/^width-20261121-160405 .* too new /m)
  expect(out()).toMatch(/^width-20261121-170405 .* unreadable /m)
})

test.each(['trials.csv', 'epochs.csv'])(
  'calls a finished run damaged whose %s has lost its first line or is missing',
  async file => {
    const runsDir = await temporaryFolder()
    const store = await newStore(runsDir)
    await appendAll(store, [...plan.trials.flatMap(trial => eventsOf(trial)), ended()])
    const table = join(store.path, file)
    const text = await readFile(table, 'utf8')
    const answer = async () => {
      const { context, out, talk } = capture(runsDir)
      await list({ runsDir: '.', json: false }, context)
      return { status: out().split('\n')[1]!.split(/ {2,}/)[1], talk: talk() }
    }
    expect(await answer()).toEqual({ status: 'finished', talk: '' })
    for (const cut of ['', text.slice(text.indexOf('\n') + 1)]) {
      await writeFile(table, cut)
      expect(await answer()).toEqual({
        status: 'damaged',
        talk: `${store.name}: ${table} is damaged: its first line, the names of the columns, is missing\n`,
      })
    }
    await rm(table)
    expect(await answer()).toMatchObject({
      status: 'damaged',
      talk: expect.stringContaining(`${table} is missing`),
    })
  },
)

test('is written in ASCII where there is nothing else', async () => {
  const runsDir = await threeRuns()
  const { context, out } = capture(runsDir, 119)
  await list({ runsDir: '.', json: false }, { ...context, env: { ...context.env, BENCH_ASCII: '1' } })
  expect(out()).toContain('97.13 +- 19.06')
  expect(out()).toMatch(/^[\n\x20-\x7e]*$/)
})

test('is never wider than the terminal', async () => {
  const runsDir = await threeRuns()
  const { context, out } = capture(runsDir, 60)
  await list({ runsDir, json: false }, context)
  for (const line of out().split('\n')) expect(line.length).toBeLessThanOrEqual(60)
})

test('says how to make a run where there is none', async () => {
  const folder = await temporaryFolder()
  const { context, out, talk } = capture(folder)
  expect(await list({ runsDir: 'runs', json: false }, context)).toBe(0)
  expect(out()).toBe('')
  expect(talk()).toBe('no runs in runs yet; to make one: bench run experiments/quickstart.yaml\n')
  const json = capture(folder)
  await list({ runsDir: 'runs', json: true }, json.context)
  expect(json.out()).toBe('[]\n')
})

test('says of a sweep that waits because somebody asked for it that it is paused, until it goes on', async () => {
  const runsDir = await temporaryFolder()
  const store = await newStore(runsDir)
  const status = async () => {
    const { context, out } = capture(runsDir)
    await list({ runsDir: '.', json: true }, context)
    return JSON.parse(out())[0].status
  }
  const begin: SweepEvent = { type: 'sweep-started', at: startedAt, plan, workers: 1 }
  const [trial] = plan.trials
  const interrupted: SweepEvent = { type: 'trial-interrupted', at: startedAt, trialId: trial!.trialId }
  await appendAll(store, [begin, eventsOf(trial!)[0]!])
  expect(await status()).toBe('running')
  await appendAll(store, [{ type: 'sweep-paused', at: startedAt }, interrupted])
  await store.sync()
  expect(await status()).toBe('paused')
  await appendAll(store, [{ type: 'sweep-continued', at: startedAt }, eventsOf(trial!)[0]!])
  expect(await status()).toBe('running')
  await appendAll(store, [{ type: 'sweep-paused', at: startedAt }])
  await store.close()
  expect(await status()).toBe('interrupted') // nobody works on it any more
})

test('does not count a pause as time that was worked', async () => {
  const runsDir = await temporaryFolder()
  const store = await newStore(runsDir)
  const after = (seconds: number) => new Date(startedAt.getTime() + 1000 * seconds)
  await appendAll(store, [
    { type: 'sweep-paused', at: after(10) },
    { type: 'sweep-continued', at: after(30) },
    { type: 'sweep-paused', at: after(40) },
    { type: 'sweep-ended', at: after(100), reason: 'interrupted' },
  ])
  const { context, out } = capture(runsDir)
  await list({ runsDir: '.', json: false }, context)
  expect(out()).toContain('  20.0 s  ') // 100 s, without 20 and 60
})

test('has the row of a run that has ended from the table of its configurations, and without that from its trials', async () => {
  const runsDir = await temporaryFolder()
  const store = await newStore(runsDir)
  await appendAll(store, [...plan.trials.flatMap(trial => eventsOf(trial)), ended()])
  const rows = async () => {
    const [text, json] = [capture(runsDir), capture(runsDir)]
    await list({ runsDir: '.', json: false }, text.context)
    await list({ runsDir: '.', json: true }, json.context)
    return [text.out(), json.out()]
  }
  const expected = await rows()
  const trials = join(store.path, 'trials.csv')
  const table = await readFile(trials, 'utf8')
  await writeFile(trials, table.slice(0, table.indexOf('\n') + 1))
  expect(await rows()).toEqual(expected)
  await writeFile(trials, table)
  const configurations = join(store.path, 'configs.csv')
  const text = await readFile(configurations, 'utf8')
  for (const changed of [
    '',
    text.split('\r\n')[0]!,
    text.replaceAll(',', ';'),
    text.replace(/,c[0-9a-f]{12},/, ',c0,'),
  ]) {
    await writeFile(configurations, changed)
    expect(await rows()).toEqual(expected)
  }
  await rm(configurations)
  expect(await rows()).toEqual(expected)
})

test('says of a run that was copied while it was trained that the copy is interrupted, as nobody trains it', async () => {
  const runsDir = await temporaryFolder()
  const store = await newStore(runsDir)
  await cp(store.path, join(runsDir, 'copy'), { recursive: true })
  const { context, out } = capture(runsDir)
  await list({ runsDir: '.', json: false }, context)
  await store.close()
  const states = out()
    .split('\n')
    .slice(1, -1)
    .map(line => line.split(/ {2,}/).slice(0, 2))
  expect(states).toEqual([
    ['width-20261121-160405', 'running'],
    ['copy', 'interrupted (copy)'],
  ])
})
