// Runs that go on in the background, and views on runs of other processes: the real command, in real terminals where there is tmux.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { postRequest } from '../../src/store/mailbox.js'
import { longTest } from '../long.js'
import {
  bench,
  endlessSweep,
  finishedFiles,
  folderWith,
  program,
  rowsOf,
  runIn,
  smallSweep,
  start,
  until,
  withoutTiming,
} from './bench.js'

const tables = ['trials.csv', 'epochs.csv'] as const
/** Not over at once: whoever starts it in the background sees it train. */
const small = smallSweep.replace('epochs: 2', 'epochs: 10')
/**
 * Two trials that end at once, and two of some seconds, whose checkpoints are a few steps apart. It has an end, so a test pauses it
 * before anything that takes time: other programs start as slowly as the machine pleases.
 */
const long = `
name: small
model: { hidden: [4] }
training: { batch_size: 500 }
sweep:
  training.epochs: [1, 200]
  model.activation: [relu, tanh]
checkpoint_every: 0.05
`
const quick = ['--workers', '2', '--reporter', 'plain']

interface Manifest {
  readonly ended_at: string | null
  readonly reason: string | null
  readonly executions: readonly { readonly reason: string | null }[]
}

const manifestOf = (run: string) => JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')) as Manifest

/** The process that holds the run; null where nobody does, or it is about to. */
function holderOf(run: string): number | null {
  const lock = readdirSync(run).find(name => name.startsWith('lock-'))
  const text = lock === undefined ? '' : readFileSync(join(run, lock), 'utf8')
  return text === '' ? null : (JSON.parse(text) as { pid: number }).pid // empty while it is being written
}

function ended(run: string, reason: 'finished' | 'interrupted'): Promise<boolean> {
  return until(`the run to be ${reason}`, () => holderOf(run) === null && manifestOf(run).reason === reason)
}

/** The folder of an undisturbed run of that experiment; made once. */
const undisturbed = new Map<string, string>()
async function undisturbedRun(experiment: string): Promise<string> {
  const known = undisturbed.get(experiment)
  if (known !== undefined) return known
  const cwd = mkdtempSync(join(tmpdir(), 'bench-undisturbed-'))
  writeFileSync(join(cwd, 'small.yaml'), experiment)
  await bench(cwd, 'run', 'small.yaml', ...quick)
  undisturbed.set(experiment, runIn(cwd))
  return runIn(cwd)
}
afterAll(() => {
  for (const run of undisturbed.values()) rmSync(join(run, '..', '..'), { recursive: true, force: true })
})

const contentOf = (run: string) => ({
  tables: tables.map(file => withoutTiming(run, file)),
  configs: readFileSync(join(run, 'configs.csv'), 'utf8'),
})

describe('bench run --detach', () => {
  test('checks in the foreground, and trains where nobody waits for it, to the same files', async () => {
    const cwd = folderWith({ 'small.yaml': small })
    const { code, stdout, stderr } = await bench(cwd, 'run', 'small.yaml', '--workers', '2', '--detach')
    const run = runIn(cwd)
    expect([code, stdout]).toEqual([0, `${run.slice(cwd.length + 1)}\n`])
    expect(stderr).toMatch(/^process \d+ goes on with it in the background/m)
    const watched = await bench(cwd, 'watch', 'latest', '--reporter', 'plain')
    expect(watched.code).toBe(0)
    expect(watched.stdout).toMatch(/^finished after .*: 12 trials, 12 completed$/m)
    await ended(run, 'finished')
    expect(contentOf(run)).toEqual(contentOf(await undisturbedRun(small)))
    expect(readFileSync(join(run, 'output.txt'), 'utf8')).toContain('12 trials, 12 completed')
    expect(readdirSync(run)).not.toContain('requests.jsonl')
  })

  test('says in the foreground what is wrong, and starts nothing', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep.replace('relu', 'rellu') })
    const { code, stderr } = await bench(cwd, 'run', 'small.yaml', '--detach')
    expect([code, existsSync(join(cwd, 'runs'))]).toEqual([2, false])
    expect(stderr).toContain('error unknown-activation')
    const elsewhere = await bench(cwd, 'resume', 'latest', '--detach')
    expect(elsewhere.code).toBe(2)
    expect(elsewhere.stderr).toContain('there is no run "latest"')
  })

  longTest(
    'keeps the run from a second process, and is stopped by a signal in good order, to be resumed with the same bits',
    async () => {
      const cwd = folderWith({ 'small.yaml': long })
      expect((await bench(cwd, 'run', 'small.yaml', '--workers', '2', '--detach')).code).toBe(0)
      const run = runIn(cwd)
      await until('a trial', () => rowsOf(run, 'trials.csv').length > 0)
      postRequest(run, { type: 'pause' })
      const second = await bench(cwd, 'resume', 'latest', '--detach')
      expect([second.code, second.stderr]).toEqual([2, expect.stringContaining('error run-in-use')])
      const holder = holderOf(run)!
      postRequest(run, { type: 'continue' })
      // A trial is under way again.
      await until('training', () => rowsOf(run, 'log.csv').at(-1)!['event'] === 'trial-started')
      process.kill(holder, 'SIGTERM')
      await ended(run, 'interrupted')
      expect((await bench(cwd, 'resume', 'latest', '--workers', '2', '--detach')).code).toBe(0)
      expect((await bench(cwd, 'watch', 'latest', '--reporter', 'plain')).code).toBe(0)
      expect(contentOf(run)).toEqual(contentOf(await undisturbedRun(long)))
      const events = rowsOf(run, 'log.csv').map(row => row['event'])
      expect(events.filter(event => event === 'execution-ended')).toHaveLength(4) // two were handed over at once
      expect(events).toContain('trial-interrupted')
    },
  )
})

