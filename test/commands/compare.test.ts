import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CompareArguments, compare } from '../../src/commands/compare.js'
import { activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import { initializers } from '../../src/core/initializers.js'
import { optimizers } from '../../src/core/optimizers.js'
import { schedules } from '../../src/core/schedules.js'
import { configurationColumns } from '../../src/domain/configuration-columns.js'
import type { Outcome } from '../../src/domain/measurement.js'
import type { Configuration, Experiment, Trial } from '../../src/domain/trial.js'
import { numberColumns } from '../../src/report/compare-records.js'
import { parseRecords } from '../../src/store/csv.js'
import { expand } from '../../src/sweep/expand.js'
import {
  appendAll,
  ended,
  epochRecord,
  eventsOf,
  experiment,
  facts,
  newStore,
  temporaryFolder,
} from '../store/small-run.js'
import { capture } from './capture.js'

const twoAxes: Partial<Experiment> = {
  axes: [
    { path: 'model.activation', values: [choose(activations, 'relu'), choose(activations, 'tanh')] },
    { path: 'model.hidden', values: [[8], [16]] },
  ],
  seeds: [0, 1, 2],
}

function isRelu({ configuration: { model } }: Trial): boolean {
  return 'name' in model.activation && model.activation.name === 'relu'
}

/** The means and tests of these are worked in test/report/compare-tables.test.ts. */
function fourCells(trial: Trial): number {
  const wide = trial.configuration.model.hidden[0] === 16 ? 0.02 : 0
  return wide + (isRelu(trial) ? 0.9 + 0.01 * trial.seed : 0.89)
}

interface Making {
  readonly changes?: Partial<Experiment>
  /** A number, how it ended without one, or null for a trial that was not trained. */
  readonly value?: (trial: Trial) => number | 'diverged' | 'failed' | null
  readonly manifest?: Partial<typeof facts>
  /** The folder, in place of one with the time in its name. */
  readonly name?: string
  readonly test?: (trial: Trial) => number
}

/** A run with these results; its name. */
async function makeRun(runsDir: string, making: Making = {}): Promise<string> {
  const { changes = twoAxes, value = fourCells, manifest = {}, name } = making
  const plan = expand({ ...experiment, ...changes })
  const store = await newStore(runsDir, { plan, manifest: { ...facts, ...manifest } })
  let isWhole = true
  for (const trial of plan.trials) {
    const result = value(trial)
    if (result === null) isWhole = false
    else await appendAll(store, eventsOf(trial, outcomeOf(trial, result, making.test), 0))
  }
  await appendAll(store, [ended(isWhole ? 'finished' : 'interrupted')])
  if (name === undefined) return store.name
  await rename(store.path, join(runsDir, name))
  return name
}

function outcomeOf(
  trial: Trial,
  result: number | 'diverged' | 'failed',
  onTest?: (trial: Trial) => number,
): Outcome {
  if (result === 'failed') return { status: 'failed', error: 'out of memory' }
  if (result === 'diverged') return { status: 'diverged', last: null, error: 'the loss is NaN' }
  const validation = { loss: 1 - result, accuracy: result }
  const testSplit = onTest ? { loss: 1, accuracy: onTest(trial) } : null
  return {
    status: 'completed',
    last: { ...epochRecord(trial, 3), train: validation, validation, test: testSplit },
    best: { epoch: 3, value: result },
    epochsDone: 3,
    weightsSha256: null,
  }
}

function args(changes: Partial<CompareArguments>): CompareArguments {
  return { runs: ['latest'], format: 'text', csvBom: false, csvDelimiter: ',', runsDir: '.', ...changes }
}

/** A finished run of four cells, which many tests read and none changes. */
let finished: { readonly runsDir: string; readonly name: string }
beforeAll(async () => {
  const runsDir = await mkdtemp(join(tmpdir(), 'bench-compare-'))
  finished = { runsDir, name: await makeRun(runsDir) }
})
afterAll(() => rm(finished.runsDir, { recursive: true, force: true }))

async function compared(runsDir: string, changes: Partial<CompareArguments> = {}) {
  const captured = capture(runsDir)
  expect(await compare(args(changes), captured.context)).toBe(0)
  return { out: captured.out(), talk: captured.talk(), lines: captured.out().split('\n') }
}

/** The mistake that it ends in. */
async function refused(runsDir: string, changes: Partial<CompareArguments>) {
  const { context, out } = capture(runsDir)
  const error = await compare(args(changes), context).catch(error => error)
  expect(out()).toBe('')
  expect(error.mistakes).toHaveLength(1)
  return error.mistakes[0]
}

async function records(runsDir: string, changes: Partial<CompareArguments>) {
  const { out } = await compared(runsDir, { ...changes, format: 'csv' })
  return recordsIn(out)
}

function recordsIn(text: string): Record<string, string>[] {
  const [header, ...rows] = parseRecords(text, { delimiter: ',', bom: false })
  return rows.map(row => Object.fromEntries(header!.map((name, i) => [name, row[i]!])))
}

describe('bench compare <run>', () => {
  test('shows every axis, and of a single one the ranking', async () => {
    const { runsDir } = finished
    const { lines, talk } = await compared(runsDir)
    expect(lines).toContain('activation moves it by 2.00, over 2 settings of hidden x 3 seeds')
    expect(lines).toContain('hidden moves it by 2.00, over 2 settings of activation x 3 seeds')
    expect(talk).toBe('')
    const single = await temporaryFolder()
    await makeRun(single, { changes: {}, value: ({ index }) => 0.9 + index / 100 })
    expect((await compared(single)).out).toMatch(/^ +rank +validation accuracy %/m)
  })

  test('takes the name of a column, its path in the file, and the name of a choice', async () => {
    const { runsDir } = finished
    const byName = await compared(runsDir, { by: 'activation' })
    expect(await compared(runsDir, { by: 'model.activation' })).toEqual(byName)
    expect(await compared(runsDir, { by: ' model.activation.name ' })).toEqual(byName)
    const pair = await compared(runsDir, { by: 'activation,model.hidden' })
    expect(pair.lines).toContain('  relu                   91.00 ± 2.48  * 93.00 ± 2.48')
  })

  test.each([
    ['activaton', 'no hyperparameter of these trials is called "activaton"', 'did you mean "activation"?'],
    ['units', 'no hyperparameter of these trials is called "units"', 'did you mean "hidden"?'],
    ['loss', 'loss does not vary', 'what varies is hidden, activation; --by config is the ranking'],
    ['beta_1', 'no hyperparameter of these trials is called "beta_1"', undefined],
    ['momentum', 'momentum does not vary', 'what varies is hidden, activation; --by config is the ranking'],
    ['run', 'there is only one run', 'what varies is hidden, activation; --by config is the ranking'],
    ['seed', 'seeds are not compared', 'what varies is hidden, activation; --by config is the ranking'],
  ])('says of --by %s what is wrong', async (by, what, fix) => {
    const { runsDir } = finished
    const mistake = await refused(runsDir, { by })
    expect(mistake).toMatchObject({ code: 'not-an-axis', what })
    expect(mistake.fix).toBe(fix)
  })

  test.each(['', 'hidden,', 'hidden,hidden', 'config,hidden'])('refuses --by "%s"', async by => {
    const { runsDir } = finished
    expect(await refused(runsDir, { by })).toMatchObject({ code: 'bad-option' })
  })

  test('says of a hyperparameter that goes with a choice that the choice is to be compared', async () => {
    const runsDir = await temporaryFolder()
    const sgd = (momentum: number) => ({ ...choose(optimizers, 'sgd'), momentum })
    const rmsprop = { ...choose(optimizers, 'rmsprop'), momentum: 0.5 }
    await makeRun(runsDir, {
      changes: { axes: [{ path: 'optimizer', values: [sgd(0.9), rmsprop] }] },
      value: () => 0.9,
    })
    expect(await refused(runsDir, { by: 'momentum' })).toMatchObject({
      what: 'momentum cannot be compared',
      why: 'it has one value for each choice that brings it: compare the choices',
    })
  })

  test('has the numbers of configs.csv, digit by digit', async () => {
    const runsDir = await temporaryFolder()
    const value = (trial: Trial) => (trial.index === 4 ? 'diverged' : fourCells(trial) / 3)
    const name = await makeRun(runsDir, { value })
    const found = await records(runsDir, { by: 'config' })
    const stored = recordsIn(await readFile(join(runsDir, name, 'configs.csv'), 'utf8'))
    expect(found).toHaveLength(4)
    const same = ['rank', 'tied', 'config_id', 'hidden', 'activation'].map(column => [column, column])
    const numbers = ['mean', 'sd', 'ci95'].map(ending => Array(2).fill(`validation_accuracy_${ending}`))
    const counts = [
      ['trials_completed', 'n'],
      ['trials_planned', 'planned'],
      ['trials_diverged', 'diverged'],
    ]
    for (const [mine, theirs] of [...same, ...numbers, ...counts])
      expect(found.map(row => row[mine!])).toEqual(stored.map(row => row[theirs!]))
  })

  test('tells on stderr what has no result yet, and compares what is there', async () => {
    const runsDir = await temporaryFolder()
    const value = (trial: Trial) => (trial.seed === 2 ? null : fourCells(trial))
    const name = await makeRun(runsDir, { value })
    const { lines, talk } = await compared(runsDir, { by: 'activation' })
    expect(talk).toBe(
      `note: ${name} is interrupted: 4 trials of 12 have no result yet; bench resume ${name} trains them\n`,
    )
    expect(lines.join(' ')).toContain('over 2 settings of hidden x 2 seeds')
    expect(lines.join('\n')).toContain('4/6  2 without a result')
  })

  test('says of a value with which nothing was learnt that it counts in the means of the others', async () => {
    const runsDir = await temporaryFolder()
    // Ten classes: guessing gets 0.1, and up to 0.125 is taken for it.
    const learnt = (limit: number) => (trial: Trial) =>
      isRelu(trial) ? fourCells(trial) : limit - 0.01 * trial.seed
    await makeRun(runsDir, { name: 'dead', value: learnt(0.125) })
    await makeRun(runsDir, { name: 'hardly', value: learnt(0.126) })
    await makeRun(runsDir, { name: 'nothing', value: () => 0.1 })
    const notesOf = async (run: string, changes: Partial<CompareArguments> = {}) =>
      (await compared(runsDir, { runs: [run], format: 'markdown', ...changes })).lines.filter(line =>
        line.includes('chance'),
      )
    // tanh: 2 widths x 3 seeds, of 0.105, 0.115 and 0.125.
    expect(await notesOf('dead')).toEqual([
      '- activation tanh: all 6 trials end at chance level (validation accuracy 10.50 to 12.50 %), ' +
        'and they count in the means of the other axes',
    ])
    expect(await notesOf('dead', { by: 'hidden' })).toHaveLength(1)
    expect(await notesOf('dead', { by: 'activation' })).toEqual([])
    expect(await notesOf('hardly')).toEqual([])
    expect(await notesOf('nothing')).toEqual([]) // then the numbers say so themselves
  })

  test('tells on stderr of an experiment.yaml that was edited in the folder of a run', async () => {
    const runsDir = await temporaryFolder()
    const runs = [await makeRun(runsDir, { name: 'one' }), await makeRun(runsDir, { name: 'two' })]
    await writeFile(join(runsDir, 'two', 'experiment.yaml'), 'name: another\n')
    expect((await compared(runsDir, { runs, by: 'run' })).talk).toBe(
      'note: two has an experiment.yaml that was edited; what was trained stands in manifest.json, which counts\n',
    )
  })

  test('compares by another metric where it was measured, and says which there are where it was not', async () => {
    const runsDir = await temporaryFolder()
    // On the test split tanh is better, by 0.1 with each seed.
    await makeRun(runsDir, { test: trial => (isRelu(trial) ? 0.5 : 0.6) + 0.01 * trial.seed })
    const { lines } = await compared(runsDir, { by: 'activation', metric: 'test.accuracy' })
    expect(lines[0]).toBe('test accuracy % at the last epoch, higher is better')
    // 0.60, 0.61, 0.62: 0.61, half-width 4.302652730 x 0.01 / sqrt 3
    expect(lines.find(line => line.includes('tanh'))).toContain('* 61.00 ± 2.48')
    const lower = await compared(runsDir, { by: 'activation', metric: 'validation.loss' })
    expect(lower.lines[0]).toBe('validation loss at the last epoch, lower is better')
    expect(lower.lines.find(line => line.includes('relu'))).toContain('* 0.0800')
    const without = finished.runsDir
    expect(await refused(without, { metric: 'test.accuracy' })).toMatchObject({
      code: 'no-such-split',
      fix: expect.stringContaining(
        '--metric train.accuracy, train.loss, validation.accuracy, validation.loss',
      ),
    })
    expect(await refused(without, { metric: 'validation.acuracy' })).toMatchObject({
      code: 'unknown-objective',
      fix: 'did you mean "validation.accuracy"?',
    })
  })

  test('does not compare losses of different definitions', async () => {
    const runsDir = await temporaryFolder()
    const axes = [{ path: 'loss', values: ['cross-entropy', 'mean-squared-error'] }]
    await makeRun(runsDir, { changes: { axes }, value: () => 0.9 })
    expect(await refused(runsDir, { metric: 'validation.loss' })).toMatchObject({
      code: 'objective-not-comparable',
      what: 'the metric is validation.loss, and loss is cross-entropy, mean-squared-error',
    })
    expect((await compared(runsDir, { by: 'loss' })).out).toContain('mean-squared-error')
  })

  test('is cut to the terminal, and plain ASCII where the terminal has no more', async () => {
    const { context, out } = capture(finished.runsDir, 44)
    await compare(args({}), { ...context, env: { LANG: 'C' } })
    expect(out()).toContain('+- 2.48')
    expect(out()).toMatch(/^[\n\x20-\x7e]*$/)
    for (const line of out().split('\n')) expect(line.length).toBeLessThanOrEqual(44)
  })

  test('shows an axis of many values only when asked', async () => {
    const runsDir = await temporaryFolder()
    const values = Array.from({ length: 41 }, (_, i) => i / 1000)
    const axes = [twoAxes.axes![0]!, { path: 'training.l2', values }]
    await makeRun(runsDir, { changes: { axes, seeds: [0] }, value: () => 0.9 })
    const { lines } = await compared(runsDir)
    expect(lines).toContain('l2 has 41 values, too many to show unasked: --by l2')
    expect(lines.filter(line => line.startsWith('  ')).length).toBeLessThan(20)
    expect(await records(runsDir, { by: 'l2' })).toHaveLength(41)
  })
})

describe('bench compare <run> --format', () => {
  test('csv has plain numbers, a column for each axis that was asked for', async () => {
    const { runsDir } = finished
    const { out } = await compared(runsDir, { by: 'hidden,activation', format: 'csv' })
    expect(out).toMatch(/^hidden,activation,validation_accuracy_mean,validation_accuracy_sd,/)
    expect(out.split('\r\n')).toHaveLength(6)
    const wide = recordsIn(out)[3]!
    expect(wide).toMatchObject({
      hidden: '16',
      activation: 'tanh',
      n_seeds: '3',
      n_settings: '1',
      best: 'false',
    })
    expect(wide).toMatchObject({ tied: 'true', trials_planned: '3', trials_failed: '0', not_compared: '' })
    expect(Number(wide['difference'])).toBeCloseTo(-0.02, 12)
    expect(Number(wide['p'])).toBeCloseTo(1 - Math.sqrt(12 / 14), 9)
  })

  test('csv has axis and value where every axis is shown', async () => {
    const { runsDir } = finished
    const rows = await records(runsDir, {})
    expect(rows.map(({ axis, value }) => `${axis} ${value}`)).toEqual([
      'hidden 8',
      'hidden 16',
      'activation relu',
      'activation tanh',
    ])
  })

  test('csv defuses what a spreadsheet would run, and takes the dialect that is asked for', async () => {
    const runsDir = await temporaryFolder()
    await makeRun(runsDir, { name: '=1+1' })
    await makeRun(runsDir, { name: 'other' })
    const runs = ['=1+1', 'other']
    const { out } = await compared(runsDir, {
      runs,
      by: 'run',
      format: 'csv',
      csvBom: true,
      csvDelimiter: ';',
    })
    expect(out).toMatch(/^\uFEFFrun;validation_accuracy_mean;/)
    expect(out).toContain("\r\n'=1+1;")
  })

  test('no format lets a name reach the terminal that it would obey', async () => {
    const runsDir = await temporaryFolder()
    const runs = ['a\u001b[31m\u009b1mb', 'c\td']
    for (const name of runs) await makeRun(runsDir, { name })
    for (const format of ['text', 'markdown', 'latex', 'csv', 'json'] as const) {
      const { out } = await compared(runsDir, { runs, by: 'run', format })
      expect(out.replaceAll('\r\n', '\n'), format).not.toMatch(/[^\n\P{Cc}]/u)
    }
  })

  test('no column of numbers has the name of a hyperparameter', () => {
    const tables = {
      activation: activations,
      initializer: initializers,
      optimizer: optimizers,
      schedule: schedules,
    }
    const all = Object.entries(tables).flatMap(([key, table]) =>
      Object.keys(table).map(name => [key, choose(table, name as never)] as const),
    )
    const configurations = all.map(([key, choice]): Configuration => {
      const { fixed } = experiment
      const inModel = key === 'activation' || key === 'initializer'
      return (
        inModel ? { ...fixed, model: { ...fixed.model, [key]: choice } } : { ...fixed, [key]: choice }
      ) as Configuration
    })
    const names = configurationColumns(configurations).map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['mean', 'negative_slope', 'beta_1', 'decay_rate']))
    const mine = numberColumns(experiment.objective).map(({ name }) => name)
    expect(mine.filter(name => names.includes(name))).toEqual([])
  })

  test('json has the shape that is documented, with numbers as numbers', async () => {
    const { runsDir, name } = finished
    const { out } = await compared(runsDir, { by: 'activation', format: 'json' })
    const read = JSON.parse(out)
    const trials = {
      planned: 6,
      completed: 6,
      pruned: 0,
      diverged: 0,
      failed: 0,
      cancelled: 0,
      unfinished: 0,
    }
    expect(read).toMatchObject({
      objective: 'validation.accuracy',
      direction: 'maximize',
      runs: [
        { name, path: join(runsDir, name), status: 'finished', bench: '0.1.0', arithmetic: 'float32-1' },
      ],
      configurations: 4,
      seeds: [0, 1, 2],
      trials_counted_once: 0,
      tables: [
        { by: ['activation'], settings: 2, settings_in_all: 2, settings_of: ['hidden'], seeds: [0, 1, 2] },
      ],
    })
    const [relu, tanh] = read.tables[0].rows
    expect(relu).toMatchObject({
      values: { activation: 'relu' },
      n_seeds: 3,
      n_trials: 6,
      best: true,
      difference: null,
      trials,
    })
    expect(tanh.difference).toMatchObject({ n_seeds: 3, p: expect.closeTo(1 - Math.sqrt(12 / 14), 9) })
    const documented = await readFile(join(import.meta.dirname, '../../docs/compare.md'), 'utf8')
    const keys = new Set<string>()
    JSON.parse(out, (key, value) => {
      if (key !== '' && Number.isNaN(Number(key))) keys.add(key)
      return value
    })
    keys.delete('activation') // a name of theirs, not of the format
    for (const key of keys) expect(documented, key).toContain(`"${key}"`)
  })

  test('all of them say what was left out, and why', async () => {
    const runsDir = await temporaryFolder()
    const value = (trial: Trial) =>
      isRelu(trial) && trial.configuration.model.hidden[0] === 16 ? 'diverged' : fourCells(trial)
    await makeRun(runsDir, { value })
    const sentence = 'left out: 1 of 2 settings (hidden 16), because activation relu diverged in 3 trials'
    for (const format of ['text', 'markdown', 'latex', 'csv'] as const) {
      const { out } = await compared(runsDir, { by: 'activation', format })
      expect(out.replaceAll('\n', ' '), format).toContain(sentence)
    }
    const [row] = await records(runsDir, { by: 'activation' })
    expect(row).toMatchObject({
      n_settings: '1',
      n_settings_left_out: '1',
      n_seeds_left_out: '0',
      n_averaged_left_out: '0',
    })
    const { out } = await compared(runsDir, { by: 'activation', format: 'json' })
    expect(JSON.parse(out).tables[0].left_out).toEqual({
      settings: [
        { setting: 'hidden 16', because: [{ value: 'activation relu', status: 'diverged', trials: 3 }] },
      ],
      seeds: [],
      averaged: [],
    })
  })

  test('markdown and latex are written to stdout as well', async () => {
    const { runsDir } = finished
    expect((await compared(runsDir, { by: 'activation', format: 'markdown' })).out).toContain(
      '| **92.00 ± 2.48** |',
    )
    expect((await compared(runsDir, { by: 'activation', format: 'latex' })).out).toContain(
      '\\begin{tabular}{lrrrr}',
    )
  })
})

