// What the views say of a plan, found once: which hyperparameters vary, how wide they get, what all trials share.
import type { Cell, Column } from '../../domain/columns.js'
import { configurationColumns, varyingColumns } from '../../domain/configuration-columns.js'
import { epochsOf } from '../../domain/length.js'
import type { Configuration, Plan, Trial } from '../../domain/trial.js'
import { axisOf } from '../../report/compare-columns.js'
import { constantLines } from '../../report/constants.js'
import { formatCell } from '../../report/numbers.js'
import { printable } from '../../report/printable.js'
import { columnsOf } from '../../report/table.js'
import type { ClassesOf } from '../../statistics/chance-level.js'

export interface PlanFacts {
  readonly configurations: number
  readonly varying: readonly VaryingColumn[]
  /** Of these, the ones with two values or more, and no more than can be read at once. */
  readonly axes: readonly PlanAxis[]
  /** Every column of a configuration, those that do not vary as well. */
  readonly columns: readonly Column<Configuration>[]
  /** `fashion-mnist, loss cross-entropy, batch_size 32, ...`: what does not tell the configurations apart. */
  readonly constants: string
  /** Of the configuration with the most. */
  readonly seeds: number
  /** Of the longest training. */
  readonly epochs: number
  /** Of the widest seed. */
  readonly seedWidth: number
  /** null where nobody has said so. */
  readonly classesOf: ClassesOf | null
}

export interface VaryingColumn {
  readonly name: string
  readonly align: 'left' | 'right'
  /** Of the widest value. */
  readonly width: number
  readonly text: (configuration: Configuration) => string
  readonly value: (configuration: Configuration) => Cell
}

/** A column that varies, with its values as they are written, in the order of the plan. */
export interface PlanAxis {
  readonly column: VaryingColumn
  readonly values: readonly string[]
}

export function planFacts({ trials }: Plan, classesOf: ClassesOf | null = null): PlanFacts {
  const byId = new Map(trials.map(({ configId, configuration }) => [configId, configuration]))
  const configurations = [...byId.values()]
  const varying = varyingColumns(configurations).map(column => varyingColumn(column, configurations))
  return {
    configurations: configurations.length,
    varying,
    axes: varying
      .map(column => ({ column, values: axisOf(column, configurations).values }))
      .filter(({ values }) => values.length > 1 && values.length <= MOST_VALUES),
    columns: configurationColumns(configurations),
    constants: constantLines(configurations).join(' '),
    seeds: mostSeeds(trials),
    epochs: configurations.reduce((most, configuration) => Math.max(most, epochsOf(configuration)), 0),
    seedWidth: trials.reduce((widest, { seed }) => Math.max(widest, String(seed).length), 1),
    classesOf,
  }
}

function mostSeeds(trials: readonly Trial[]): number {
  const seeds = new Map<string, number>()
  for (const { configId } of trials) seeds.set(configId, (seeds.get(configId) ?? 0) + 1)
  return [...seeds.values()].reduce((most, count) => Math.max(most, count), 0)
}

/** An axis with more values is no bar chart: the ranking, sorted by its column, says more. */
const MOST_VALUES = 40

/** How a cell without a value is written. */
export const NOTHING = formatCell(null)

/** `256x128 relu adam`: what tells a configuration from the others; its id where nothing varies. */
export function labelOf(
  { configuration, configId }: Pick<Trial, 'configuration' | 'configId'>,
  { varying }: PlanFacts,
): string {
  const values = varying.map(({ text }) => text(configuration)).filter(text => text !== NOTHING)
  return values.length > 0 ? values.join(' ') : configId
}

function varyingColumn(
  { name, value }: Column<Configuration>,
  configurations: readonly Configuration[],
): VaryingColumn {
  // Asked of each configuration for each ranking, filter and page: to write a value takes ten times as long as to look it up.
  const texts = new WeakMap<Configuration, string>()
  const text = (configuration: Configuration) => {
    const written = texts.get(configuration) ?? printable(formatCell(value(configuration)))
    texts.set(configuration, written)
    return written
  }
  const widest = configurations.reduce((width, c) => Math.max(width, columnsOf(text(c))), 0)
  const numbers = configurations.every(c => typeof (value(c) ?? 0) === 'number')
  return { name, align: numbers ? 'right' : 'left', width: widest, text, value }
}
