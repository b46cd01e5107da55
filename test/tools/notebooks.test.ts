// docs/notebooks.md and what makes it: from a small run that the test trains, and as it stands in the repository.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ARITHMETIC } from 'mlp-bench'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { allowedRange, disagreements } from '../../tools/notebooks/agreement.js'
import { readFigures, type SystemFigures } from '../../tools/notebooks/figures.js'
import { markdownTable } from '../../tools/notebooks/markdown.js'
import { dataIn, type Measured, measuredOf } from '../../tools/notebooks/measured.js'
import { notebooksPage } from '../../tools/notebooks/page.js'
import { foundOrTrained, givenRuns, WrongRun } from '../../tools/notebooks/runs.js'
import { loadSystems, type System } from '../../tools/notebooks/systems.js'
import { workedFigures } from '../../tools/notebooks/worked.js'
import { rowsOf } from '../end-to-end/bench.js'

/** Two systems: `trained`, of which there will be a run, and `waiting`, of which there is none. */
const experiment = (name: string, hidden: number) => `
name: ${name}
model: { hidden: [${hidden}] }
training: { steps: 6, record_every: 4, batch_size: 100 }
seeds: 2
`
const smallFigures = {
  systems: [
    { experiment: 'trained', notebook: 'first', pytorch: 'a' },
    { experiment: 'waiting', notebook: 'second', pytorch: 'b' },
  ],
  first: {
    keras_run: {
      validation_accuracy: 0.5,
      validation_loss: 1.5,
      parameters: 3985,
      parameters_by_layer: [3925, 60],
    },
  },
  pytorch: {
    runs: [
      { system: 'a', accuracy: [0, 1], loss: [0, 9] }, // wide enough for whatever six steps reach
      { system: 'b', accuracy: [0.9, 0.91], loss: [0.1, 0.2] },
    ],
  },
} satisfies SystemFigures & Readonly<Record<string, unknown>>

let folder = ''
let systems: readonly System[] = []
let run = ''
let measured: Measured
const said: string[] = []
const sources = () => ({
  runsDir: join(folder, 'runs'),
  workers: 1,
  say: (line: string) => void said.push(line),
})

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-notebooks-'))
  await writeFile(join(folder, 'trained.yaml'), experiment('trained', 5))
  await writeFile(join(folder, 'waiting.yaml'), experiment('waiting', 6))
  systems = await loadSystems(folder, smallFigures)
  const runs = await foundOrTrained(systems.slice(0, 1), sources())
  run = join(folder, 'runs', (await readdir(join(folder, 'runs')))[0]!)
  measured = await measuredOf(runs.get(systems[0]!)!)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const pageOf = (changed = measured) => notebooksPage({ systems, measured: { trained: changed }, worked: [] })

/** The cells of the row of a table: of the first row below that heading whose first cell has that text. */
function cells(page: string, heading: string, text: string): readonly string[] {
  const section = page.slice(page.indexOf(`## ${heading}`))
  const line = section.split('\n').find(each => each.startsWith('|') && each.split(' | ')[0]!.includes(text))
  return line!
    .slice(1, -1)
    .split(' | ')
    .map(cell => cell.trim())
}

describe('a page of a small run', () => {
  test('shows what the run folder holds: mean with interval, spread, agreement', () => {
    const [a, b] = rowsOf(run, 'trials.csv').map(row => 100 * Number(row['validation_accuracy']))
    const mean = (a! + b!) / 2
    // Two values: the standard error is half their distance, Student's quantile with one degree of freedom 12.706.
    const half = 12.7062 * (Math.abs(a! - b!) / 2)
    expect(cells(pageOf(), 'Accuracy', '784-5-10')).toEqual([
      `[mnist-10k 784-5-10, relu, adam, 6 steps](../${join(folder, 'trained.yaml')})`,
      'first',
      'validation',
      '50.00',
      '0.00 to 100.00',
      '-0.50 to 100.50',
      `${mean.toFixed(2)} ± ${half.toFixed(2)}`,
      `${Math.min(a!, b!).toFixed(2)} to ${Math.max(a!, b!).toFixed(2)}`,
      'yes',
    ])
    const losses = rowsOf(run, 'trials.csv').map(row => Number(row['validation_loss']))
    expect(cells(pageOf(), 'Loss', '784-5-10')[7]).toBe(
      `${Math.min(...losses).toFixed(4)} to ${Math.max(...losses).toFixed(4)}`,
    )
  })

  test('counts parameters layer by layer and says how many trials there were at a time', () => {
    // 784 x 5 + 5 = 3,925 and 5 x 10 + 10 = 60
    const row = cells(pageOf(), 'Parameters', '784-5-10')
    expect(row.slice(1, 3)).toEqual(['3,985 = 3,925 + 60', '3,985 = 3,925 + 60'])
    expect(row.at(-1)).toBe('1')
    const [first, second] = rowsOf(run, 'trials.csv').map(each => Number(each['duration_s']))
    expect(row[3]).toBe(`${((first! + second!) / 2).toFixed(1)} s`)
  })

  test('has the mean accuracy over the seeds at every record', () => {
    const rows = rowsOf(run, 'epochs.csv').filter(({ step }) => step === '4')
    const mean = (name: string) =>
      (rows.reduce((sum, row) => sum + 100 * Number(row[name]), 0) / 2).toFixed(2)
    expect(cells(pageOf(), 'first by steps', '4')).toEqual([
      '4',
      mean('train_accuracy'),
      mean('validation_accuracy'),
    ])
    expect(cells(pageOf(), 'first by steps', '6')[0]).toBe('6')
  })

  test('says of a system without a run that it was not trained, and counts it as not agreeing', () => {
    expect(cells(pageOf(), 'Accuracy', '784-6-10').at(-1)).toBe('not trained')
    expect(pageOf()).toContain('**1 of 2 systems agree')
  })

  test('names the seed that is out of range', () => {
    const [first, second] = measured.trials
    const page = pageOf({ ...measured, trials: [first!, { ...second!, accuracy: 1.2 }] })
    expect(cells(page, 'Accuracy', '784-5-10').at(-1)).toBe('**no**: seed 1')
    expect(page).toContain('**0 of 2 systems agree')
  })

  test('can be made again from the data in it', () => {
    const page = pageOf()
    expect(dataIn(page)).toEqual({ trained: measured })
    expect(notebooksPage({ systems, measured: dataIn(page), worked: [] })).toBe(page)
  })
})

