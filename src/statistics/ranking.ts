// Which configuration is best, and which ones cannot be told apart from it. The rule, in full:
//
// - A configuration is ranked by the mean, over its completed trials, of the objective at the last epoch, or with patience at
//   the one whose weights were restored. Not at the best epoch by the objective: the best of many noisy numbers is too good, and
//   the more so the more epochs there are.
// - A diverged, pruned or failed trial, or one that was stopped by hand, is never a number. A configuration is ranked on the
//   seeds it completed, and what it did not complete is counted beside that. A penalty would make the order disagree with the
//   means that are shown. One that completed nothing has no rank and comes last.
// - The others are compared with the best by paired t-tests on shared seeds, two-sided, at 5 % with Holm's correction. What is not
//   rejected is tied with the best; with fewer than two shared seeds there is no test, and it is not known.
//
// The best was picked by the same numbers that it is tested with, which favours it a little; read "not tied" as
// "worse on this evidence", not as proof.
import type { BestEpoch, Measurement, Outcome } from '../domain/measurement.js'
import type { Objective, Split, Trial } from '../domain/trial.js'
import { contrastsWith, type Tied, tiedOfBest } from './paired.js'
import { type Summary, summarize } from './summary.js'

/** A trial of the plan with what became of it; the outcome is null while there is none. A TrialRow is one. */
export interface TrialResult {
  readonly trial: Pick<Trial, 'index' | 'configId' | 'configuration' | 'seed'>
  readonly outcome: Result | null
}

/** What ranking needs of an Outcome; every Outcome is one. */
export type Result =
  | { readonly status: 'completed'; readonly last: Measurements; readonly best: BestEpoch }
  | { readonly status: Exclude<Outcome['status'], 'completed'> }

/** What ended without a number. */
export type Lost = Exclude<Result['status'], 'completed'>

export type Measurements = Readonly<Record<Split, Measurement | null>>
export type Completed = Extract<Result, { status: 'completed' }>

/** A configuration with its replicates folded in. */
export interface RankedConfiguration {
  readonly configId: string
  readonly configuration: Trial['configuration']
  /** Of its first trial in the plan: by these configurations are in plan order. */
  readonly index: number
  /** Its trials in the plan, whatever became of them. */
  readonly planned: number
  readonly counts: Readonly<Record<Outcome['status'] | 'unfinished', number>>
  /** The completed trials by seed, in plan order. */
  readonly completed: ReadonlyMap<number, Completed>
  /** How those ended that have no number to come any more, by seed. */
  readonly lost: ReadonlyMap<number, Lost>
  /** The final objective of those that have one, by seed. */
  readonly values: ReadonlyMap<number, number>
  /** Of these values; null where nothing was completed. */
  readonly objective: Summary | null
  /** The objective at each trial's best epoch. */
  readonly best: Summary | null
  /** From 1; equal means share a rank and the next one is skipped. null where nothing was completed. */
  readonly rank: number | null
  readonly tied: Tied
}

/** Best first; equal means, and configurations without one, in plan order. The results may come in any order. */
export function rankConfigurations(
  results: Iterable<TrialResult>,
  objective: Objective,
): readonly RankedConfiguration[] {
  const candidates = groupByConfiguration(results).map(group => fold(group, objective))
  const sign = objective.direction === 'maximize' ? -1 : 1
  const comparable = candidates.filter(isComparable)
  comparable.sort((a, b) => sign * (a.objective.mean - b.objective.mean)) // stable: equal ones stay in plan order
  const unranked = candidates.filter(candidate => !isComparable(candidate))
  return [
    ...rankAndTest(comparable),
    ...unranked.map(candidate => ({ ...candidate, rank: null, tied: null })),
  ]
}

/** The value of the objective; null where there is no such split, or the number is not finite. */
export function objectiveValue(
  { split, metric }: Pick<Objective, 'split' | 'metric'>,
  measurements: Measurements,
): number | null {
  const value = measurements[split]?.[metric]
  return value !== undefined && Number.isFinite(value) ? value : null
}

/** A configuration before it is compared with the others. */
type Candidate = Omit<RankedConfiguration, 'rank' | 'tied'>
type Comparable = Candidate & { readonly objective: Summary }

function isComparable(candidate: Candidate): candidate is Comparable {
  return candidate.objective !== null
}

function groupByConfiguration(results: Iterable<TrialResult>): readonly (readonly TrialResult[])[] {
  const groups = new Map<string, TrialResult[]>()
  for (const result of [...results].sort((a, b) => a.trial.index - b.trial.index)) {
    const group = groups.get(result.trial.configId)
    if (group) group.push(result)
    else groups.set(result.trial.configId, [result])
  }
  return [...groups.values()]
}

function fold(group: readonly TrialResult[], objective: Objective): Candidate {
  const { configId, configuration, index } = group[0]!.trial
  const counts = { completed: 0, pruned: 0, diverged: 0, failed: 0, cancelled: 0, unfinished: 0 }
  const completed = new Map<number, Completed>()
  const lost = new Map<number, Lost>()
  const values = new Map<number, number>()
  for (const { trial, outcome } of group) {
    counts[outcome?.status ?? 'unfinished']++
    if (outcome === null) continue
    if (outcome.status !== 'completed') {
      lost.set(trial.seed, outcome.status)
      continue
    }
    completed.set(trial.seed, outcome)
    const value = objectiveValue(objective, outcome.last)
    if (value !== null) values.set(trial.seed, value)
  }
  return {
    configId,
    configuration,
    index,
    planned: group.length,
    counts,
    completed,
    lost,
    values,
    objective: summarize([...values.values()]),
    best: summarize([...completed.values()].map(({ best }) => best.value)),
  }
}

/** sorted: best first. */
function rankAndTest(sorted: readonly Comparable[]): readonly RankedConfiguration[] {
  const [best, ...others] = sorted
  if (best === undefined) return []
  const tied = contrastsWith(
    best.values,
    others.map(({ values }) => values),
  ).map(contrast => contrast.tied)
  let rank = 1
  return sorted.map((candidate, i) => {
    if (i > 0 && candidate.objective.mean !== sorted[i - 1]!.objective.mean) rank = i + 1
    return { ...candidate, rank, tied: i === 0 ? tiedOfBest(tied) : tied[i - 1]! }
  })
}
