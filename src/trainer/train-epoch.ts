// One epoch: so many updates, then the measurements on every split.
import type { Engine } from '../core/engine.js'
import { learningRateFactor } from '../core/schedules.js'
import type { Dataset } from '../data/dataset.js'
import type { Length } from '../domain/length.js'
import type { EpochRecord, Measurement } from '../domain/measurement.js'
import type { TrialReport } from '../domain/ports.js'
import { type Configuration, type Split, splits } from '../domain/trial.js'
import type { Batches } from './batches.js'
import { measure } from './measure.js'

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
  readonly report: (report: TrialReport) => void
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number
}

/** epoch: counted from 0. Returns why, if the loss stopped being finite. */
export function trainEpoch(training: Training, epoch: number): EpochRecord | string {
  const { configuration, dataset, engine, length, indices, nowMs } = training
  const start = nowMs()
  const first = epoch * length.stretch
  const end = Math.min(first + length.stretch, length.steps)
  const running = train(training, first, end)
  if ('divergedAt' in running)
    return `the loss was ${running.loss} at epoch ${epoch + 1}, step ${running.divergedAt - first + 1}`
  const record: EpochRecord = {
    epoch: epoch + 1,
    step: end,
    learningRate: learningRateAt(training, end - 1),
    // A running mean over many epochs' worth of updates, or over a handful, would say little: it is measured anew.
    train:
      (configuration.training.steps !== null && measure(engine, dataset.train, indices.train)) || running,
    validation: measure(engine, dataset.train, indices.validation),
    test: dataset.test && measure(engine, dataset.test, indices.test),
    durationS: Math.round(nowMs() - start) / 1000, // to the millisecond
  }
  for (const split of splits) {
    const loss = record[split]?.loss ?? 0
    if (!Number.isFinite(loss)) return `the ${split} loss was ${loss} after epoch ${epoch + 1}`
  }
  return record
}

/** Updates from `first` up to `end`; the mean of what each batch gave before its update. */
function train(
  training: Training,
  first: number,
  end: number,
): Measurement | { readonly divergedAt: number; readonly loss: number } {
  const { dataset, engine, batches, length, nowMs, report } = training
  const examplesTotal = batches.examplesUntil(length.steps)
  let lossSum = 0
  let correct = 0
  let examples = 0
  let reported = nowMs()
  for (let step = first; step < end; step++) {
    const batch = batches.at(step)
    const result = engine.train(dataset.train, batch, learningRateAt(training, step))
    if (!Number.isFinite(result.lossSum)) return { divergedAt: step, loss: result.lossSum }
    lossSum += result.lossSum
    correct += result.correct
    examples += batch.length
    const now = nowMs()
    if (now - reported < PROGRESS_MS && step < end - 1) continue
    reported = now
    report({ type: 'progress', progress: { examplesDone: batches.examplesUntil(step + 1), examplesTotal } })
  }
  return { loss: lossSum / examples, accuracy: correct / examples }
}

/** Schedules count in passes over the examples, whatever the training is recorded by: recording changes no weight. */
function learningRateAt({ configuration, stepsPerPass, length }: Training, step: number): number {
  const { optimizer, schedule } = configuration
  const place = { stepsPerEpoch: stepsPerPass, epochs: length.steps / stepsPerPass }
  return optimizer.learning_rate * learningRateFactor(schedule, step, place)
}
