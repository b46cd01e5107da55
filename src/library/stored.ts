// Networks in files, for a program of one's own: written, and opened again ready to be evaluated or trained further.
import { writeFile } from 'node:fs/promises'
import { activations } from '../core/activations.js'
import { type OutputName, outputs } from '../core/outputs.js'
import { measureFacts, measureOf } from '../models/measure.js'
import { encodeNetworkNpz } from '../models/npz-network.js'
import { readNetwork } from '../models/read-network.js'
import { encodeSafetensors } from '../models/safetensors.js'
import type { StoredNetwork } from '../models/stored-network.js'
import { checkNames, checkObject } from './checks.js'
import { type Chosen, chosen } from './chosen.js'
import { createNetwork, type Network } from './network.js'

/** How a file is written, by the end of its name. */
const formats: Readonly<Record<string, typeof encodeSafetensors>> = {
  '.safetensors': encodeSafetensors,
  '.npz': encodeNetworkNpz,
}

/**
 * Writes the weights as W1, b1, W2, b2, ...: a .safetensors says what its layers compute, an .npz is what np.load opens. facts:
 * what a .safetensors shall say of where they come from. Throws RangeError for another ending.
 */
export async function saveNetwork(
  path: string,
  network: Network,
  facts: Readonly<Record<string, string>> = {},
): Promise<void> {
  const ending = Object.keys(formats).find(end => path.endsWith(end))
  if (ending === undefined) throw new RangeError(`${path} must end in ${Object.keys(formats).join(' or ')}`)
  const parameters = Float32Array.from(network.state().parameters)
  await writeFile(
    path,
    formats[ending]!({ ...network.spec, parameters }, { ...measureFacts(network.spec), ...facts }),
  )
}

export interface OpenOptions {
  /** What an .npz does not say: of all hidden layers, or of each; `sigmoid`. */
  readonly activation?: Chosen<typeof activations> | readonly Chosen<typeof activations>[]
  /** `softmax`. */
  readonly output?: OutputName
}

const openOptionNames: Readonly<Record<keyof OpenOptions, true>> = { activation: true, output: true }

/**
 * The network of a .safetensors or .npz file, with plain sgd, and with the loss that it was trained with; where the file does not
 * say so, with the first that goes with its output. Throws a UserError where the file is no network, or says something else
 * than the options; RangeError and TypeError for options that there cannot be.
 */
export async function openNetwork(path: string, options: OpenOptions = {}): Promise<Network> {
  checkObject('what an .npz does not say', options, 'an object such as { activation: "relu" }')
  checkNames('openNetwork', options, openOptionNames)
  const { activation, output } = options
  const stored = await readNetwork(path, {
    ...(activation === undefined ? {} : { activation: [activation].flat().map(chosenActivation) }),
    ...(output === undefined ? {} : { output: chosen(outputs, 'output', output).name }),
  })
  const network = await createNetwork({
    sizes: stored.sizes,
    activation: stored.activations,
    output: stored.output,
    ...trainedWith(stored),
    initializer: 'zeros',
    optimizer: 'sgd',
  })
  network.restore({ parameters: stored.parameters, slots: [], steps: 0 })
  return network
}

function chosenActivation(activation: Chosen<typeof activations>) {
  return chosen(activations, 'activation', activation)
}

function trainedWith(stored: StoredNetwork) {
  const { loss, labelSmoothing } = measureOf(stored)
  return { loss, labelSmoothing }
}
