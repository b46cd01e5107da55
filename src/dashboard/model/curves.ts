// The learning curves of a configuration: of each measurement the mean over its completed trials, or over those that have begun
// while none has completed.
import type { Objective } from '../../domain/trial.js'
import { splits } from '../../domain/trial.js'
import { courseOf, type History, type Measure, measuredSplits } from './history.js'
import { begunOf, meanCurve } from './rows.js'
import type { Curve, Group, Sweep } from './state.js'

export interface ConfigurationCurves {
  /** Of the trials whose mean is shown. */
  readonly histories: readonly History[]
  readonly of: 'completed' | 'running' | 'ended' | 'none'
}

export function curvesOf(sweep: Sweep, group: Group): ConfigurationCurves {
  const ended = group.ended.filter(trial => trial !== null)
  const kinds = [
    ['completed', ended.filter(({ outcome }) => outcome.status === 'completed')],
    ['running', begunOf(sweep, group)],
    ['ended', ended],
  ] as const
  for (const [of, trials] of kinds) {
    const histories = trials.map(({ history }) => history).filter(({ length }) => length > 0)
    if (histories.length > 0) return { histories, of }
  }
  return { histories: [], of: 'none' }
}

export function meanCourse({ histories }: ConfigurationCurves, measure: Measure): Curve {
  return meanCurve(histories.map(history => courseOf(history, measure)))
}

/** Everything that was measured in some of them, the objective first. */
export function measuresOf(all: readonly ConfigurationCurves[], objective: Objective): readonly Measure[] {
  const histories = all.flatMap(curves => curves.histories)
  const { split, metric } = objective
  const others = (['accuracy', 'loss'] as const).flatMap(name =>
    measuredSplits(histories, name).map(found => ({ split: found, metric: name })),
  )
  const rest = others.filter(other => other.split !== split || other.metric !== metric)
  return [{ split, metric }, ...rest.sort((a, b) => splits.indexOf(b.split) - splits.indexOf(a.split))]
}