describe('runs', () => {
  test('are trained once and found again', async () => {
    expect(said).toEqual(['trained: 1/2 completed', 'trained: 2/2 completed'])
    said.length = 0
    const [found] = (await foundOrTrained(systems.slice(0, 1), sources())).values()
    expect(found!.path).toBe(run)
    expect(said).toEqual([`trained: from ${run}`])
  })

  test('of another arithmetic are not found', async () => {
    const file = join(run, 'manifest.json')
    const manifest = await readFile(file, 'utf8')
    await writeFile(file, manifest.replace(`"arithmetic": "${ARITHMETIC}"`, '"arithmetic": "abacus-0"'))
    const [other] = (await foundOrTrained(systems.slice(0, 1), sources())).values()
    await writeFile(file, manifest)
    expect(other!.path).not.toBe(run)
  })

  test('that are given belong to the system whose trials they hold, or are refused', async () => {
    expect([...(await givenRuns(systems, [run])).keys()]).toEqual([systems[0]])
    await expect(givenRuns(systems.slice(1), [run])).rejects.toThrow(WrongRun)
  })
})

describe('agreement', () => {
  const system = {
    pytorch: { accuracy: [0.96, 0.97], loss: [0.1, 0.3] },
    notebook: {
      name: 'a notebook',
      accuracy: 0.9549,
      loss: null,
      parameters: null,
      parametersByLayer: null,
    },
  }

  test('is allowed half a percentage point of accuracy, and a tenth of the mean loss, around the spread', () => {
    expect(allowedRange(system, 'accuracy').low).toBeCloseTo(0.955, 12)
    expect(allowedRange(system, 'accuracy').high).toBeCloseTo(0.975, 12)
    expect(allowedRange(system, 'loss').low).toBeCloseTo(0.08, 12) // the mean is 0.2
    expect(allowedRange(system, 'loss').high).toBeCloseTo(0.32, 12)
  })

  test('is asked of every seed and of the notebook, and of what is no number', () => {
    const values = (list: readonly number[]) => new Map(list.map((value, seed) => [seed, value]))
    expect(disagreements(system, 'accuracy', values([0.96, 0.976]))).toEqual(['seed 1', 'the notebook'])
    expect(disagreements(system, 'loss', values([0.09, 0.31]))).toEqual([])
    expect(disagreements(system, 'loss', values([Number.NaN]))).toEqual(['seed 0'])
  })
})

test('a table in Markdown lines up, with numbers on the right, and a bar in a cell ends no cell', () => {
  const columns = [
    { title: 'what', cell: ([what]: readonly [string, number]) => what },
    { title: 'n', right: true as const, cell: ([, n]: readonly [string, number]) => String(n) },
  ]
  const rows = [
    ['a|b', 5],
    ['longer', 12_345],
  ] as const
  expect(markdownTable(columns, rows)).toEqual([
    '| what   |     n |',
    '| ------ | ----: |',
    '| a\\|b   |     5 |',
    '| longer | 12345 |',
  ])
})

describe('docs/notebooks.md', () => {
  const notebooks = 'experiments/notebooks'
  const page = () => readFile('docs/notebooks.md', 'utf8')

  test('is what its own data give, with the experiments and figures as they are now', async () => {
    const figures = await readFigures(notebooks)
    const again = notebooksPage({
      systems: await loadSystems(notebooks, figures),
      measured: dataIn(await page()),
      worked: workedFigures(figures),
    })
    expect(await page()).toBe(again) // npm run notebooks makes it anew
  })

  test("is of today's arithmetic and of the trials of today's experiments, all five systems with five seeds", async () => {
    const written = Object.entries(dataIn(await page()))
    const today = await loadSystems(notebooks, await readFigures(notebooks))
    expect(written.map(([, { versions }]) => versions.arithmetic)).toEqual(Array(5).fill(ARITHMETIC))
    const trials = ({ name, plan }: System) => [name, plan.trials.map(({ trialId }) => trialId)]
    expect(written.map(([name, { trials }]) => [name, trials.map(each => each.trial_id)])).toEqual(
      today.map(trials),
    )
    expect(today.map(({ plan }) => plan.trials.length)).toEqual([5, 5, 5, 5, 5])
  })

  test('shows that everything agrees, and no folder of the machine that made it', async () => {
    const text = await page()
    expect(text).toContain('**5 of 5 systems agree')
    expect(text).toContain('**16 of 16 figures')
    expect(text).not.toContain('**no**')
    expect(text).not.toMatch(/(^|[\s"(`])(~|\/\w+|[A-Z]:\\)/m)
  })
})
