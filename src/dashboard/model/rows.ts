// The ranking as it stands: a row a configuration, with its replicates folded in. Means are of completed trials alone;
// what a running trial shows is marked as provisional and is part of no mean.
// In three steps, so that a screen of twenty rows costs twenty rows: rank (dear, when trials have ended), inOrder
// (cheap, for every frame), rowOf (for each row that is seen).
import { epochsOf } from '../../domain/length.js'
import type { Status } from '../../domain/measurement.js'
import type { Configuration } from '../../domain/trial.js'
import { type RankedConfiguration, rankConfigurations } from '../../statistics/ranking.js'
import { shareDone } from './forecast.js'
import type { Curve, EndedTrial, Group, RunningTrial, Sweep } from './state.js'

export interface Row {
  readonly configId: string
  readonly configuration: Configuration
  /** Means, rank and ties, of the completed trials. */
  readonly ranked: RankedConfiguration
  readonly status: Status
  readonly provisional: Provisional | null
  /** Mean of the completed trials' curves; while there are none, of those that run or were broken off. */
  readonly curve: Curve
  /** Share of the training of all its trials that is done, 0 to 1; a trial that ended early is done. */
  readonly progress: number
}

/** The running trial that is furthest: the objective after its latest epoch, null where there is no number yet. */
export interface Provisional {
  readonly value: number | null
  readonly epoch: number
  readonly epochs: number
}

/** A configuration's place in the ranking, and in the sweep's groups. */
export interface Ranked {
  readonly group: number
  readonly ranked: RankedConfiguration
}

/** A walk over all trials and a test for each configuration: to be kept until trials have ended. */
export function rank(sweep: Sweep): readonly Ranked[] {
  const places = new Map(sweep.groups.map(({ configId }, group) => [configId, group]))
  const results = sweep.groups.flatMap(group =>
    group.trials.map((trial, i) => ({ trial, outcome: group.ended[i]?.outcome ?? null })),
  )
  return rankConfigurations(results, sweep.plan.experiment.objective).map(ranked => ({
    group: places.get(ranked.configId)!,
    ranked,
  }))
}

/**
 * Configurations with a mean, best first; then those that run, those that wait, and those that ended without any
 * number; each of these in the order of the plan.
 */
export function inOrder(sweep: Sweep, ranking: readonly Ranked[]): readonly Ranked[] {
  const running = runningConfigurations(sweep)
  const bins: [Ranked[], Ranked[], Ranked[], Ranked[]] = [[], [], [], []]
  for (const entry of ranking) {
    const group = sweep.groups[entry.group]!
    if (entry.ranked.rank !== null) bins[0].push(entry)
    else if (running.has(group.configId)) bins[1].push(entry)
    else if (group.endedCount < group.trials.length) bins[2].push(entry)
    else bins[3].push(entry)
  }
  return bins.flat()
}

export function rowOf(sweep: Sweep, { group: index, ranked }: Ranked): Row {
  const group = sweep.groups[index]!
  const running = runningOf(sweep, group)
  const furthest = running.reduce<RunningTrial | null>(
    (best, trial) => (best === null || shareDone(trial) > shareDone(best) ? trial : best),
    null,
  )
  const begun = begunOf(sweep, group)
  const done = group.endedCount + begun.reduce((sum, trial) => sum + shareDone(trial), 0)
  return {
    configId: group.configId,
    configuration: group.configuration,
    ranked,
    status: statusOfGroup(group, running.length),
    provisional: furthest && {
      value: furthest.curve.at(-1) ?? null,
      epoch: furthest.curve.length,
      epochs: epochsOf(group.configuration),
    },
    curve: curveOf(group, begun),
    progress: done / group.trials.length,
  }
}

export function statusOfRanked(sweep: Sweep, { group }: Ranked): Status {
  const found = sweep.groups[group]!
  return statusOfGroup(found, runningOf(sweep, found).length)
}

/** The trials of a configuration that run, in the order in which they were started. */
export function runningOf(sweep: Sweep, { configId }: Group): readonly RunningTrial[] {
  return [...sweep.running.values()].filter(({ trial }) => trial.configId === configId)
}

/** Those that run, and those that were broken off and wait. */
export function begunOf(sweep: Sweep, group: Group): readonly RunningTrial[] {
  const { configId } = group
  const interrupted = [...sweep.interrupted.values()].filter(({ trial }) => trial.configId === configId)
  return [...runningOf(sweep, group), ...interrupted]
}

export function runningConfigurations(sweep: Sweep): ReadonlySet<string> {
  return new Set([...sweep.running.values()].map(({ trial }) => trial.configId))
}

/** What most needs to be said of a configuration whose trials ended in several ways comes first. */
const endings = ['failed', 'diverged', 'cancelled', 'pruned', 'completed'] as const

function statusOfGroup({ trials, ended, endedCount }: Group, running: number): Status {
  if (running > 0) return 'running'
  if (endedCount < trials.length) return 'waiting'
  const seen = new Set(ended.map(trial => trial?.outcome.status))
  return endings.find(status => seen.has(status)) ?? 'waiting'
}

function curveOf({ ended }: Group, begun: readonly RunningTrial[]): Curve {
  const completed = ended.filter((trial): trial is EndedTrial => trial?.outcome.status === 'completed')
  return meanCurve((completed.length > 0 ? completed : begun).map(({ curve }) => curve))
}

/** The mean of the curves epoch by epoch, over those that have a number there. */
export function meanCurve(curves: readonly Curve[]): Curve {
  const length = curves.reduce((longest, curve) => Math.max(longest, curve.length), 0)
  return Array.from({ length }, (_, epoch) => {
    const values = curves.map(curve => curve[epoch] ?? null).filter(value => value !== null)
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
  })
}
