// The axes of a sweep as the page by axis shows them: the columns that vary, their values, and what each does, of one axis or of
// two at once.
import { combinationName, divide } from '../../statistics/axis-division.js'
import { type AxisEffects, axisEffects } from '../../statistics/axis-effects.js'
import { type ChanceValue, valuesAtChance } from '../../statistics/chance-level.js'
import type { PlanAxis, PlanFacts } from './plan-facts.js'
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

/** Values that were measured with one seed alone have an order, and nothing tells whether it is luck. */
export function isTested({ seeds }: Pick<AxisEffects, 'seeds'>): boolean {
  return seeds > 1
}

/** Each pair of axes has a heat map. */
export function pairsOf(axes: readonly Axis[]): readonly (readonly [down: Axis, across: Axis])[] {
  return axes.flatMap((down, i) => axes.slice(i + 1).map(across => [down, across] as const))
}

export function reportOf(sweep: Sweep, facts: PlanFacts, ranking: readonly Ranked[], axis: Axis): AxisReport {
  const key = axis.column.name
  return kept(ranking, key, () => ({ axis, ...effectsOf(sweep, facts, ranking, [axis], axis.values) }))
}

/** Values that count in the means of the others although nothing was learnt with them. */
export function chanceOf(sweep: Sweep, facts: PlanFacts, ranking: readonly Ranked[]): readonly ChanceValue[] {
  const { classesOf, axes } = facts
  if (classesOf === null || axes.length < 2) return []
  const { split } = sweep.plan.experiment.objective
  const columns = axes.map(({ column }) => column)
  const ranked = () => ranking.map(({ ranked }) => ranked)
  return kept(ranking, 'at chance level', () => valuesAtChance(ranked(), columns, { split, classesOf }))
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
  return combinationName([first, second])
}

function effectsOf(
  sweep: Sweep,
  facts: PlanFacts,
  ranking: readonly Ranked[],
  axes: readonly Axis[],
  values: readonly string[],
) {
  const ranked = ranking.map(({ ranked }) => ranked)
  const configurations = ranked.map(({ configuration }) => configuration)
  const { division, averaged } = divide(axes, values, facts.varying, configurations)
  return {
    averaged: averaged.map(({ name }) => name),
    effects: axisEffects(ranked, sweep.plan.experiment.objective.direction, division),
  }
}
