// Reads a trained network from a file, whichever of the known formats it has. The format is told by what is in the file, not
// by its name.
import { open, stat } from 'node:fs/promises'
import { type ActivationChoice, activations } from '../core/activations.js'
import { choose } from '../core/choice.js'
import { dataMistake, systemCode, whyUnreadable } from '../data/malformed.js'
import { npzNames } from '../data/npz.js'
import type { UserError } from '../domain/errors.js'
import { foreignFormats } from './foreign-formats.js'
import { factsOf, type Layers, layersTold } from './metadata.js'
import { networkOf } from './named-arrays.js'
import type { NetworkFile } from './network-file.js'
import { decodeNetworkNpz } from './npz-network.js'
import { beginsAsSafetensors, decodeSafetensors } from './safetensors.js'
import type { NetworkOptions, StoredNetwork } from './stored-network.js'

/**
 * The network in a safetensors or NPZ file. options: what the layers compute, where the file does not say so itself (an NPZ
 * never does): sigmoid and softmax unless given, as in the notebooks. Throws a UserError where the file is not a network, and
 * where it says something else than the options.
 */
export async function readNetwork(path: string, options: NetworkOptions = {}): Promise<StoredNetwork> {
  const { arrays, metadata } = decode(await readWhole(path), path)
  const { sizes, parameters } = networkOf(arrays, path)
  const told = layersTold(metadata, path)
  if (told !== null && String(told.sizes) !== String(sizes)) {
    const what = `${path} says that its layers are ${told.sizes.join('-')}, and its arrays make ${sizes.join('-')}`
    const fix = 'its header or its arrays were changed since: save it again with the program that made it'
    throw dataMistake('network-shapes', what, undefined, fix)
  }
  return { sizes, ...settle(sizes, told, options, path), parameters, source: path, facts: factsOf(metadata) }
}

/** What the layers compute: by the file, else by the options, else as in the notebooks. */
function settle(
  sizes: readonly number[],
  told: Layers | null,
  { activation, output }: NetworkOptions,
  path: string,
): Pick<StoredNetwork, 'activations' | 'output' | 'assumed'> {
  const hidden = sizes.length - 2
  const asked = activation === undefined ? null : ofEachLayer(activation, hidden)
  const settled = asked ?? told?.activations ?? ofEachLayer(choose(activations, 'sigmoid'), hidden)
  if (settled.length !== hidden) {
    const what = `${path} has ${hidden} hidden layers, and not as many activations`
    const fix = `name one for all of them, or ${hidden} with commas between them`
    throw dataMistake('network-shapes', what, `they are ${namesOf(settled)}`, fix)
  }
  if (told !== null && JSON.stringify(settled) !== JSON.stringify(told.activations))
    throw contradicts(path, 'activation', namesOf(told.activations), namesOf(settled))
  if (told !== null && output !== undefined && output !== told.output)
    throw contradicts(path, 'output', told.output, output)
  return {
    activations: settled,
    output: output ?? told?.output ?? 'softmax',
    assumed: [
      ...(told === null && asked === null && hidden > 0 ? (['activation'] as const) : []),
      ...(told === null && output === undefined ? (['output'] as const) : []),
    ],
  }
}

function ofEachLayer(
  activation: ActivationChoice | readonly ActivationChoice[],
  hidden: number,
): readonly ActivationChoice[] {
  const choices = [activation].flat()
  return choices.length === 1 ? Array.from({ length: hidden }, () => choices[0]!) : choices
}

/** `relu, elu (alpha 0.5)` */
function namesOf(choices: readonly ActivationChoice[]): string {
  const names = choices.map(({ name, ...values }) => {
    const shown = Object.entries(values).map(([key, value]) => `${key} ${value}`)
    return shown.length === 0 ? name : `${name} (${shown.join(', ')})`
  })
  return names.join(', ') || 'none'
}

function contradicts(path: string, option: string, told: string, asked: string): UserError {
  const what = `${path} was trained with ${option} ${told}, not ${asked}`
  return dataMistake('network-contradicts', what, undefined, `leave --${option} out: the file says it`)
}

const WHAT_TO_NAME = 'name a .safetensors or .npz file, or a run whose weights were kept: bench list'

/** 100 million parameters in float64, and room for headers. */
const FILE_BYTES_MAX = 2 ** 30
const START_BYTES = 512

function decode(bytes: Uint8Array, path: string): NetworkFile {
  const start = bytes.subarray(0, START_BYTES)
  if (beginsAsSafetensors(start)) return decodeSafetensors(bytes, path)
  const isZip = start[0] === 0x50 && start[1] === 0x4b // PK
  const entries = isZip ? npzNames(bytes, path) : []
  const foreign = foreignFormats.find(({ recognises }) => recognises({ path, bytes: start, entries }))
  if (foreign !== undefined) {
    const [from, to] = [path, `${path.replace(/\.\w+$/, '')}.npz`].map(text => JSON.stringify(text))
    throw dataMistake(
      foreign.isPickle ? 'network-pickled' : 'network-malformed',
      `${path} is ${foreign.what}`,
      foreign.isPickle ? 'a pickle is a program, and is not run here' : 'safetensors and NPZ are read',
      [
        `convert it with Python${foreign.isPickle ? ', if you trust it' : ''}:`,
        ...foreign.convert(from!, to!),
      ].join('\n'),
    )
  }
  if (!isZip) {
    const why = 'the one begins with the size of its header and {, the other with PK'
    throw dataMistake('network-malformed', `${path} is neither a safetensors nor an NPZ file`, why)
  }
  return decodeNetworkNpz(bytes, path)
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    // Looked at before it is opened: to open a named pipe is to wait for whoever writes to it.
    const found = await stat(path)
    if (!found.isFile()) throw dataMistake('network-malformed', `${path} is not a regular file`)
    if (found.size > FILE_BYTES_MAX) {
      const why = `at most ${FILE_BYTES_MAX} are read`
      throw dataMistake('network-malformed', `${path} has ${found.size} bytes`, why)
    }
    const file = await open(path)
    try {
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = systemCode(error)
    if (code === null) throw error
    throw dataMistake('file-unreadable', `${path} cannot be read`, whyUnreadable(code), WHAT_TO_NAME)
  }
}
