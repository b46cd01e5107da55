// An image of bytes as lines of text: two pixels a character in colour, where upper and lower half of a block have
// colours of their own, or characters of growing darkness where there is no colour. Pure; the terminal is the caller's.
import type { ImageShape } from '../domain/dataset-facts.js'

/** 24 bits a colour, the 24 greys of the 256 colours, or none. */
export type Palette = 'truecolour' | 'greys' | 'ascii'

/** From nothing to full, about equal steps of ink. */
const RAMP = ' .:-=+*#%@'
const RESET = '\x1b[0m'

/** The parameters of the escape sequence for a grey from 0 to 255. */
const greys: Readonly<Record<Exclude<Palette, 'ascii'>, (level: number) => string>> = {
  truecolour: level => `2;${level};${level};${level}`,
  // 16 is black and 231 white; 232 to 255 are the greys 8, 18, ... 238 between them.
  greys: level =>
    `5;${level < 4 ? 16 : level > 246 ? 231 : 232 + Math.min(23, Math.round((level - 8) / 10))}`,
}

/**
 * pixels: [height, width], or with channels, whose mean is drawn; row by row, 0 is dark. shrink: how many pixels become
 * one, in both directions.
 * Each line is ceil(width / shrink) columns wide, and there is one for every two rows of pixels.
 */
export function pictureLines(
  pixels: Uint8Array,
  shape: ImageShape,
  palette: Palette,
  shrink = 1,
): readonly string[] {
  const rows = shrunk(pixels, shape, shrink)
  const black = new Array<number>(rows[0]?.length ?? 0).fill(0)
  return Array.from({ length: Math.ceil(rows.length / 2) }, (_, i) => {
    const upper = rows[2 * i]!
    const lower = rows[2 * i + 1] ?? black
    return palette === 'ascii' ? inkLine(upper, lower) : colourLine(upper, lower, greys[palette])
  })
}

/** Means of squares of pixels; those at the edges may be cut. */
function shrunk(
  pixels: Uint8Array,
  [height, width, channels = 1]: ImageShape,
  shrink: number,
): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(height / shrink) }, (_, row) =>
    Array.from({ length: Math.ceil(width / shrink) }, (_, column) => {
      let sum = 0
      let count = 0
      for (let y = row * shrink; y < Math.min(height, (row + 1) * shrink); y++) {
        for (let x = column * shrink; x < Math.min(width, (column + 1) * shrink); x++) {
          const pixel = (y * width + x) * channels
          for (let channel = 0; channel < channels; channel++) sum += pixels[pixel + channel]!
          count += channels
        }
      }
      return Math.round(sum / count)
    }),
  )
}

function inkLine(upper: readonly number[], lower: readonly number[]): string {
  return upper
    .map((level, i) => RAMP[Math.round(((level + lower[i]!) / 2 / 255) * (RAMP.length - 1))])
    .join('')
}

/** A colour is named only where it changes. */
function colourLine(
  upper: readonly number[],
  lower: readonly number[],
  grey: (level: number) => string,
): string {
  let line = ''
  let last = ''
  upper.forEach((level, i) => {
    const colours = `\x1b[38;${grey(level)};48;${grey(lower[i]!)}m`
    line += colours === last ? '▀' : `${colours}▀`
    last = colours
  })
  return line + RESET
}
