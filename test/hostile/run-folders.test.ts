// Run folders that somebody has edited, torn, or made up: every command that reads them answers, with exit code 0 or 2.
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  closeSync,
  cpSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { main } from '../../src/cli.js'
import type { Checkpoint } from '../../src/domain/checkpoint.js'
import { checkpointPath, readCheckpoint, writeCheckpoint } from '../../src/store/checkpoint-files.js'
import { capture } from '../commands/capture.js'
import { withWeights } from '../commands/kept-weights.js'
import { folderWith } from '../end-to-end/bench.js'
import { isLongRun, longTest } from '../long.js'
import { appendAll, ended, epochRecord, eventsOf, experiment, newStore, plan } from '../store/small-run.js'
import {
  byteCuts,
  cutBytes,
  cutsOf,
  cutText,
  FUZZ_TIMEOUT,
  fuzz,
  scraps,
  tamper,
  tamperings,
} from './fuzz.js'
import { answerOf } from './in-process.js'
import { expectRefused, filesBelow, measured } from './program.js'

/** A run of six trials, each in its own way: two with weights, one diverged, one failed. Its files, by name. */
async function runFiles(): Promise<{
  readonly name: string
  readonly files: ReadonlyMap<string, Uint8Array>
}> {
  const store = await newStore(mkdtempSync(join(tmpdir(), 'bench-hostile-')), {
    plan: { ...plan, experiment: { ...experiment, save: 'last' } },
  })
  const [a, b, c, d, e] = plan.trials
  await appendAll(store, [
    ...withWeights(a!),
    ...withWeights(b!),
    ...eventsOf(c!, { status: 'diverged', last: epochRecord(c!, 1), error: 'the loss was NaN' }, 1),
    ...eventsOf(d!, { status: 'failed', error: 'out of memory' }, 0),
    ...eventsOf(e!),
    ended('interrupted'),
  ])
  const files = filesBelow(store.path).map(
    path => [path.slice(store.path.length + 1), readFileSync(path)] as const,
  )
  rmSync(dirname(store.path), { recursive: true })
  return { name: basename(store.path), files: new Map(files) }
}

let whole: Awaited<ReturnType<typeof runFiles>>

/** A folder with the run in runs/, some of its files changed or, with null, left out. */
function folderOf(changes: Readonly<Record<string, string | Uint8Array | null>>): string {
  const cwd = folderWith()
  for (const [file, bytes] of [...whole.files, ...Object.entries(changes)]) {
    const path = join(cwd, 'runs', whole.name, file)
    mkdirSync(join(path, '..'), { recursive: true })
    if (bytes === null) rmSync(path, { recursive: true, force: true })
    else writeFileSync(path, bytes)
  }
  return cwd
}

const text = (file: string) => Buffer.from(whole.files.get(file)!).toString('utf8')
const trialId = plan.trials[0]!.trialId

/** Every way to read a run; none of them may write. */
const readings: readonly (readonly string[])[] = [
  ['list'],
  ['list', '--json'],
  ['show', 'latest'],
  ['show', 'width', '--trials'],
  ['show', 'width', '--json'],
  ['show', 'width', trialId],
  ['show', 'width', trialId, '--json'],
  ['compare', 'width'],
  ['compare', 'width', '--by', 'config', '--format', 'json'],
  ['summary', 'width'],
  ['summary', 'width', trialId],
  ['evaluate', 'width', '--dataset', 'nothing.npz'],
  ['evaluate', 'width', trialId, '--dataset', 'nothing.npz'],
  ['verify', 'width', '--trial', 'tffffffffffff'],
]

async function everyReading(cwd: string): Promise<void> {
  const before = filesBelow(cwd)
  for (const args of readings) await answerOf(cwd, ...args)
  expect(filesBelow(cwd)).toEqual(before)
  rmSync(cwd, { recursive: true })
}

beforeAll(async () => {
  whole = await runFiles()
})

