// One trial and its data in, measurements and an outcome out. Synchronous: it is called where nothing else has to run.
import type { Engine, MakeEngine } from '../core/engine.js'
import type { Dataset } from '../data/dataset.js'
import { splitTrain, type TrainSplit } from '../data/split.js'
import { lengthOf } from '../domain/length.js'
import type { BestEpoch, EpochRecord, Outcome } from '../domain/measurement.js'
import type { TrialReport } from '../domain/ports.js'
import type { Objective, Save, Trial } from '../domain/trial.js'
import { batchesOf } from './batches.js'
import { EarlyStopping } from './early-stopping.js'
import { networkSpec } from './network-spec.js'
import { type Training, trainEpoch } from './train-epoch.js'

export interface TrainingInput {
  readonly trial: Trial
  readonly dataset: Dataset
  readonly objective: Objective
  /** Whose weights are reported of a trial that completes, as its last report. */
  readonly save: Save
  readonly makeEngine: MakeEngine
  readonly report: (report: TrialReport) => void
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number
}

/** Trains a trial to its end. Whatever is wrong with the trial itself is an outcome; a throw is a defect or a lack of memory. */
export function trainTrial(input: TrainingInput): Outcome {
  const { objective, save, report } = input
  const training = prepare(input)
  const { patience, min_delta } = training.configuration.training
  const stopping = patience === null ? null : new EarlyStopping(patience, min_delta)
  let last: EpochRecord | null = null
  let final: Kept | null = null
  let best: (Kept & { readonly value: BestEpoch }) | null = null
  for (let epoch = 0; epoch < training.length.epochs; epoch++) {
    const record = trainEpoch(training, epoch)
    if (typeof record === 'string') return { status: 'diverged', last, error: record }
    report({ type: 'epoch', record })
    last = record
    const value = objectiveOf(record, objective)
    if (best === null || improves(value, best.value.value, objective))
      best = { value: { epoch: record.epoch, value }, ...keep(training.engine, record, save === 'best') }
    const verdict = stopping?.hear(record)
    if (verdict === 'better') final = keep(training.engine, record, save === 'last')
    if (verdict === 'stop') break
  }
  if (last === null || best === null) throw new RangeError('a trial has at least one epoch')
  final ??= keep(training.engine, last, save === 'last')
  const { record, parameters } = save === 'best' ? best : final
  if (parameters !== null) report({ type: 'weights', epoch: record.epoch, sizes: training.sizes, parameters })
  return { status: 'completed', last: final.record, best: best.value, epochsDone: last.epoch }
}

function prepare({ trial, dataset, makeEngine, report, nowMs }: TrainingInput): Training {
  const { configuration, seed } = trial
  const { validation, split_seed, batch_size } = configuration.training
  const split = splitOnce(dataset.train.labels.length, validation, split_seed)
  const spec = networkSpec(configuration, dataset)
  const stepsPerPass = Math.ceil(split.train.length / batch_size)
  return {
    configuration,
    dataset,
    report,
    nowMs,
    sizes: spec.sizes,
    engine: makeEngine(spec, seed),
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

/** An epoch that may be wanted later; its parameters too, where somebody asks for them. */
interface Kept {
  readonly record: EpochRecord
  readonly parameters: Float32Array | null
}

function keep(engine: Engine, record: EpochRecord, withParameters: boolean): Kept {
  return { record, parameters: withParameters ? Float32Array.from(engine.state().parameters) : null }
}

function objectiveOf(record: EpochRecord, { split, metric }: Objective): number {
  const value = record[split]?.[metric]
  if (value === undefined)
    throw new RangeError(`the objective is measured on ${split}, and there is no such split`)
  return value
}

/** Whether a value is better than the best so far; an equal one is not. */
function improves(value: number, best: number, { direction }: Objective): boolean {
  return direction === 'maximize' ? value > best : value < best
}
