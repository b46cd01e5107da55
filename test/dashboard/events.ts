// Builds plans and events by hand for the tests of the views. Time is counted in seconds from a fixed moment.
import { activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import { initializers } from '../../src/core/initializers.js'
import { optimizers } from '../../src/core/optimizers.js'
import { schedules } from '../../src/core/schedules.js'
import { initialState, reduce } from '../../src/dashboard/model/model.js'
import { inOrder, type Row, rank, rowOf } from '../../src/dashboard/model/rows.js'
import type { State, Sweep } from '../../src/dashboard/model/state.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { EpochRecord, Outcome } from '../../src/domain/measurement.js'
import { activationsOf } from '../../src/domain/network.js'
import type { Configuration, Objective, Plan, Trial } from '../../src/domain/trial.js'
import { plainTraining } from '../tiny.js'

export function play(events: readonly SweepEvent[]): Sweep {
  const state = events.reduce<State>(reduce, initialState)
  if (state.type !== 'sweep') throw new Error('the events do not start a sweep')
  return state
}

/** All rows, best first. */
export function rowsOf(sweep: Sweep): readonly Row[] {
  return inOrder(sweep, rank(sweep)).map(ranked => rowOf(sweep, ranked))
}

export function at(seconds: number): Date {
  return new Date(Date.UTC(2026, 10, 21, 16, 4, 5) + seconds * 1000)
}

export interface PlanShape {
  readonly hidden?: readonly (readonly number[])[]
  readonly activations?: readonly (keyof typeof activations)[]
  readonly optimizers?: readonly (keyof typeof optimizers)[]
  readonly seeds?: readonly number[]
  readonly epochs?: number
  readonly objective?: Objective
  readonly question?: string | null
  readonly name?: string
}

export const accuracy: Objective = { split: 'validation', metric: 'accuracy', direction: 'maximize' }
export const loss: Objective = { split: 'validation', metric: 'loss', direction: 'minimize' }

/** All combinations, the seeds innermost; ids count up: configurations c000000000000, trials t000000000000. */
export function planOf(shape: PlanShape = {}): Plan {
  const { hidden = [[64], [256]], seeds = [0, 1], epochs = 3, objective = accuracy } = shape
  const configurations = hidden.flatMap(layers =>
    (shape.activations ?? ['relu']).flatMap(activation =>
      (shape.optimizers ?? ['adam']).map(optimizer => configurationOf(layers, activation, optimizer, epochs)),
    ),
  )
  const trials = configurations.flatMap((configuration, c) =>
    seeds.map((seed, s): Trial => {
      const index = c * seeds.length + s
      const { hidden: layers } = configuration.model
      const parameters = (784 + 1) * (layers[0] ?? 10) + ((layers.at(-1) ?? 0) + 1) * 10
      return { trialId: idOf('t', index), configId: idOf('c', c), index, configuration, seed, parameters }
    }),
  )
  const { question = 'Does width matter?', name = 'width' } = shape
  return {
    experiment: {
      name,
      question,
      fixed: configurations[0]!,
      axes: [],
      exclude: [],
      seeds,
      objective,
      save: 'none',
      checkpointEvery: 60,
      retries: 1,
    },
    trials,
    excluded: 0,
    duplicates: 0,
  }
}

function configurationOf(
  hidden: readonly number[],
  activation: keyof typeof activations,
  optimizer: keyof typeof optimizers,
  epochs: number,
): Configuration {
  return {
    dataset: 'mnist-10k',
    model: {
      hidden,
      activation: choose(activations, activation),
      output: 'softmax',
      initializer: choose(initializers, 'glorot-uniform'),
      dropout: 0,
    },
    loss: 'cross-entropy',
    optimizer: choose(optimizers, optimizer),
    schedule: choose(schedules, 'constant'),
    gradient: 'backpropagation',
    training: { ...plainTraining, epochs },
  }
}

function idOf(letter: string, index: number): string {
  return letter + index.toString(16).padStart(12, '0')
}

export function started(plan: Plan, workers = 2, seconds = 0): SweepEvent {
  return { type: 'sweep-started', at: at(seconds), plan, workers }
}

export function trialStarted(trial: Trial, seconds: number, worker = 0, attempt = 1): SweepEvent {
  return { type: 'trial-started', at: at(seconds), trialId: trial.trialId, worker, attempt, fromEpoch: 0 }
}

/** Of 8,000 training examples an epoch. */
export function progressed(trial: Trial, seconds: number, epochsDone: number): SweepEvent {
  const examplesTotal = trial.configuration.training.epochs * 8000
  const progress = { examplesDone: Math.round(epochsDone * 8000), examplesTotal }
  return { type: 'trial-progressed', at: at(seconds), trialId: trial.trialId, progress }
}

export function recordOf(epoch: number, value: number): EpochRecord {
  const measured = { loss: Math.max(0.01, 1 - value), accuracy: value }
  return {
    epoch,
    step: 250 * epoch,
    learningRate: 0.001,
    train: measured,
    validation: measured,
    test: null,
    durationS: 1,
  }
}

export function measured(trial: Trial, seconds: number, epoch: number, value: number): SweepEvent {
  return { type: 'epoch-measured', at: at(seconds), trialId: trial.trialId, record: recordOf(epoch, value) }
}

export interface End {
  readonly worker?: number
  readonly attempt?: number
  readonly durationS?: number
}

export function ended(trial: Trial, seconds: number, outcome: Outcome, end: End = {}): SweepEvent {
  const { worker = 0, attempt = 1, durationS = 2 } = end
  const examples = outcome.status === 'completed' ? trial.configuration.training.epochs * 8000 : 0
  const execution = {
    startedAt: at(seconds - durationS),
    durationS,
    examplesPerS: examples / durationS,
    worker,
    attempt,
  }
  return { type: 'trial-ended', at: at(seconds), trialId: trial.trialId, outcome, execution }
}

export function completed(trial: Trial, value: number, best = value): Outcome {
  const { epochs } = trial.configuration.training
  const last = recordOf(epochs, value)
  return {
    status: 'completed',
    last,
    best: { epoch: epochs, value: best },
    epochsDone: epochs,
    weightsSha256: null,
  }
}

export function sweepEnded(seconds: number, reason: 'finished' | 'interrupted' = 'finished'): SweepEvent {
  return { type: 'sweep-ended', at: at(seconds), reason }
}

export interface Recording {
  readonly workers?: number
  /** Seconds for an epoch; 1 by default. */
  readonly epochS?: (trial: Trial) => number
  readonly trouble?: boolean
}

/**
 * A sweep as it would be run: `workers` trials at a time, learning towards a value that
 * depends on the configuration. Some sgd trials diverge and one trial fails, where `trouble` is asked for.
 */
export function recorded(
  plan: Plan,
  { workers = 2, epochS: epochTime = () => 1, trouble = false }: Recording = {},
): SweepEvent[] {
  const events: { seconds: number; event: SweepEvent }[] = []
  const free = Array.from({ length: workers }, () => 0)
  const add = (seconds: number, event: SweepEvent) => events.push({ seconds, event })
  for (const trial of plan.trials) {
    const worker = free.indexOf(Math.min(...free))
    const start = free[worker]!
    const { training, model, optimizer } = trial.configuration
    const epochS = epochTime(trial)
    const goal =
      0.9 + 0.03 * (1 - 60 / (60 + (model.hidden[0] ?? 1))) + (optimizer.name === 'adam' ? 0.02 : 0)
    const diverges =
      trouble && optimizer.name === 'sgd' && activationsOf(model)[0]?.name === 'relu' && trial.seed === 1
    const fails = trouble && trial.index === 4
    add(start, trialStarted(trial, start, worker))
    const last = diverges || fails ? 1 : training.epochs
    let value = 0
    for (let epoch = 1; epoch <= last; epoch++) {
      const from = start + (epoch - 1) * epochS
      add(from + epochS / 2, progressed(trial, from + epochS / 2, epoch - 0.5))
      add(from + epochS, progressed(trial, from + epochS, epoch))
      value = goal - 0.3 * 0.5 ** epoch + 0.0007 * ((trial.index * 37 + 11) % 13)
      add(from + epochS, measured(trial, from + epochS, epoch, value))
    }
    const end = start + last * epochS
    const outcome: Outcome = diverges
      ? { status: 'diverged', last: recordOf(1, value), error: 'the loss is not finite at epoch 2' }
      : fails
        ? { status: 'failed', error: 'worker 0 ran out of memory (ERR_WORKER_OUT_OF_MEMORY)\n  at train' }
        : completed(trial, value, value + 0.001)
    add(end, ended(trial, end, outcome, { worker, durationS: last * epochS }))
    free[worker] = end
  }
  events.sort((a, b) => a.seconds - b.seconds)
  const finish = Math.max(...free)
  return [started(plan, workers), ...events.map(({ event }) => event), sweepEnded(finish)]
}
