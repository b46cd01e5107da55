import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ShowArguments, show } from '../../src/commands/show.js'
import type { Outcome } from '../../src/domain/measurement.js'
import { expand } from '../../src/sweep/expand.js'
import {
  appendAll,
  completed,
  ended,
  epochRecord,
  eventsOf,
  experiment,
  facts,
  newStore,
  plan,
  temporaryFolder,
} from '../store/small-run.js'
import { capture } from './capture.js'

/** An interrupted run: four trials completed, one failed, one diverged. */
async function someRun() {
  const runsDir = await temporaryFolder()
  const store = await newStore(runsDir)
  const [failing, diverging] = [plan.trials[4]!, plan.trials[5]!]
  await appendAll(store, [
    ...plan.trials.slice(0, 4).flatMap(trial => eventsOf(trial)),
    ...eventsOf(failing, { status: 'failed', error: '\u001b[31mout of memory\u001b[0m\n    at a stack' }, 0),
    ...eventsOf(diverging, { status: 'diverged', last: null, error: 'the loss is NaN' }, 0),
    ended('interrupted'),
  ])
  return { runsDir, ...store, path: store.path }
}

function args(changes: Partial<ShowArguments>): ShowArguments {
  return { run: 'latest', runsDir: '.', trials: false, json: false, ...changes }
}

async function shown(runsDir: string, changes: Partial<ShowArguments> = {}, columns: number | null = null) {
  const captured = capture(runsDir, columns)
  expect(await show(args(changes), captured.context)).toBe(0)
  return captured
}

describe('bench show <run>', () => {
  test('counts one of a thing as one', async () => {
    const runsDir = await temporaryFolder()
    const single = expand({ ...experiment, axes: [], seeds: [7] })
    const machine = { ...facts.provenance.machine, cores: 1 }
    const manifest = { ...facts, workers: 1, provenance: { ...facts.provenance, machine } }
    const store = await newStore(runsDir, { plan: single, manifest })
    await appendAll(store, [...eventsOf(single.trials[0]!), ended()])
    const { out } = await shown(runsDir)
    expect(out()).toMatch(/^status +finished; 1 trial: 1 completed$/m)
    expect(out()).toMatch(/^machine .*, 1 core, 8 GiB; 1 worker$/m)
  })

  test('shows question, counts, provenance, ranking with its rule, and what failed', async () => {
    const { runsDir, path } = await someRun()
    const { out, talk } = await shown(runsDir)
    const [failing, diverging] = [plan.trials[4]!, plan.trials[5]!]
    expect(out().split('\n')).toEqual([
      'width-20261121-160405',
      'Does width matter, "really", or = is it noise?',
      '',
      'status    interrupted; 6 trials: 4 completed, 1 failed, 1 diverged',
      'started   2026-11-21 16:04:05 UTC, took 1 min 00 s',
      'data      mnist-10k: the package mnist',
      'machine   Abacus 2000, 2 cores, 8 GiB; 2 workers',
      'versions  bench 0.1.0, arithmetic float32-1, Node 20.20.2',
      'commit    0123456789ab, with changes',
      'command   bench run width.yaml',
      `folder    ${path}`,
      'constant  mnist-10k, activation relu, initializer glorot-uniform, loss cross-entropy, optimizer sgd,',
      '          learning_rate 0.01, momentum 0, nesterov false, schedule constant, warmup_epochs 0, l2 0,',
      '          batch_size 32, epochs 3, validation 0.2, split_seed 0',
      '',
      'rank  validation accuracy %  at best epoch  validation loss  n    hidden',
      ' ? 1  95.63                          95.63           2.5e-8  1/2  12x6    1 diverged',
      ' ? 2  95.13 ± 19.06                  95.13           2.5e-8  2/2  none',
      ' ? 3  94.63                          94.63           2.5e-8  1/2  16      1 failed',
      '',
      'ranked by mean validation.accuracy at the last epoch, highest first',
      '± is half of the 95 % interval of the mean (Student)',
      '? not known yet: it shares fewer than two completed seeds with the best',
      'two seeds say little; more narrow the intervals: bench run FILE --seeds 5',
      '',
      'trial          status    hidden  seed  reason',
      `${failing.trialId}  failed    16      1     \\u001b[31mout of memory\\u001b[0m`,
      `${diverging.trialId}  diverged  12x6    1     the loss is NaN`,
      '',
    ])
    expect(talk()).toBe('')
  })

  test('lists the trials when asked', async () => {
    const { runsDir } = await someRun()
    const { out } = await shown(runsDir, { trials: true })
    expect(out()).toContain(
      `${plan.trials[3]!.trialId}  completed                  96.63  none       1  4.3 s`,
    )
    expect(out()).toContain(
      `${plan.trials[4]!.trialId}  failed                         -  16         1  5.3 s`,
    )
  })

  test('is written in ASCII where there is nothing else', async () => {
    const { runsDir } = await someRun()
    const { context, out } = capture(runsDir, 50)
    await show(args({ trials: true }), { ...context, env: { LANG: 'C.UTF-8', BENCH_ASCII: '1' } })
    expect(out()).toContain('95.13 +- 19.06')
    expect(out()).toContain('+- is half of the 95 % interval')
    expect(out()).toMatch(/^[\n\x20-\x7e]*$/)
  })

  test('is never wider than the terminal', async () => {
    const { runsDir } = await someRun()
    const { out } = await shown(runsDir, { trials: true }, 50)
    for (const line of out().split('\n').slice(2)) expect(line.length).toBeLessThanOrEqual(50)
  })

  test('gives programs manifest, ranking and trials as JSON', async () => {
    const { runsDir } = await someRun()
    const { out } = await shown(runsDir, { json: true })
    const { manifest, ranking, trials } = JSON.parse(out())
    expect(manifest).toMatchObject({ format: 1, reason: 'interrupted' })
    expect(ranking[1]).toMatchObject({ rank: 2, tied: null, n: 2, planned: 2, counts: { completed: 2 } })
    expect(trials[4]).toMatchObject({ trial_id: plan.trials[4]!.trialId, status: 'failed', value: null })
  })

  test('tells of a row that was torn off', async () => {
    const { runsDir, path } = await someRun()
    await appendFile(join(path, 'trials.csv'), 't0123')
    const { talk } = await shown(runsDir)
    expect(talk()).toBe(`note: ${join(path, 'trials.csv')} ends in the middle of a row, which was left out\n`)
  })

  test('shows numbers that contradict each other all the same, and says which do', async () => {
    const { runsDir, path } = await someRun()
    const [first] = plan.trials
    const file = join(path, 'trials.csv')
    const accuracy = String(epochRecord(first!, 3).validation!.accuracy)
    await writeFile(file, (await readFile(file, 'utf8')).replace(`,${accuracy},`, ',0.99,'))
    const { out, talk } = await shown(runsDir)
    expect(out()).toContain('97.82') // the mean of 99 and 96.633 %
    expect(talk()).toBe(
      `note: trials.csv and epochs.csv of ${path} do not agree about the trial ${first!.trialId}: ` +
        `validation_accuracy is 0.99 in trials.csv, and ${accuracy} at epoch 3 in epochs.csv\n`,
    )
  })

  test('is shown without its epochs as well', async () => {
    const { runsDir, path } = await someRun()
    await rm(join(path, 'epochs.csv'))
    const { out, talk } = await shown(runsDir)
    expect(out()).toContain('4 completed')
    expect(talk()).toBe(`note: cannot read ${join(path, 'epochs.csv')}: it is missing (ENOENT)\n`)
  })

  test('suggests a run that is near', async () => {
    const { runsDir } = await someRun()
    const { context } = capture(runsDir)
    await expect(show(args({ run: 'widht-20261121-160405' }), context)).rejects.toMatchObject({
      mistakes: [{ code: 'unknown-run', fix: 'did you mean "width-20261121-160405"?' }],
    })
  })
})

