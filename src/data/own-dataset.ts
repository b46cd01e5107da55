// A dataset of the user's own: read, checked and put together. Everything is checked that would otherwise show as a poor
// accuracy: sizes, counts, the range of pixels and labels.
import { resolve } from 'node:path'
import { inputsOf } from '../domain/dataset-facts.js'
import { type OwnFiles, ownFilesOf } from '../domain/own-files.js'
import type { Dataset } from './dataset.js'
import type { DataSplit } from './datasets.js'
import { type OwnArray, wrongArray } from './own-array.js'
import { imagesFrom, type OwnImages } from './own-images.js'
import { checkBelow, classCount, labelsFrom, type OwnLabels } from './own-labels.js'
import { idxSource, imagesMax, labelsMax, npzSource, type OwnSource } from './own-sources.js'

/**
 * text: as a configuration has it; folder: what its paths are relative to. Throws an OwnDataError, which names the key of
 * the experiment that the mistake is about.
 */
export async function readOwnDataset(text: string, folder: string): Promise<Dataset> {
  const files = ownFilesOf(text)
  if (files === null) throw new Error(`${text} does not name files`)
  const source = 'npz' in files ? await npzSource(files, folder) : idxSource(files, folder)
  const train = await readSplit(source, 'train')
  const names = files.classes ?? null
  const count = classCount(train.labelArray, train.labels, names)
  const test = source.hasTest ? await readSplit(source, 'test') : null
  if (test !== null) checkTest(train, test, count)
  return {
    name: text,
    imageShape: train.images.shape,
    classes: names ?? Array.from({ length: count }, (_, label) => String(label)),
    train: examplesOf(train),
    test: test && examplesOf(test),
    sha256: source.sha256,
    foundIn: foundIn(files, folder),
    folder,
  }
}

interface OwnSplit {
  readonly imageArray: Pick<OwnArray, 'called' | 'key' | 'shape'>
  readonly images: OwnImages
  readonly labelArray: OwnArray
  readonly labels: OwnLabels
}

const examplesOf = ({ images, labels }: OwnSplit) => ({ images: images.bytes, labels: labels.labels })

async function readSplit(source: OwnSource, split: DataSplit): Promise<OwnSplit> {
  const imageArray = await source.array(split, 'images', imagesMax)
  const images = imagesFrom(imageArray)
  const labelArray = await source.array(split, 'labels', labelsMax(images.count))
  const count = labelArray.shape[0] ?? 0
  if (count !== images.count)
    throw wrongArray(
      labelArray,
      'data-shapes',
      `has ${count} labels`,
      `${imageArray.called} has ${images.count} images, and each has one label`,
      'choose from both alike: x = x[keep]; y = y[keep]   so that they stay in one order',
    )
  const { called, key, shape } = imageArray // without the numbers, which were large
  return { imageArray: { called, key, shape }, images, labelArray, labels: labelsFrom(labelArray) }
}

/** Does the test split fit the train split? */
function checkTest(train: OwnSplit, test: OwnSplit, classes: number): void {
  const [own, other] = [test.images.shape, train.images.shape]
  if (own.join() !== other.join())
    throw wrongArray(
      test.imageArray,
      'data-shapes',
      `has images of ${own.join(' x ')}`,
      `those of ${train.imageArray.called} are ${other.join(' x ')}, ${inputsOf(other)} values each`,
      'crop or scale the images of both splits to one size, before they are saved',
    )
  if (test.images.scale !== train.images.scale)
    throw wrongArray(
      test.imageArray,
      'data-pixels',
      `is ${test.images.scale}`,
      `${train.imageArray.called} is ${train.images.scale}: the two would not look alike`,
      'save both as uint8, from 0 to 255',
    )
  const { columns } = test.labels
  if (columns !== null && columns !== classes)
    throw wrongArray(
      test.labelArray,
      'data-labels',
      `has rows of ${columns} classes`,
      `there are ${classes}`,
      'y = y.argmax(axis=1)   of train and test: class indices',
    )
  checkBelow(test.labelArray, test.labels.labels, classes, ` in ${train.labelArray.called}`)
}

function foundIn(files: OwnFiles, folder: string): string {
  const paths = 'npz' in files ? [files.npz] : [files.images, files.labels]
  return paths.map(path => resolve(folder, path)).join(', ')
}
