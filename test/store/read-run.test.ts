import { appendFile, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../src/domain/measurement.js'
import { rankConfigurations } from '../../src/statistics/ranking.js'
import { readEpochs } from '../../src/store/read-epochs.js'
import { readRun, resultsOf } from '../../src/store/read-run.js'
import {
  appendAll,
  completed,
  ended,
  epochRecord,
  eventsOf,
  experiment,
  hostile,
  newStore,
  plan,
  temporaryFolder,
  weightsSha256Of,
} from './small-run.js'

/** A run of which the first four trials have ended, each in its own way. */
async function someRun(options?: Parameters<typeof newStore>[1]): Promise<{ path: string }> {
  const [a, b, c, d] = plan.trials
  const store = await newStore(await temporaryFolder(), options)
  const pruned: Outcome = {
    status: 'pruned',
    last: epochRecord(b!, 2),
    best: { epoch: 1, value: 0.5 },
    reason: 'below the median',
  }
  await appendAll(store, [
    ...eventsOf(b!, pruned, 2),
    ...eventsOf(a!),
    ...eventsOf(d!, { status: 'failed', error: hostile.join('\n') }, 1),
    ...eventsOf(c!, { status: 'diverged', last: epochRecord(c!, 1), error: 'the loss is NaN' }, 1),
  ])
  await store.close()
  return { path: store.path }
}

const withoutTiming = ({
  epoch: _,
  step: __,
  learningRate: ___,
  durationS: ____,
  ...rest
}: ReturnType<typeof epochRecord>) => rest

describe('readRun', () => {
  test.each([
    ['with commas', {}],
    ['for Excel', { csv: { bom: true, delimiter: ';' } }],
    ['with tabs', { csv: { delimiter: '\t' } }],
  ])('gives back every trial that has ended, in plan order, %s', async (_, options) => {
    const { path } = await someRun(options)
    const { trials, warnings, manifest } = await readRun(path)
    const [a, b, c, d] = plan.trials
    expect(warnings).toEqual([])
    expect(manifest.experiment.objective).toEqual(experiment.objective)
    expect(trials.map(({ trial }) => trial)).toEqual([a, b, c, d])
    expect(trials.map(({ outcome }) => outcome)).toEqual([
      {
        status: 'completed',
        epochsDone: 3,
        last: withoutTiming(epochRecord(a!, 3)),
        best: { epoch: 3, value: epochRecord(a!, 3).validation!.accuracy },
        weightsSha256: weightsSha256Of(a!),
      },
      {
        status: 'pruned',
        epochsDone: 2,
        last: withoutTiming(epochRecord(b!, 2)),
        best: { epoch: 1, value: 0.5 },
        error: 'below the median',
      },
      {
        status: 'diverged',
        epochsDone: 1,
        last: withoutTiming(epochRecord(c!, 1)),
        error: 'the loss is NaN',
      },
      {
        status: 'failed',
        epochsDone: 0,
        last: { train: null, validation: null, test: null },
        error: hostile.join('\n'),
      },
    ])
    expect(trials[0]!.execution).toEqual({
      startedAt: new Date('2026-11-21T16:04:05Z'),
      durationS: 1.25,
      examplesPerS: 8000,
      worker: 0,
      attempt: 1,
    })
  })

  test('leaves out a row that was torn off, says so, and does not repair it', async () => {
    const { path } = await someRun()
    const file = join(path, 'trials.csv')
    const whole = await readFile(file, 'utf8')
    for (const torn of ['t0123', 't0123456789ab,c0123456789ab,failed,"half a te', whole.split('\r\n')[1]!]) {
      await writeFile(file, whole + torn)
      const { trials, warnings } = await readRun(path)
      expect(trials).toHaveLength(4)
      expect(warnings).toEqual([`${file} ends in the middle of a row, which was left out`])
      expect(await readFile(file, 'utf8')).toBe(whole + torn)
    }
  })

  test('reads a file that was cut anywhere', async () => {
    const { path } = await someRun()
    const file = join(path, 'trials.csv')
    const { length } = await readFile(file)
    let before = 4
    for (let cut = length - 1; cut > 600; cut -= 7) {
      await truncate(file, cut)
      const { trials } = await readRun(path)
      expect(before - trials.length).toBeOneOf([0, 1])
      before = trials.length
    }
    expect(before).toBeLessThan(4)
  })

  test('works without configs.csv and epochs.csv', async () => {
    const { path } = await someRun()
    await rm(join(path, 'epochs.csv'))
    expect((await readRun(path)).trials).toHaveLength(4)
  })

  test('reads a run from before there was a choice of outputs, dropout, steps or saving: as what was the rule then', async () => {
    const { path } = await someRun()
    const now = await readRun(path)
    const file = join(path, 'manifest.json')
    const manifest = JSON.parse(await readFile(file, 'utf8'))
    delete manifest.experiment.save
    for (const configuration of Object.values<Record<string, Record<string, unknown>>>(
      manifest.configurations,
    )) {
      const { hidden, activation, initializer } = configuration['model']!
      const { epochs, batch_size, validation, split_seed, l2 } = configuration['training']!
      configuration['model'] = { hidden, activation, initializer }
      configuration['training'] = { epochs, batch_size, validation, split_seed, l2 }
      delete configuration['gradient']
    }
    await writeFile(file, JSON.stringify(manifest))
    const then = await readRun(path)
    expect(then.manifest.configurations).toEqual(now.manifest.configurations)
    expect(then.manifest.experiment.save).toBe('none')
    expect(then.trials).toEqual(now.trials)
  })

  test('takes the last of several rows of a trial', async () => {
    const { path } = await someRun()
    const file = join(path, 'trials.csv')
    const rows = (await readFile(file, 'utf8')).split('\r\n')
    await appendFile(file, `${rows[2]!.replace(/,1,$/, ',2,')}\r\n`)
    const { trials } = await readRun(path)
    expect(trials).toHaveLength(4)
    expect(trials[0]!.execution.attempt).toBe(2)
  })

  test.each([
    ['not-a-run', 'a folder without a manifest', async (path: string) => rm(join(path, 'manifest.json'))],
    ['not-a-run', 'no folder', async (path: string) => rm(path, { recursive: true })],
    [
      'run-damaged',
      'a manifest that is not JSON',
      (path: string) => writeFile(join(path, 'manifest.json'), '{'),
    ],
    [
      'run-damaged',
      'a manifest of something else',
      (path: string) => writeFile(join(path, 'manifest.json'), '[]'),
    ],
    [
      'run-damaged',
      'a manifest without configurations',
      (path: string) => edit(join(path, 'manifest.json'), '"configurations"', '"configuration"'),
    ],
    [
      'run-too-new',
      'a later format',
      (path: string) => edit(join(path, 'manifest.json'), '"format": 1', '"format": 2'),
    ],
    ['file-unreadable', 'no trials.csv', (path: string) => rm(join(path, 'trials.csv'))],
    [
      'run-damaged',
      'a status of its own',
      (path: string) => edit(join(path, 'trials.csv'), 'pruned', 'trimmed'),
    ],
    [
      'run-damaged',
      'a word for a number',
      (path: string) => edit(join(path, 'trials.csv'), ',8000,', ',fast,'),
    ],
    ['run-damaged', 'a missing cell', (path: string) => edit(join(path, 'trials.csv'), ',8000,', ',')],
    [
      'run-damaged',
      'a configuration that the manifest lacks',
      (path: string) => edit(join(path, 'trials.csv'), plan.trials[0]!.configId, 'c000000000000'),
    ],
  ])('says %s of %s', async (code, _, damage) => {
    const { path } = await someRun()
    await damage(path)
    await expect(readRun(path)).rejects.toMatchObject({ name: 'UserError', mistakes: [{ code }] })
  })

  test('names the file, the row and the column of what it cannot read', async () => {
    const { path } = await someRun()
    await edit(join(path, 'trials.csv'), ',8000,', ',fast,')
    await expect(readRun(path)).rejects.toMatchObject({
      mistakes: [
        {
          what: `${join(path, 'trials.csv')}, row 1, examples_per_s is damaged`,
          why: '"fast" is not a number',
        },
      ],
    })
  })
})

describe('resultsOf', () => {
  test('has every trial of the plan, in plan order, so that ranking what was read equals ranking what was trained', async () => {
    const { path } = await someRun()
    const results = resultsOf(await readRun(path))
    expect(results.map(({ trial }) => [trial.index, trial.configId, trial.seed])).toEqual(
      plan.trials.map(({ index, configId, seed }) => [index, configId, seed]),
    )
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...plan.trials.flatMap(trial => eventsOf(trial)), ended()])
    const trained = plan.trials.map(trial => ({ trial, outcome: completed(trial) }))
    const read = rankConfigurations(resultsOf(await readRun(store.path)), experiment.objective)
    const direct = rankConfigurations(trained, experiment.objective)
    expect(read.map(({ completed: _, ...rest }) => rest)).toEqual(
      direct.map(({ completed: _, ...rest }) => rest),
    )
  })
})

