// Comparisons for tests, made of a plan and a value of the objective for each of its trials.
import type { Measurement } from '../../src/domain/measurement.js'
import type { Plan, Trial } from '../../src/domain/trial.js'
import type { Comparison, ComparisonTable } from '../../src/report/compare.js'
import { axisOf, compareColumns } from '../../src/report/compare-columns.js'
import { lostValues } from '../../src/report/compare-lost.js'
import { axisTable, type Candidates, rankingTable, totalOf } from '../../src/report/compare-tables.js'
import { rankConfigurations, type TrialResult } from '../../src/statistics/ranking.js'

/** A number, or how a trial ended without one; null where it has not ended. */
export type Ended = number | 'diverged' | 'failed' | null

export function candidatesOf({ trials, experiment }: Plan, ended: (trial: Trial) => Ended): Candidates {
  const { objective, seeds } = experiment
  const results = trials.map((trial): TrialResult => ({ trial, outcome: outcomeOf(ended(trial)) }))
  const configurations = [...new Map(trials.map(t => [t.configId, t.configuration])).values()]
  return {
    objective,
    seeds,
    ranking: rankConfigurations(results, objective),
    varying: compareColumns(configurations),
  }
}

function outcomeOf(ended: Ended): TrialResult['outcome'] {
  if (ended === null) return null
  if (typeof ended === 'string') return { status: ended }
  const validation: Measurement = { loss: 1 - ended, accuracy: ended }
  return {
    status: 'completed',
    last: { train: null, validation, test: null },
    best: { epoch: 1, value: ended },
  }
}

export function byAxes(candidates: Candidates, plan: Plan, ...names: readonly string[]) {
  const configurations = plan.trials.map(({ configuration }) => configuration)
  return axisTable(
    candidates,
    names.map(name => axisOf(candidates.varying.find(column => column.name === name)!, configurations)),
  )
}

export function comparisonOf(
  plan: Plan,
  ended: (trial: Trial) => Ended,
  ...by: readonly (readonly string[])[]
): Comparison {
  const candidates = candidatesOf(plan, ended)
  const tables: readonly ComparisonTable[] = by.map(names =>
    names.length === 0 ? rankingTable(candidates) : byAxes(candidates, plan, ...names),
  )
  const trials = totalOf(candidates.ranking)
  return {
    objective: candidates.objective,
    runs: [
      {
        name: 'width-1',
        path: '/runs/width-1',
        status: 'finished',
        bench: '0.1.0',
        arithmetic: 'simd-1',
        trials,
      },
    ],
    isByRun: false,
    configurations: candidates.ranking.map(({ configuration }) => configuration),
    trials,
    repeated: 0,
    seeds: candidates.seeds,
    notes: [],
    lost: lostValues(candidates),
    tables,
  }
}
