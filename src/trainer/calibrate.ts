// How long trials will take on this machine: a few configurations are trained for a moment, the others are inferred.
import type { MakeEngine } from '../core/engine.js'
import { parameterCount } from '../core/parameters.js'
import type { Dataset } from '../data/dataset.js'
import { heldOut, lengthOf, stepsPerPass } from '../domain/length.js'
import type { Configuration } from '../domain/trial.js'
import { networkSpec } from './network-spec.js'
import { numericalCost } from './numerical-cost.js'

export interface CalibrationInput {
  readonly configurations: readonly Configuration[]
  /** The data of a configuration, or a stand-in of the same shape where they are not at hand. */
  readonly datasetOf: (configuration: Configuration) => Dataset
  /** How many examples the real data have. */
  readonly countsOf: (configuration: Configuration) => { readonly train: number; readonly test: number }
  readonly makeEngine: MakeEngine
  /** As numerical-cost.ts measures it. Asked only where a configuration has numerical gradients, whose forecasts all follow from it. */
  readonly referenceRate: () => number
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number
  /** How long to measure in all at most, in milliseconds. */
  readonly budgetMs: number
}

/** At most so many configurations are measured, spread over the range of their sizes. */
const SAMPLES_MAX = 8
/** Milliseconds for each at most: enough for the compiler to be done, and nobody waits longer for a sweep of two configurations. */
const SAMPLE_MS_MAX = 300
/** Examples of a measured step; how many there are hardly changes the time of one. */
const BATCH_MAX = 256

interface Sample {
  readonly work: number
  readonly secondsPerExample: number
}

/**
 * Seconds that a trial of each configuration takes on one core, in the order of the configurations; of one that stops early,
 * the most it can take.
 */
export function calibrate(input: CalibrationInput): readonly number[] {
  const isNumerical = ({ gradient }: Configuration) => gradient === 'numerical'
  const others = input.configurations.filter(configuration => !isNumerical(configuration))
  const seconds = calibrateTrained({ ...input, configurations: others }).values()
  const rate = others.length < input.configurations.length ? input.referenceRate() : Infinity
  return input.configurations.map(configuration => {
    if (!isNumerical(configuration)) return seconds.next().value!
    const { imageShape, classes } = input.datasetOf(configuration)
    const facts = { imageShape, classes, examples: input.countsOf(configuration) }
    return numericalCost(configuration, facts).work / rate
  })
}

/** For those whose steps can be measured in a moment. */
function calibrateTrained(input: CalibrationInput): readonly number[] {
  const works = input.configurations.map(configuration =>
    workPerExample(configuration, input.datasetOf(configuration)),
  )
  const bySize = works.map((_, i) => i).sort((a, b) => works[a]! - works[b]!)
  const chosen = spread(bySize, SAMPLES_MAX)
  const samples = chosen.map(i => {
    const sampled = standIn(input.configurations[i]!, input.datasetOf(input.configurations[i]!))
    return {
      work: workPerExample(sampled, input.datasetOf(sampled)),
      secondsPerExample: measure(sampled, input, Math.min(SAMPLE_MS_MAX, input.budgetMs / chosen.length)),
    }
  })
  return input.configurations.map((configuration, i) => {
    const sample = nearestSample(samples, works[i]!)
    const examples = examplesOf(configuration, input.countsOf(configuration))
    return examples * sample.secondsPerExample * (works[i]! / sample.work)
  })
}

/**
 * The configuration, with narrower layers where two steps of it could take longer than the whole calibration may: to
 * measure a network of 100 million parameters takes seconds, and its time follows from its work well enough.
 */
function standIn(configuration: Configuration, dataset: Dataset): Configuration {
  const PARAMETERS_MAX = 500_000
  let { hidden } = configuration.model
  const parameters = () =>
    parameterCount(
      networkSpec({ ...configuration, model: { ...configuration.model, hidden } }, dataset).sizes,
    )
  while (parameters() > PARAMETERS_MAX) hidden = hidden.map(units => Math.ceil(units / 2))
  const batch_size = Math.min(configuration.training.batch_size, BATCH_MAX)
  return {
    ...configuration,
    model: { ...configuration.model, hidden },
    training: { ...configuration.training, batch_size },
  }
}

/**
 * A number in proportion to the time of one training example: the multiplications of the three passes (forward, gradient,
 * backward), and the share of the optimizer's pass over all parameters.
 */
function workPerExample(configuration: Configuration, dataset: Dataset): number {
  const parameters = parameterCount(networkSpec(configuration, dataset).sizes)
  const OPTIMIZER_COST = 20 // of one parameter, in multiplications: a root and a division
  return 3 * parameters + (OPTIMIZER_COST * parameters) / configuration.training.batch_size
}

/**
 * Trains for about `budgetMs`, at least two steps. Returns seconds per example: of the median step, since on a busy
 * machine some steps wait for others to finish, and of those after the first third, which is for the compiler.
 */
function measure(configuration: Configuration, input: CalibrationInput, budgetMs: number): number {
  const { train } = input.datasetOf(configuration)
  const engine = input.makeEngine(networkSpec(configuration, input.datasetOf(configuration)), 0)
  const batch = Math.min(configuration.training.batch_size, train.labels.length)
  const batches = Math.max(1, Math.floor(train.labels.length / batch))
  const indices = Uint32Array.from({ length: train.labels.length }, (_, i) => i)
  const stepsMs: number[] = []
  const begin = input.nowMs()
  let warmSteps = 0
  for (let last = begin; stepsMs.length < warmSteps + 2 || last - begin < budgetMs; ) {
    const start = (stepsMs.length % batches) * batch
    engine.train(train, indices.subarray(start, start + batch), configuration.optimizer.learning_rate)
    const now = input.nowMs()
    stepsMs.push(now - last)
    last = now
    if (now - begin < budgetMs / 3) warmSteps = stepsMs.length
  }
  const measured = stepsMs.slice(Math.max(1, warmSteps)).sort((a, b) => a - b)
  return measured[Math.floor(measured.length / 2)]! / 1000 / batch
}

/** The examples of a training, in training examples: those only measured go forward, a third of the way. */
function examplesOf({ training }: Configuration, { train, test }: { train: number; test: number }): number {
  const validation = heldOut(train, training.validation)
  const perPass = stepsPerPass(training, train)
  const { steps, epochs } = lengthOf(training, perPass)
  const trained = (steps / perPass) * (train - validation)
  const measured = validation + test + (training.steps === null ? 0 : train - validation)
  return trained + (epochs * measured) / 3
}

function nearestSample(samples: readonly Sample[], work: number): Sample {
  const distance = (sample: Sample) => Math.max(sample.work / work, work / sample.work)
  return samples.reduce((best, sample) => (distance(sample) < distance(best) ? sample : best))
}

/** At most n of the items, first and last among them, evenly spaced. */
function spread<T>(items: readonly T[], n: number): readonly T[] {
  if (items.length <= n) return items
  return Array.from({ length: n }, (_, i) => items[Math.round((i * (items.length - 1)) / (n - 1))]!)
}