describe('bench watch', () => {
  longTest(
    'follows the run of another process to its end, with its exit code, and leaves its files as they would have been',
    async () => {
      const cwd = folderWith({ 'small.yaml': small })
      const running = start(cwd, ['run', 'small.yaml', ...quick])
      await running.says('1/12')
      const run = runIn(cwd)
      const views = [1, 2].map(() => start(cwd, ['watch', 'latest', '--reporter', 'json']))
      const [itself, ...watched] = await Promise.all([running.ended, ...views.map(view => view.ended)])
      expect(itself.code).toBe(0)
      for (const { code, stdout } of watched) {
        expect(code).toBe(0)
        const events = stdout
          .trimEnd()
          .split('\n')
          .map(line => JSON.parse(line) as { event: string; trial_id?: string })
        const of = (type: string) => events.filter(({ event }) => event === type)
        expect(of('sweep-started')).toHaveLength(1)
        expect(new Set(of('trial-ended').map(event => event.trial_id)).size).toBe(12)
        expect(of('trial-ended')).toHaveLength(12)
        expect(of('epoch-measured')).toHaveLength(12 * 10)
        expect(events.at(-1)).toMatchObject({ event: 'sweep-ended', reason: 'finished' })
      }
      expect(readdirSync(run).sort()).toEqual(finishedFiles)
    },
  )

  longTest('of a run whose process is killed says so, and how to go on', async () => {
    const cwd = folderWith({ 'small.yaml': endlessSweep })
    const running = start(cwd, ['run', 'small.yaml', ...quick])
    await running.says('2/4')
    const view = start(cwd, ['watch', 'latest', '--reporter', 'plain'])
    await view.says('2/4')
    running.kill('SIGKILL')
    const { code, stderr, stdout } = await view.ended
    expect(code).toBe(130)
    expect(stdout).toMatch(/^interrupted after /m)
    expect(stderr).toContain(
      `has ended before the sweep; to go on: bench resume ${runIn(cwd).slice(cwd.length + 1)}`,
    )
  })

  test('shows a finished run, also a copy of it, and changes no byte of it', async () => {
    const cwd = folderWith()
    const copy = join(cwd, 'copy')
    cpSync(await undisturbedRun(small), copy, { recursive: true })
    const bytes = () => readdirSync(copy).map(file => [file, readFileSync(join(copy, file), 'latin1')])
    const before = bytes()
    const { code, stdout, stderr } = await bench(cwd, 'watch', 'copy', '--reporter', 'plain')
    expect([code, stderr]).toEqual([0, expect.stringContaining('12 trials')])
    expect(stdout).toMatch(/^finished after .*: 12 trials, 12 completed$/m)
    expect(bytes()).toEqual(before)
  })
})

/** tmux, where there is one. */
const able = spawnSync('tmux', ['-V']).status === 0
const servers: string[] = []

