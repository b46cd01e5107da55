// Makes the tables of a comparison: of the values of one axis or of several at once, or of the configurations themselves. The
// statistics are those of src/statistics; how the numbers are written is the business of the other compare files.
import type { Cell } from '../domain/columns.js'
import type { Configuration, Objective } from '../domain/trial.js'
import {
  type AxisColumn,
  combinationName,
  divide,
  haveNoneInCommon,
  titleOf,
} from '../statistics/axis-division.js'
import { axisEffects, type ValueEffect } from '../statistics/axis-effects.js'
import { contrastsWith } from '../statistics/paired.js'
import type { RankedConfiguration, TrialResult } from '../statistics/ranking.js'
import type { AxisTable, RankingRow, RankingTable, Row, Trials } from './compare.js'
import { entitled, whyNotCompared } from './compare-left-out.js'

/** A column that varies. A value of it is a text and a cell. */
export interface VaryingColumn extends AxisColumn {
  readonly value: (configuration: Configuration) => Cell
}

export interface Axis {
  readonly column: VaryingColumn
  /** As they are written, in the order in which they come up. */
  readonly values: readonly string[]
  /** See ComparedAxis. */
  readonly bringsAll?: boolean
}

/** What there is to compare. */
export interface Candidates {
  readonly objective: Objective
  readonly ranking: readonly RankedConfiguration[]
  /** Everything that varies among them. */
  readonly varying: readonly VaryingColumn[]
  /** All seeds of their trials. */
  readonly seeds: readonly number[]
}

export function axisTable(candidates: Candidates, axes: readonly Axis[]): AxisTable {
  const { objective, ranking, varying, seeds } = candidates
  const configurations = ranking.map(({ configuration }) => configuration)
  const combinations = combinationsOf(ranking, axes)
  const names = combinations.map(({ name }) => name)
  const { division, setting, averaged } = divide(axes, names, varying, configurations)
  const { values, leftOut, ...effects } = axisEffects(ranking, objective.direction, division)
  const [only, ...others] = axes
  const isConfounded = effects.metSettings === 0 && only !== undefined && others.length === 0
  const titles = new Map(combinations.map(({ name, title }) => [name, title]))
  return {
    kind: 'axes',
    values: axes.map((_, axis) => {
      const cells = new Map(combinations.map(({ cells, places }) => [places[axis]!, cells[axis]!]))
      return [...cells].sort(([a], [b]) => a - b).map(([, cell]) => cell)
    }),
    columns: axes.map(({ column }) => column.name),
    seeds,
    effects,
    leftOut: entitled(leftOut, value => titles.get(value)!),
    setting: setting.map(({ name }) => name),
    averaged: averaged.map(({ name }) => name),
    confounded: isConfounded
      ? setting.filter(other => haveNoneInCommon(only, other, configurations)).map(({ name }) => name)
      : [],
    without: combinations.reduce((left, { members }) => left - members.length, ranking.length),
    rows: values.map((effect, i) => axisRow(effect, combinations[i]!, effects)),
  }
}

/** A value of each axis, and the configurations that have these values. */
interface Combination {
  readonly name: string
  /** `learning_rate 10`. */
  readonly title: string
  readonly cells: readonly Cell[]
  /** The place of each value in its axis. */
  readonly places: readonly number[]
  readonly members: RankedConfiguration[]
}

/** Those that occur, in the order of the axes' values. */
function combinationsOf(
  ranking: readonly RankedConfiguration[],
  axes: readonly Axis[],
): readonly Combination[] {
  const places = axes.map(({ values }) => new Map(values.map((value, i) => [value, i])))
  const found = new Map<string, Combination>()
  for (const ranked of ranking) {
    const texts = axes.map(({ column }) => column.text(ranked.configuration))
    const at = texts.flatMap((text, i) => places[i]!.get(text) ?? [])
    if (at.length < axes.length) continue
    const name = combinationName(texts)
    const known = found.get(name)
    if (known) known.members.push(ranked)
    else {
      const cells = axes.map(({ column }) => column.value(ranked.configuration))
      const title = axes.map(({ column }) => titleOf(column, ranked.configuration)).join(', ')
      found.set(name, { name, title, cells, places: at, members: [ranked] })
    }
  }
  return [...found.values()].sort((a, b) => {
    const first = a.places.findIndex((place, i) => place !== b.places[i])
    return first < 0 ? 0 : a.places[first]! - b.places[first]!
  })
}

function axisRow(
  effect: ValueEffect,
  { cells, members }: Pick<Combination, 'cells' | 'members'>,
  effects: AxisTable['effects'],
): Row {
  const { summary, isBest, tied, contrast, trials: inMean } = effect
  const trials = totalOf(members)
  const whyNot = summary !== null ? null : (whyNoValue(members, trials) ?? whyNotCompared(effect, effects))
  return { cells, summary, isBest, tied, contrast, trials, compared: inMean, whyNot }
}

/** Why none of some configurations has a value; null where one has. */
function whyNoValue(members: readonly RankedConfiguration[], { completed }: Trials): string | null {
  if (members.some(({ values }) => values.size > 0)) return null
  return completed === 0 ? 'no trial of it has completed' : 'the metric was not measured'
}

export function rankingTable({ ranking, varying, seeds }: Candidates): RankingTable {
  const best = ranking[0]?.rank === 1 ? ranking[0] : null
  const others = ranking.filter(ranked => ranked !== best && ranked.rank !== null)
  const contrasts = contrastsWith(
    best?.values ?? new Map(),
    others.map(({ values }) => values),
  )
  const contrastOf = new Map(others.map((ranked, i) => [ranked, contrasts[i]!]))
  return {
    kind: 'ranking',
    columns: varying.map(({ name }) => name),
    seeds,
    rows: ranking.map((ranked): RankingRow => {
      const trials = totalOf([ranked])
      return {
        rank: ranked.rank,
        configId: ranked.configId,
        cells: varying.map(({ value }) => value(ranked.configuration)),
        summary: ranked.objective,
        isBest: ranked === best,
        tied: ranked.tied,
        contrast: contrastOf.get(ranked) ?? null,
        trials,
        compared: ranked.objective?.n ?? 0,
        whyNot: whyNoValue([ranked], trials),
      }
    }),
  }
}

/** What became of the trials of these configurations. */
export function totalOf(members: readonly Pick<RankedConfiguration, 'counts' | 'planned'>[]): Trials {
  const total = noTrials()
  for (const { planned, counts } of members) {
    total.planned += planned
    for (const status of Object.keys(counts) as (keyof typeof counts)[]) total[status] += counts[status]
  }
  return total
}

export function trialsOf(results: readonly TrialResult[]): Trials {
  const total = noTrials()
  total.planned = results.length
  for (const { outcome } of results) total[outcome?.status ?? 'unfinished']++
  return total
}

function noTrials(): { -readonly [count in keyof Trials]: number } {
  return { planned: 0, completed: 0, pruned: 0, diverged: 0, failed: 0, cancelled: 0, unfinished: 0 }
}
