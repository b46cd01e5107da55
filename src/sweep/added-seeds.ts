// Plans that grow by hand: seeds for some configurations beside those that the experiment gives to all.
import { SEED_MAX } from '../core/random.js'
import { planIndex, seedOrder } from '../domain/plan-order.js'
import type { AddedSeeds, Plan, Trial } from '../domain/trial.js'
import { identityOf } from './identity.js'

/** All trials of a plan are in memory, in the manifest and on the screen; at a second each this many take two days. */
export const TRIALS_MAX = 200_000

/**
 * The plan of the same experiment with these seeds, in place of those that were added before. It depends on nothing else: not on
 * the order in which they were added. What the experiment has anyway, and configurations that it has not, are left out.
 */
export function withAddedSeeds(plan: Plan, added: AddedSeeds): Plan {
  const { addedSeeds: _before, trials, ...others } = plan
  const { seeds } = plan.experiment
  const configurations = trials.filter(({ seed }) => seed === seeds[0])
  const planned = trials.slice(0, configurations.length * seeds.length)
  const known = new Set(seeds)
  const entries = configurations.flatMap(({ configId }) => {
    const own = new Set(Object.hasOwn(added, configId) ? added[configId] : [])
    const list = [...own].filter(seed => !known.has(seed)).sort((a, b) => a - b)
    return list.length === 0 ? [] : [[configId, list] as const]
  })
  if (entries.length === 0) return { ...others, trials: planned }
  const addedSeeds = Object.fromEntries(entries)
  return { ...others, trials: [...planned, ...addedTrials(configurations, seeds, addedSeeds)], addedSeeds }
}

/** configurations: a trial of each, in the plan's order. */
function addedTrials(
  configurations: readonly Trial[],
  seeds: readonly number[],
  added: AddedSeeds,
): readonly Trial[] {
  const ordinals = new Map(seedOrder(seeds, added).map((seed, i) => [seed, i]))
  const trials = configurations.flatMap((trial, position) => {
    const own = added[trial.configId] ?? []
    if (own.length === 0) return []
    const { trialId } = identityOf(trial.configuration)
    return own.map(seed => ({
      ...trial,
      seed,
      trialId: trialId(seed),
      index: planIndex(position, ordinals.get(seed)!, configurations.length),
    }))
  })
  return trials.sort((a, b) => a.index - b.index)
}

/**
 * The plan with so many further seeds for each of these configurations: the smallest above all of the experiment that a
 * configuration has not yet, so that those that get more get the same ones, and stay paired. The plan itself where it
 * has none of them, would have too many trials, or there are no such seeds.
 */
export function withMoreSeeds(plan: Plan, configIds: readonly string[], count: number): Plan {
  const known = new Set(plan.trials.map(({ configId }) => configId))
  const meant = [...new Set(configIds)].filter(configId => known.has(configId))
  if (!Number.isSafeInteger(count) || count < 1 || meant.length === 0) return plan
  if (plan.trials.length + meant.length * count > TRIALS_MAX) return plan
  const { addedSeeds = {}, experiment } = plan
  const above = experiment.seeds.reduce((largest, seed) => Math.max(largest, seed)) + 1
  const more = meant.map(configId => {
    const before = addedSeeds[configId] ?? []
    return [configId, [...before, ...unusedSeeds(above, new Set(before), count)]] as const
  })
  const all = more.flatMap(([, seeds]) => seeds.slice(-count))
  if (all.some(seed => seed > SEED_MAX)) return plan
  return withAddedSeeds(plan, { ...addedSeeds, ...Object.fromEntries(more) })
}

function unusedSeeds(from: number, used: ReadonlySet<number>, count: number): readonly number[] {
  const seeds: number[] = []
  for (let seed = from; seeds.length < count; seed++) if (!used.has(seed)) seeds.push(seed)
  return seeds
}
