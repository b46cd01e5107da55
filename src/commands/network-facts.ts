// A stored network and the examples it is asked about, in a few lines.
import type { ActivationChoice } from '../core/activations.js'
import { parameterCount } from '../core/parameters.js'
import type { Network, StoredNetwork } from '../models/stored-network.js'
import { formatCount, plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import type { FoundNetwork } from './find-network.js'
import type { ChosenSplit, NetworkData } from './network-data.js'

export type Fact = readonly [name: string, value: string]

export function networkFacts({ network, path }: FoundNetwork): readonly Fact[] {
  const { epoch } = network.facts
  const assumed = assumptions(network)
  const facts: readonly Fact[] = [
    ['network', describeNetwork(network)],
    ...(assumed === null ? [] : [['assumed', assumed] as const]),
    ['weights', `${epoch === undefined ? '' : `of epoch ${epoch}, `}${path}`],
  ]
  return facts.map(([name, value]) => [name, printable(value)])
}

export function dataFact({ name, dataset }: NetworkData, { split, indices }: ChosenSplit): Fact {
  return [
    'data',
    printable(`${name}, ${split} split, ${plural(indices.length, 'image')}; ${dataset.foundIn}`),
  ]
}

/** `sigmoid, softmax, which the file does not say; --activation, --output`; null where nothing had to be assumed. */
export function assumptions({ activations, output, assumed }: StoredNetwork): string | null {
  if (assumed.length === 0) return null
  const values = { activation: activations[0]?.name, output }
  const names = assumed.map(what => values[what]).join(', ')
  return `${names}, which the file does not say; ${assumed.map(what => `--${what}`).join(', ')}`
}

/** `784-50-10, sigmoid, softmax; 39,760 parameters` */
function describeNetwork({ sizes, activations, output }: Network): string {
  const described = activations.map(describeActivation)
  const hidden = new Set(described).size <= 1 ? described.slice(0, 1) : described
  return `${sizes.join('-')}, ${[...hidden, output].join(', ')}; ${formatCount(parameterCount(sizes))} parameters`
}

/** `relu`, `leaky-relu (negative_slope 0.3)` */
export function describeActivation({ name, ...hyperparameters }: ActivationChoice): string {
  const values = Object.entries(hyperparameters).map(([key, value]) => `${key} ${value}`)
  return values.length === 0 ? name : `${name} (${values.join(', ')})`
}
