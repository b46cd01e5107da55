// The output layer on the kernels: from logits to outputs, loss, hits and deltas, for each pair of output and loss.
import type { BatchResult, NetworkSpec } from './engine.js'
import type { KernelExports } from './kernels.js'
import type { MemoryPlan } from './memory-plan.js'
import { lossKernels, outputKernels } from './simd-tables.js'

/** Fills `probabilities` and the deltas of the last layer, which are the gradient of the mean over the batch. */
export function measureOutput(
  run: KernelExports,
  { loss, output, labelSmoothing: smoothing }: NetworkSpec,
  { layers, labels, probabilities: y, sums }: MemoryPlan,
  batch: number,
): BatchResult {
  const { z, stride, units: classes, delta } = layers.at(-1)!
  const kernel = lossKernels[loss]
  let lossSum: number
  if (kernel === 'cross-entropy') {
    lossSum = run.crossEntropy(z, stride, batch, classes, labels, y, delta, 1 / batch, sums)
    if (smoothing > 0)
      lossSum += run.smoothLabels(z, stride, batch, classes, labels, delta, 1 / batch, smoothing)
  } else {
    const factor = kernel.squaresTimes(classes)
    const share = (2 * factor) / batch
    const code = outputKernels[output]
    lossSum =
      factor * run.squaredDistance(code, z, stride, batch, classes, labels, y, delta, share, smoothing)
  }
  return { lossSum, correct: run.hitsOfLast() }
}