describe('readEpochs', () => {
  test('gives back the learning curve of one trial, every value as it was measured', async () => {
    const { path } = await someRun({ csv: { bom: true, delimiter: ';' } })
    const run = await readRun(path)
    const [a, b] = plan.trials
    expect(await readEpochs(run, a!.trialId)).toEqual([1, 2, 3].map(epoch => epochRecord(a!, epoch)))
    expect(await readEpochs(run, b!.trialId)).toEqual([1, 2].map(epoch => epochRecord(b!, epoch)))
    expect(await readEpochs(run, 'tffffffffffff')).toEqual([])
  })

  test('leaves out a line that was torn off', async () => {
    const { path } = await someRun()
    const [a] = plan.trials
    await appendFile(join(path, 'epochs.csv'), `${a!.trialId},${a!.configId},7,4,0.1,0.5`)
    expect(await readEpochs(await readRun(path), a!.trialId)).toHaveLength(3)
  })

  test('says which file it cannot read', async () => {
    const { path } = await someRun()
    const run = await readRun(path)
    await rm(join(path, 'epochs.csv'))
    await expect(readEpochs(run, 't0')).rejects.toMatchObject({ mistakes: [{ code: 'file-unreadable' }] })
  })
})

async function edit(path: string, from: string, to: string): Promise<void> {
  const text = await readFile(path, 'utf8')
  expect(text).toContain(from)
  await writeFile(path, text.replace(from, to))
}
