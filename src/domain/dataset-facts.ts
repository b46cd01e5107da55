// What there is to know of a dataset without its bytes: what networks, splits and tables follow from.

/** Height and width, and the channels of a pixel where there are several. */
export type ImageShape =
  | readonly [height: number, width: number]
  | readonly [height: number, width: number, channels: number]

export interface DatasetFacts {
  readonly imageShape: ImageShape
  /** Names of the classes, in the order of the labels. */
  readonly classes: readonly string[]
  /** Numbers of examples; test is 0 where there is no test split. */
  readonly examples: { readonly train: number; readonly test: number }
}

/** How many bytes an image has, and so how many inputs a network for it. */
export function inputsOf(shape: ImageShape): number {
  return shape.reduce((product: number, length) => product * length, 1)
}
