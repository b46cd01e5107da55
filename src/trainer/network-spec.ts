// The network of a configuration on a dataset, as an engine wants it: what the configuration leaves open is in the data.
import type { NetworkSpec } from '../core/engine.js'
import { type DatasetFacts, inputsOf } from '../domain/dataset-facts.js'
import { EVALUATION_BATCH } from '../domain/measurement.js'
import { activationsOf } from '../domain/network.js'
import type { Configuration } from '../domain/trial.js'

export function networkSpec(
  { model, loss, optimizer, training }: Configuration,
  { imageShape, classes }: Pick<DatasetFacts, 'imageShape' | 'classes'>,
): NetworkSpec {
  return {
    sizes: [inputsOf(imageShape), ...model.hidden, classes.length],
    activations: activationsOf(model),
    output: model.output,
    initializer: model.initializer,
    loss,
    labelSmoothing: training.label_smoothing,
    dropout: model.dropout,
    clipNorm: training.clip_norm,
    optimizer,
    l2: training.l2,
    batchSize: Math.max(training.batch_size, EVALUATION_BATCH),
  }
}
