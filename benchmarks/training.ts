// Times a training step of every system with every contestant that is installed, turn and turn about on one core, prints
// a table and writes results.md. `--short` for a check that all of this works: few turns, and no file. `--only 2` measures one
// system, the second, and writes no file either.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Contestant, contestantKinds, type Task } from './contestant.js'
import { writeData } from './data.js'
import { type KernelFigure, measureKernels } from './kernels.js'
import { type Summary, summarize } from './statistics.js'
import { type System, systems, titleOf } from './systems.js'

const isShort = process.argv.includes('--short')
const onlySystem = process.argv.includes('--only')
  ? Number(process.argv[process.argv.indexOf('--only') + 1])
  : null
const CORE = Number(process.env['BENCH_CORE'] ?? 0)
const TURNS = isShort ? 2 : 15
/** About how long a turn is to take, in seconds. */
const TURN_S = isShort ? 0.02 : 0.3

interface Result {
  readonly system: System
  /** Microseconds of processor time a step, by the contestant's key. */
  readonly times: ReadonlyMap<string, { name: string; us: Summary }>
  /** Of PyTorch's time to ours, turn by turn; null without PyTorch. */
  readonly ratio: Summary | null
}

const folder = mkdtempSync(join(tmpdir(), 'bench-training-'))
try {
  const kernels = measureKernels(isShort ? 3 : 100)
  const results: Result[] = []
  let isReal = true
  for (const system of onlySystem === null ? systems : systems.slice(onlySystem - 1, onlySystem)) {
    const data = writeData(system.dataset, folder)
    isReal &&= data.isReal
    const result = await measure(system, { ...system, ...data })
    process.stderr.write(`${line(result).replaceAll('|', ' ')}\n`)
    results.push(result)
  }
  const text = report(results, kernels, isReal)
  process.stdout.write(text)
  if (!isShort && onlySystem === null) writeFileSync('benchmarks/results.md', text)
} finally {
  rmSync(folder, { recursive: true })
}

async function measure(system: System, task: Task): Promise<Result> {
  const started = await Promise.all(contestantKinds.map(kind => Contestant.start(kind, task, CORE)))
  const contestants = started.filter(contestant => contestant !== null)
  const steps = new Map<Contestant, number>()
  for (const contestant of contestants) steps.set(contestant, await stepsOfTurn(contestant, system))
  const times = new Map(contestants.map(contestant => [contestant, [] as number[]]))
  for (let turn = 0; turn < TURNS; turn++) {
    for (const contestant of contestants) {
      const count = steps.get(contestant)!
      const { cpu } = await contestant.train(count)
      times.get(contestant)!.push((cpu / count) * 1e6)
    }
  }
  for (const contestant of contestants) contestant.stop()
  const timesOf = (key: string) => [...times].find(([{ kind }]) => kind.key === key)?.[1]
  const [ours, peer] = [timesOf('bench')!, timesOf('pytorch')]
  return {
    system,
    times: new Map([...times].map(([{ kind, name }, us]) => [kind.key, { name, us: summarize(us) }])),
    ratio: peer === undefined ? null : summarize(peer.map((us, turn) => us / ours[turn]!)),
  }
}

/** Warms a contestant up, and finds how many steps fill a turn. */
async function stepsOfTurn(contestant: Contestant, { batchSize }: System): Promise<number> {
  const most = Math.floor(10_000 / batchSize)
  let steps = 2
  for (let spent = 0; ; ) {
    const { cpu } = await contestant.train(steps)
    spent += cpu
    if (spent >= 2 * TURN_S) return Math.max(2, Math.min(most, Math.round((steps * TURN_S) / cpu)))
    steps = Math.min(most, steps * 2)
  }
}

function line({ system, times, ratio }: Result): string {
  const us = (key: string) => {
    const summary = times.get(key)?.us
    return summary === undefined
      ? '-'
      : `${number(summary.median)} (${number(summary.lower)}-${number(summary.upper)})`
  }
  const share =
    ratio === null
      ? '-'
      : `**${ratio.median.toFixed(2)}** (${ratio.lower.toFixed(2)}-${ratio.upper.toFixed(2)})`
  const cells = [
    titleOf(system),
    us('bench'),
    us('pytorch'),
    us('loops'),
    us('tfjs'),
    share,
    system.goal.toFixed(1),
    system.floor.toFixed(1),
  ]
  return `| ${cells.join(' | ')} |`
}

function report(results: readonly Result[], kernels: readonly KernelFigure[], isReal: boolean): string {
  const names = contestantKinds.map(({ key, install }) => {
    const found = results[0]!.times.get(key)
    return found === undefined ? `- ${key}: not installed. ${install}` : `- ${key}: ${found.name}`
  })
  const peak = kernels[0]!.gflops
  return `# Results

Written by \`npm run benchmark\`. Microseconds of processor time a training step, median of ${TURNS} turns of about
${TURN_S} s and the range of their middle half; all contestants on one core (number ${CORE}), turn and turn about, after a
warm-up. The ratio is PyTorch's time to ours, turn by turn.

- processor: ${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores; Node ${process.versions.node}, V8 ${process.versions.v8}
${names.join('\n')}
- data: ${isReal ? 'the training images' : 'invented, because BENCH_DATA names no folder with the real ones'}

| system | bench | PyTorch | loops | tfjs | ratio | goal | floor |
|---|---|---|---|---|---|---|---|
${results.map(line).join('\n')}

## Kernels

Additions and multiplications a second, the fastest of many runs, and their share of what the core does at most in vectors of
128 bits.

| kernel | GFLOP/s | share of the peak |
|---|---|---|
${kernels.map(({ title, gflops }) => `| ${title} | ${gflops.toFixed(1)} | ${((100 * gflops) / peak).toFixed(0)} % |`).join('\n')}
`
}

function number(us: number): string {
  return us >= 1000 ? Math.round(us).toLocaleString('en') : us.toPrecision(3)
}