/** A window with a shell in it, of a server of its own. */
function window(cwd: string) {
  const socket = `bench-watch-${process.pid}-${servers.length}`
  servers.push(socket)
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' })
  const shell = "env -u CI -u NO_COLOR LANG=C.UTF-8 PS1='$ ' bash --norc --noprofile"
  tmux('new-session', '-d', '-s', 'w', '-x', '100', '-y', '30', '-c', cwd, shell)
  const keys = (...names: string[]) => tmux('send-keys', '-t', 'w', ...names)
  return {
    keys,
    type: (line: string) =>
      keys(`${line.replace('bench', `node ${program}`)}; echo "ended with $?"`, 'Enter'),
    shows: (text: string | RegExp) =>
      until(`the screen to show ${text}`, () => {
        const screen = tmux('capture-pane', '-t', 'w', '-p', '-S', '-200')
        return (typeof text === 'string' ? screen.includes(text) : text.test(screen)) && screen
      }),
    close: () => tmux('kill-server'),
  }
}

describe.skipIf(!able)('in terminals', () => {
  afterEach(() => {
    for (const socket of servers) spawnSync('tmux', ['-L', socket, 'kill-server'])
  })

  longTest(
    'a run in the background outlives the terminal that has started it, and is watched, stopped and resumed from others',
    async () => {
      const cwd = folderWith({ 'small.yaml': long })
      const first = window(cwd)
      first.type('bench run small.yaml --workers 2 --detach')
      await first.shows('ended with 0')
      const run = runIn(cwd)
      await until('a trial', () => rowsOf(run, 'trials.csv').length > 0)
      postRequest(run, { type: 'pause' })
      first.close()
      const second = window(cwd)
      second.type('bench watch latest')
      await second.shows(/✔ [1-9]\d* completed/)
      await second.shows('PAUSED')
      expect(manifestOf(run).reason).toBe(null)
      second.keys('q')
      await second.shows('leave it running?')
      second.keys('n')
      await ended(run, 'interrupted')
      await second.shows(/interrupted/)
      second.keys('q')
      await second.shows('ended with 0')
      second.type('bench resume latest --workers 2 --detach; bench watch latest')
      await ended(run, 'finished')
      expect(contentOf(run)).toEqual(contentOf(await undisturbedRun(long)))
    },
  )

  longTest(
    'a dashboard is left and its sweep goes on in the background, and a watcher follows it there',
    async () => {
      const cwd = folderWith({ 'small.yaml': long })
      const first = window(cwd)
      first.type('bench run small.yaml --workers 2')
      await first.shows(/✔ [1-9]\d* completed/)
      first.keys('p', 'y')
      await first.shows('PAUSED')
      const run = runIn(cwd)
      const before = holderOf(run)
      expect(before).not.toBe(null)
      const second = window(cwd)
      second.type('bench watch latest')
      await second.shows(/✔ [1-9]\d* completed/)
      await second.shows('PAUSED')
      first.keys('q')
      await first.shows('leave it running?')
      first.keys('y')
      const said = await first.shows('ended with 0')
      const after = /^process (\d+) goes on with it in the background/m.exec(said)?.[1]
      expect(after).toBeDefined()
      expect(Number(after)).not.toBe(before)
      first.close()
      await ended(run, 'finished')
      await second.shows(/✔ 4 completed/)
      second.keys('q')
      await second.shows('ended with 0')
      expect(contentOf(run)).toEqual(contentOf(await undisturbedRun(long)))
      expect(manifestOf(run).executions.map(({ reason }) => reason)).toEqual(['interrupted', 'finished'])
    },
  )

  longTest('a run of another terminal is only looked at, and goes on when the view is left', async () => {
    const cwd = folderWith({ 'small.yaml': endlessSweep })
    const running = start(cwd, ['run', 'small.yaml', ...quick])
    await running.says('2/4')
    const view = window(cwd)
    view.type('bench watch latest')
    await view.shows(/✔ [1-9]\d* completed/)
    view.keys('p')
    await view.shows('the run is made in another terminal')
    view.keys('C-c')
    await view.shows('ended with 0')
    expect(holderOf(runIn(cwd))).toBe(running.pid)
    running.kill('SIGKILL')
    await running.ended
  })
})
