// The size of the network that a configuration describes.
import { type DatasetName, datasets } from '../data/datasets.js'
import type { Configuration } from '../domain/trial.js'

/** Numbers of units: inputs, each hidden layer, classes. */
export function layerSizes({ dataset, model }: Sized): readonly number[] {
  const { imageShape, classes } = datasets[dataset as DatasetName]
  return [imageShape[0] * imageShape[1], ...model.hidden, classes.length]
}

/** The part of a configuration that sizes follow from. */
interface Sized {
  readonly dataset: Configuration['dataset']
  readonly model: Pick<Configuration['model'], 'hidden'>
}
