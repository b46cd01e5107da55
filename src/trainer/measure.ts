// Loss and accuracy of a network on a split.
import type { Engine, Examples } from '../core/engine.js'
import { EVALUATION_BATCH, type Measurement } from '../domain/measurement.js'

/** Mean loss and accuracy over the examples at `indices`; null when there are none. */
export function measure(engine: Engine, examples: Examples, indices: Uint32Array): Measurement | null {
  if (indices.length === 0) return null
  let lossSum = 0
  let correct = 0
  for (let start = 0; start < indices.length; start += EVALUATION_BATCH) {
    const result = engine.evaluate(examples, indices.subarray(start, start + EVALUATION_BATCH))
    lossSum += result.lossSum
    correct += result.correct
  }
  return { loss: lossSum / indices.length, accuracy: correct / indices.length }
}
