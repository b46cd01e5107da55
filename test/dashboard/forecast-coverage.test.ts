// How often the range of the forecast has the true end in it, over synthetic sweeps whose costs follow another rule than the forecast
// supposes: fixed work an example, multiplications, updates by batch, caches that are too small, and a machine that is never
// twice the same. COVERAGE=1 prints the table.
import { expect, test } from 'vitest'
import { eta } from '../../src/dashboard/model/forecast.js'
import { initialState, reduce } from '../../src/dashboard/model/model.js'
import type { State } from '../../src/dashboard/model/state.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Plan, Trial } from '../../src/domain/trial.js'
import { loadExperiment } from '../../src/spec/load.js'
import { expand } from '../../src/sweep/expand.js'
import { completed, ended, progressed, started, sweepEnded, trialStarted } from './events.js'

const widths = '[[16], [32], [64], [128], [256], [512]]'
/** The parts of an experiment file in which they differ. */
const shapes: Readonly<Record<string, string>> = {
  'one size, many rates':
    'sweep: { optimizer.learning_rate: [0.001, 0.002, 0.003, 0.005, 0.01, 0.02] }\nseeds: 6',
  'widths upwards, 5 seeds': `sweep: { model.hidden: ${widths} }\nseeds: 5`,
  'widths upwards, 1 seed': `sweep: { model.hidden: ${widths}, model.activation: [relu, tanh, sigmoid] }\nseeds: 1`,
  'widths downwards, 3 seeds':
    'sweep: { model.hidden: [[512], [256], [128], [64], [32], [16]], model.activation: [relu, tanh] }\nseeds: 3',
  'widths inside activations': `sweep: { model.activation: [relu, tanh, sigmoid, gelu], model.hidden: ${widths} }\nseeds: 3`,
  'batch sizes and widths': `sweep: { training.batch_size: [128, 32, 8], model.hidden: ${widths} }\nseeds: 2`,
  'optimizers one by one': `sweep: { optimizer: [sgd, rmsprop, adam], model.hidden: ${widths} }\nseeds: 2`,
  'epochs and widths': `sweep: { training.epochs: [2, 5, 20], model.hidden: ${widths} }\nseeds: 2`,
  'first trials small, then all large':
    'sweep: { model.hidden: [[16], [500], [505], [510], [512], [512, 512]] }\nseeds: 5',
  depths:
    'sweep: { model.hidden: [[32], [32, 32], [32, 32, 32], [256], [256, 256], [256, 256, 256]] }\nseeds: 4',
}
const SHARES = [0.05, 0.1, 0.25, 0.5]
const MACHINES = 24

function planOfShape(shape: string): Plan {
  return expand(loadExperiment(`name: shape\ndataset: mnist-10k\n${shape}\n`, { file: 'shape.yaml' }))
}

/** mulberry32: numbers from 0 to 1, the same ones for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** Seconds that a trial takes on some machine. */
function machine(random: () => number): (trial: Trial) => number {
  const between = (low: number, high: number) => low * (high / low) ** random()
  const fixed = between(1e-6, 2e-5)
  const multiply = between(5e-11, 4e-10)
  const update = between(1e-10, 2e-9)
  const perBatch = between(1e-6, 2e-5)
  const [cache, beyond] = [between(1e5, 2e6), between(1, 2.5)]
  const unrest = between(0.02, 0.2)
  const factors = new Map<string, number>()
  const factorOf = (name: string, low: number, high: number) => {
    if (!factors.has(name)) factors.set(name, between(low, high))
    return factors.get(name)!
  }
  return ({ configuration, parameters }) => {
    const { model, optimizer, training } = configuration
    const activation = factorOf(JSON.stringify(model.activation), 0.9, 1.4)
    const memory = parameters > cache ? beyond : 1
    const anExample = fixed * activation + multiply * parameters * memory * 6
    const aBatch = perBatch + update * parameters * memory * factorOf(optimizer.name, 0.5, 1.5)
    const noise = Math.exp(unrest * (random() + random() + random() - 1.5) * 2)
    return 0.02 + 8000 * training.epochs * (anExample + aBatch / training.batch_size) * noise
  }
}

