// The networks that configurations describe, each once.
import type { ActivationChoice } from '../core/activations.js'
import type { OutputName } from '../core/outputs.js'
import { varyingColumns } from '../domain/configuration-columns.js'
import type { DatasetFacts } from '../domain/dataset-facts.js'
import { activationsOf } from '../domain/network.js'
import type { Configuration } from '../domain/trial.js'
import { formatCell } from '../report/numbers.js'
import { layerSizes } from '../sweep/architecture.js'

/** All that the table of a network's layers shows. */
export interface Layout {
  readonly sizes: readonly number[]
  /** Of each hidden layer. */
  readonly activations: readonly ActivationChoice[]
  readonly output: OutputName
  /** Behind each hidden layer; 0 for none. */
  readonly dropout: number
}

export interface Summarized extends Layout {
  readonly title: string
}

/** What is known of the user's own files, as an experiment has it. */
type OwnFacts = Readonly<Record<string, DatasetFacts>> | undefined

export function configuredNetwork(configuration: Configuration, title: string, own: OwnFacts): Summarized {
  return { title, ...layoutOf(configuration, own) }
}

/** Configurations whose networks differ, each titled by what it differs in: the rest does not change the network. */
export function configuredNetworks(
  configurations: readonly Configuration[],
  own: OwnFacts,
): readonly Summarized[] {
  const different = new Map(configurations.map(c => [JSON.stringify(layoutOf(c, own)), c]))
  const networks = [...different.values()]
  const varying = varyingColumns(networks)
  const only = networks.length === 1 ? 'network of every trial' : 'network of these trials'
  return networks.map(configuration => {
    const differences = varying.map(({ name, value }) => `${name} ${formatCell(value(configuration))}`)
    return configuredNetwork(configuration, differences.join(', ') || only, own)
  })
}

function layoutOf(configuration: Configuration, own: OwnFacts): Layout {
  const { output, dropout } = configuration.model
  return {
    sizes: layerSizes(configuration, own),
    activations: activationsOf(configuration.model),
    output,
    dropout,
  }
}
