// The package as it is imported, built, because threads cannot be started from sources.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ExperimentRun,
  listRuns,
  planExperiment,
  rankRun,
  readEpochs,
  readRun,
  runExperiment,
  type SweepEvent,
  UserError,
} from 'mlp-bench'
import { afterAll, describe, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'bench-library-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const small = {
  name: 'small',
  model: { hidden: [4] },
  training: { epochs: 2, batch_size: 1000 },
  sweep: { 'model.activation': ['relu', 'tanh'] },
}

async function eventsOf(run: ExperimentRun): Promise<readonly SweepEvent[]> {
  const events: SweepEvent[] = []
  for await (const event of run) events.push(event)
  return events
}

/** Worker threads of this process. */
const workers = () => (process.report.getReport() as { workers: readonly unknown[] }).workers.length

describe('planExperiment', () => {
  test('plans an object and the same as YAML alike', async () => {
    const yaml = `
name: small
model: { hidden: [4] }
training: { epochs: 2, batch_size: 1000 }
sweep: { model.activation: [relu, tanh] }
`
    const [object, text] = await Promise.all([planExperiment(small), planExperiment(yaml)])
    expect(object.trials).toEqual(text.trials)
    expect(object.trials).toHaveLength(2)
  })

  test('tells every mistake of an object, with its place in the JSON', async () => {
    const wrong = { name: 'wrong', model: { activation: 'rellu' }, training: { epochs: 0 } }
    const error = await planExperiment(wrong, { file: 'wrong' }).catch(error => error)
    expect(error).toBeInstanceOf(UserError)
    // JSON.stringify(wrong, null, 2): the activation is on line 4, the epochs on line 7.
    const { mistakes } = error as UserError
    expect(mistakes.map(({ code, where }) => [code, where?.file, where?.line])).toEqual([
      ['unknown-activation', 'wrong', 4],
      ['out-of-range', 'wrong', 7],
    ])
  })

  test('takes values as --set does', async () => {
    const { trials } = await planExperiment(small, { set: ['model.activation=gelu'] })
    expect(trials.map(({ configuration }) => configuration.model.activation)).toEqual([{ name: 'gelu' }])
  })
})

describe('runExperiment', () => {
  test('gives every event, keeps a run, and that can be read back and ranked', async () => {
    const runsDir = join(folder, 'kept')
    const run = runExperiment(await planExperiment(small), { workers: 2, runsDir })
    expect(run.folder).toBeNull()
    const events = await eventsOf(run)
    expect(events.at(0)?.type).toBe('sweep-started')
    expect(events.at(-1)).toMatchObject({ type: 'sweep-ended', reason: 'finished' })
    expect(events.filter(({ type }) => type === 'epoch-measured')).toHaveLength(4)

    const [place] = await listRuns(runsDir)
    expect(run.folder).toBe(place!.path)
    const stored = await readRun(place!.path)
    const ended = events.flatMap(event => (event.type === 'trial-ended' ? [event] : []))
    for (const { trialId, outcome } of ended) {
      const { last } = stored.trials.find(({ trial }) => trial.trialId === trialId)!.outcome
      const validation = outcome.status === 'completed' ? outcome.last.validation : null
      expect(last.validation).toEqual(validation)
      expect(await readEpochs(stored, trialId)).toHaveLength(2)
    }
    const ranking = await rankRun(stored)
    const means = ranking.map(({ objective }) => objective!.mean)
    expect(means).toEqual([...means].sort((a, b) => b - a))
    expect(stored.manifest.command_line[0]).toBe('node')
  })

  test('writes nothing where nothing is to be kept, and can be iterated over once', async () => {
    const run = runExperiment(await planExperiment(small, { set: ['model.activation=relu'] }), { workers: 1 })
    await eventsOf(run)
    expect(run.folder).toBeNull()
    expect(readdirSync(folder)).toEqual(['kept'])
    await expect(eventsOf(run)).rejects.toThrow('once')
  })

  test('stops when it is told to, and says so', async () => {
    const controller = new AbortController()
    const plan = await planExperiment({ ...small, training: { epochs: 10_000, batch_size: 1 } })
    const run = runExperiment(plan, { workers: 1, signal: controller.signal })
    const events: SweepEvent[] = []
    for await (const event of run) {
      events.push(event)
      if (event.type === 'trial-progressed') controller.abort()
    }
    expect(events.at(-1)).toMatchObject({ type: 'sweep-ended', reason: 'interrupted' })
  })

  test('ends its threads when the loop is left', async () => {
    const plan = await planExperiment({ ...small, training: { epochs: 10_000, batch_size: 1 } })
    for await (const event of runExperiment(plan, { workers: 1 })) {
      if (event.type !== 'trial-progressed') continue
      expect(workers()).toBe(1)
      break
    }
    expect(workers()).toBe(0)
  })

  test('refuses a number of workers that there cannot be', async () => {
    const plan = await planExperiment(small)
    expect(() => runExperiment(plan, { workers: 0 })).toThrow('workers is 0')
  })
})