describe('a run folder with random damage is read or refused:', () => {
  test(
    'the manifest, some of its values others or missing',
    async () => {
      await fuzz(tamperings, 5, async changes => {
        const manifest = changes.reduce<unknown>(
          (json, change) => tamper(json, change),
          JSON.parse(text('manifest.json')),
        )
        await everyReading(folderOf({ 'manifest.json': JSON.stringify(manifest) ?? '' }))
      })
    },
    FUZZ_TIMEOUT,
  )

  test.each(['trials.csv', 'epochs.csv', 'manifest.json'])(
    '%s, cut and written into',
    async file => {
      await fuzz(cutsOf(scraps, 40), 3, async cuts => {
        await everyReading(folderOf({ [file]: cutText(text(file), cuts) }))
      })
    },
    FUZZ_TIMEOUT,
  )

  test(
    'the weights of a trial',
    async () => {
      const model = `models/${trialId}.safetensors`
      await fuzz(byteCuts, 3, async cuts => {
        await everyReading(folderOf({ [model]: cutBytes(whole.files.get(model)!, cuts) }))
      })
    },
    FUZZ_TIMEOUT,
  )

  test(
    'any of its files missing, or a folder in its place',
    async () => {
      const files = fc.subarray([...whole.files.keys()], { minLength: 1 })
      await fuzz(fc.tuple(files, fc.boolean()), 3, async ([names, asFolder]) => {
        const cwd = folderOf(Object.fromEntries(names.map(name => [name, null])))
        if (asFolder) for (const name of names) mkdirSync(join(cwd, 'runs', whole.name, name))
        await everyReading(cwd)
      })
    },
    FUZZ_TIMEOUT,
  )
})

