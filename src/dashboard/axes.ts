// The axes of a sweep as the page by axis shows them: the columns that vary, their values, and what a configuration's setting
// is for one of them or for two at once.

import { activationsOf } from '../domain/network.js'
import type { Configuration } from '../domain/trial.js'
import type { RankedConfiguration } from '../statistics/ranking.js'
import { type AxisEffects, axisEffects, type Division } from './axis-effects.js'
import type { PlanAxis, PlanFacts, VaryingColumn } from './plan-facts.js'
import type { Ranked } from './rows.js'
import type { Sweep } from './state.js'

export type Axis = PlanAxis

export interface AxisReport {
  readonly axis: Axis
  readonly effects: AxisEffects
  /** What the values do not share and is averaged over. */
  readonly averaged: readonly string[]
}

/** Two axes at once: a value for each pair. */
export interface MapReport {
  readonly across: Axis
  readonly down: Axis
  readonly effects: AxisEffects
  readonly averaged: readonly string[]
}

/** Each pair of axes has a heat map. */
export function pairsOf(axes: readonly Axis[]): readonly (readonly [down: Axis, across: Axis])[] {
  return axes.flatMap((down, i) => axes.slice(i + 1).map(across => [down, across] as const))
}

export function reportOf(sweep: Sweep, facts: PlanFacts, ranking: readonly Ranked[], axis: Axis): AxisReport {
  const key = axis.column.name
  return kept(ranking, key, () => ({ axis, ...effectsOf(sweep, facts, ranking, [axis], axis.values) }))
}

export function mapOf(
  sweep: Sweep,
  facts: PlanFacts,
  ranking: readonly Ranked[],
  [down, across]: readonly [Axis, Axis],
): MapReport {
  const pairs = down.values.flatMap(first => across.values.map(second => pairName(first, second)))
  const key = pairName(down.column.name, across.column.name)
  return kept(ranking, key, () => ({
    down,
    across,
    ...effectsOf(sweep, facts, ranking, [down, across], pairs),
  }))
}

/** What was worked out of a ranking, as long as there is that ranking: a page is drawn ten times a second. */
const reports = new WeakMap<readonly Ranked[], Map<string, unknown>>()

function kept<Report>(ranking: readonly Ranked[], key: string, make: () => Report): Report {
  const known = reports.get(ranking) ?? new Map<string, unknown>()
  reports.set(ranking, known)
  if (!known.has(key)) known.set(key, make())
  return known.get(key) as Report
}

export function pairName(first: string, second: string): string {
  return JSON.stringify([first, second])
}

function effectsOf(
  sweep: Sweep,
  facts: PlanFacts,
  ranking: readonly Ranked[],
  axes: readonly Axis[],
  values: readonly string[],
) {
  const configurations = ranking.map(({ ranked }) => ranked)
  const others = facts.varying.filter(column => axes.every(axis => axis.column !== column))
  const averaged = others.filter(column => axes.some(axis => isBroughtApart(axis, column, configurations)))
  const setting = others.filter(column => !averaged.includes(column))
  const division: Division = {
    values,
    nameOf: ({ configuration }) => {
      const texts = axes.map(({ column }) => column.text(configuration))
      return texts.length === 1 ? texts[0]! : pairName(texts[0]!, texts[1]!)
    },
    restOf: ({ configuration }) => JSON.stringify(setting.map(({ text }) => text(configuration))),
  }
  const { direction } = sweep.plan.experiment.objective
  return {
    averaged: averaged.map(({ name }) => name),
    effects: axisEffects(configurations, direction, division),
  }
}

/** The choices that bring hyperparameters of their own. */
const choices: Readonly<Record<string, (configuration: Configuration) => readonly object[]>> = {
  activation: ({ model }) => activationsOf(model),
  initializer: ({ model }) => [model.initializer],
  optimizer: ({ optimizer }) => [optimizer],
  schedule: ({ schedule }) => [schedule],
}

/** Whether the values of the axis bring that hyperparameter along and have no value of it in common. */
function isBroughtApart(
  { column: { name, text }, values }: Axis,
  hyperparameter: VaryingColumn,
  configurations: readonly RankedConfiguration[],
): boolean {
  const choose = choices[name]
  const key = hyperparameter.name
  if (choose === undefined) return false
  if (!configurations.some(({ configuration }) => choose(configuration).some(choice => key in choice)))
    return false
  const sets = values.map(
    value =>
      new Set(
        configurations
          .filter(({ configuration }) => text(configuration) === value)
          .map(({ configuration }) => hyperparameter.text(configuration)),
      ),
  )
  return ![...(sets[0] ?? [])].some(value => sets.every(set => set.has(value)))
}
