// Experiment -> plan: the product of the axes, less what is excluded or there twice, with every seed. The same
// experiment gives the same plan in the same order, always.

import { parameterCount } from '../core/parameters.js'
import { factsOf } from '../data/datasets.js'
import { stepsPerPass } from '../domain/length.js'
import { planIndex } from '../domain/plan-order.js'
import type { Axis, Configuration, Experiment, Plan, Trial } from '../domain/trial.js'
import { layerSizes } from './architecture.js'
import { canonicalJson, type Identity, identityOf } from './identity.js'
import { valueAt, withValue } from './paths.js'

/**
 * All trials: every configuration with the first seed, then every one with the second, so that a sweep cut short has
 * compared all of them. Among configurations the last axis of the file varies fastest.
 */
export function expand(experiment: Experiment): Plan {
  const distinct = new Map<string, Distinct>()
  let excluded = 0
  let duplicates = 0
  for (const combination of combinations(experiment)) {
    if (isExcluded(combination, experiment.exclude)) {
      excluded++
      continue
    }
    const configuration = completed(combination, experiment)
    const identity = identityOf(configuration)
    if (distinct.has(identity.configId)) duplicates++
    else distinct.set(identity.configId, { configuration, identity })
  }
  return { experiment, trials: trialsOf([...distinct.values()], experiment), excluded, duplicates }
}

/** The configuration with what it leaves to the size of its dataset: how often training by steps is recorded. */
function completed(configuration: Configuration, { ownDatasets }: Experiment): Configuration {
  const { steps, record_every } = configuration.training
  if (steps === null || record_every !== null) return configuration
  const { train } = factsOf(configuration.dataset, ownDatasets).examples
  return withValue(configuration, 'training.record_every', stepsPerPass(configuration.training, train))
}

/** A configuration that is to be trained, once for every seed. */
interface Distinct {
  readonly configuration: Configuration
  readonly identity: Identity
}

function trialsOf(distinct: readonly Distinct[], { seeds, ownDatasets }: Experiment): readonly Trial[] {
  const parameters = distinct.map(({ configuration }) =>
    parameterCount(layerSizes(configuration, ownDatasets)),
  )
  return seeds.flatMap((seed, round) =>
    distinct.map(({ configuration, identity }, i) => ({
      trialId: identity.trialId(seed),
      configId: identity.configId,
      index: planIndex(i, round, distinct.length),
      configuration,
      seed,
      parameters: parameters[i]!,
    })),
  )
}

/** How many trials the axes and seeds span, before anything is left out. Counted, never expanded. */
export function countTrials({ axes, seeds }: Pick<Experiment, 'axes' | 'seeds'>): bigint {
  return axes.reduce((count, { values }) => count * BigInt(values.length), BigInt(seeds.length))
}

/** Whether some combination is left when the excluded ones are taken out. */
export function hasTrials(experiment: Experiment): boolean {
  for (const configuration of combinations(experiment)) {
    if (!isExcluded(configuration, experiment.exclude)) return true
  }
  return false
}

/** Whether a configuration agrees with every pair of path and value of at least one rule. */
function isExcluded(configuration: Configuration, rules: Experiment['exclude']): boolean {
  return rules.some(rule =>
    Object.entries(rule).every(([path, value]) => sameValue(valueAt(configuration, path), value)),
  )
}

/** Equal in content: lists of layers are compared unit by unit. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && canonicalJson(a) === canonicalJson(b))
}

/** Nested loops over the axes in the order of the file. */
function* combinations({ fixed, axes }: Experiment): Generator<Configuration> {
  const indices = axes.map(() => 0)
  const order = byDepth(axes)
  while (true) {
    yield order.reduce((made, i) => withValue(made, axes[i]!.path, axes[i]!.values[indices[i]!]), fixed)
    let turning = axes.length - 1
    while (turning >= 0 && ++indices[turning]! === axes[turning]!.values.length) indices[turning--] = 0
    if (turning < 0) return
  }
}

/** Indices of the axes, those with short paths first: optimizer is set before optimizer.learning_rate changes it. */
function byDepth(axes: readonly Axis[]): readonly number[] {
  const depth = ({ path }: Axis) => path.split('.').length
  return axes.map((_, i) => i).sort((a, b) => depth(axes[a]!) - depth(axes[b]!))
}
