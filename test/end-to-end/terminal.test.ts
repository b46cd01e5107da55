// The real command in a real terminal, from the shell's line to the shell's line. Skipped where there is no tmux.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { folderWith, program, rowsOf, runIn, smallSweep } from './bench.js'

const able = spawnSync('tmux', ['-V']).status === 0
let socket = ''
let servers = 0

const tmux = (...args: string[]) =>
  execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' })
const screen = () => tmux('capture-pane', '-t', 'w', '-p', '-S', '-200')

/** A shell in a window, which knows nothing of CI, and the sweep started in it. */
function open(cwd: string): void {
  socket = `bench-end-to-end-${process.pid}-${servers++}`
  const shell = "env -u CI -u NO_COLOR LANG=C.UTF-8 PS1='$ ' bash --norc --noprofile"
  tmux('new-session', '-d', '-s', 'w', '-x', '100', '-y', '30', '-c', cwd, shell)
  tmux(
    'send-keys',
    '-t',
    'w',
    `node ${program} run small.yaml --set training.epochs=60; echo "ended with $?"`,
    'Enter',
  )
}

async function until<T>(what: string, look: () => T | false | null | undefined): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const seen = look()
    if (seen) return seen
    await sleep(50)
  }
  throw new Error(`waited in vain: ${what}`)
}

function endOf(cwd: string): string | null {
  const manifest = join(runIn(cwd), 'manifest.json')
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { reason: string | null }).reason
}

describe.skipIf(!able)('at a terminal', () => {
  afterEach(() => void spawnSync('tmux', ['-L', socket, 'kill-server']))

  test('the sweep is a dashboard; q and then n stops it, keeps what is finished, and leaves the ranking and the code 130', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    open(cwd)
    await until('two trials', () => /✔ [2-9] completed/.test(screen()))
    tmux('send-keys', '-t', 'w', 'q')
    await until('the question', () => screen().includes('leave it running'))
    tmux('send-keys', '-t', 'w', 'n')
    await until('the end', () => screen().includes('ended with 130'))
    expect(tmux('display-message', '-p', '-t', 'w', '#{alternate_on} #{cursor_flag}').trim()).toBe('0 1')
    expect(screen()).toMatch(/^rank +validation accuracy %/m)
    expect(screen()).toContain('what was finished is kept')
    expect(endOf(cwd)).toBe('interrupted')
    expect(rowsOf(runIn(cwd), 'trials.csv').length).toBeGreaterThanOrEqual(2)
  })

  test('that is closed, the sweep ends in good order with everything that is finished', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    open(cwd)
    await until('two trials', () => /✔ [2-9] completed/.test(screen()))
    tmux('kill-server')
    await until('the end of the run', () => existsSync(join(cwd, 'runs')) && endOf(cwd))
    expect(endOf(cwd)).toBe('interrupted')
    expect(readdirSync(runIn(cwd))).toContain('configs.csv')
    const rows = rowsOf(runIn(cwd), 'trials.csv')
    expect(rows.length).toBeGreaterThanOrEqual(2)
    // The epochs of those that have a checkpoint are kept as well.
    const ended = new Set(rows.map(row => row['trial_id']))
    const epochs = rowsOf(runIn(cwd), 'epochs.csv').filter(row => ended.has(row['trial_id']))
    expect(epochs).toHaveLength(60 * rows.length)
  })
})
