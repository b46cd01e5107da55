// The identity of a configuration and of a trial: a hash of what it holds, so that the same content has the same name
// in every run, on every machine and in every version that trains it the same way.
//
// Only what differs from the defaults is hashed. So a hyperparameter that is added to bench later, with the rule until then
// as its default, changes no id; and a default, once released, never changes.
import { createHash } from 'node:crypto'
import { activations } from '../core/activations.js'
import type { Entry, Table } from '../core/choice.js'
import { initializers } from '../core/initializers.js'
import { optimizers } from '../core/optimizers.js'
import { schedules } from '../core/schedules.js'
import { defaults } from '../domain/defaults.js'
import type { Configuration } from '../domain/trial.js'

export interface Identity {
  /** `c` and 12 hexadecimal digits. The letter keeps a spreadsheet from reading 12e4 as a number. */
  readonly configId: string
  /** `t` and 12 hexadecimal digits, for the configuration with a seed. */
  trialId(seed: number): string
}

export function identityOf(configuration: Configuration): Identity {
  const text = canonicalJson(differences(configuration))
  return {
    configId: `c${hash(text)}`,
    trialId: seed => `t${hash(`{"configuration":${text},"seed":${seed}}`)}`,
  }
}

/** The values by path that are not the defaults; of a choice its name and the hyperparameters that are not. */
export function differences(configuration: Configuration): Readonly<Record<string, unknown>> {
  const different: Record<string, unknown> = {}
  for (const { path, keys, usual, usualText, table } of parts) {
    const value = keys.reduce<unknown>((branch, key) => (branch as Branch)[key], configuration)
    if (value === usual) continue
    const brief = table === undefined ? value : briefly(value as Choice | readonly Choice[], table)
    if (canonicalJson(brief) !== usualText) different[path] = brief
  }
  return different
}

type Choice = { readonly name: string }
type Branch = Readonly<Record<string, unknown>>

/** The paths whose values are chosen from a table and have hyperparameters. */
const choiceTables: Readonly<Record<string, Table>> = {
  'model.activation': activations,
  'model.initializer': initializers,
  optimizer: optimizers,
  schedule: schedules,
}

/** The table of defaults, with what is the same for every configuration: a plan may have 200,000. */
const parts = Object.entries(defaults).map(([path, usual]) => {
  const table = choiceTables[path]
  const usualText = canonicalJson(table === undefined ? usual : { name: usual })
  return { path, keys: path.split('.'), usual, usualText, table }
})

function briefly(choice: Choice | readonly Choice[], table: Table): unknown {
  if ('name' in choice) {
    const { name, ...hyperparameters } = choice
    const usual: Entry['hyperparameters'] = table[name]?.hyperparameters ?? {}
    const kept = Object.entries(hyperparameters).filter(([key, value]) => usual[key]?.default !== value)
    return { name, ...Object.fromEntries(kept) }
  }
  return choice.map(layer => briefly(layer, table))
}

/** 48 bits: among 200,000 ids the chance that any two are equal is below one in ten thousand. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

/** JSON without spaces whose keys are sorted by code unit at every level, so that equal content is equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const branch = value as Readonly<Record<string, unknown>>
  const pairs = Object.keys(branch)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonicalJson(branch[key])}`)
  return `{${pairs.join(',')}}`
}
