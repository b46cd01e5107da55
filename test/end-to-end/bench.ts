// Starts the real program, as a user would, in a folder of its own.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'csv-parse/sync'
import { afterEach } from 'vitest'
import { FIRST_TIMING_COLUMN } from '../../src/domain/columns.js'

export const program = fileURLToPath(new URL('../../bin/bench.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly pid: number
  readonly ended: Promise<Ended>
  readonly kill: (signal: NodeJS.Signals) => void
  /** Resolves when that text has appeared on stdout. */
  readonly says: (text: string) => Promise<void>
}

const folders: string[] = []
/** Those under way. One that a failed test has left would train beside all others. */
const children = new Set<ChildProcess>()
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** An empty folder, removed after the test, with the given files in it. */
export function folderWith(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

export function start(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Started {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...process.env, CI: '', NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  child.on('close', () => children.delete(child))
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', text => (stderr += text))
  return {
    pid: child.pid!,
    ended: new Promise(resolve => child.on('close', code => resolve({ code, stdout, stderr }))),
    kill: signal => void child.kill(signal),
    says: text =>
      new Promise((resolve, reject) => {
        const look = () => stdout.includes(text) && resolve()
        child.stdout.on('data', look)
        child.on('close', () => reject(new Error(`it ended without saying "${text}":\n${stdout}\n${stderr}`)))
        look()
      }),
  }
}

export function bench(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return start(cwd, args).ended
}

/** Looks again and again until there is something to see, for two minutes. */
export async function until<T>(
  what: string,
  look: () => T | false | null | undefined,
  everyMs = 50,
): Promise<T> {
  for (const began = performance.now(); performance.now() - began < 120_000; ) {
    const seen = look()
    if (seen) return seen
    await sleep(everyMs)
  }
  throw new Error(`waited in vain: ${what}`)
}

/** The names of the runs. A folder that is still being made has a hidden one. */
export function runsIn(cwd: string, runsDir = 'runs'): readonly string[] {
  const folder = join(cwd, runsDir)
  return existsSync(folder) ? readdirSync(folder).filter(name => !name.startsWith('.')) : []
}

/** The one run folder that was made. */
export function runIn(cwd: string, runsDir = 'runs'): string {
  const [name, ...others] = runsIn(cwd, runsDir)
  if (name === undefined || others.length > 0)
    throw new Error(`expected one run, found ${name} ${others.join(' ')}`)
  return join(cwd, runsDir, name)
}

/** What is in the folder of a run that has ended in good order and keeps no networks. */
export const finishedFiles = [
  'configs.csv',
  'epochs.csv',
  'experiment.yaml',
  'log.csv',
  'manifest.json',
  'trials.csv',
]

export type Row = Readonly<Record<string, string>>

export function rowsOf(run: string, file: string): Row[] {
  return parse(readFileSync(join(run, file)), { columns: true, bom: true })
}

/** A file of a run, without the columns that may differ between two executions. */
export function withoutTiming(run: string, file: string): Row[] {
  const first = file === 'trials.csv' ? FIRST_TIMING_COLUMN : 'duration_s'
  return rowsOf(run, file).map(row => {
    const entries = Object.entries(row)
    return Object.fromEntries(
      entries.slice(
        0,
        entries.findIndex(([name]) => name === first),
      ),
    )
  })
}

/** A sweep on the digits that come with the package; a trial takes some tenths of a second. */
export const smallSweep = `
name: small
question: Does anything matter?
model: { hidden: [4] }
training: { epochs: 2, batch_size: 500 }
sweep:
  model.activation: [relu, tanh]
  optimizer: [adam, { name: sgd, learning_rate: [0.1, 0.5] }]
seeds: 2
`

/**
 * Two trials that end at once, and two that go on for many minutes: however slow the machine, the sweep is still under way when
 * a test gets to what it wants to see. Such a test ends it.
 */
export const endlessSweep = `
name: endless
model: { hidden: [32] }
training: { batch_size: 20 }
sweep:
  training.epochs: [1, 10000]
  model.activation: [relu, tanh]
checkpoint_every: 0.05
`
