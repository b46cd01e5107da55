// Does each network fit into the memory of the kernels? What alone cannot fit is refused here; what several workers need at
// once is known only when they train.
import type { ActivationChoice } from '../core/activations.js'
import { choose } from '../core/choice.js'
import type { NetworkSpec } from '../core/engine.js'
import { initializers } from '../core/initializers.js'
import { MEMORY_MAX } from '../core/kernels.js'
import { networkBytes } from '../core/memory-plan.js'
import { parameterCount } from '../core/parameters.js'
import { EVALUATION_BATCH } from '../domain/measurement.js'
import type { Configuration } from '../domain/trial.js'
import { layerSizes } from '../sweep/architecture.js'
import type { Rule } from './rules.js'
import { thousands } from './tree.js'

export const memoryRule: Rule = {
  code: 'network-too-large',
  involves: [
    'model.hidden',
    'training.batch_size',
    'model.activation',
    'model.output',
    'model.dropout',
    'loss',
    'optimizer',
    'training.clip_norm',
    'dataset',
  ],
  mistakeOf: (values, { ownDatasets }) => {
    const [hidden, batch_size, activation, output, dropout, loss, optimizer, clipNorm, dataset] = values.map(
      ({ value }) => value,
    ) as unknown as Values
    if (Array.isArray(activation) && activation.length !== hidden.length) return null
    const sizes = layerSizes({ dataset, model: { hidden } }, ownDatasets)
    const batchSize = Math.max(batch_size, EVALUATION_BATCH)
    const numbers = parameterCount(sizes) + batchSize * sizes.reduce((sum, units) => sum + units, 0)
    if (numbers < SURELY_FITS) return null
    const spec: NetworkSpec = {
      sizes,
      activations: hidden.map((_, l) => (Array.isArray(activation) ? activation[l]! : activation)),
      output,
      dropout,
      loss,
      optimizer,
      clipNorm,
      batchSize,
      // What follows takes no memory.
      initializer: choose(initializers, 'zeros'),
      labelSmoothing: 0,
      l2: 0,
    }
    const bytes = networkBytes(spec)
    if (bytes <= MEMORY_MAX) return null
    return {
      what: `this network needs ${gibibytes(bytes)} of memory to be trained with batches of ${thousands(batch_size)}`,
      why: `it has ${thousands(parameterCount(sizes))} parameters; all workers and the datasets together have ${gibibytes(MEMORY_MAX)}`,
      fix: 'take smaller layers, or smaller batches',
    }
  },
}

/** So many parameters and values of units take some 100 bytes each at the most: a quarter of the memory, and not worth a plan. */
const SURELY_FITS = MEMORY_MAX / 400

type Values = readonly [
  hidden: readonly number[],
  batchSize: number,
  activation: ActivationChoice | ActivationChoice[],
  output: Configuration['model']['output'],
  dropout: number,
  loss: Configuration['loss'],
  optimizer: Configuration['optimizer'],
  clipNorm: number | null,
  dataset: string,
]

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`
}
