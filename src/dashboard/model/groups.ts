// The plan as the views hold it: configurations with their trials, and where each trial stands among them.
import { epochsOf } from '../../domain/length.js'
import type { Plan, Trial } from '../../domain/trial.js'
import { costKindOf } from './cost-kind.js'
import type { Counts, EndedTrial, Group, Place } from './state.js'
import { trainingSetOf } from './training-set.js'

export interface Grouped {
  readonly groups: readonly Group[]
  readonly places: ReadonlyMap<string, Place>
}

/** ended: what is known of a trial that has ended already. */
export function grouped(plan: Plan, ended: (trialId: string) => EndedTrial | null): Grouped {
  const trialsOf = new Map<string, Trial[]>()
  for (const trial of plan.trials) {
    const trials = trialsOf.get(trial.configId)
    if (trials) trials.push(trial)
    else trialsOf.set(trial.configId, [trial])
  }
  const groups = [...trialsOf].map(([configId, trials]) => groupOf(configId, trials, ended))
  const places = new Map(
    groups.flatMap(({ trials }, group) =>
      trials.map((trial, replicate) => [trial.trialId, { group, replicate, trial }] as const),
    ),
  )
  return { groups, places }
}

function groupOf(
  configId: string,
  trials: readonly Trial[],
  endedOf: (trialId: string) => EndedTrial | null,
): Group {
  const ended = trials.map(trial => {
    const known = endedOf(trial.trialId)
    return known && { ...known, trial }
  })
  return {
    configId,
    configuration: trials[0]!.configuration,
    trials,
    ended,
    endedCount: ended.filter(trial => trial !== null).length,
    epochs: epochsOf(trials[0]!.configuration),
    trainingSet: trainingSetOf(trials[0]!),
    kind: costKindOf(trials[0]!),
  }
}

const none: Counts = {
  waiting: 0,
  running: 0,
  completed: 0,
  pruned: 0,
  diverged: 0,
  failed: 0,
  cancelled: 0,
}

/** How all trials stand, counted one by one: for a plan that is new. */
export function countsOf(
  { groups, places }: Grouped,
  running: { has(trialId: string): boolean; size: number },
): Counts {
  const counts = { ...none, running: running.size }
  for (const { trials, ended } of groups)
    for (const [i, trial] of ended.entries())
      if (trial !== null && !running.has(trials[i]!.trialId)) counts[trial.outcome.status]++
  const counted = Object.values(counts).reduce((sum, count) => sum + count)
  return { ...counts, waiting: places.size - counted }
}
