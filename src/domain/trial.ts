// The nouns of an experiment: configuration, trial, axis, objective, plan. Data only.
// A configuration keeps the keys of the experiment file, so that a path such as training.batch_size means the same in
// the file, in --set, in the manifest and in the code.
import type { ActivationChoice } from '../core/activations.js'
import type { GradientName } from '../core/gradients.js'
import type { InitializerChoice } from '../core/initializers.js'
import type { LossName } from '../core/losses.js'
import type { MetricName } from '../core/metrics.js'
import type { OptimizerChoice } from '../core/optimizers.js'
import type { OutputName } from '../core/outputs.js'
import type { ScheduleChoice } from '../core/schedules.js'
import type { DatasetFacts } from './dataset-facts.js'

/** One value for every hyperparameter, without the seed. */
export interface Configuration {
  /** Name of an entry of the table of datasets, or the canonical text of files of the user's own. */
  readonly dataset: string
  readonly model: {
    /** Units of each hidden layer, from the input on; empty for none. */
    readonly hidden: readonly number[]
    /**
     * One for all hidden layers, or one for each, from the input on. A list whose entries are all equal does not occur: it
     * is written as the one that it stands for, so that equal networks are equal configurations.
     */
    readonly activation: ActivationChoice | readonly ActivationChoice[]
    /** Activation of the output layer. */
    readonly output: OutputName
    readonly initializer: InitializerChoice
    /** Share of the units of each hidden layer that a step leaves out, 0 <= dropout < 1. */
    readonly dropout: number
  }
  readonly loss: LossName
  readonly optimizer: OptimizerChoice
  readonly schedule: ScheduleChoice
  readonly gradient: GradientName
  readonly training: {
    /** Passes over the training examples; means nothing where `steps` is a number. */
    readonly epochs: number
    /** Updates, where training is measured by them; null where it is by passes. */
    readonly steps: number | null
    /**
     * Updates from one measurement to the next, where training goes by steps. null stands for as many as a pass has, and
     * for nothing where training goes by passes; a plan has filled it in.
     */
    readonly record_every: number | null
    /** Whether the examples of a batch are drawn with replacement, each batch by itself. */
    readonly replacement: boolean
    readonly batch_size: number
    /** Share of the training examples that is held out, 0 <= validation < 1. */
    readonly validation: number
    /** Seed of that division; the same for all seeds of training, so that all trials are measured on the same examples. */
    readonly split_seed: number
    /** Coefficient of the L2 penalty on weights. */
    readonly l2: number
    /** The largest norm of the gradient over all parameters; a longer one is scaled down to it. null: as it comes. */
    readonly clip_norm: number | null
    /** Share of the target that is spread evenly over all classes, 0 <= label_smoothing < 1. */
    readonly label_smoothing: number
    /** Epochs without a better validation loss after which training stops; null: it goes on to the end. */
    readonly patience: number | null
    /** How much lower a validation loss has to be to count as better. */
    readonly min_delta: number
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

/**
 * Which weights of a completed trial are kept: none, those of its last epoch, or those of the best by the objective. With
 * patience both are those that were restored, so that they are the ones whose metrics are reported.
 */
export const saves = ['none', 'last', 'best'] as const
export type Save = (typeof saves)[number]

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
  readonly save: Save
  /** Seconds of training from one checkpoint of a trial to the next; 0 for none. */
  readonly checkpointEvery: number
  /** How often a trial that failed is tried again. */
  readonly retries: number
  /** What was found in the files of the user's own that it names, by the text that configurations have. Absent: none. */
  readonly ownDatasets?: Readonly<Record<string, DatasetFacts>>
}

/** A configuration and a seed, to be trained. */
export interface Trial {
  /** `t` and 12 hexadecimal digits, a hash of configuration and seed. */
  readonly trialId: string
  /** `c` and 12 hexadecimal digits, a hash of the configuration. */
  readonly configId: string
  /** Its place in the order of the plan, from 0; where only some configurations have an added seed, there are gaps. */
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
  /** Seeds that were added by hand to those of the experiment. Absent: none. */
  readonly addedSeeds?: AddedSeeds
}

/** By config_id: seeds besides those of the experiment, ascending; none is there twice. */
export type AddedSeeds = Readonly<Record<string, readonly number[]>>
