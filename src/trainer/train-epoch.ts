// One epoch: so many updates, then the measurements on every split.
import type { Engine } from '../core/engine.js'
import { learningRateFactor } from '../core/schedules.js'
import type { Dataset } from '../data/dataset.js'
import type { Length } from '../domain/length.js'
import type { EpochRecord, Measurement } from '../domain/measurement.js'
import type { TrainingReport } from '../domain/ports.js'
import { type Configuration, type Split, splits } from '../domain/trial.js'
import type { Batches } from './batches.js'
import { measure } from './measure.js'
import type { Begun, Pauses } from './pauses.js'

/** Time between two reports of progress within an epoch. */
const PROGRESS_MS = 250

/** What an epoch needs to know of its trial. */
export interface Training {
  readonly configuration: Configuration
  readonly dataset: Dataset
  /** Of the network: inputs, each hidden layer, classes. */
  readonly sizes: readonly number[]
  readonly engine: Engine
  readonly batches: Batches
  /** Updates of a pass over the training examples, in which schedules count. */
  readonly stepsPerPass: number
  readonly length: Length
  /** The examples of each split. */
  readonly indices: Readonly<Record<Split, Uint32Array>>
  readonly report: (report: TrainingReport) => void
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number
}

export type EpochEnd =
  | { readonly kind: 'measured'; readonly record: EpochRecord }
  /** The loss stopped being finite. */
  | { readonly kind: 'diverged'; readonly why: string }
  /** Between two updates, because it was asked to. */
  | { readonly kind: 'stopped' }

/** epoch: counted from 0. begun: null where this is its beginning. */
export function trainEpoch(training: Training, epoch: number, begun: Begun | null, pauses: Pauses): EpochEnd {
  const { configuration, dataset, engine, length, indices, nowMs } = training
  const startMs = nowMs() - 1000 * (begun?.durationS ?? 0)
  const first = epoch * length.stretch
  const end = Math.min(first + length.stretch, length.steps)
  const running = train(training, { first, end, startMs }, begun, pauses)
  if (running === 'stopped') return { kind: 'stopped' }
  if ('divergedAt' in running) {
    const { loss, divergedAt } = running
    return { kind: 'diverged', why: `the loss was ${loss} at epoch ${epoch + 1}, step ${divergedAt + 1}` }
  }
  const record: EpochRecord = {
    epoch: epoch + 1,
    step: end,
    learningRate: learningRateAt(training, end - 1),
    // A running mean over many epochs' worth of updates, or over a handful, would say little: it is measured anew.
    train:
      (configuration.training.steps !== null && measure(engine, dataset.train, indices.train)) || running,
    validation: measure(engine, dataset.train, indices.validation),
    test: dataset.test && measure(engine, dataset.test, indices.test),
    durationS: Math.round(nowMs() - startMs) / 1000, // to the millisecond
  }
  for (const split of splits) {
    const loss = record[split]?.loss ?? 0
    if (!Number.isFinite(loss))
      return { kind: 'diverged', why: `the ${split} loss was ${loss} after epoch ${epoch + 1}` }
  }
  return { kind: 'measured', record }
}

interface Stretch {
  /** Updates from `first` up to `end`, counted over the whole training. */
  readonly first: number
  readonly end: number
  /** When it began, or would have begun if it had never been interrupted. */
  readonly startMs: number
}

/** The updates of an epoch; the mean of what each batch gave before its update. */
function train(
  training: Training,
  { first, end, startMs }: Stretch,
  begun: Begun | null,
  pauses: Pauses,
): Measurement | { readonly divergedAt: number; readonly loss: number } | 'stopped' {
  const { dataset, engine, batches, length, nowMs, report } = training
  const examplesTotal = batches.examplesUntil(length.steps)
  let { step, lossSum, correct } = begun ?? { step: 0, lossSum: 0, correct: 0 }
  const progress = (done: number): TrainingReport => {
    const examplesDone = batches.examplesUntil(first + done)
    return { type: 'progress', progress: { examplesDone, examplesTotal } }
  }
  let now = nowMs()
  let reported = now
  if (begun !== null) report(progress(step))
  for (; first + step < end; step++) {
    if (pauses.at({ step, lossSum, correct, durationS: (now - startMs) / 1000 }, now) === 'stop')
      return 'stopped'
    const batch = batches.at(first + step)
    const result = engine.train(dataset.train, batch, learningRateAt(training, first + step))
    if (!Number.isFinite(result.lossSum)) return { divergedAt: step, loss: result.lossSum }
    lossSum += result.lossSum
    correct += result.correct
    now = nowMs()
    if (now - reported < PROGRESS_MS && first + step < end - 1) continue
    reported = now
    report(progress(step + 1))
  }
  const examples = batches.examplesUntil(end) - batches.examplesUntil(first)
  return { loss: lossSum / examples, accuracy: correct / examples }
}

/** Schedules count in passes over the examples, whatever the training is recorded by: recording changes no weight. */
function learningRateAt({ configuration, stepsPerPass, length }: Training, step: number): number {
  const { optimizer, schedule } = configuration
  const place = { stepsPerEpoch: stepsPerPass, epochs: length.steps / stepsPerPass }
  return optimizer.learning_rate * learningRateFactor(schedule, step, place)
}
