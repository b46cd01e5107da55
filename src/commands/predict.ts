// `bench predict`: one image, and what a stored network puts out for each class.
import type { Examples } from '../core/engine.js'
import { UserError } from '../domain/errors.js'
import type { Split } from '../domain/trial.js'
import { printableJson } from '../report/printable.js'
import { checkWhole } from './check-whole.js'
import type { Context, ExitCode } from './context.js'
import { findNetwork, type NetworkArguments } from './find-network.js'
import { chooseSplit, type DataArguments, examplesOf, openData } from './network-data.js'
import { paperOf } from './paper.js'
import { type Prediction, predictionAsJson, predictionAsText } from './predict-text.js'
import { predictionsOf } from './predictions-of.js'

export interface PredictArguments extends NetworkArguments, DataArguments {
  /** What the image is of; those held out for validation are in the file of the train split. */
  readonly split?: Split
  /** Position in the file of the dataset, from 0, as everywhere. */
  readonly index: number
  readonly format: 'text' | 'json'
  /** Draws with plain characters, without colour. */
  readonly ascii: boolean
}

export async function predict(args: PredictArguments, context: Context): Promise<ExitCode> {
  const found = await findNetwork(args, context)
  const data = await openData(found, args, context)
  const { index, split = data.dataset.test === null ? 'train' : 'test' } = args
  const examples = examplesOf(data, split === 'test' ? 'test' : 'train')
  checkWhole('--index', index, 0, examples.labels.length - 1)
  if (split === 'validation') checkHeldOut(index, chooseSplit(data, split).indices)
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
      ? printableJson(predictionAsJson(prediction), 2)
      : predictionAsText(prediction, paperOf(context), context, args.ascii).join('\n')
  context.stdout.write(`${text}\n`)
  return 0
}

/** Throws a UserError where the image is one that was trained on. */
function checkHeldOut(index: number, heldOut: Uint32Array): void {
  if (heldOut.includes(index)) return
  const some = heldOut.slice(0, 5).join(', ')
  throw new UserError([
    {
      code: 'out-of-range',
      what: `--index is ${index}, and that image was trained on`,
      why: `an image is called by its place in the file of the dataset; ${heldOut.length} of them were held out for validation`,
      fix: `--split train, or one of those that were held out: ${some}${heldOut.length > 5 ? ', ...' : ''}`,
    },
  ])
}

/** One of the examples by itself, so that the others need not be brought into the kernels' memory. */
function only({ images, labels }: Examples, index: number): Examples {
  const bytes = images.length / labels.length
  return {
    images: images.subarray(index * bytes, (index + 1) * bytes),
    labels: labels.subarray(index, index + 1),
  }
}
