// What `import ... from 'mlp-bench'` gives: the names here are the package's promise, documented in docs/library.md, and nothing
// else of src is. This file makes nothing itself. To import it starts no thread and loads neither the kernels nor the
// dashboard, YAML or CSV.

// Data.

export type { Dataset } from '../data/dataset.js'
export { type DatasetName, datasets } from '../data/datasets.js'
export { type LoadOptions, loadDataset } from '../data/load.js'
export type { TrainSplit } from '../data/split.js'

// Networks: one to train at speed, and the definition that reads like the formulas.

export type { BatchResult, Engine, EngineState, Examples, NetworkSpec } from '../core/engine.js'
export { ShapeError } from '../core/engine.js'
export { parameterCount } from '../core/parameters.js'
export type { Measurement } from '../domain/measurement.js'
export type { Chosen } from './chosen.js'
export { compareGradients, numericalEngines, ReferenceNetwork } from './engines.js'
export { createNetwork, type Network, type NetworkOptions, networkSpec } from './network.js'
export { type OpenOptions, openNetwork, saveNetwork } from './stored.js'
export { batchesOfEpoch, everyIndex, measure, splitTrain } from './training.js'

// The tables, each entry with its functions, and the functions that stand beside them.

export { activations } from '../core/activations.js'
export { affine } from '../core/affine.js'
export { gradients } from '../core/gradients.js'
export { initializers } from '../core/initializers.js'
export { crossEntropyOfProbabilities, losses, type NumberArray } from '../core/losses.js'
export { metrics } from '../core/metrics.js'
export { type LayerDifference, numericalGradient } from '../core/numerical.js'
export { optimizers } from '../core/optimizers.js'
export { outputs } from '../core/outputs.js'
export { permutation, RandomStream } from '../core/random.js'
export { schedules } from '../core/schedules.js'
export { targetOf } from './worked.js'

// Experiments: planned, run, read back, compared.

export { ARITHMETIC } from '../core/simd.js'
export { type Mistake, UserError } from '../domain/errors.js'
export type { SweepEvent } from '../domain/events.js'
export type { BestEpoch, EpochRecord, Outcome } from '../domain/measurement.js'
export type { Configuration, Experiment, Objective, Plan, Split, Trial } from '../domain/trial.js'
export type { RankedConfiguration } from '../statistics/ranking.js'
export { type Summary, summarize } from '../statistics/summary.js'
export {
  type ExperimentPlan,
  type ExperimentRun,
  type PlanOptions,
  planExperiment,
  type RunOptions,
  runExperiment,
  type WrittenExperiment,
} from './experiment.js'
export { listRuns, rankRun, readEpochs, readRun, type StoredRun, type StoredTrial } from './runs.js'
