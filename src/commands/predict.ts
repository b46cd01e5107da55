// `bench predict`: one image, and what a stored network puts out for each class.
import type { Examples } from '../core/engine.js'
import type { DataSplit } from '../data/datasets.js'
import { checkWhole } from './check-whole.js'
import type { Context, ExitCode } from './context.js'
import { findNetwork, type NetworkArguments } from './find-network.js'
import { type DataArguments, examplesOf, openData } from './network-data.js'
import { paperOf } from './paper.js'
import { type Prediction, predictionAsJson, predictionAsText } from './predict-text.js'
import { predictionsOf } from './predictions-of.js'

export interface PredictArguments extends NetworkArguments, DataArguments {
  /** The file of the dataset that the image is in: what was held out for validation is in train. */
  readonly split?: DataSplit
  /** Position in that file, from 0. */
  readonly index: number
  readonly format: 'text' | 'json'
  /** Draws with plain characters, without colour. */
  readonly ascii: boolean
}

export async function predict(args: PredictArguments, context: Context): Promise<ExitCode> {
  const found = await findNetwork(args, context)
  const data = await openData(found, args, context)
  const { index, split = data.dataset.test === null ? 'train' : 'test' } = args
  const examples = examplesOf(data, split)
  checkWhole('--index', index, 0, examples.labels.length - 1)
  const {
    labels: [label],
    predicted: [predicted],
    outputs,
  } = await predictionsOf(found, { examples: only(examples, index), indices: Uint32Array.of(0) }, 1)
  const prediction: Prediction = {
    found,
    data,
    split,
    examples,
    index,
    label: label!,
    predicted: predicted!,
    outputs,
  }
  const text =
    args.format === 'json'
      ? JSON.stringify(predictionAsJson(prediction), null, 2)
      : predictionAsText(prediction, paperOf(context), context, args.ascii).join('\n')
  context.stdout.write(`${text}\n`)
  return 0
}

/** One of the examples by itself, so that the others need not be brought into the kernels' memory. */
function only({ images, labels }: Examples, index: number): Examples {
  const bytes = images.length / labels.length
  return {
    images: images.subarray(index * bytes, (index + 1) * bytes),
    labels: labels.subarray(index, index + 1),
  }
}
