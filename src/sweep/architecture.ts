// The size of the network that a configuration describes.
import { factsOf } from '../data/datasets.js'
import { type DatasetFacts, inputsOf } from '../domain/dataset-facts.js'
import type { Configuration } from '../domain/trial.js'

/** Numbers of units: inputs, each hidden layer, classes. own: as an experiment has the facts of own files. */
export function layerSizes(
  { dataset, model }: Sized,
  own?: Readonly<Record<string, DatasetFacts>>,
): readonly number[] {
  const { imageShape, classes } = factsOf(dataset, own)
  return [inputsOf(imageShape), ...model.hidden, classes.length]
}

/** The part of a configuration that sizes follow from. */
interface Sized {
  readonly dataset: Configuration['dataset']
  readonly model: Pick<Configuration['model'], 'hidden'>
}
