// The order of a plan, as numbers: where a trial stands, from the places of its configuration and its seed. So neither the
// manifest nor a reader of a run needs a list of trials, and seeds that are added later move no trial that was there before.
import type { AddedSeeds } from './trial.js'

/**
 * Plans go through all configurations with the first seed, then through all with the second, and so on.
 * configuration, seed: their positions, from 0.
 */
export function planIndex(configuration: number, seed: number, configurations: number): number {
  return seed * configurations + configuration
}

/**
 * All seeds of a plan in its order: those of the experiment as they were written, then what was added to any configuration,
 * ascending. It does not depend on what was added first.
 */
export function seedOrder(seeds: readonly number[], added: AddedSeeds = {}): readonly number[] {
  const others = new Set(Object.values(added).flat())
  for (const seed of seeds) others.delete(seed)
  return [...seeds, ...[...others].sort((a, b) => a - b)]
}

/** Whether a configuration is trained with a seed that is not among those of the experiment. */
export function hasAdded(added: AddedSeeds, configId: string, seed: number): boolean {
  return Object.hasOwn(added, configId) && added[configId]!.includes(seed)
}
