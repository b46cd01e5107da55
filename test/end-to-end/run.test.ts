import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { longDescribe } from '../long.js'
import { bench, folderWith, program, rowsOf, runIn, smallSweep, start, withoutTiming } from './bench.js'

describe('bench run', () => {
  test('trains every trial, says so line by line, and leaves a run folder', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    const { code, stdout } = await bench(cwd, 'run', 'small.yaml')
    expect(code).toBe(0)
    // 2 activations x 3 optimizers (adam, and sgd with two rates) x 2 seeds
    for (let k = 1; k <= 12; k++) expect(stdout).toContain(`${k}/12  completed`)
    const run = runIn(cwd)
    expect(readdirSync(run).sort()).toEqual([
      'configs.csv',
      'epochs.csv',
      'experiment.yaml',
      'log.csv',
      'manifest.json',
      'trials.csv',
    ])
    expect(readFileSync(join(run, 'experiment.yaml'), 'utf8')).toBe(smallSweep)
    expect(rowsOf(run, 'trials.csv').map(({ status }) => status)).toEqual(Array(12).fill('completed'))
    expect(rowsOf(run, 'epochs.csv')).toHaveLength(24)
    expect(rowsOf(run, 'configs.csv').map(({ rank }) => rank)[0]).toBe('1')
    expect(JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'))).toMatchObject({
      reason: 'finished',
      command_line: ['bench', 'run', 'small.yaml'],
      counts: { completed: 12, failed: 0 },
      workers: Math.min(availableParallelism(), 12),
    })
  })

  test('gives equal files with one worker, with two and with eight, but for the columns of timing', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    const runs = ['1', '2', '8'].map(async workers => {
      const runsDir = `with-${workers}`
      const { code } = await bench(cwd, 'run', 'small.yaml', '--workers', workers, '--runs-dir', runsDir)
      expect(code).toBe(0)
      return runIn(cwd, runsDir)
    })
    const [one, two, eight] = await Promise.all(runs)
    for (const file of ['trials.csv', 'epochs.csv']) {
      expect(withoutTiming(two!, file)).toEqual(withoutTiming(one!, file))
      expect(withoutTiming(eight!, file)).toEqual(withoutTiming(one!, file))
    }
    const configs = [one, two, eight].map(run => readFileSync(join(run!, 'configs.csv'), 'utf8'))
    expect(new Set(configs).size).toBe(1)
  })

  test('with --reporter json writes an event a line and nothing else to stdout', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    const { stdout } = await bench(cwd, 'run', 'small.yaml', '--reporter', 'json', '--seeds', '1')
    const events = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { event: string })
    const count = (type: string) => events.filter(event => event.event === type).length
    expect(events[0]!.event).toBe('sweep-started')
    expect([count('trial-started'), count('epoch-measured'), count('trial-ended')]).toEqual([6, 12, 6])
    expect(events.at(-1)!.event).toBe('sweep-ended')
  })

  test('takes changes from the command line, and the run remembers them', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    const args = [
      'run',
      'small.yaml',
      '--set',
      'training.epochs=1',
      '--set',
      'optimizer=adagrad',
      '--seeds',
      '7',
    ]
    expect((await bench(cwd, ...args)).code).toBe(0)
    const rows = rowsOf(runIn(cwd), 'trials.csv')
    // --seeds 7 is a count
    expect(rows).toHaveLength(14)
    expect(new Set(rows.map(({ optimizer, epochs }) => `${optimizer} ${epochs}`))).toEqual(
      new Set(['adagrad 1']),
    )
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

  test('writes CSV as Excel wants it when asked', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    await bench(
      cwd,
      'run',
      'small.yaml',
      '--seeds',
      '1',
      '--set',
      'training.epochs=1',
      '--csv-bom',
      '--csv-delimiter',
      ';',
    )
    const text = readFileSync(join(runIn(cwd), 'configs.csv'), 'utf8')
    expect(text.slice(0, 13)).toBe('\ufeffrank;tied;co')
  })
})

describe.skipIf(process.platform === 'win32')('an experiment on a pipe', () => {
  test('is read to its end', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    for (const name of ['/dev/stdin', '-']) {
      const command = `(head -n 3 small.yaml; sleep 0.2; tail -n +4 small.yaml) | node ${program} plan ${name} --no-forecast`
      const { stdout } = await promisify(execFile)('bash', ['-c', command], { cwd })
      expect(stdout).toContain('12: 6 configurations with 2 seeds each')
    }
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
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s keeps every finished trial and exits with 130',
    async signal => {
      const cwd = folderWith({ 'small.yaml': smallSweep })
      const run = start(cwd, ['run', 'small.yaml', '--workers', '1', '--set', 'training.epochs=60'])
      await run.says('2/12  completed')
      run.kill(signal)
      const { code } = await run.ended
      expect(code).toBe(130)
      const folder = runIn(cwd)
      const rows = rowsOf(folder, 'trials.csv')
      expect(rows.length).toBeGreaterThanOrEqual(2)
      expect(rows.length).toBeLessThan(12)
      expect(rows.every(({ status }) => status === 'completed')).toBe(true)
      const ids = rows.map(row => row['trial_id'])
      // Behind those of finished trials stand only epochs that a checkpoint has, for the trial to go on from.
      const epochs = rowsOf(folder, 'epochs.csv').map(row => row['trial_id']!)
      expect(epochs.slice(0, 60 * ids.length)).toEqual(ids.flatMap(id => Array(60).fill(id)))
      const checkpoints = join(folder, 'checkpoints')
      const begun = existsSync(checkpoints) ? readdirSync(checkpoints) : []
      for (const id of epochs.slice(60 * ids.length)) expect(begun).toContain(`${id}.safetensors`)
      const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
      expect(manifest).toMatchObject({
        reason: 'interrupted',
        counts: { completed: rows.length, waiting: 12 - rows.length },
      })
    },
  )
})