describe('bench compare <run> <run>', () => {
  const longer = (epochs: number): Partial<Experiment> => ({
    ...twoAxes,
    fixed: { ...experiment.fixed, training: { ...experiment.fixed.training, epochs } },
  })

  test('takes the trials together as those of one run, and finds what varies', async () => {
    const runsDir = await temporaryFolder()
    const runs = [
      await makeRun(runsDir),
      await makeRun(runsDir, { changes: longer(5), value: trial => fourCells(trial) + 0.01 }),
    ]
    const { lines } = await compared(runsDir, { runs, by: 'epochs' })
    expect(lines[3]).toBe('together  8 configurations, 3 seeds, 24 trials: 24 completed')
    expect(lines).toContain('epochs moves it by 1.00, over 4 settings of hidden, activation x 3 seeds')
  })

  test('counts a trial that both have once', async () => {
    const runsDir = await temporaryFolder()
    const first = await makeRun(runsDir)
    const more = { ...twoAxes, seeds: [1, 2, 3] }
    const second = await makeRun(runsDir, { changes: more })
    const runs = [first, second]
    const { lines } = await compared(runsDir, { runs, by: 'activation' })
    expect(lines[3]).toBe(
      'together  4 configurations, 4 seeds, 16 trials: 16 completed; 8 trials of several runs counted once',
    )
    expect(lines.join(' ')).toContain('x 4 seeds')
  })

  test('takes a result from the run that has one', async () => {
    const runsDir = await temporaryFolder()
    const isEven = ({ index }: Trial) => index % 2 === 0
    const runs = [
      await makeRun(runsDir, { value: trial => (isEven(trial) ? fourCells(trial) : 'failed') }),
      await makeRun(runsDir, { value: trial => (isEven(trial) ? null : fourCells(trial)) }),
    ]
    const { lines } = await compared(runsDir, { runs, by: 'activation' })
    expect(lines[3]).toContain('12 trials: 12 completed; 12 trials of several runs counted once')
  })

  test('refuses results that contradict each other, but for comparing the runs', async () => {
    const runsDir = await temporaryFolder()
    const first = await makeRun(runsDir)
    const second = await makeRun(runsDir, {
      value: trial => fourCells(trial) - (trial.index === 5 ? 0.5 : 0),
    })
    const runs = [first, second]
    const { trialId } = expand({ ...experiment, ...twoAxes }).trials[5]!
    expect(await refused(runsDir, { runs })).toEqual({
      code: 'runs-contradict',
      what: `two runs have different results of trial ${trialId}`,
      // Trial 5 is the second configuration with the second seed: relu 16, 0.92 + 0.01.
      why:
        `${first}: train.accuracy 0.93 (bench 0.1.0, arithmetic float32-1)\n` +
        `${second}: train.accuracy ${0.93 - 0.5} (bench 0.1.0, arithmetic float32-1)`,
      fix: `bench verify ${second} --trial ${trialId} trains it again; --by run compares the runs as they are`,
    })
    const { lines } = await compared(runsDir, { runs, by: 'run' })
    // The second has 0.5 less in one of four settings with seed 1: 0.125 there, 4.17 on average.
    expect(lines).toContain('run moves it by 4.17, over 4 settings of hidden, activation x 3 seeds')
  })

  test('compares runs on what they share, and says in what they differ', async () => {
    const runsDir = await temporaryFolder()
    const runs = [
      await makeRun(runsDir, { name: 'short' }),
      await makeRun(runsDir, {
        name: 'long',
        changes: { ...longer(9), seeds: [1, 2, 7] },
        value: trial => fourCells(trial) + 0.02,
        manifest: { arithmetic: 'float32-2' },
      }),
    ]
    const { lines } = await compared(runsDir, { runs, by: 'run' })
    expect(lines.join(' ')).toContain(
      'over 4 settings of hidden, activation x 2 seeds, averaged over epochs; ' +
        'left out: seeds 0, 7, because run long lacks 4 trials, run short lacks 4 trials',
    )
    expect(lines).toContain('the runs differ in epochs 3 | 9; arithmetic float32-1 | float32-2')
    // Seed 1: relu 0.91 and 0.93, tanh 0.89 and 0.91, together 0.91; seed 2: relu 0.92 and 0.94, so 0.915.
    const [short, long] = await records(runsDir, { runs, by: 'run' })
    expect(Number(short!['validation_accuracy_mean'])).toBeCloseTo((0.91 + 0.915) / 2, 12)
    expect(Number(long!['validation_accuracy_mean'])).toBeCloseTo((0.91 + 0.915) / 2 + 0.02, 12)
    expect(short).toMatchObject({ run: 'short', n_seeds: '2', n_settings: '4' })
  })

  test('a run and another axis are a grid', async () => {
    const runsDir = await temporaryFolder()
    const runs = [await makeRun(runsDir, { name: 'one' }), await makeRun(runsDir, { name: 'two' })]
    const { lines } = await compared(runsDir, { runs, by: 'run,activation' })
    expect(lines).toContain('  run \\ activation    relu            tanh')
  })

  test('refuses different objectives, unless a metric is chosen that all have measured', async () => {
    const runsDir = await temporaryFolder()
    const objective = { split: 'train', metric: 'accuracy', direction: 'maximize' } as const
    const runs = [
      await makeRun(runsDir, { name: 'one' }),
      await makeRun(runsDir, { name: 'two', changes: { ...longer(5), objective } }),
    ]
    expect(await refused(runsDir, { runs })).toEqual({
      code: 'runs-not-comparable',
      what: 'the runs have different objectives',
      why: 'one: validation.accuracy\ntwo: train.accuracy',
      fix:
        'choose what all of them have measured: ' +
        '--metric train.accuracy, train.loss, validation.accuracy, validation.loss',
    })
    const { lines } = await compared(runsDir, { runs, metric: 'validation.accuracy', by: 'epochs' })
    expect(lines).toContain('epochs moves it by 0.00, over 4 settings of hidden, activation x 3 seeds')
  })

  test('refuses to take data of one name and different bytes for the same', async () => {
    const runsDir = await temporaryFolder()
    const datasets = [{ name: 'mnist-10k', sha256: { images: 'cd' }, foundIn: 'elsewhere' }]
    const runs = [
      await makeRun(runsDir, { name: 'one' }),
      await makeRun(runsDir, { name: 'two', changes: longer(5), manifest: { datasets } }),
    ]
    expect(await refused(runsDir, { runs })).toMatchObject({
      code: 'runs-not-comparable',
      what: 'the runs were trained on different data of the name mnist-10k',
    })
    const { lines } = await compared(runsDir, { runs, by: 'run' })
    expect(lines).toContain('the runs differ in epochs 3 | 5; the bytes of mnist-10k')
  })

  test('tells runs of one name apart by their paths, and takes one that is named twice once', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'a'))
    const name = await makeRun(join(folder, 'a'))
    await cp(join(folder, 'a'), join(folder, 'b'), { recursive: true })
    const runs = [join('a', name), join('b', name)]
    const { lines } = await compared(folder, { runs, by: 'run' })
    expect(lines.filter(line => line.startsWith(`  a/${name}`))).toHaveLength(1)
    expect(await refused(folder, { runs: [runs[0]!, runs[0]!], by: 'run' })).toMatchObject({
      what: 'there is only one run',
    })
  })

  test('warns of splits that are not the same examples', async () => {
    const runsDir = await temporaryFolder()
    const training = { ...experiment.fixed.training, split_seed: 4 }
    const other = { ...twoAxes, fixed: { ...experiment.fixed, training } }
    const runs = [await makeRun(runsDir), await makeRun(runsDir, { changes: other })]
    expect((await compared(runsDir, { runs })).out).toContain(
      'values of split_seed are measured on different examples',
    )
  })

  test('names a damaged run', async () => {
    const runsDir = await temporaryFolder()
    const runs = [await makeRun(runsDir, { name: 'one' }), await makeRun(runsDir, { name: 'two' })]
    await writeFile(join(runsDir, 'two', 'manifest.json'), '{}')
    expect(await refused(runsDir, { runs })).toMatchObject({ code: 'run-damaged' })
  })
})
