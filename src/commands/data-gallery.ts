// Images of a dataset drawn in the terminal, side by side, as many as the window is wide, each with its class below.
import type { Examples } from '../core/engine.js'
import type { Dataset } from '../data/dataset.js'
import { type Palette, pictureLines } from '../data/picture.js'
import { inputsOf } from '../domain/dataset-facts.js'
import { printable } from '../report/printable.js'
import { pad } from '../report/table.js'
import type { Context } from './context.js'

/** What the window allows: how many images stand side by side, and how many pixels of an image become one. */
export interface GalleryLayout {
  readonly perRow: number
  readonly shrink: number
  /** Of one image, in columns of the terminal, and of its place, which has room for a caption. */
  readonly width: number
  readonly cell: number
}

const WINDOW_COLUMNS = 80
/** Two a line of text. */
const PIXEL_ROWS = 96
const CAPTION_COLUMNS = 12
const GAP = '  '

/** The lines of the images at `indices` of the examples. */
export function gallery(
  { imageShape, classes }: Dataset,
  examples: Examples,
  indices: readonly number[],
  { perRow, shrink, width, cell }: GalleryLayout,
  palette: Palette,
): readonly string[] {
  const pixels = inputsOf(imageShape)
  const pictures = indices.map(index => {
    const image = examples.images.subarray(index * pixels, (index + 1) * pixels)
    const name = `${index} ${printable(classes[examples.labels[index]!]!)}`
    const lines = pictureLines(image, imageShape, palette, shrink)
    return [...lines.map(line => line + ' '.repeat(cell - width)), caption(name, cell)]
  })
  const rows = Array.from({ length: Math.ceil(pictures.length / perRow) }, (_, row) =>
    sideBySide(pictures.slice(row * perRow, (row + 1) * perRow)),
  )
  return rows.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]))
}

/** An image wider than the window is shrunk until it fits; a long one, until it is a screenful. */
export function layoutFor(
  { stdout }: Context,
  [imageHeight, imageWidth]: Dataset['imageShape'],
): GalleryLayout {
  const columns = stdout.columns ?? WINDOW_COLUMNS
  const shrink = Math.max(1, Math.ceil(imageWidth / columns), Math.ceil(imageHeight / PIXEL_ROWS))
  const width = Math.ceil(imageWidth / shrink)
  const cell = Math.max(width, Math.min(columns, CAPTION_COLUMNS))
  return {
    shrink,
    width,
    cell,
    perRow: Math.max(1, Math.floor((columns + GAP.length) / (cell + GAP.length))),
  }
}

/** Colours only where someone sees them and has not asked for none. */
export function paletteFor({ stdout, env }: Context, ascii: boolean): Palette {
  if (ascii || env.NO_COLOR || !stdout.isTTY || env.TERM === 'dumb') return 'ascii'
  return env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit' ? 'truecolour' : 'greys'
}

function sideBySide(pictures: readonly (readonly string[])[]): readonly string[] {
  return (pictures[0] ?? []).map((_, line) =>
    pictures
      .map(picture => picture[line]!)
      .join(GAP)
      .trimEnd(),
  )
}

function caption(text: string, width: number): string {
  return pad(text.length > width ? `${text.slice(0, width - 1)}…` : text, width)
}