/** Told by an event a trial's beginning, middle and end. */
function sweepOn(plan: Plan, secondsOf: (trial: Trial) => number, workers: number): readonly SweepEvent[] {
  const timed: { readonly seconds: number; readonly event: SweepEvent }[] = []
  const free = Array.from({ length: workers }, () => 0)
  for (const trial of plan.trials) {
    const start = Math.min(...free)
    const worker = free.indexOf(start)
    const durationS = secondsOf(trial)
    const { epochs } = trial.configuration.training
    const add = (seconds: number, event: SweepEvent) => timed.push({ seconds, event })
    add(start, trialStarted(trial, start, worker))
    for (const part of [0.25, 0.5, 0.75])
      add(start + part * durationS, progressed(trial, start + part * durationS, part * epochs))
    const end = start + durationS
    add(end, ended(trial, end, completed(trial, 0.9), { worker, durationS }))
    free[worker] = end
  }
  timed.sort((a, b) => a.seconds - b.seconds)
  return [started(plan, workers), ...timed.map(({ event }) => event), sweepEnded(Math.max(...free))]
}

interface Made {
  readonly inside: boolean
  /** The upper end of the range by its lower one. */
  readonly width: number
  /** What was said by what was true. */
  readonly ratio: number
}

/** The forecast when that share of the trials has ended; null where there is none. */
function forecastAt(events: readonly SweepEvent[], trials: number, share: number): Made | null {
  let state: State = initialState
  let over = 0
  const enough = Math.max(1, Math.ceil(share * trials))
  for (const event of events) {
    state = reduce(state, event)
    if (event.type === 'trial-ended' && ++over === enough) break
  }
  if (state.type === 'nothing') return null
  const forecast = eta(state, state.latestAt)
  if (forecast === null) return null
  const left = (events.at(-1)!.at.getTime() - state.latestAt.getTime()) / 1000
  const inside = forecast.low - 0.5 <= left && left <= forecast.high + 0.5
  return { inside, width: forecast.high / forecast.low, ratio: forecast.seconds / left }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

test('nine times out of ten the end is in the range, whatever the sweep is made of', {
  timeout: 120_000,
}, () => {
  const rows: string[] = []
  const all = SHARES.map((): Made[] => [])
  for (const [name, shape] of Object.entries(shapes)) {
    const plan = planOfShape(shape)
    const made = SHARES.map((): Made[] => [])
    for (let seed = 1; seed <= MACHINES; seed++) {
      const secondsOf = machine(randomOf(seed))
      const events = sweepOn(plan, secondsOf, [1, 2, 4][seed % 3]!)
      for (const [i, share] of SHARES.entries()) {
        const forecast = forecastAt(events, plan.trials.length, share)
        if (forecast) made[i]!.push(forecast)
      }
    }
    for (const [i, some] of made.entries()) all[i]!.push(...some)
    rows.push(rowOf(name, made))
    // From a tenth on, no shape of sweep is forecast much worse than the others.
    for (const [i, some] of made.entries())
      if (SHARES[i]! >= 0.1) expect(insideOf(some), `${name} at ${SHARES[i]}`).toBeGreaterThan(0.74)
  }
  rows.push(rowOf('all', all))
  if (process.env['COVERAGE'])
    console.log(`in the range, its width (upper by lower end), forecast by truth\n${rows.join('\n')}`)
  for (const [i, some] of all.entries())
    if (SHARES[i]! >= 0.1) expect(insideOf(some), `at ${SHARES[i]}`).toBeGreaterThanOrEqual(0.9)
})

function insideOf(made: readonly Made[]): number {
  return made.filter(({ inside }) => inside).length / made.length
}

function rowOf(name: string, made: readonly (readonly Made[])[]): string {
  const cells = made.map(some => {
    const inside = `${(100 * insideOf(some)).toFixed(0)} %`.padStart(5)
    const width = median(some.map(one => one.width)).toFixed(2)
    const ratio = median(some.map(one => one.ratio)).toFixed(2)
    return `${inside} x${width} ${ratio}`
  })
  return [name.padEnd(36), ...cells.map(cell => cell.padStart(18))].join('')
}
