// What the views say of a plan, found once: which hyperparameters vary, how wide they get, what all trials share.
import { type Column, varyingColumns } from '../domain/columns.js'
import type { Configuration, Plan, Trial } from '../domain/trial.js'
import { constantLines } from '../report/constants.js'
import { formatCell } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { columnsOf } from '../report/table.js'

export interface PlanFacts {
  readonly configurations: number
  readonly varying: readonly VaryingColumn[]
  /** `fashion-mnist, loss cross-entropy, batch_size 32, ...`: what does not tell the configurations apart. */
  readonly constants: string
  readonly seeds: number
  /** Of the widest seed. */
  readonly seedWidth: number
}

export interface VaryingColumn {
  readonly name: string
  readonly align: 'left' | 'right'
  /** Of the widest value. */
  readonly width: number
  readonly text: (configuration: Configuration) => string
}

export function planFacts({ trials, experiment }: Plan): PlanFacts {
  const byId = new Map(trials.map(({ configId, configuration }) => [configId, configuration]))
  const configurations = [...byId.values()]
  const varying = varyingColumns(configurations).map(column => varyingColumn(column, configurations))
  const { seeds } = experiment
  return {
    configurations: configurations.length,
    varying,
    constants: constantLines(configurations).join(' '),
    seeds: seeds.length,
    seedWidth: seeds.reduce((widest, seed) => Math.max(widest, String(seed).length), 1),
  }
}

/** How a cell without a value is written. */
const NOTHING = formatCell(null)

/** `256x128 relu adam`: what tells a configuration from the others; its id where nothing varies. */
export function labelOf({ configuration, configId }: Trial, { varying }: PlanFacts): string {
  const values = varying.map(({ text }) => text(configuration)).filter(text => text !== NOTHING)
  return values.length > 0 ? values.join(' ') : configId
}

function varyingColumn(
  { name, value }: Column<Configuration>,
  configurations: readonly Configuration[],
): VaryingColumn {
  const text = (configuration: Configuration) => printable(formatCell(value(configuration)))
  const widest = configurations.reduce((width, c) => Math.max(width, columnsOf(text(c))), 0)
  const numbers = configurations.every(c => typeof (value(c) ?? 0) === 'number')
  return { name, align: numbers ? 'right' : 'left', width: widest, text }
}