describe('bench show <run> <trial>', () => {
  test('shows configuration, measurements by epoch and the learning curve', async () => {
    const { runsDir } = await someRun()
    const [trial] = plan.trials
    const { out } = await shown(runsDir, { trial: trial!.trialId.slice(0, 6) })
    const lines = out().split('\n')
    expect(lines[0]).toBe(`trial ${trial!.trialId} of width-20261121-160405`)
    expect(lines).toContain('status                 completed')
    expect(lines).toContain('validation accuracy %  93.63 at epoch 3, the last')
    expect(lines).toContain('hidden                 none')
    expect(lines).toContain('parameters             7,850') // 784 * 10 + 10
    expect(lines).toContain(
      'epoch  train loss  train accuracy %  validation loss  validation accuracy %  learning rate   took',
    )
    // 1 / (0 + 3 + 3) and 1e-7 / 4
    expect(lines).toContain(
      '    3      0.1667             92.63           2.5e-8                  93.63            0.3  0.3 s',
    )
    expect(lines.filter(line => line.includes('┤'))).toHaveLength(8)
    expect(lines.some(line => line.startsWith('93.63 ┤'))).toBe(true)
  })

  test('says which epoch its numbers are of where weights were restored', async () => {
    const runsDir = await temporaryFolder()
    const training = { ...experiment.fixed.training, patience: 1, min_delta: 1e-8 }
    const stopping = expand({ ...experiment, fixed: { ...experiment.fixed, training } })
    const [trial] = stopping.trials
    const store = await newStore(runsDir, { plan: stopping })
    // 1e-7 / 2, / 3, / 4: the second is lower by more than 1e-8, the third is not.
    const outcome: Outcome = {
      ...(completed(trial!) as Extract<Outcome, { status: 'completed' }>),
      last: epochRecord(trial!, 2),
    }
    await appendAll(store, [...eventsOf(trial!, outcome), ended('interrupted')])
    await store.close()
    const text = (await shown(runsDir, { trial: trial!.trialId })).out().split('\n')
    expect(text).toContain('validation accuracy %  93.53 at epoch 2, whose weights were restored')
    expect(text).toContain('best                   93.63 at epoch 3')
    const { out } = await shown(runsDir, { trial: trial!.trialId, json: true })
    expect(JSON.parse(out())).toMatchObject({ epochs_done: 3, final_epoch: 2 })
    expect((await shown(runsDir)).out()).toContain(
      'highest first\nat the epoch whose weights were restored (by validation.loss and min_delta)\n',
    )
  })

  test('shows the whole reason of one that failed, without what it would do to the terminal', async () => {
    const { runsDir } = await someRun()
    const { out } = await shown(runsDir, { trial: plan.trials[4]!.trialId })
    expect(out()).toMatch(/^status +failed: \\u001b\[31mout of memory\\u001b\[0m\\u000a {4}at a stack$/m)
    expect(out()).not.toContain('\u001b')
    expect(out()).not.toContain('┤')
  })

  test('draws in ASCII where the locale has no more', async () => {
    const { runsDir } = await someRun()
    const captured = capture(runsDir)
    const context = { ...captured.context, env: { LANG: 'C' } }
    await show(args({ trial: plan.trials[0]!.trialId }), context)
    expect(captured.out()).toContain('93.63 |')
    expect(captured.out()).not.toMatch(/[\u2800-\u28ff]/)
  })

  test('gives programs every number with all its digits', async () => {
    const { runsDir } = await someRun()
    const [trial] = plan.trials
    const { out } = await shown(runsDir, { trial: trial!.trialId, json: true })
    const read = JSON.parse(out())
    expect(read).toMatchObject({ trial_id: trial!.trialId, seed: 7, status: 'completed', final_epoch: 3 })
    const { learningRate, durationS, ...measured } = epochRecord(trial!, 2)
    expect(read.epochs[1]).toEqual({ ...measured, learning_rate: learningRate, duration_s: durationS })
  })

  test('asks for more of an id that several trials begin with, and for another where none does', async () => {
    const { runsDir } = await someRun()
    const { context } = capture(runsDir)
    await expect(show(args({ trial: 't' }), context)).rejects.toMatchObject({
      mistakes: [{ code: 'ambiguous-trial', what: '"t" is the beginning of 6 trials' }],
    })
    await expect(show(args({ trial: 'tz' }), context)).rejects.toMatchObject({
      mistakes: [{ code: 'unknown-trial', fix: expect.stringContaining('--trials') }],
    })
  })
})

describe('bench show of a trial that has no result yet', () => {
  /** The first trial has measured two epochs and goes on; the process that trains it is this one. */
  async function running() {
    const runsDir = await temporaryFolder()
    const store = await newStore(runsDir)
    const [trial, next] = plan.trials as [(typeof plan.trials)[0], (typeof plan.trials)[0]]
    const begin = { type: 'sweep-started', at: new Date('2026-11-21T16:04:05Z'), plan, workers: 2 } as const
    await appendAll(store, [begin, ...eventsOf(trial, completed(trial), 2).slice(0, 4)])
    await store.sync()
    return { runsDir, store, trial, next }
  }

  test('says that it runs, and shows the epochs that it has', async () => {
    const { runsDir, store, trial } = await running()
    const { out } = await shown(runsDir, { trial: trial.trialId })
    expect(out()).toMatch(/^status +running: 2 of 3 epochs$/m)
    expect(out()).toMatch(/^validation accuracy % so far +93.53$/m) // 0.9 + 2/1000 + 0.1/3
    expect(out()).toMatch(/^started +2026-11-21 16:04:05 UTC, worker 0$/m)
    expect(out()).toMatch(/^ +2 +\d.*\d s$|^ +2 +\d.*ms$/m)
    expect(out()).not.toMatch(/^ +3 +\d/m)
    const json = JSON.parse((await shown(runsDir, { trial: trial.trialId, json: true })).out()) as object
    expect(json).toMatchObject({ trial_id: trial.trialId, status: 'running', epochs_done: 2, attempt: 1 })
    await store.close()
  })

  test('says that one waits, and that all do when nobody works on the run', async () => {
    const { runsDir, store, trial, next } = await running()
    expect((await shown(runsDir, { trial: next.trialId })).out()).toMatch(/^status +waiting: 0 of 3 epochs$/m)
    await store.close()
    expect((await shown(runsDir, { trial: trial.trialId })).out()).toMatch(
      /^status +waiting: 2 of 3 epochs$/m,
    )
  })
})
