// The real command in a real terminal, from the shell's line to the shell's line. Skipped where there is no tmux.
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { longTest } from '../long.js'
import { endlessSweep, folderWith, program, rowsOf, runIn, runsIn, start, until } from './bench.js'

/** Nothing of it ends by itself. */
const endless = endlessSweep.replace('[1, 10000]', '[10000]')

const able = spawnSync('tmux', ['-V']).status === 0
let socket = ''
let servers = 0

const tmux = (...args: string[]) =>
  execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' })
const screen = () => tmux('capture-pane', '-t', 'w', '-p', '-S', '-200')

/** A shell in a window, which knows nothing of CI, and a command started in it. */
function open(cwd: string, command: string): void {
  socket = `bench-end-to-end-${process.pid}-${servers++}`
  const shell = "env -u CI -u NO_COLOR LANG=C.UTF-8 PS1='$ ' bash --norc --noprofile"
  tmux('new-session', '-d', '-s', 'w', '-x', '100', '-y', '30', '-c', cwd, shell)
  type(command)
}

function type(command: string): void {
  keys(`clear; node ${program} ${command}; echo "ended with $?"`, 'Enter')
}

function keys(...names: string[]): void {
  tmux('send-keys', '-t', 'w', ...names)
}

function shows(text: string | RegExp): Promise<boolean> {
  return until(`the screen to show ${text}`, () => {
    const seen = tmux('capture-pane', '-t', 'w', '-p')
    return typeof text === 'string' ? seen.includes(text) : text.test(seen)
  })
}

/** What the log of the run has told so far, without what happens by itself. */
function logOf(cwd: string): readonly string[] {
  const own = new Set(['execution-started', 'execution-ended', 'trial-started', 'trial-interrupted'])
  return rowsOf(runIn(cwd), 'log.csv').flatMap(({ event = '' }) => (own.has(event) ? [] : [event]))
}

function endOf(cwd: string): string | null {
  const manifest = join(runIn(cwd), 'manifest.json')
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { reason: string | null }).reason
}

