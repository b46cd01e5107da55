// The columns by which configurations can be compared, and the values of each as an axis.
import type { Cell, Column } from '../domain/columns.js'
import { varyingColumns } from '../domain/configuration-columns.js'
import type { Configuration } from '../domain/trial.js'
import { hasValue } from '../statistics/axis-division.js'
import type { Axis, VaryingColumn } from './compare-tables.js'
import { formatCell } from './numbers.js'
import { printable } from './printable.js'

/** What varies among the configurations, as the views of a sweep have it. */
export function compareColumns(configurations: readonly Configuration[]): readonly VaryingColumn[] {
  return varyingColumns(configurations).map(compareColumn)
}

/** Texts are made once for each value: there are as many configurations as trials, and few values. */
function compareColumn({ name, value }: Pick<Column<Configuration>, 'name' | 'value'>): VaryingColumn {
  const texts = new Map<Cell, string>()
  const text = (configuration: Configuration) => {
    const cell = value(configuration)
    const known = texts.get(cell)
    if (known !== undefined) return known
    const made = printable(formatCell(cell))
    texts.set(cell, made)
    return made
  }
  return { name: printable(name), text, value }
}

/** The column that tells whole runs apart: configurations that are equal belong to one run each, as different objects. */
export function runColumn(runOf: ReadonlyMap<Configuration, string>): VaryingColumn {
  return compareColumn({ name: RUN, value: configuration => runOf.get(configuration)! })
}
export const RUN = 'run'

/** The values of a column in the order of the configurations. One that lacks the hyperparameter has no value of it. */
export function axisOf(column: VaryingColumn, configurations: readonly Configuration[]): Axis {
  const having = configurations.filter(configuration => hasValue(column, configuration))
  return {
    column,
    values: [...new Set(having.map(column.text))],
    ...(column.name === RUN && { bringsAll: true }),
  }
}
