// A comparison as a whole: what is compared, over which runs and trials, and the tables of it. Plain data: text, Markdown,
// LaTeX, CSV and JSON are made from it.
import type { Cell } from '../domain/columns.js'
import type { Configuration, Objective } from '../domain/trial.js'
import type { AxisEffects } from '../statistics/axis-effects.js'
import type { LeftOut } from '../statistics/axis-left-out.js'
import type { Contrast, Tied } from '../statistics/paired.js'
import type { RankedConfiguration } from '../statistics/ranking.js'
import type { Summary } from '../statistics/summary.js'

export interface Comparison {
  readonly objective: Objective
  readonly runs: readonly ComparedRun[]
  /** The runs themselves are compared; otherwise their trials are taken together as those of one. */
  readonly isByRun: boolean
  readonly configurations: readonly Configuration[]
  /** Of all runs; a trial that several of them have counts once, unless the runs are compared. */
  readonly trials: Trials
  /** How many trials stand in several runs, and were counted once. */
  readonly repeated: number
  readonly seeds: readonly number[]
  /** What a reader of the numbers should know besides. */
  readonly notes: readonly string[]
  readonly lost: readonly LostValue[]
  readonly tables: readonly ComparisonTable[]
}

/** A value of which no trial has completed: see compare-lost.ts. */
export interface LostValue {
  /** `learning_rate 100`. */
  readonly title: string
  readonly trials: Trials
}

export interface ComparedRun {
  readonly name: string
  readonly path: string
  readonly status: string
  /** The versions that it was begun with. */
  readonly bench: string
  readonly arithmetic: string
  readonly trials: Trials
}

export type ComparisonTable = AxisTable | RankingTable

interface Table<Of extends Row> {
  /** The names of the cells of each row. */
  readonly columns: readonly string[]
  readonly seeds: readonly number[]
  readonly rows: readonly Of[]
}

/** Fair means: see src/statistics/axis-effects.ts. */
export interface AxisTable extends Table<Row> {
  readonly kind: 'axes'
  /** Of each axis, the values that occur, in its order. */
  readonly values: readonly (readonly Cell[])[]
  readonly effects: Omit<AxisEffects, 'values' | 'leftOut'>
  /** Its values are written with the names of their axes: `learning_rate 10`. */
  readonly leftOut: LeftOut
  /** What makes a setting, and what the values bring along and is averaged over. */
  readonly setting: readonly string[]
  readonly averaged: readonly string[]
  /** Where nothing could be compared: what the values have no value of in common. */
  readonly confounded: readonly string[]
  /** How many configurations have no value of one of the axes, and are no part of this. */
  readonly without: number
}

/** Configurations, each on the seeds that it completed; the best first. */
export interface RankingTable extends Table<RankingRow> {
  readonly kind: 'ranking'
}

export type Trials = RankedConfiguration['counts'] & { readonly planned: number }

export interface Row {
  /** As the table's columns. */
  readonly cells: readonly Cell[]
  /** Over the seeds; null where nothing could be compared. */
  readonly summary: Summary | null
  readonly isBest: boolean
  readonly tied: Tied
  /** null for the best, and where nothing could be compared. */
  readonly contrast: Contrast | null
  readonly trials: Trials
  /** How many of them the mean is over. */
  readonly compared: number
  /** Why there is no number; null where there is one. */
  readonly whyNot: string | null
}

export interface RankingRow extends Row {
  readonly rank: number | null
  readonly configId: string
}
