// What belongs to a setting when the values of one axis, or of several at once, are compared: everything else that varies. But
// hyperparameters that the values bring along, and of which they have no value in common (the learning rate of each
// optimizer), cannot belong to it: they are averaged over.
import { activationsOf } from '../domain/network.js'
import type { Configuration } from '../domain/trial.js'
import type { Division, Naming } from './axis-settings.js'

/** A column that varies, as the texts that tell configurations apart. */
export interface AxisColumn {
  readonly name: string
  readonly text: (configuration: Configuration) => string
}

export interface ComparedAxis {
  readonly column: AxisColumn
  readonly values: readonly string[]
  /** Its values bring along everything that they have no value of in common, whatever it is: they are whole runs. */
  readonly bringsAll?: boolean
}

export interface AxisDivision {
  readonly division: Division
  /** The columns whose values make a setting. */
  readonly setting: readonly AxisColumn[]
  readonly averaged: readonly AxisColumn[]
}

/** varying: every column that varies, those of the axes as well. names: the values to compare, as combinationName gives them. */
export function divide(
  axes: readonly ComparedAxis[],
  names: readonly string[],
  varying: readonly AxisColumn[],
  configurations: readonly Configuration[],
): AxisDivision {
  const others = varying.filter(({ name }) => axes.every(({ column }) => column.name !== name))
  const bringing = axes.filter(axis => others.some(column => isBroughtApart(axis, column, configurations)))
  const averaged = others.filter(column =>
    bringing.some(axis => isBroughtApart(axis, column, configurations)),
  )
  const setting = others.filter(column => !averaged.includes(column))
  return {
    setting,
    averaged,
    division: {
      values: names,
      nameOf: ({ configuration }) => combinationName(axes.map(({ column }) => column.text(configuration))),
      setting: naming(setting),
      averaged: {
        ...naming(averaged),
        keyOf: naming([...bringing.map(({ column }) => column), ...averaged]).keyOf,
      },
    },
  }
}

/** What a column without a value has for a text. */
const NOTHING = '-'

/**
 * Whether the configuration has a value in that column: that nothing is clipped, or nothing ends the training early, is one as well;
 * a hyperparameter of another choice is none.
 */
export function hasValue({ name, text }: AxisColumn, configuration: Configuration): boolean {
  return text(configuration) !== NOTHING || name in configuration.training
}

/** `learning_rate 10`, `clip_norm none`. */
export function titleOf({ name, text }: AxisColumn, configuration: Configuration): string {
  const value = text(configuration)
  return `${name} ${value === NOTHING ? 'none' : value}`
}

function naming(columns: readonly AxisColumn[]): Naming {
  return {
    keyOf: ({ configuration }) => JSON.stringify(columns.map(({ text }) => text(configuration))),
    titlesOf: ({ configuration }) =>
      columns.filter(column => hasValue(column, configuration)).map(column => titleOf(column, configuration)),
  }
}

/** One text for a value of each axis: that of a single axis itself. */
export function combinationName(texts: readonly string[]): string {
  return texts.length === 1 ? texts[0]! : JSON.stringify(texts)
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
  axis: ComparedAxis,
  hyperparameter: AxisColumn,
  configurations: readonly Configuration[],
): boolean {
  const choose = choices[axis.column.name]
  const brings =
    axis.bringsAll === true ||
    (choose !== undefined &&
      configurations.some(configuration =>
        choose(configuration).some(choice => hyperparameter.name in choice),
      ))
  return brings && haveNoneInCommon(axis, hyperparameter, configurations)
}

/** Whether there is no value of the other column that occurs with every value of the axis. */
export function haveNoneInCommon(
  { column, values }: ComparedAxis,
  other: AxisColumn,
  configurations: readonly Configuration[],
): boolean {
  const found = new Map(values.map(value => [value, new Set<string>()]))
  for (const configuration of configurations)
    found.get(column.text(configuration))?.add(other.text(configuration))
  const [first = new Set<string>(), ...others] = found.values()
  return ![...first].some(text => others.every(texts => texts.has(text)))
}
