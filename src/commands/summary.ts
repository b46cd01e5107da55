// `bench summary`: the networks of an experiment file, layer by layer, as Keras' model.summary() shows them.
import { losses } from '../core/losses.js'
import { varyingColumns } from '../domain/columns.js'
import type { Configuration } from '../domain/trial.js'
import { formatCell, formatCount } from '../report/numbers.js'
import { textTable } from '../report/table.js'
import { layerSizes } from '../sweep/architecture.js'
import { expand } from '../sweep/expand.js'
import type { Context, ExitCode } from './context.js'
import { openExperiment, type SpecArguments } from './experiment-file.js'

export async function summary(args: SpecArguments, context: Context): Promise<ExitCode> {
  const { experiment } = await openExperiment(args, context)
  const networks = networksOf(expand(experiment).trials.map(({ configuration }) => configuration))
  const blocks = networks.map(({ configuration, title }) => [title, ...layerTable(configuration)].join('\n'))
  context.stdout.write(`${blocks.join('\n\n')}\n`)
  return 0
}

interface Network {
  readonly configuration: Configuration
  readonly title: string
}

/** Configurations that differ in layers or activation, each once: the rest of them does not change the network. */
function networksOf(configurations: readonly Configuration[]): readonly Network[] {
  const different = new Map(configurations.map(c => [JSON.stringify([layerSizes(c), c.model.activation]), c]))
  const networks = [...different.values()]
  const varying = varyingColumns(networks)
  return networks.map(configuration => ({
    configuration,
    title:
      varying.length === 0
        ? `network of ${networks.length === 1 ? 'every trial' : 'these trials'}`
        : varying.map(({ name, value }) => `${name} ${formatCell(value(configuration))}`).join(', '),
  }))
}

function layerTable(configuration: Configuration): readonly string[] {
  const sizes = layerSizes(configuration)
  const rows = sizes.slice(1).map((units, l) => {
    const isOutput = l === sizes.length - 2
    return {
      layer: isOutput ? 'output' : `hidden_${l + 1}`,
      activation: isOutput ? losses[configuration.loss].output : configuration.model.activation.name,
      units,
      weights: sizes[l]! * units,
    }
  })
  const total = rows.reduce((sum, { units, weights }) => sum + units + weights, 0)
  const table = textTable(
    [
      { title: 'layer' },
      { title: 'activation' },
      { title: 'output shape' },
      { title: 'weights', align: 'right' },
      { title: 'biases', align: 'right' },
      { title: 'parameters', align: 'right' },
    ],
    [
      ['input', '', `(batch, ${sizes[0]})`, '0', '0', '0'],
      ...rows.map(({ layer, activation, units, weights }) => [
        layer,
        activation,
        `(batch, ${units})`,
        ...[weights, units, weights + units].map(formatCount),
      ]),
    ],
  )
  const memory = (4 * total) / 1024
  return [...table, `total ${formatCount(total)} parameters, ${memory.toFixed(2)} KiB as float32`]
}
