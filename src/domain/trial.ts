// The nouns of an experiment: configuration, trial, axis, objective, plan. Data only.
// A configuration keeps the keys of the experiment file, so that a path such as training.batch_size means the same in
// the file, in --set, in the manifest and in the code.
import type { ActivationChoice } from '../core/activations.js'
import type { InitializerChoice } from '../core/initializers.js'
import type { LossName } from '../core/losses.js'
import type { MetricName } from '../core/metrics.js'
import type { OptimizerChoice } from '../core/optimizers.js'
import type { ScheduleChoice } from '../core/schedules.js'

/** One value for every hyperparameter, without the seed. */
export interface Configuration {
  /** Name of an entry of the table of datasets. */
  readonly dataset: string
  readonly model: {
    /** Units of each hidden layer, from the input on; empty for none. */
    readonly hidden: readonly number[]
    readonly activation: ActivationChoice
    readonly initializer: InitializerChoice
  }
  readonly loss: LossName
  readonly optimizer: OptimizerChoice
  readonly schedule: ScheduleChoice
  readonly training: {
    readonly epochs: number
    readonly batch_size: number
    /** Share of the training examples that is held out, 0 <= validation < 1. */
    readonly validation: number
    /** Seed of that division; the same for all seeds of training, so that all trials are measured on the same examples. */
    readonly split_seed: number
    /** Coefficient of the L2 penalty on weights. */
    readonly l2: number
  }
}

export type Split = 'train' | 'validation' | 'test'
export const splits: readonly Split[] = ['train', 'validation', 'test']

/** What ranks configurations: a metric on a split, in the metric's direction. Written `validation.accuracy`. */
export interface Objective {
  readonly split: Split
  readonly metric: MetricName
  readonly direction: 'maximize' | 'minimize'
}

/** One varied hyperparameter: a path into the configuration and its values, in the order of the file. */
export interface Axis {
  readonly path: string
  readonly values: readonly unknown[]
}

/** A validated experiment file: what was fixed, what varies, and nothing left to default. */
export interface Experiment {
  readonly name: string
  readonly question: string | null
  /** The values outside `sweep`, completed with defaults. */
  readonly fixed: Configuration
  readonly axes: readonly Axis[]
  /** Configurations that agree with all pairs of path and value of one of these are left out. */
  readonly exclude: readonly Readonly<Record<string, unknown>>[]
  readonly seeds: readonly number[]
  readonly objective: Objective
}

/** A configuration and a seed, to be trained. */
export interface Trial {
  /** `t` and 12 hexadecimal digits, a hash of configuration and seed. */
  readonly trialId: string
  /** `c` and 12 hexadecimal digits, a hash of the configuration. */
  readonly configId: string
  /** Position in the plan, from 0. */
  readonly index: number
  readonly configuration: Configuration
  readonly seed: number
  /** How many weights and biases the network has. */
  readonly parameters: number
}

/** All trials of an experiment, in the order in which they are started. */
export interface Plan {
  readonly experiment: Experiment
  readonly trials: readonly Trial[]
  /** How many combinations of the axes were left out, because excluded or equal to an earlier one. */
  readonly excluded: number
  readonly duplicates: number
}
