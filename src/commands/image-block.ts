// One image of a dataset drawn for the terminal, to stand beside others or alone.
import type { Examples } from '../core/engine.js'
import type { Dataset } from '../data/dataset.js'
import { pictureLines } from '../data/picture.js'
import { inputsOf } from '../domain/dataset-facts.js'
import type { Context } from './context.js'
import { layoutFor, paletteFor } from './data-gallery.js'

/** ascii: with plain characters, without colour. */
export function imageLines(
  { imageShape }: Dataset,
  { images }: Examples,
  index: number,
  context: Context,
  ascii: boolean,
): readonly string[] {
  const bytes = inputsOf(imageShape)
  const pixels = images.subarray(index * bytes, (index + 1) * bytes)
  const { shrink } = layoutFor(context, imageShape)
  return pictureLines(pixels, imageShape, paletteFor(context, ascii), shrink)
}
