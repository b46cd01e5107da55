import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { isLongRun, longDescribe, longTest } from '../long.js'
import {
  bench,
  endlessSweep,
  finishedFiles,
  folderWith,
  program,
  type Row,
  rowsOf,
  runIn,
  smallSweep,
  start,
  until,
  withoutTiming,
} from './bench.js'

describe('bench run', () => {
  test('trains every trial, says so line by line, and leaves a run folder, the same with any number of workers', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    const { code, stdout } = await bench(cwd, 'run', 'small.yaml', '--runs-dir', 'with-all')
    expect(code).toBe(0)
    // 2 activations x 3 optimizers (adam, and sgd with two rates) x 2 seeds
    for (let k = 1; k <= 12; k++) expect(stdout).toContain(`${k}/12  completed`)
    const run = runIn(cwd, 'with-all')
    expect(readdirSync(run).sort()).toEqual(finishedFiles)
    expect(readFileSync(join(run, 'experiment.yaml'), 'utf8')).toBe(smallSweep)
    expect(rowsOf(run, 'trials.csv').map(({ status }) => status)).toEqual(Array(12).fill('completed'))
    expect(rowsOf(run, 'epochs.csv')).toHaveLength(24)
    expect(rowsOf(run, 'configs.csv').map(({ rank }) => rank)[0]).toBe('1')
    expect(JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'))).toMatchObject({
      reason: 'finished',
      command_line: ['bench', 'run', 'small.yaml', '--runs-dir', 'with-all'],
      counts: { completed: 12, failed: 0 },
      workers: Math.min(availableParallelism(), 12),
    })
    // With one worker and with eight there are the same files, but for the columns of timing.
    for (const workers of isLongRun ? ['1', '8'] : ['1']) {
      const runsDir = `with-${workers}`
      expect((await bench(cwd, 'run', 'small.yaml', '--workers', workers, '--runs-dir', runsDir)).code).toBe(
        0,
      )
      const other = runIn(cwd, runsDir)
      for (const file of ['trials.csv', 'epochs.csv'])
        expect(withoutTiming(other, file)).toEqual(withoutTiming(run, file))
      expect(readFileSync(join(other, 'configs.csv'))).toEqual(readFileSync(join(run, 'configs.csv')))
    }
  })

  test('takes changes from the command line, which the run remembers, writes CSV as Excel wants it and, with --reporter json, an event a line', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    const changes = ['--set', 'training.epochs=1', '--set', 'optimizer=adagrad', '--seeds', '3']
    const forms = ['--csv-bom', '--csv-delimiter', ';', '--reporter', 'json']
    const { code, stdout } = await bench(cwd, 'run', 'small.yaml', ...changes, ...forms)
    expect(code).toBe(0)
    const [configs, trials] = ['configs.csv', 'trials.csv'].map(file => readFileSync(join(runIn(cwd), file)))
    expect(configs!.toString().slice(0, 13)).toBe('\ufeffrank;tied;co')
    const rows: Row[] = parse(trials!, { columns: true, bom: true, delimiter: ';' })
    // 2 activations; --seeds 3 is a count
    expect(rows).toHaveLength(6)
    expect(new Set(rows.map(({ optimizer, epochs }) => `${optimizer} ${epochs}`))).toEqual(
      new Set(['adagrad 1']),
    )
    const events = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { event: string })
    const count = (type: string) => events.filter(event => event.event === type).length
    expect(events[0]!.event).toBe('sweep-started')
    expect([count('trial-started'), count('epoch-measured'), count('trial-ended')]).toEqual([6, 6, 6])
    expect(events.at(-1)!.event).toBe('sweep-ended')
  })

  test('goes on after a trial that failed, says why, and exits with 1', async () => {
    const cwd = folderWith({
      'memory.yaml':
        'name: memory\nsweep: { model.hidden: [[4000], [4]] }\ntraining: { epochs: 1, batch_size: 50 }\n',
    })
    const littleMemory = fileURLToPath(new URL('./little-memory.mjs', import.meta.url))
    const run = start(cwd, ['run', 'memory.yaml', '--workers', '1'], {
      NODE_OPTIONS: `--import ${littleMemory}`,
    })
    const { code, stdout } = await run.ended
    expect(code).toBe(1)
    expect(stdout).toContain('RangeError: Array buffer allocation failed')
    const rows = rowsOf(runIn(cwd), 'trials.csv')
    expect(rows.map(({ status, error }) => [status, error])).toEqual([
      ['failed', 'RangeError: Array buffer allocation failed'],
      ['completed', ''],
    ])
    expect(rows[0]!['validation_accuracy']).toBe('')
  })
})

