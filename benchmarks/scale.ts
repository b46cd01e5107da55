// What ten thousand trials cost beside their training: the share of the time that is bookkeeping, the memory, and how soon the
// commands that read such a run answer; and how soon a plan of a hundred thousand trials appears. Writes its section of
// results.md; `--short` for a check that it works.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { planExperiment, runExperiment } from 'mlp-bench'
import { createView } from '../src/dashboard/view.js'
import { Section } from './section.js'

const isShort = process.argv.includes('--short')
const TRIALS = isShort ? 200 : 10_000
const PLANNED = isShort ? 2000 : 100_000
const SHARES = 10

/** `count` configurations that differ in a number, each with so many seeds. A trial takes a few milliseconds. */
function experimentOf(name: string, count: number, seeds: number): string {
  const values = Array.from({ length: count }, (_, i) => (i + 1) / 1e6)
  return `
name: ${name}
model: { hidden: [8] }
training: { steps: 20, record_every: 20 }
sweep: { training.l2: [${values}] }
seeds: ${seeds}
`
}

const section = new Section('Ten thousand trials', !isShort)
const folder = mkdtempSync(join(tmpdir(), 'bench-scale-'))
const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })

interface Cost {
  readonly wallS: number
  /** Sum of the epochs' own times, on the one worker. */
  readonly trainingS: number
  /** How long the main thread, which does all that is not training, was at work. */
  readonly mainS: number
  /** Resident memory in MB each time a tenth of the trials has ended. */
  readonly memoryMb: readonly number[]
}

/** One worker trains all; kept: with the run folder and plain lines, as a user has them. */
async function train(text: string, kept: boolean): Promise<Cost> {
  const plan = await planExperiment(text)
  const run = runExperiment(plan, { workers: 1, ...(kept && { runsDir: join(folder, 'runs') }) })
  const stream = { stdout: nowhere, stderr: nowhere, stdin: new PassThrough(), env: {} }
  const view = kept
    ? await createView('plain', { ...stream, clock, runPath: 'runs/scale', onInterrupt: () => {} })
    : null
  const memoryMb: number[] = []
  let [start, trainingS, ended] = [0, 0, 0]
  const before = performance.eventLoopUtilization()
  for await (const event of run) {
    view?.update(event)
    if (event.type === 'sweep-started') start = performance.now()
    if (event.type === 'epoch-measured') trainingS += event.record.durationS
    if (event.type === 'trial-ended' && ++ended % Math.ceil(plan.trials.length / SHARES) === 0)
      memoryMb.push(process.memoryUsage().rss / 1e6)
  }
  const wallS = (performance.now() - start) / 1000
  const mainS = performance.eventLoopUtilization(before).active / 1000
  await view?.close()
  return { wallS, trainingS, mainS, memoryMb }
}

const clock = { now: () => new Date() }

function say(what: string, { wallS, trainingS, mainS, memoryMb }: Cost): void {
  section.say(
    `${what}: ${TRIALS} trials of ${((1000 * trainingS) / TRIALS).toFixed(1)} ms, ` +
      `${(100 * (1 - trainingS / wallS)).toFixed(1)} % of the time outside training, ` +
      `the main thread at work for ${((1000 * mainS) / TRIALS).toFixed(2)} ms a trial; ` +
      `memory after each tenth: ${memoryMb.map(mb => mb.toFixed(0)).join(', ')} MB`,
  )
}

/** Runs a command of the built program; seconds on the clock, and its most memory. */
function time(...args: readonly string[]): void {
  const meter = resolve('test/hostile/memory-meter.mjs')
  const file = join(folder, 'resident')
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, ['bin/bench.js', ...args], {
    env: { ...process.env, NODE_OPTIONS: `--import ${meter}`, METER_FILE: file },
    maxBuffer: 1 << 28,
  })
  const seconds = (performance.now() - start) / 1000
  if (status !== 0) throw new Error(`bench ${args.join(' ')} ended with ${status}: ${stderr}`)
  const shown = args.filter(arg => !arg.startsWith(folder) && arg !== '--runs-dir').join(' ')
  const megabytes = Number(readFileSync(file, 'utf8')) / 1024
  section.say(`bench ${shown}: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB`)
}

try {
  await train(experimentOf('warm-up', 10, Math.ceil(TRIALS / 100)), false)
  say('training alone', await train(experimentOf('scale', 100, TRIALS / 100), false))
  say('with a run folder and plain lines', await train(experimentOf('scale', 100, TRIALS / 100), true))
  const runs = ['--runs-dir', join(folder, 'runs')]
  time('list', ...runs)
  time('show', 'scale', ...runs)
  time('show', 'scale', '--trials', ...runs)
  time('compare', 'scale', '--by', 'config', '--format', 'csv', ...runs)
  time('verify', 'scale', '--trials', '1', ...runs)
  const plans = { seeds: [1, PLANNED], configurations: [PLANNED / 10, 10] } as const
  for (const [what, [count, seeds]] of Object.entries(plans)) {
    const file = join(folder, `${PLANNED}-${what}.yaml`)
    writeFileSync(file, experimentOf(`many-${what}`, count, seeds))
    time('plan', file, '--no-forecast')
    section.say(`which has ${count} configurations with ${seeds} seeds each`)
  }
  section.end()
} finally {
  rmSync(folder, { recursive: true })
}
