// A stored network asked about examples, on the kernels that trials run on.
import { Kernels, MemoryError } from '../core/kernels.js'
import { simdEngines } from '../core/simd.js'
import { UserError } from '../domain/errors.js'
import { type Predictions, predict } from '../models/predictions.js'
import type { FoundNetwork } from './find-network.js'
import { loadKernels } from './kernels.js'
import type { ChosenSplit } from './network-data.js'

/** batchSize: images at a time, which makes no difference to what comes out. */
export async function predictionsOf(
  { network, measure: { loss, labelSmoothing }, title }: FoundNetwork,
  { examples, indices }: Pick<ChosenSplit, 'examples' | 'indices'>,
  batchSize: number,
): Promise<Predictions> {
  const makeEngine = simdEngines(new Kernels(await loadKernels()))
  try {
    return predict({ network, examples, indices, loss, labelSmoothing, makeEngine, batchSize })
  } catch (error) {
    if (!(error instanceof MemoryError)) throw error
    throw new UserError([
      { code: 'network-too-large', what: `${title} does not fit into memory`, why: error.message },
    ])
  }
}
