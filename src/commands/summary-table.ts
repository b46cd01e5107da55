// The layers of a network as a table: what they compute, what comes out of them, and how many numbers they have learned.
import { formatCount } from '../report/numbers.js'
import { type TextColumn, textTable } from '../report/table.js'
import { describeActivation } from './network-facts.js'
import type { Layout } from './summary-networks.js'

/** A row for each layer, dropout among them, and the total with its parts, as Keras gives it. */
export function layerTable({ sizes, activations, output, dropout }: Layout): readonly string[] {
  const [inputs, ...units] = sizes
  const layers = units.map((count, l) => {
    const activation = activations[l]
    return {
      name: activation === undefined ? 'output' : `hidden_${l + 1}`,
      activation: activation === undefined ? output : describeActivation(activation),
      units: count,
      weights: sizes[l]! * count,
    }
  })
  const rows = layers.flatMap(({ name, activation, units, weights }, l) => [
    [name, activation, shape(units), ...[weights, units, weights + units].map(formatCount)],
    ...(dropout > 0 && name !== 'output'
      ? [[`dropout_${l + 1}`, `rate ${dropout}`, shape(units), '0', '0', '0']]
      : []),
  ])
  const parts = layers.map(({ units, weights }) => weights + units)
  const total = parts.reduce((sum, part) => sum + part, 0)
  const sum = parts.length === 1 ? '' : ` = ${parts.map(formatCount).join(' + ')}`
  return [
    ...textTable(columns, [['input', '', shape(inputs!), '0', '0', '0'], ...rows]),
    `total ${formatCount(total)} parameters${sum}, ${((4 * total) / 1024).toFixed(2)} KiB as float32`,
  ]
}

const columns: readonly TextColumn[] = [
  { title: 'layer' },
  { title: 'activation' },
  { title: 'output shape' },
  { title: 'weights', align: 'right' },
  { title: 'biases', align: 'right' },
  { title: 'parameters', align: 'right' },
]

const shape = (units: number) => `(batch, ${units})`
