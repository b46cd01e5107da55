// The examples that a stored network is asked about: a dataset that fits it, and one of its splits.
import type { Examples } from '../core/engine.js'
import type { Dataset } from '../data/dataset.js'
import { type DataSplit, datasets } from '../data/datasets.js'
import { splitTrain } from '../data/split.js'
import { inputsOf } from '../domain/dataset-facts.js'
import { type MistakeCode, UserError } from '../domain/errors.js'
import { datasetLabel } from '../domain/own-files.js'
import type { Split } from '../domain/trial.js'
import { adviseName } from '../spec/advise.js'
import type { Context } from './context.js'
import { adviseFile } from './dataset-argument.js'
import { loadDatasetOfRun, loadOne } from './datasets.js'
import type { FoundNetwork } from './find-network.js'

export interface DataArguments {
  /** In place of the dataset that the network was trained on: a name, or the path of an .npz file. */
  readonly dataset?: string
  readonly dataDir?: string
}

export interface NetworkData {
  readonly dataset: Dataset
  /** As tables call it. */
  readonly name: string
  /** How the network's trial has divided the training examples; null where that is not known, or they are others. */
  readonly division: FoundNetwork['division']
}

/** The dataset that was asked for, or that the network was trained on. Throws a UserError where it does not fit the network. */
export async function openData(
  found: FoundNetwork,
  { dataset: asked, dataDir }: DataArguments,
  context: Context,
): Promise<NetworkData> {
  const name = asked ?? found.dataset
  if (name === null)
    throw mistake(
      'bad-option',
      `${found.title} does not say which dataset it is for`,
      `add --dataset: ${CHOICE}`,
    )
  const isOwn = name === found.dataset
  if (!isOwn) checkAsked(name)
  const dataset =
    isOwn && found.origin !== null
      ? await loadDatasetOfRun(name, found.origin.run.manifest, dataDir, context)
      : await loadOne(name, dataDir, context)
  checkFit(found, dataset)
  return { dataset, name: datasetLabel(name), division: isOwn ? found.division : null }
}

const CHOICE = `one of ${Object.keys(datasets).join(', ')}, or an .npz file of your own`

function checkAsked(name: string): void {
  if (Object.hasOwn(datasets, name) || name.endsWith('.npz')) return
  const advice = adviseFile(name) ?? adviseName(name, Object.keys(datasets)).fix
  throw mistake('unknown-dataset', `no dataset is called "${name}"`, advice ?? CHOICE)
}

function checkFit({ title, network }: FoundNetwork, { name, imageShape, classes }: Dataset): void {
  const [inputs, outputs] = [network.sizes[0]!, network.sizes.at(-1)!]
  const bytes = inputsOf(imageShape)
  if (inputs === bytes && outputs === classes.length) return
  throw new UserError([
    {
      code: 'network-mismatch',
      what: `${title} is a network of ${network.sizes.join('-')}, which does not fit ${datasetLabel(name)}`,
      why: `an image has ${imageShape.join('x')} = ${bytes} pixels, and there are ${classes.length} classes`,
      fix: 'use --dataset with the dataset that the network is for',
    },
  ])
}

/** Which examples are asked about. */
export interface ChosenSplit {
  readonly split: Split
  readonly examples: Examples
  /** Positions among the examples, ascending. */
  readonly indices: Uint32Array
}

/** The split that was asked for; else test, or validation where the dataset has no test split. */
export function chooseSplit(data: NetworkData, asked: Split | undefined): ChosenSplit {
  const { dataset, division } = data
  const split = asked ?? (dataset.test === null ? 'validation' : 'test')
  const examples = examplesOf(data, split === 'test' ? 'test' : 'train')
  const count = examples.labels.length
  if (split === 'test' || (split === 'train' && division === null)) {
    return { split, examples, indices: Uint32Array.from({ length: count }, (_, i) => i) }
  }
  if (division === null) throw noSplit(data, split)
  const indices = splitTrain(count, division.validation, division.splitSeed)[split]
  if (indices.length === 0) throw noSplit(data, split)
  return { split, examples, indices }
}

/** The examples of a file of the dataset. Throws a UserError where there are none. */
export function examplesOf(data: NetworkData, split: DataSplit): Examples {
  const examples = data.dataset[split]
  if (examples === null) throw noSplit(data, split)
  return examples
}

function noSplit({ dataset, name, division }: NetworkData, split: Split): UserError {
  const hasTest = dataset.test !== null
  const hasValidation = division !== null && division.validation > 0
  const others: readonly Split[] = [
    ...(hasTest ? (['test'] as const) : []),
    ...(hasValidation ? (['validation'] as const) : (['train'] as const)),
  ]
  const heldOut = heldOutText(division)
  return new UserError([
    {
      code: 'no-such-split',
      what: `there is no ${split} split of ${name}`,
      why: hasTest ? heldOut : `${name} has no test images, and ${heldOut}`,
      fix: others.map(other => `--split ${other}`).join(' or '),
    },
  ])
}

function heldOutText(division: NetworkData['division']): string {
  if (division === null) return 'nothing says which images were held out from training'
  if (division.validation === 0) return 'no images were held out from training'
  return 'those that were held out from training are its validation split'
}

function mistake(code: MistakeCode, what: string, fix: string): UserError {
  return new UserError([{ code, what, fix }])
}
