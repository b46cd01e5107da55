// What a safetensors file of ours says of its network besides the numbers: texts by name, as the format wants them.
// Lists are JSON within the text. A file of another program has none of it, or its own.
import { type ActivationChoice, activations } from '../core/activations.js'
import { choose, type Entry, isInRange } from '../core/choice.js'
import { type OutputName, outputs } from '../core/outputs.js'
import { UserError } from '../domain/errors.js'
import type { Network } from './stored-network.js'

/** By this a file is known as ours. */
const FORMAT = 'mlp-bench'
/** A change that an older reader would misread raises it. */
const FORMAT_VERSION = 1

const OWN_NAMES = ['format', 'format_version', 'sizes', 'activations', 'output']

export type Metadata = Readonly<Record<string, string>>

export function metadataOf({ sizes, activations, output }: Network, facts: Metadata): Metadata {
  return {
    ...facts,
    format: FORMAT,
    format_version: String(FORMAT_VERSION),
    sizes: JSON.stringify(sizes),
    activations: JSON.stringify(activations),
    output,
  }
}

/** What the file says of where its network came from. */
export function factsOf(metadata: Metadata): Metadata {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !OWN_NAMES.includes(name)))
}

/** What the layers compute, by the file itself. */
export interface Layers {
  readonly sizes: readonly number[]
  readonly activations: readonly ActivationChoice[]
  readonly output: OutputName
}

/** null where the file is not ours. Throws a UserError where it is and the texts are not as they should be. */
export function layersTold(metadata: Metadata, path: string): Layers | null {
  if (metadata['format'] !== FORMAT) return null
  const version = metadata['format_version']
  if (version !== String(FORMAT_VERSION)) throw unreadable(path, 'format_version', version)
  const read = <T>(name: string, parse: (text: string) => T | null): T => {
    const value = metadata[name] === undefined ? null : parse(metadata[name])
    if (value === null) throw unreadable(path, name, metadata[name])
    return value
  }
  return {
    sizes: read('sizes', parseSizes),
    activations: read('activations', parseActivations),
    output: read('output', text => (Object.hasOwn(outputs, text) ? (text as OutputName) : null)),
  }
}

function parseSizes(text: string): readonly number[] | null {
  const value = parseJson(text)
  return Array.isArray(value) && value.every(Number.isSafeInteger) ? value : null
}

function parseActivations(text: string): readonly ActivationChoice[] | null {
  const value = parseJson(text)
  if (!Array.isArray(value) || !value.every(isActivation)) return null
  // In the order of the table, so that equal choices are equal as texts too.
  return value.map(choice => ({ ...choose(activations, choice.name), ...choice }))
}

/** A name of the table, with all of its hyperparameters and nothing else. */
function isActivation(value: unknown): value is ActivationChoice {
  if (typeof value !== 'object' || value === null || !('name' in value)) return false
  const { name, ...values } = value as Record<string, unknown>
  if (typeof name !== 'string' || !Object.hasOwn(activations, name)) return false
  const { hyperparameters }: Entry = activations[name as ActivationChoice['name']]
  return (
    Object.keys(values).length === Object.keys(hyperparameters).length &&
    Object.entries(hyperparameters).every(([key, hyperparameter]) => {
      const given = values[key]
      return 'range' in hyperparameter
        ? typeof given === 'number' && isInRange(given, hyperparameter.range)
        : typeof given === 'boolean'
    })
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function unreadable(path: string, name: string, text: string | undefined): UserError {
  const what =
    text === undefined ? `does not say its ${name}` : `has ${name} ${JSON.stringify(text.slice(0, 80))}`
  return new UserError([
    {
      code: 'network-malformed',
      what: `${path} ${what}`,
      why: `the file says that it is of mlp-bench; this version reads its format ${FORMAT_VERSION}`,
    },
  ])
}