describe.skipIf(!able)('at a terminal', () => {
  afterEach(() => void spawnSync('tmux', ['-L', socket, 'kill-server']))

  test('the sweep is a dashboard; q and then n stops it, keeps what is finished, and leaves the ranking and the code 130', async () => {
    const cwd = folderWith({ 'endless.yaml': endlessSweep })
    open(cwd, 'run endless.yaml --workers 2')
    await shows('✔ 2 completed')
    keys('q')
    await until('the question', () => screen().includes('leave it running'))
    keys('n')
    await until('the end', () => screen().includes('ended with 130'))
    expect(tmux('display-message', '-p', '-t', 'w', '#{alternate_on} #{cursor_flag}').trim()).toBe('0 1')
    expect(screen()).toMatch(/^rank +validation accuracy %/m)
    expect(screen()).toContain('what was finished is kept')
    expect(endOf(cwd)).toBe('interrupted')
    expect(rowsOf(runIn(cwd), 'trials.csv')).toHaveLength(2)
  })

  longTest(
    'keys that act ask, act on the real sweep, and are in its log; also from a watcher, when it was left in the background',
    async () => {
      const cwd = folderWith({ 'endless.yaml': endless })
      open(cwd, 'run endless.yaml --workers 2')
      await shows('▶ 2 running')
      const asked: string[] = []
      /** Keys, the question and what is told after the yes; and the row of the log. */
      const act = async (
        names: readonly string[],
        question: string | RegExp,
        told: string | RegExp,
        row: string,
      ) => {
        keys(...names)
        await shows(question)
        expect(logOf(cwd)).toEqual(asked) // nothing before the yes
        keys(names.includes('n') ? 'Enter' : 'y')
        await shows(told)
        asked.push(row)
        await until(`${row} in the log`, () => logOf(cwd).length === asked.length)
        expect(logOf(cwd)).toEqual(asked)
      }
      await act(['p'], /^pause the sweep\?/m, /PAUSED for .* asked here/, 'paused')
      await act(['p'], /^continue the sweep\?/m, 'going on', 'continued')
      await act(
        ['j', 'x'],
        /^stop 1 trial of relu\? it is running now\. x or y: yes, Esc: no$/m,
        '1 cancelled',
        'trial-ended',
      )
      await act(['r'], /^train 1 trial of relu again\?/m, 'will be trained again', 'trial-reopened')
      await act(
        ['n', '1'],
        /how many more seeds\? 1_ +1 trial of relu\./,
        '1 trial added: 3 in all',
        'seeds-added',
      )
      await act(['-'], /^train with 1 worker instead of 2\?/m, '1 worker from now on', 'workers-changed')
      keys('q')
      await shows('leave it running?')
      keys('y')
      await shows('ended with 0')
      type('watch latest')
      await shows('▶ 1 running')
      await act(['p'], /^pause the sweep\?/m, /PAUSED for .* asked here/, 'paused')
      keys('q')
      await shows('leave it running?')
      keys('n')
      await shows(/^bench endless .*interrupted$/m)
      keys('x')
      await shows('the sweep has ended; to go on: bench resume runs/')
      keys('q')
      await shows('ended with 0')
      expect(endOf(cwd)).toBe('interrupted')
      expect(logOf(cwd)).toEqual(asked)
    },
  )

  longTest(
    'who has pressed a key may go on reading when the sweep has ended, and q leaves with its exit code',
    async () => {
      const cwd = folderWith({ 'endless.yaml': endlessSweep })
      open(cwd, 'run endless.yaml --workers 2')
      await shows('✔ 2 completed')
      // Whoever presses a key is at the keyboard. The sweep ends when both trials that have no end are stopped.
      keys('G', 'x')
      await shows(/^stop 1 trial of /m)
      keys('y')
      await shows('1 cancelled')
      keys('k', 'x')
      await shows(/^stop 1 trial of /m)
      keys('y')
      await shows(/^bench endless .*finished$/m)
      await shows('the sweep has ended: q leaves')
      expect(endOf(cwd)).toBe('finished') // whoever waits for the files need not wait for the reader
      keys('p')
      await shows('the sweep has finished; ')
      keys('a')
      await shows(/^activation {2}moves it by/m)
      keys('q')
      await shows('ended with 0')
      expect(screen()).toMatch(/^finished after .*: 4 trials, 2 completed, 2 cancelled$/m)
    },
  )

  longTest('a watcher sees that the process was killed, and the command that goes on', async () => {
    const cwd = folderWith({ 'endless.yaml': endless })
    const { kill, ended } = start(cwd, ['run', 'endless.yaml', '--workers', '2', '--reporter', 'plain'])
    await until('the run', () => runsIn(cwd).length > 0 && rowsOf(runIn(cwd), 'epochs.csv').length > 0)
    open(cwd, 'watch latest')
    await shows('▶ 2 running')
    kill('SIGKILL')
    await ended
    await shows(/^bench endless .*killed; bench resume goes on$/m)
    await shows('its process has ended before the sweep; to go on: bench resume runs/')
    keys('q')
    await shows('ended with 0')
  })

  longTest('that is closed, the sweep ends in good order with everything that is finished', async () => {
    const cwd = folderWith({ 'endless.yaml': endlessSweep })
    open(cwd, 'run endless.yaml --workers 2')
    await shows('✔ 2 completed')
    tmux('kill-server')
    await until('the end of the run', () => runsIn(cwd).length > 0 && endOf(cwd))
    expect(endOf(cwd)).toBe('interrupted')
    expect(readdirSync(runIn(cwd))).toContain('configs.csv')
    const rows = rowsOf(runIn(cwd), 'trials.csv')
    expect(rows).toHaveLength(2)
    // The epochs of those that have a checkpoint are kept as well.
    const ended = new Set(rows.map(row => row['trial_id']))
    const epochs = rowsOf(runIn(cwd), 'epochs.csv').filter(row => ended.has(row['trial_id']))
    expect(epochs).toHaveLength(2) // of one epoch each
  })
})
