// What --by asks for: the axes of the trials that are compared, by the names of their columns or their paths.
import { configurationColumns } from '../domain/configuration-columns.js'
import { UserError } from '../domain/errors.js'
import type { Configuration } from '../domain/trial.js'
import { axisOf, compareColumns, RUN, runColumn } from '../report/compare-columns.js'
import type { Axis, VaryingColumn } from '../report/compare-tables.js'
import { formatCell, plural } from '../report/numbers.js'
import { adviseName } from '../spec/advise.js'
import { targetOf } from '../spec/fields.js'
import type { Pool } from './compare-pool.js'

/** What stands for the configurations themselves. */
export const CONFIG = 'config'

/** `config`, or names of axes; throws a UserError for what cannot be compared together. */
export function parseBy(by: string | undefined): readonly string[] {
  if (by === undefined) return []
  const words = by.split(',').map(word => word.trim())
  const [twice] = words.filter((word, i) => words.indexOf(word) < i)
  if (twice !== undefined) throw badBy(`${twice || 'an empty name'} is given twice`)
  if (words.includes('')) throw badBy('a name is empty')
  if (words.includes(CONFIG) && words.length > 1)
    throw badBy('config is every hyperparameter at once, and goes with no other')
  return words
}

function badBy(what: string): UserError {
  return new UserError([
    {
      code: 'bad-option',
      what: `--by: ${what}`,
      fix: 'for instance --by activation, or --by activation,hidden',
    },
  ])
}

/** Everything that varies; the runs first where they are kept apart. */
export function varyingOf({ configurations, runOf }: Pool): readonly VaryingColumn[] {
  return [...(runOf.size > 0 ? [runColumn(runOf)] : []), ...compareColumns(configurations)]
}

/** An axis with more values is no table that anybody reads, unless it was asked for. */
const MOST_VALUES = 40

/** Each axis that can be shown, and what it is that was left out. */
export function everyAxis(
  varying: readonly VaryingColumn[],
  configurations: readonly Configuration[],
): { readonly axes: readonly Axis[]; readonly notes: readonly string[] } {
  const axes = varying.map(column => axisOf(column, configurations)).filter(({ values }) => values.length > 1)
  return {
    axes: axes.filter(({ values }) => values.length <= MOST_VALUES),
    notes: axes
      .filter(({ values }) => values.length > MOST_VALUES)
      .map(({ column, values }) => {
        return `${column.name} has ${plural(values.length, 'value')}, too many to show unasked: --by ${column.name}`
      }),
  }
}

/** The axis of that name. Throws a UserError where there is no such thing, or it has one value. */
export function axisNamed(
  word: string,
  varying: readonly VaryingColumn[],
  configurations: readonly Configuration[],
): Axis {
  const name = columnNameOf(word)
  const column = varying.find(column => column.name === name)
  const axis = column && axisOf(column, configurations)
  if (axis !== undefined && axis.values.length > 1) return axis
  throw notAnAxis(word, name, varying, configurations)
}

/** Of a path its column: `activation` for model.activation and model.activation.name. */
function columnNameOf(word: string): string {
  const target = targetOf(word)
  if (target === null) return word
  const path = target.kind === 'field' ? target.path : target.hyperparameter
  const isName = target.kind === 'hyperparameter' && target.hyperparameter === 'name'
  return lastKey(isName ? target.choicePath : path)
}

function lastKey(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

function notAnAxis(
  word: string,
  name: string,
  varying: readonly VaryingColumn[],
  configurations: readonly Configuration[],
): UserError {
  const possible = [...varying.map(column => column.name), CONFIG]
  const fix = `what varies is ${varying.map(column => column.name).join(', ') || 'nothing'}; --by config is the ranking`
  const refuse = (what: string, why: string) => new UserError([{ code: 'not-an-axis', what, why, fix }])
  if (name === RUN) return refuse('there is only one run', 'runs are compared where several are named')
  if (name === 'seed' || name === 'seeds')
    return refuse('seeds are not compared', 'they are what the means and intervals are taken over')
  const column = configurationColumns(configurations).find(column => column.name === name)
  if (column === undefined)
    return new UserError([
      {
        code: 'not-an-axis',
        what: `no hyperparameter of these trials is called "${word}"`,
        why: fix,
        ...adviseName(word, possible),
      },
    ])
  const values = new Set(configurations.map(column.value).filter(value => value !== null))
  if (values.size > 1)
    return refuse(
      `${name} cannot be compared`,
      'it has one value for each choice that brings it: compare the choices',
    )
  const [only] = values
  return refuse(
    `${name} does not vary`,
    only === undefined
      ? 'no configuration has one'
      : `it is ${formatCell(only)} wherever a configuration has one`,
  )
}