/** What `bench show` says of a run in which one thing was changed. */
const damages: readonly (readonly [
  what: string,
  file: string,
  change: (text: string) => string,
  code: string,
  says: string,
])[] = [
  [
    'of a later version',
    'manifest.json',
    t => t.replace('"format": 1', '"format": 2'),
    'run-too-new',
    'later version',
  ],
  [
    'of no version',
    'manifest.json',
    t => t.replace('"format": 1', '"format": "1"'),
    'run-damaged',
    '"format"',
  ],
  ['with a list for a manifest', 'manifest.json', () => '[]', 'run-damaged', 'does not hold an object'],
  ['with a word for a manifest', 'manifest.json', () => 'garbage', 'run-damaged', 'it is not JSON'],
  [
    'with half a manifest',
    'manifest.json',
    t => t.slice(0, t.length / 2),
    'run-damaged',
    'its end is missing',
  ],
  [
    'with a comma too many',
    'manifest.json',
    t => t.replace(',\n', ',,\n'),
    'run-damaged',
    'it is not JSON: ',
  ],
  [
    'with semicolons',
    'trials.csv',
    t => t.replaceAll(',', ';'),
    'run-damaged',
    '";" stands between its cells',
  ],
  [
    'with a quotation mark that hides rows',
    'trials.csv',
    t => t.replace('\r\nt', '\r\n"t'),
    'run-damaged',
    'is not closed',
  ],
  [
    'with a quotation mark inside a cell',
    'trials.csv',
    t => t.replace(',relu,', ',re""lu,'),
    'run-damaged',
    'line 2: a quotation mark stands where none may be',
  ],
  [
    'with capitals from a spreadsheet',
    'trials.csv',
    t => t.replace(',false,', ',FALSE,'),
    'run-damaged',
    '"FALSE" is in capitals',
  ],
  [
    'with an activation of nobody',
    'manifest.json',
    t => t.replaceAll('"relu"', '"rellu"'),
    'run-damaged',
    'model.activation.name',
  ],
  [
    'with layers that are texts',
    'manifest.json',
    t => t.replace(/"hidden": \[\s+8\s+\]/, '"hidden": ["8"]'),
    'run-damaged',
    'experiment.fixed.model.hidden[0]',
  ],
  [
    'with seeds that are none',
    'manifest.json',
    t => t.replace(/"seeds": \[\s+7,/, '"seeds": [7.5,'),
    'run-damaged',
    'experiment.seeds[0]',
  ],
  [
    'with a trial of no configuration',
    'trials.csv',
    t => t.replace(/,c[0-9a-f]{12},/, ',constructor,'),
    'run-damaged',
    'no configuration constructor',
  ],
  [
    'with a way out of the folder for an id',
    'trials.csv',
    t => t.replace(trialId, '../../../x'),
    'run-damaged',
    'is no trial_id',
  ],
  [
    'with a status of nobody',
    'trials.csv',
    t => t.replace(',completed,', ',won,'),
    'run-damaged',
    'no trial ends as "won"',
  ],
  [
    'with a text for a number',
    'trials.csv',
    t => t.replace(',completed,', ',completed,x,'),
    'run-damaged',
    'trials.csv',
  ],
  [
    'with a row that is too short',
    'trials.csv',
    t => t.replace(/,[^,]*\r\n$/, '\r\n'),
    'run-damaged',
    'trials.csv',
  ],
]

describe('bench show of a run', () => {
  test.each(damages)('%s says so', async (_, file, change, code, says) => {
    expect(change(text(file))).not.toBe(text(file))
    const { code: exit, talk } = await answerOf(folderOf({ [file]: change(text(file)) }), 'show', 'width')
    expect(exit).toBe(2)
    expect(talk).toMatch(new RegExp(`^error ${code}:`))
    expect(talk).toContain(says)
  })

  test('whose last row is torn leaves it out and says so', async () => {
    const cwd = folderOf({ 'trials.csv': text('trials.csv').slice(0, -20) })
    const { code, talk } = await answerOf(cwd, 'show', 'width')
    expect(code).toBe(0)
    expect(talk).toContain('ends in the middle of a row')
  })
})

describe('a run in which a cell was changed', () => {
  const edits = [
    ['a result', 'train_accuracy', '0.5', /train_accuracy is 0\.5 in trials\.csv, and 0\.\d+ at epoch 3/],
    ['a hyperparameter', 'learning_rate', '0.5', /learning_rate is 0\.5 in trials\.csv, and 0\.01 in/],
  ] as const
  test.each(edits)(
    '(%s) is shown, compared and watched, and said to contradict itself',
    async (_, column, value, says) => {
      const [header, row, ...rows] = text('trials.csv').split('\r\n')
      const cells = row!.split(',').with(header!.split(',').indexOf(column), value)
      const cwd = folderOf({ 'trials.csv': [header, cells.join(','), ...rows].join('\r\n') })
      for (const command of ['show', 'compare']) {
        const { code, out, talk } = await answerOf(cwd, command, 'width')
        expect(code).toBe(0)
        expect(out).toContain('validation accuracy')
        expect(talk.match(/^note: trials\.csv and .*$/gm)).toEqual([expect.stringMatching(says)])
        expect(talk).toContain(`about the trial ${trialId}: `)
      }
      const { context, out, talk } = capture(cwd)
      const commandLine = ['watch', 'width', '--reporter', 'plain']
      expect(await main({ ...context, commandLine })).toBe(130) // for the run was interrupted
      expect(talk()).toMatch(says)
      expect(out()).toContain('3 completed')
    },
  )
})

describe('what would take all memory or never end is refused:', () => {
  const isRefusedAtTenGb = async (file: string) => {
    const cwd = folderOf({})
    const handle = openSync(join(cwd, 'runs', whole.name, file), 'r+')
    ftruncateSync(handle, 10 * 2 ** 30)
    closeSync(handle)
    expectRefused(await measured(cwd, 'show', whole.name), 'run-damaged')
  }
  test('trials.csv of 10 GB', () => isRefusedAtTenGb('trials.csv'))
  longTest('manifest.json of 10 GB', () => isRefusedAtTenGb('manifest.json'))

  longTest('epochs.csv with a line of 100 MB', async () => {
    const cwd = folderOf({})
    appendFileSync(join(cwd, 'runs', whole.name, 'epochs.csv'), Buffer.alloc(100_000_000, 0x61))
    expectRefused(await measured(cwd, 'show', whole.name, trialId), 'run-damaged')
  })

  const isRefusedAsPipe = async (file: string) => {
    const cwd = folderOf({ [file]: null })
    execFileSync('mkfifo', [join(cwd, 'runs', whole.name, file)])
    expectRefused(await measured(cwd, 'show', whole.name, trialId))
  }
  const hasPipes = process.platform !== 'win32'
  test.runIf(hasPipes)('manifest.json that is a pipe nobody writes to', () =>
    isRefusedAsPipe('manifest.json'),
  )
  test.runIf(hasPipes && isLongRun).each(['trials.csv', 'epochs.csv'])(
    '%s that is a pipe nobody writes to',
    isRefusedAsPipe,
  )
})

describe('what only looks like a lock stops nobody from reading:', () => {
  const name = 'lock-0123456789ab.json'
  const locks: Readonly<Record<string, (path: string) => void>> = {
    nothing: path => writeFileSync(path, ''),
    'a folder': path => mkdirSync(path),
    'a list': path => writeFileSync(path, '[]'),
    'a process that cannot be': path =>
      writeFileSync(path, JSON.stringify({ pid: -1, host: '../..', since: 'never', command_line: [] })),
    '10 GB': path => {
      const handle = openSync(path, 'w')
      ftruncateSync(handle, 10 * 2 ** 30)
      closeSync(handle)
    },
    ...(process.platform !== 'win32' && { 'a pipe': (path: string) => execFileSync('mkfifo', [path]) }),
  }
  test.each(Object.entries(locks))('%s', async (_, make) => {
    const cwd = folderOf({})
    make(join(cwd, 'runs', whole.name, name))
    for (const args of [['list'], ['show', 'latest']])
      expect(await answerOf(cwd, ...args)).toMatchObject({ code: 0 })
  })
})

describe('a checkpoint with random damage', () => {
  test(
    'is the one that was written, or none',
    async () => {
      const run = folderWith()
      const checkpoint = someCheckpoint()
      await writeCheckpoint(run, trialId, checkpoint, 'float32-1')
      const path = checkpointPath(run, trialId)
      const bytes = readFileSync(path)
      expect(readCheckpoint(run, trialId, 'float32-1')).toEqual(checkpoint)
      await fuzz(byteCuts, 100, cuts => {
        writeFileSync(path, cutBytes(bytes, cuts))
        const read = readCheckpoint(run, trialId, 'float32-1')
        if (read !== null) expect(read).toEqual(checkpoint)
      })
    },
    FUZZ_TIMEOUT,
  )
})

function someCheckpoint(): Checkpoint {
  const numbers = Float32Array.from({ length: 40 }, (_, i) => Math.sqrt(i))
  return {
    epoch: 1,
    step: 2,
    lossSum: 0.1 + 0.2,
    correct: 3,
    durationS: 0.5,
    engine: { parameters: numbers, slots: [numbers.slice()], steps: 12 },
    best: { epoch: 1, value: 0.5 },
    last: epochRecord(plan.trials[0]!, 1),
    stopping: null,
    keptBest: null,
  }
}

test('one damaged run does not hide the others', async () => {
  const cwd = folderOf({})
  const good = join(cwd, 'runs', whole.name)
  cpSync(good, join(cwd, 'runs', 'width-bad'), { recursive: true })
  writeFileSync(join(cwd, 'runs', 'width-bad', 'manifest.json'), '{"\u001b[2J": ')
  const { code, out } = await answerOf(cwd, 'list') // which throws for an escape sequence
  expect(code).toBe(0)
  expect(out).toContain(whole.name)
  expect(out).toMatch(/width-bad +damaged/)
})
