// One trial and its data in, measurements and an outcome out. Synchronous: it is called where nothing else has to run.
import type { Engine, Examples, MakeEngine } from '../core/engine.js'
import { permutation, RandomStream } from '../core/random.js'
import { learningRateFactor } from '../core/schedules.js'
import type { Dataset } from '../data/dataset.js'
import { splitTrain, type TrainSplit } from '../data/split.js'
import type { BestEpoch, EpochRecord, Measurement, Outcome } from '../domain/measurement.js'
import type { TrialReport } from '../domain/ports.js'
import type { Configuration, Objective, Trial } from '../domain/trial.js'

/** Examples that are measured at once. Fixed, because the order of the sums is part of the result. */
const EVALUATION_BATCH = 250
/** Time between two reports of progress within an epoch. */
const PROGRESS_MS = 250

export interface TrainingInput {
  readonly trial: Trial
  readonly dataset: Dataset
  readonly objective: Objective
  readonly makeEngine: MakeEngine
  readonly report: (report: TrialReport) => void
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number
}

/** What an epoch needs to know. */
interface Training extends TrainingInput {
  readonly engine: Engine
  readonly trainIndices: Uint32Array
  readonly validationIndices: Uint32Array
  readonly testIndices: Uint32Array
  readonly stepsPerEpoch: number
}

/** Trains a trial to its end. Whatever is wrong with the trial itself is an outcome; a throw is a defect or a lack of memory. */
export function trainTrial(input: TrainingInput): Outcome {
  const { configuration, seed } = input.trial
  const { epochs, batch_size, validation, split_seed } = configuration.training
  const { dataset } = input
  const split = splitOnce(dataset.train.labels.length, validation, split_seed)
  const training: Training = {
    ...input,
    engine: input.makeEngine(networkSpec(configuration, dataset), seed),
    trainIndices: split.train,
    validationIndices: split.validation,
    testIndices: Uint32Array.from({ length: dataset.test?.labels.length ?? 0 }, (_, i) => i),
    stepsPerEpoch: Math.ceil(split.train.length / batch_size),
  }
  let last: EpochRecord | null = null
  let best: BestEpoch | null = null
  for (let epoch = 0; epoch < epochs; epoch++) {
    const record = trainEpoch(training, epoch)
    if (typeof record === 'string') return { status: 'diverged', last, error: record }
    input.report({ type: 'epoch', record })
    last = record
    best = better(best, record, input.objective)
  }
  if (last === null || best === null) throw new RangeError('a trial has at least one epoch')
  return { status: 'completed', last, best }
}

let lastSplit: { readonly key: string; readonly split: TrainSplit } | null = null

/** splitTrain, worked out once for the trials that have the same: it takes as long as a hundred steps. */
function splitOnce(...args: Parameters<typeof splitTrain>): TrainSplit {
  const key = args.join()
  if (lastSplit?.key !== key) lastSplit = { key, split: splitTrain(...args) }
  return lastSplit.split
}

/** The network of a configuration on a dataset: what the configuration leaves open is in the data. */
export function networkSpec({ model, loss, optimizer, training }: Configuration, dataset: Shape) {
  const [height, width] = dataset.imageShape
  return {
    sizes: [height * width, ...model.hidden, dataset.classes.length],
    activation: model.activation,
    initializer: model.initializer,
    loss,
    optimizer,
    l2: training.l2,
    batchSize: Math.max(training.batch_size, EVALUATION_BATCH),
  }
}

type Shape = Pick<Dataset, 'imageShape' | 'classes'>

/** One pass over the training examples, then the measurements. Returns why, if the loss stopped being finite. */
function trainEpoch(training: Training, epoch: number): EpochRecord | string {
  const { trial, dataset, engine, trainIndices, stepsPerEpoch, nowMs } = training
  const { batch_size, epochs } = trial.configuration.training
  const start = nowMs()
  const order = permutation(trainIndices.length, new RandomStream(trial.seed, 'shuffle', epoch)).map(
    i => trainIndices[i]!,
  )
  const schedule = { stepsPerEpoch, epochs }
  let learningRate = 0
  let lossSum = 0
  let correct = 0
  let reported = start
  for (let step = 0; step < stepsPerEpoch; step++) {
    const batch = order.subarray(step * batch_size, (step + 1) * batch_size)
    learningRate =
      trial.configuration.optimizer.learning_rate *
      learningRateFactor(trial.configuration.schedule, epoch * stepsPerEpoch + step, schedule)
    const result = engine.train(dataset.train, batch, learningRate)
    if (!Number.isFinite(result.lossSum))
      return `the loss was ${result.lossSum} at epoch ${epoch + 1}, step ${step + 1}`
    lossSum += result.lossSum
    correct += result.correct
    const now = nowMs()
    if (now - reported >= PROGRESS_MS || step === stepsPerEpoch - 1) {
      reported = now
      reportProgress(training, epoch, step * batch_size + batch.length)
    }
  }
  const record: EpochRecord = {
    epoch: epoch + 1,
    learningRate,
    train: { loss: lossSum / order.length, accuracy: correct / order.length },
    validation: measure(engine, dataset.train, training.validationIndices),
    test: dataset.test && measure(engine, dataset.test, training.testIndices),
    durationS: Math.round(nowMs() - start) / 1000, // to the millisecond
  }
  for (const split of ['validation', 'test'] as const) {
    const loss = record[split]?.loss ?? 0
    if (!Number.isFinite(loss)) return `the ${split} loss was ${loss} after epoch ${epoch + 1}`
  }
  return record
}

function reportProgress(
  { trial, trainIndices, report }: Training,
  epoch: number,
  examplesInEpoch: number,
): void {
  report({
    type: 'progress',
    progress: {
      examplesDone: epoch * trainIndices.length + examplesInEpoch,
      examplesTotal: trial.configuration.training.epochs * trainIndices.length,
    },
  })
}

/** Mean loss and accuracy over the examples at `indices`; null when there are none. */
function measure(engine: Engine, examples: Examples, indices: Uint32Array): Measurement | null {
  if (indices.length === 0) return null
  let lossSum = 0
  let correct = 0
  for (let start = 0; start < indices.length; start += EVALUATION_BATCH) {
    const result = engine.evaluate(examples, indices.subarray(start, start + EVALUATION_BATCH))
    lossSum += result.lossSum
    correct += result.correct
  }
  return { loss: lossSum / indices.length, accuracy: correct / indices.length }
}

/** The better of the best epoch so far and this one; the earlier of equals. */
function better(
  best: BestEpoch | null,
  record: EpochRecord,
  { split, metric, direction }: Objective,
): BestEpoch {
  const value = record[split]?.[metric]
  if (value === undefined)
    throw new RangeError(`the objective is measured on ${split}, and there is no such split`)
  const improves = best === null || (direction === 'maximize' ? value > best.value : value < best.value)
  return improves ? { epoch: record.epoch, value } : best
}
