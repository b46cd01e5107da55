// One trial and its data in, measurements and an outcome out. Synchronous: it is called where nothing else has to run.
import type { MakeEngine } from '../core/engine.js'
import type { Dataset } from '../data/dataset.js'
import { splitTrain, type TrainSplit } from '../data/split.js'
import type { Checkpoint } from '../domain/checkpoint.js'
import { lengthOf } from '../domain/length.js'
import type { Interrupted, Outcome } from '../domain/measurement.js'
import type { TrainingReport } from '../domain/ports.js'
import type { Objective, Save, Trial } from '../domain/trial.js'
import { batchesOf } from './batches.js'
import { Course } from './course.js'
import { networkSpec } from './network-spec.js'
import { Pauses } from './pauses.js'
import { type Training, trainEpoch } from './train-epoch.js'
import { weightsHash } from './weights-hash.js'

export interface TrainingInput {
  readonly trial: Trial
  readonly dataset: Dataset
  readonly objective: Objective
  /** Whose weights are reported of a trial that completes, as its last report. */
  readonly save: Save
  /** Seconds of training from one checkpoint to the next; 0, as it is without: none. */
  readonly checkpointEvery?: number
  /** Where an earlier training of this trial has come to. */
  readonly from?: Checkpoint | null
  readonly makeEngine: MakeEngine
  readonly report: (report: TrainingReport) => void
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number
  /** Asked before every update: whether to end there as interrupted, with a last checkpoint where there are any. */
  readonly shouldStop?: () => boolean
}

/**
 * Trains a trial to its end, or to where it is interrupted. Whatever is wrong with the trial itself is an outcome; a throw is a
 * defect or a lack of memory.
 */
export function trainTrial(input: TrainingInput): Outcome | Interrupted {
  const { trial, objective, save, from = null, report } = input
  const training = prepare(input)
  const { engine } = training
  const course = new Course({ objective, save, training: trial.configuration.training }, engine, from)
  const pauses = new Pauses(input, engine, course, from?.trainedS)
  for (let epoch = from?.epoch ?? 0, begun = from; epoch < training.length.epochs; epoch++, begun = null) {
    const end = trainEpoch(training, epoch, begun, pauses)
    if (end.kind === 'stopped') return { status: 'interrupted' }
    if (end.kind === 'diverged') return { status: 'diverged', last: course.last, error: end.why }
    report({ type: 'epoch', record: end.record })
    if (course.hear(end.record) === 'stop') break
  }
  const { weights, ...result } = course.end()
  if (weights !== null) report({ type: 'weights', sizes: training.sizes, ...weights })
  return { status: 'completed', ...result, weightsSha256: weightsHash(engine.weights()) }
}

function prepare({ trial, dataset, makeEngine, from = null, report, nowMs }: TrainingInput): Training {
  const { configuration, seed } = trial
  const { validation, split_seed, batch_size } = configuration.training
  const split = splitOnce(dataset.train.labels.length, validation, split_seed)
  const spec = networkSpec(configuration, dataset)
  const stepsPerPass = Math.ceil(split.train.length / batch_size)
  const engine = makeEngine(spec, seed)
  if (from !== null) engine.restore(from.engine)
  return {
    configuration,
    dataset,
    report,
    nowMs,
    sizes: spec.sizes,
    engine,
    batches: batchesOf(configuration.training, split.train, seed),
    stepsPerPass,
    length: lengthOf(configuration.training, stepsPerPass),
    indices: {
      ...split,
      test: Uint32Array.from({ length: dataset.test?.labels.length ?? 0 }, (_, i) => i),
    },
  }
}

let lastSplit: { readonly key: string; readonly split: TrainSplit } | null = null

/** splitTrain, worked out once for the trials that have the same: it takes as long as a hundred steps. */
function splitOnce(...args: Parameters<typeof splitTrain>): TrainSplit {
  const key = args.join()
  if (lastSplit?.key !== key) lastSplit = { key, split: splitTrain(...args) }
  return lastSplit.split
}
