import { execFile, execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { newLock } from '../../src/store/lock.js'
import { answerOf } from '../hostile/in-process.js'
import { isLongRun, longDescribe, longTest } from '../long.js'
import {
  bench,
  endlessSweep,
  folderWith,
  program,
  rowsOf,
  runIn,
  runsIn,
  smallSweep,
  start,
  until,
  withoutTiming,
} from './bench.js'

const tables = ['trials.csv', 'epochs.csv'] as const
const plain = ['--reporter', 'plain']

/** A finished run of the small sweep with one seed: six trials. Trained once, copied for each test. */
let trained: string
beforeAll(async () => {
  trained = mkdtempSync(join(tmpdir(), 'bench-trained-'))
  writeFileSync(join(trained, 'small.yaml'), smallSweep)
  expect((await bench(trained, 'run', 'small.yaml', '--seeds', '1')).code).toBe(0)
})
afterAll(() => rmSync(trained, { recursive: true, force: true }))

function withRun(): { cwd: string; run: string } {
  const cwd = folderWith()
  cpSync(trained, cwd, { recursive: true })
  return { cwd, run: runIn(cwd) }
}

/** Takes the last results away, as if the process had been killed before. */
function interrupt(run: string, results = 3): void {
  const file = join(run, 'trials.csv')
  const rows = readFileSync(file, 'utf8').split(/(?<=\r\n)/)
  writeFileSync(file, rows.slice(0, results + 1).join(''))
  change(run, manifest => Object.assign(manifest, { ended_at: null, reason: null, counts: null }))
}

type Manifest = Record<string, unknown> & {
  versions: Record<string, string>
  datasets: { sha256: Record<string, string> }[]
  experiment: { axes: { values: unknown[] }[] }
}

function change(run: string, edit: (manifest: Manifest) => void): void {
  const file = join(run, 'manifest.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
  edit(manifest)
  writeFileSync(file, JSON.stringify(manifest))
}

/** Everything in the folder, to see that nothing was touched. */
const everything = (run: string) =>
  Object.fromEntries(readdirSync(run).map(name => [name, readFileSync(join(run, name), 'latin1')]))

describe('bench resume', () => {
  test('trains what has no result, and says so when every trial has one', async () => {
    const { cwd, run } = withRun()
    const expected = tables.map(file => withoutTiming(run, file))
    interrupt(run)
    const first = await bench(cwd, 'resume', 'latest', ...plain)
    expect(first.stderr).toContain(`going on with runs/${basename(run)}: 3 of 6 trials have ended\n`)
    expect(first.stderr).toContain(
      'the folder was mended: 6 epochs of unfinished trials removed, to be trained again\n',
    )
    expect(first.stdout.match(/^\d\/6 {2}completed/gm)).toEqual([
      '4/6  completed',
      '5/6  completed',
      '6/6  completed',
    ])
    expect(first.code).toBe(0)
    expect(tables.map(file => withoutTiming(run, file))).toEqual(expected)
    const again = await answerOf(cwd, 'resume', 'small')
    expect(again).toEqual({
      code: 0,
      out: '',
      talk: `runs/${basename(run)} is finished: every trial has a result\n`,
    })
  })

  test('trains again what a finished run has lost of its results, to the same files', async () => {
    const { cwd, run } = withRun()
    const expected = tables.map(file => withoutTiming(run, file))
    const rows = readFileSync(join(run, 'trials.csv'), 'utf8').split(/(?<=\n)/)
    writeFileSync(join(run, 'trials.csv'), rows.slice(0, 4).join('') + rows[4]!.slice(0, 30)) // three rows, and one torn
    const { code, stderr } = await bench(cwd, 'resume', 'latest', ...plain)
    expect(code).toBe(0)
    expect(stderr).toContain(
      'it was finished, and trials.csv has lost 3 results since: what has none is trained again\n',
    )
    expect(stderr).toContain('30 bytes of a torn row cut off trials.csv')
    expect(tables.map(file => withoutTiming(run, file))).toEqual(expected)
  })

  test('says which table a finished run has lost', async () => {
    for (const file of tables) {
      const { cwd, run } = withRun()
      rmSync(join(run, file))
      const { code, talk } = await answerOf(cwd, 'resume', 'latest')
      expect([code, talk]).toEqual([2, expect.stringMatching(/^error run-damaged: /)])
      expect(talk).toContain(file)
    }
  })

  // A kill in the milliseconds between the completed manifest and the release of the run, which no random moment meets often.
  test('takes away what is left of a process that was killed when everything was written', async () => {
    const { cwd, run } = withRun()
    const orderly = everything(run)
    const { name, text } = await newLock(['bench', 'run'])
    writeFileSync(join(run, name), JSON.stringify({ ...JSON.parse(text), pid: 2 ** 22 + 1 })) // no process has that number
    writeFileSync(join(run, 'requests.jsonl'), '')
    writeFileSync(join(run, 'manifest.json.4194305.tmp'), '{')
    appendFileSync(join(run, 'log.csv'), '2026-11-21T16:')
    mkdirSync(join(run, 'checkpoints'))
    const { code, talk } = await answerOf(cwd, 'resume', 'latest')
    expect({ code, talk }).toEqual({
      code: 0,
      talk: `runs/${basename(run)} is finished: every trial has a result\n`,
    })
    expect(everything(run)).toEqual(orderly)
  })

  longTest.each([
    [
      'another version of bench',
      (m: Manifest) => (m.versions['bench'] = '0.0.1'),
      /bench {2}was 0\.0\.1\n +now \d/,
    ],
    [
      'other arithmetic',
      (m: Manifest) => (m.versions['arithmetic'] = 'simd-0'),
      /arithmetic {2}was simd-0\n +now simd-/,
    ],
    [
      'other data',
      (m: Manifest) => (m.datasets[0]!.sha256 = { images: 'ab12' }),
      /SHA-256 of mnist-10k, images {2}was ab12\n +now /,
    ],
    [
      'a change of the axes in its manifest',
      (m: Manifest) => m.experiment.axes[0]!.values.pop(),
      /configurations {2}was 6, 6 trials\n +now 3, 0 of them others/,
    ],
  ])('says what differs after %s, and touches nothing', async (_, edit, difference) => {
    const { cwd, run } = withRun()
    interrupt(run)
    change(run, edit)
    const before = everything(run)
    const { code, out, talk } = await answerOf(cwd, 'resume', 'latest')
    expect(talk).toMatch(/^error run-changed: /)
    expect(talk).toMatch(difference)
    expect([code, out]).toEqual([2, ''])
    expect(everything(run)).toEqual(before)
  })

  longTest(
    'goes on with a run of another version when that is accepted, but never with other arithmetic',
    async () => {
      const { cwd, run } = withRun()
      interrupt(run)
      change(run, manifest => (manifest.versions['bench'] = '0.0.1'))
      expect((await bench(cwd, 'resume', 'latest')).stderr).toContain('--accept-version')
      const copy = join(cwd, 'copy')
      cpSync(run, copy, { recursive: true })
      change(copy, manifest => (manifest.versions['arithmetic'] = 'simd-0'))
      expect((await bench(cwd, 'resume', 'copy', '--accept-version')).code).toBe(2)
      expect((await bench(cwd, 'resume', run, '--accept-version', ...plain)).code).toBe(0)
      const { executions } = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'))
      expect(executions[0].reason).toBe('finished') // the first one had an end; its results were taken away by hand
      expect(executions[1].versions.bench).not.toBe('0.0.1')
    },
  )

  longTest(
    'refuses a result that was changed, of an interrupted run and of a finished one, and --reuse does not take it',
    async () => {
      const { cwd, run } = withRun()
      const file = join(run, 'epochs.csv')
      const [header, ...rows] = readFileSync(file, 'utf8').split('\r\n')
      const place = header!.split(',').indexOf('validation_accuracy')
      const edited = rows.with(1, rows[1]!.split(',').with(place, '0.0505').join(',')) // the last epoch of the first trial
      writeFileSync(file, [header, ...edited].join('\r\n'))
      const trialId = rows[1]!.split(',')[0]
      for (const prepare of [() => {}, () => interrupt(run)]) {
        prepare()
        const before = everything(run)
        const { code, stderr, stdout } = await bench(cwd, 'resume', 'latest', ...plain)
        expect(stderr).toMatch(/^error run-damaged: trials\.csv and epochs\.csv of /)
        expect(stderr).toContain(`do not agree about the trial ${trialId}\n  why: validation_accuracy is `)
        expect(stderr).toContain(' in trials.csv, and 0.0505 at epoch 2 in epochs.csv\n')
        expect([code, stdout]).toEqual([2, ''])
        expect(everything(run)).toEqual(before)
      }
      const reused = await bench(cwd, 'run', 'small.yaml', '--seeds', '1', '--reuse', ...plain)
      expect(reused.stderr).toContain(
        `nothing is taken over from ${basename(run)}: trials.csv and epochs.csv of`,
      )
      expect(reused.stderr).toContain('no other run has a finished trial of this experiment\n')
    },
  )

  /** Makes the second trial of a finished run one without a result, as its process would have written it. */
  function withoutResult(run: string, status: 'failed' | 'cancelled'): void {
    const file = join(run, 'trials.csv')
    const rows = readFileSync(file, 'utf8').split(/(?<=\r\n)/)
    const header = rows[0]!.split(',')
    const isResult = /^(epochs_done|best_.*|weights_sha256|(train|validation|test)_(loss|accuracy))$/
    const written: Readonly<Record<string, string>> = { status, error: 'a reason', epochs_done: '0' }
    const cells = rows[2]!
      .split(',')
      .map((cell, i) => written[header[i]!] ?? (isResult.test(header[i]!) ? '' : cell))
    writeFileSync(file, rows.with(2, cells.join(',')).join(''))
    change(run, manifest => Object.assign(manifest['counts'] as object, { completed: 5, [status]: 1 }))
  }

  const leavesAsItIs = async (status: 'failed' | 'cancelled') => {
    const { cwd, run } = withRun()
    const expected = withoutTiming(run, 'trials.csv')
    const { trial_id: trialId } = expected[1]!
    withoutResult(run, status)
    expect((await answerOf(cwd, 'resume', 'latest')).talk).toContain('is finished')
    const again = await bench(cwd, 'resume', 'latest', '--retry-failed', ...plain)
    expect(again.stderr).toContain('5 of 6 trials have ended, 1 to be tried again\n')
    expect(again.code).toBe(0)
    expect(withoutTiming(run, 'trials.csv')).toEqual(expected)
    const told = rowsOf(run, 'log.csv').filter(row => row['trial_id'] === trialId)
    expect(told.map(({ event }) => event).slice(-3)).toEqual([
      'trial-reopened',
      'trial-started',
      'trial-ended',
    ])
  }
  test('leaves failed trials as they are, unless they are to be tried again, which the log tells', () =>
    leavesAsItIs('failed'))
  longTest('leaves trials that were stopped by hand as they are, unless they are to be tried again', () =>
    leavesAsItIs('cancelled'),
  )

  longTest('keeps to what was to be tried again when it is killed before that was trained', async () => {
    const { cwd, run } = withRun()
    const expected = withoutTiming(run, 'trials.csv')
    withoutResult(run, 'failed')
    const process = start(cwd, ['resume', 'latest', '--retry-failed', ...plain])
    const told = () => rowsOf(run, 'log.csv').map(({ event }) => event)
    await vi.waitFor(() => expect(told()).toContain('trial-reopened'), { timeout: 120_000, interval: 5 })
    process.kill('SIGKILL')
    await process.ended
    expect((await bench(cwd, 'resume', 'latest', ...plain)).code).toBe(0)
    expect(withoutTiming(run, 'trials.csv')).toEqual(expected)
  })
})

describe('a run to which seeds were added by hand', () => {
  longTest('is resumed, listed, shown, verified, found by its file and extended with them', async () => {
    const { cwd, run } = withRun()
    const configId = rowsOf(run, 'trials.csv')[2]!['config_id']!
    change(run, manifest => {
      const planned = { ...(manifest['trials'] as object), planned: 7 }
      Object.assign(manifest, { added_seeds: { [configId]: [1] }, trials: planned })
    })
    interrupt(run, 6)
    expect((await bench(cwd, 'run', 'small.yaml', '--seeds', '1', '--resume', ...plain)).code).toBe(0)
    const added = withoutTiming(run, 'trials.csv')[6]!
    expect(added).toMatchObject({ config_id: configId, seed: '1', status: 'completed' })
    expect((await bench(cwd, 'list')).stdout).toMatch(/finished +7\/7/)
    expect((await bench(cwd, 'show', 'latest')).stdout).toContain('7 trials: 7 completed')
    const trialId = added['trial_id']!
    const verified = await bench(cwd, 'verify', 'latest', '--trial', trialId)
    expect([verified.code, verified.stdout]).toEqual([0, expect.stringContaining('same')])
    // With two seeds for all, it is one of the twelve.
    const extended = await bench(cwd, 'resume', 'latest', '--extend', 'small.yaml', '--seeds', '2', ...plain)
    expect(extended.stderr).toContain('extended from 7 to 12 trials')
    expect(rowsOf(run, 'trials.csv')).toHaveLength(12)
    expect(withoutTiming(run, 'trials.csv').filter(row => row['seed'] === '1')[2]).toEqual(added)
    expect(JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'))).toMatchObject({ added_seeds: {} })
  })
})

describe('bench run --resume', () => {
  longTest(
    'begins the first run, finishes an interrupted one, and has nothing to do after that',
    async () => {
      const cwd = folderWith({ 'small.yaml': smallSweep })
      const command = ['run', 'small.yaml', '--seeds', '1', '--resume', ...plain]
      const first = await bench(cwd, ...command)
      expect(first.stderr).toContain('there is no run of small to go on with; this is the first\n')
      expect(first.code).toBe(0)
      const expected = tables.map(file => withoutTiming(runIn(cwd), file))
      interrupt(runIn(cwd))
      expect((await bench(cwd, ...command)).code).toBe(0)
      expect(tables.map(file => withoutTiming(runIn(cwd), file))).toEqual(expected)
      expect((await answerOf(cwd, ...command)).talk).toContain('is finished')
    },
  )

  test('says in what the file differs from the run of that name', async () => {
    const { cwd, run } = withRun()
    const { code, talk } = await answerOf(
      cwd,
      'run',
      'small.yaml',
      '--seeds',
      '2',
      '--set',
      'training.epochs=3',
      '--resume',
    )
    expect(code).toBe(2)
    expect(talk).toBe(
      [
        `error run-changed: small.yaml is not the experiment of ${basename(run)}`,
        '  why: training.epochs  was 2',
        '                        now 3',
        '       seeds            was 0',
        '                        now 0, 1',
        '  fix: begin another run: bench run small.yaml, with --reuse to take over what is equal',
        '',
      ].join('\n'),
    )
  })

  test('refuses another form of the tables than those of the run have', async () => {
    const { cwd, run } = withRun()
    for (const form of [['--csv-delimiter', ';'], ['--csv-bom']]) {
      const { code, talk } = await answerOf(cwd, 'run', 'small.yaml', '--seeds', '1', '--resume', ...form)
      expect(code).toBe(2)
      expect(talk).toContain(`${form[0]} beside --resume, and runs/${basename(run)} was begun without it`)
    }
  })

  test('offers --extend where it would be accepted, with the folder of the runs', async () => {
    const { cwd, run } = withRun()
    cpSync(join(cwd, 'runs'), join(cwd, 'kept'), { recursive: true })
    const args = ['small.yaml', '--seeds', '2', '--runs-dir', 'kept']
    const { talk } = await answerOf(cwd, 'run', ...args, '--resume')
    expect(talk).toContain(
      [
        `  fix: to add to that run: bench resume kept/${basename(run)} --extend small.yaml`,
        '       to begin another: bench run small.yaml --runs-dir kept, with --reuse to take over what is equal',
      ].join('\n'),
    )
  })
})

longDescribe('an extension', () => {
  test('adds seeds and values to a finished run, trains only those, and ends as one that had them from the first', async () => {
    const { cwd, run } = withRun()
    const before = new Map(rowsOf(run, 'trials.csv').map(row => [row['trial_id'], row]))
    const wider = smallSweep.replace('[relu, tanh]', '[sigmoid, relu, tanh]')
    writeFileSync(join(cwd, 'wider.yaml'), wider)
    const { code, stdout, stderr } = await bench(cwd, 'resume', 'latest', '--extend', 'wider.yaml', ...plain)
    expect(stderr).toContain('extended from 6 to 18 trials')
    expect(code).toBe(0)
    expect(stdout.match(/^ *\d+\/18 {2}completed/gm)).toHaveLength(12)
    await bench(cwd, 'run', 'wider.yaml', '--runs-dir', 'whole')
    const whole = runIn(cwd, 'whole')
    for (const file of tables) expect(withoutTiming(run, file)).toEqual(withoutTiming(whole, file))
    expect(readFileSync(join(run, 'configs.csv'))).toEqual(readFileSync(join(whole, 'configs.csv')))
    for (const row of rowsOf(run, 'trials.csv'))
      expect(row['started_at_utc']).toBe(
        before.get(row['trial_id'])?.['started_at_utc'] ?? row['started_at_utc'],
      )
    expect(readFileSync(join(run, 'experiment.yaml'), 'utf8')).toBe(wider)
    expect(readFileSync(join(run, 'experiment-1.yaml'), 'utf8')).toBe(smallSweep)
    const again = await bench(cwd, 'resume', 'latest', '--extend', 'wider.yaml')
    expect(again.stderr).toContain('is finished')
  })

  test.each([
    [
      ['--set', 'training.epochs=3'],
      /6 of its 6 trials are not in small\.yaml\n +training\.epochs {2}was 2\n +now 3/,
    ],
    [
      ['--set', 'model.activation=tanh'],
      /3 of its 6 trials are not in small\.yaml\n +sweep: model\.activation/,
    ],
    [['--seeds', '7,8'], /6 of its 6 trials/],
  ])('that would take trials away (%j) is refused, and touches nothing', async (changes, why) => {
    const { cwd, run } = withRun()
    const before = everything(run)
    const { code, talk } = await answerOf(cwd, 'resume', 'latest', '--extend', 'small.yaml', ...changes)
    expect(talk).toMatch(why)
    expect(code).toBe(2)
    expect(everything(run)).toEqual(before)
  })

  test('is what --seeds and --set need', async () => {
    const { cwd } = withRun()
    const { code, talk } = await answerOf(cwd, 'resume', 'latest', '--seeds', '3')
    expect(talk).toContain('error bad-option: --seeds without --extend')
    expect(code).toBe(2)
  })
})

longDescribe('--reuse', () => {
  test('takes over what other runs have finished, with epochs and networks, and marks it', async () => {
    const cwd = folderWith({ 'small.yaml': `${smallSweep}save: last\n` })
    expect((await bench(cwd, 'run', 'small.yaml', '--seeds', '1')).code).toBe(0)
    const source = runIn(cwd)
    const { code, stderr } = await bench(cwd, 'run', 'small.yaml', '--reuse', ...plain)
    expect(stderr).toContain('6 of 12 trials taken over from 1 other run\n')
    expect(code).toBe(0)
    const run = join(cwd, 'runs', readdirSync(join(cwd, 'runs')).at(-1)!)
    await bench(cwd, 'run', 'small.yaml', '--runs-dir', 'whole')
    const whole = runIn(cwd, 'whole')
    for (const file of tables) expect(withoutTiming(run, file)).toEqual(withoutTiming(whole, file))
    const from = rowsOf(run, 'trials.csv').map(row => row['reused_from'])
    expect(from).toEqual([...Array(6).fill(basename(source)), ...Array(6).fill('')])
    const networks = (path: string) =>
      readdirSync(join(path, 'models')).map(name => [
        name,
        readFileSync(join(path, 'models', name), 'latin1'),
      ])
    expect(networks(run)).toEqual(networks(whole))
  })

  test('takes nothing of other data, of other arithmetic, without its networks, or of a run that cannot be read', async () => {
    const { cwd, run } = withRun()
    const copies = ['data', 'arithmetic', 'damaged'].map(name => join(cwd, 'runs', name))
    for (const copy of copies) cpSync(run, copy, { recursive: true })
    change(copies[0]!, manifest => (manifest.datasets[0]!.sha256 = { images: 'ab12' }))
    change(copies[1]!, manifest => (manifest.versions['arithmetic'] = 'simd-0'))
    writeFileSync(join(copies[2]!, 'trials.csv'), 'nonsense\r\n"')
    change(run, manifest => (manifest.versions['arithmetic'] = 'simd-0'))
    const { stderr, code } = await bench(cwd, 'run', 'small.yaml', '--seeds', '1', '--reuse', ...plain)
    expect(stderr).toContain('no other run has a finished trial of this experiment\n')
    expect(code).toBe(0)
    writeFileSync(join(cwd, 'kept.yaml'), `${smallSweep}save: best\n`)
    const kept = await bench(cwd, 'run', 'kept.yaml', '--seeds', '1', '--reuse', ...plain)
    expect(kept.stderr).toContain('no other run has a finished trial of this experiment\n')
  })

  test('judges by the objective of the new experiment', async () => {
    const { cwd } = withRun()
    writeFileSync(join(cwd, 'small.yaml'), `${smallSweep}objective: validation.loss\n`)
    const args = ['run', 'small.yaml', '--seeds', '1']
    expect((await bench(cwd, ...args, '--reuse', ...plain)).stderr).toContain('6 of 6 trials taken over')
    const run = join(cwd, 'runs', readdirSync(join(cwd, 'runs')).at(-1)!)
    await bench(cwd, ...args, '--runs-dir', 'whole')
    expect(withoutTiming(run, 'trials.csv')).toEqual(withoutTiming(runIn(cwd, 'whole'), 'trials.csv'))
  })
})

describe('a folder that is not what it should be', () => {
  test.each([
    ['a file in place of the runs', ['run', 'small.yaml', '--runs-dir', 'small.yaml'], 'run-unwritable'],
    ['a file in place of a run', ['resume', 'small.yaml'], 'unknown-run'],
    ['a run that is not there', ['resume', 'latest'], 'unknown-run'],
    ['an empty folder', ['resume', '.'], 'unknown-run'],
  ])('%s is a clear error', async (_, args, code) => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    const answer = await answerOf(cwd, ...args)
    expect(answer).toMatchObject({
      code: 2,
      out: '',
      talk: expect.stringMatching(new RegExp(`^error ${code}: `)),
    })
  })

  const mayMount =
    isLongRun &&
    (() => {
      try {
        execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' })
        return true
      } catch {
        return false
      }
    })()

  test.runIf(mayMount)('a read-only disk is a clear error, and can be read from', async () => {
    const { cwd, run } = withRun()
    interrupt(run)
    const bench = `${process.execPath} ${program}`
    const script = `
      mount --bind runs runs && mount -o remount,bind,ro runs
      ${bench} run small.yaml; echo $?
      ${bench} resume latest; echo $?
      ${bench} list > /dev/null; echo $?`
    const { stdout, stderr } = await promisify(execFile)('unshare', ['-rm', 'bash', '-c', script], { cwd })
    expect(stdout).toBe('2\n2\n0\n')
    expect(stderr.match(/^error run-unwritable: /gm)).toHaveLength(2)
    expect(stderr.match(/that disk is read-only \(EROFS\)/g)).toHaveLength(2)
  })
})

longTest('Ctrl-C and bench resume: the trial under way goes on from where it was', async () => {
  const cwd = folderWith({ 'endless.yaml': endlessSweep })
  const epochsIn = (runsDir: string) => withoutTiming(runIn(cwd, runsDir), 'epochs.csv')
  /** Trains until there are so many epochs, and interrupts that. */
  const train = async (runsDir: string, epochs: number, ...args: readonly string[]) => {
    const process = start(cwd, [...args, '--workers', '1', '--runs-dir', runsDir, ...plain])
    await until('epochs', () => runsIn(cwd, runsDir).length > 0 && epochsIn(runsDir).length >= epochs)
    process.kill('SIGINT')
    const ended = await process.ended
    expect(ended.code).toBe(130)
    expect(ended.stdout).toContain(`to go on: bench resume ${runsDir}/`)
    return epochsIn(runsDir).length
  }
  // Two trials of one epoch, and the beginning of one that has no end, whose epochs are compared as far as there are any.
  const first = await train('runs', 5, 'run', 'endless.yaml')
  await train('runs', first + 3, 'resume', 'latest')
  const whole = await train('undisturbed', first + 3, 'run', 'endless.yaml')
  const common = Math.min(whole, epochsIn('runs').length)
  expect(common).toBeGreaterThanOrEqual(first + 3)
  expect(epochsIn('runs').slice(0, common)).toEqual(epochsIn('undisturbed').slice(0, common))
  const { executions } = JSON.parse(readFileSync(join(runIn(cwd), 'manifest.json'), 'utf8'))
  expect(executions).toHaveLength(2)
})