describe.skipIf(process.platform === 'win32')('an experiment on a pipe', () => {
  test('is read to its end', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    // The other way to name it, -, is tested in commands/experiment-file.test.ts.
    const command = `(head -n 3 small.yaml; sleep 0.2; tail -n +4 small.yaml) | node ${program} plan /dev/stdin --no-forecast`
    const { stdout } = await promisify(execFile)('bash', ['-c', command], { cwd })
    expect(stdout).toContain('12: 6 configurations with 2 seeds each')
  })
})

longDescribe('someone who stops listening', () => {
  // The shell starts the program, so that its pipes are real; head leaves after the first line.
  const shell = (cwd: string, command: string) =>
    new Promise<number | null>(resolve => {
      spawn('bash', ['-o', 'pipefail', '-c', command], { cwd, stdio: 'ignore' }).on('close', resolve)
    })
  test.each([
    ['on stdout', `node ${program} run small.yaml --reporter json --seeds 1 | head -n 1`],
    ['on stderr', `node ${program} run small.yaml --reporter plain --seeds 1 2> >(exec true)`],
  ])('%s does not end the sweep', async (_where, command) => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    expect(await shell(cwd, command)).toBe(0)
    expect(JSON.parse(readFileSync(join(runIn(cwd), 'manifest.json'), 'utf8')).reason).toBe('finished')
    expect(rowsOf(runIn(cwd), 'trials.csv')).toHaveLength(6)
  })

  test.skipIf(!existsSync('/dev/full'))(
    'a disk that is full loses the output and not the sweep',
    async () => {
      const cwd = folderWith({ 'small.yaml': smallSweep })
      expect(await shell(cwd, `node ${program} run small.yaml --seeds 1 > /dev/full`)).toBe(2)
      expect(rowsOf(runIn(cwd), 'trials.csv')).toHaveLength(6)
      expect(await shell(cwd, `node ${program} explain > /dev/full`)).toBe(2)
    },
  )
})

describe('an interruption', () => {
  const interruptedBy = async (signal: NodeJS.Signals) => {
    const cwd = folderWith({ 'endless.yaml': endlessSweep })
    const run = start(cwd, ['run', 'endless.yaml', '--workers', '1'])
    await run.says('2/4  completed')
    await until('epochs of a third', () => rowsOf(runIn(cwd), 'epochs.csv').length > 2)
    run.kill(signal)
    const { code } = await run.ended
    expect(code).toBe(130)
    const folder = runIn(cwd)
    const rows = rowsOf(folder, 'trials.csv')
    expect(rows.map(({ status, epochs }) => [status, epochs])).toEqual(Array(2).fill(['completed', '1']))
    // Behind those of finished trials stand only epochs that a checkpoint has, for the trial to go on from.
    const epochs = rowsOf(folder, 'epochs.csv').map(row => row['trial_id']!)
    expect(epochs.slice(0, 2)).toEqual(rows.map(row => row['trial_id']))
    const [begun, ...others] = readdirSync(join(folder, 'checkpoints'))
    expect(others).toEqual([])
    expect(new Set(epochs.slice(2).map(id => `${id}.safetensors`))).toEqual(new Set([begun]))
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
    expect(manifest).toMatchObject({ reason: 'interrupted', counts: { completed: 2, waiting: 2 } })
  }

  test('by SIGINT keeps every finished trial and exits with 130', () => interruptedBy('SIGINT'))
  longTest('by SIGTERM does the same', () => interruptedBy('SIGTERM'))
})
