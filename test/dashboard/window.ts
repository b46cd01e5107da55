// A window of tmux with a shell in it, for the tests of the dashboard as it is used: a real terminal, keys, signals and sizes.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { planOf, recorded } from './events.js'

/** There is tmux, and something was built. */
export const able = spawnSync('tmux', ['-V']).status === 0 && existsSync('dist/dashboard/view.js')
/** Another server of tmux for each test: the last one may still be going away. */
let socket = ''
let servers = 0
let folder = ''

export function tmux(...args: string[]): string {
  return execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8' })
}

/** A shell in a window; what it starts knows nothing of CI and colours. */
export function open(columns: number, rows: number): void {
  socket = `bench-test-${process.pid}-${servers++}`
  const unset = ['CI', 'NO_COLOR', 'FORCE_COLOR', 'NODE_ENV', 'NODE_OPTIONS'].flatMap(name => ['-u', name])
  const shell = `env ${unset.join(' ')} LANG=C.UTF-8 PS1='$ ' bash --norc --noprofile`
  tmux('new-session', '-d', '-s', 'w', '-x', String(columns), '-y', String(rows), shell)
}

export function play(file: string, ...how: string[]): void {
  const line = `echo before; node test/dashboard/play.mjs ${join(folder, file)} ${how.join(' ')}; echo "ended with $?"`
  tmux('send-keys', '-t', 'w', line, 'Enter')
}

export function screen(): string {
  return tmux('capture-pane', '-t', 'w', '-p')
}

export function coloured(): string {
  return tmux('capture-pane', '-t', 'w', '-p', '-e')
}

export function withScrollback(): string {
  return tmux('capture-pane', '-t', 'w', '-p', '-S', '-200')
}

/** `1 0` on the alternate screen without a cursor, `0 1` when the terminal is as it was. */
export function modes(): string {
  return tmux('display-message', '-p', '-t', 'w', '#{alternate_on} #{cursor_flag}').trim()
}

export async function until(shown: RegExp, look: () => string = screen): Promise<string> {
  for (let tries = 0; tries < 2400; tries++) {
    const text = look()
    if (shown.test(text)) return text
    await sleep(50)
  }
  throw new Error(`${shown} did not appear:\n${look()}`)
}

export function keys(...names: string[]): void {
  tmux('send-keys', '-t', 'w', ...names)
}

/** The process that the shell has started. */
export function child(): number {
  const shell = tmux('display-message', '-p', '-t', 'w', '#{pane_pid}').trim()
  return Number(execFileSync('ps', ['-o', 'pid=', '--ppid', shell], { encoding: 'utf8' }).trim())
}

/** Tells the player of events that what it waits for may happen. */
export function tell(): void {
  process.kill(child(), 'SIGUSR2')
}

/** Records a sweep, whole and up to its middle: all.json and half.json. */
export function record(): void {
  folder = mkdtempSync(join(tmpdir(), 'bench-dashboard-'))
  const plan = planOf({
    hidden: [[64], [128], [256], [256, 128]],
    activations: ['relu', 'tanh', 'sigmoid'],
    optimizers: ['adam', 'sgd'],
    epochs: 10,
    name: 'width-or-activation',
  })
  const events = recorded(plan, { workers: 2, trouble: true })
  const half = [...events.slice(0, events.length / 2), events.at(-1)]
  writeFileSync(join(folder, 'all.json'), JSON.stringify(events))
  writeFileSync(join(folder, 'half.json'), JSON.stringify(half))
}

/** Closes the window, with everything in it. */
export function close(): void {
  spawnSync('tmux', ['-L', socket, 'kill-server'])
}

export function forget(): void {
  rmSync(folder, { recursive: true, force: true })
}
