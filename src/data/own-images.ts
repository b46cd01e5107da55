// An array of numbers -> images of bytes. Pixels are bytes everywhere here, so other numbers are taken where they stand
// for bytes exactly: integers from 0 to 255, or bytes that were divided by 255. All others are refused, with the line of
// Python that makes bytes of them, because how is a decision that changes the result.
import type { ImageShape } from '../domain/dataset-facts.js'
import { inputsOf } from '../domain/dataset-facts.js'
import { type OwnArray, wrongArray } from './own-array.js'

export interface OwnImages {
  readonly shape: ImageShape
  readonly count: number
  /** [count, inputs], on a SharedArrayBuffer. */
  readonly bytes: Uint8Array
  /** What the numbers were: bytes, or bytes divided by 255. */
  readonly scale: 'from 0 to 255' | 'from 0 to 1'
}

/** Of a split. With the kernels' lists of 4 bytes for each pixel that is not zero, a quarter of their 4 GiB at most. */
export const PIXELS_MAX = 2 ** 28
export const INPUTS_MAX = 2 ** 20
const CHANNELS_MAX = 4

/** Throws an OwnDataError where the numbers cannot be bytes. */
export function imagesFrom(array: OwnArray): OwnImages {
  const shape = imageShapeOf(array)
  const bytes = new Uint8Array(new SharedArrayBuffer(array.count))
  const scale = array.stored === null ? convert(array, bytes, inputsOf(shape)) : 'from 0 to 255'
  if (array.stored !== null) bytes.set(array.stored)
  if (scale === 'from 0 to 255' && !bytes.some(byte => byte > 1))
    throw wrongArray(
      array,
      'data-pixels',
      array.isBoolean ? 'holds booleans' : 'has no pixel above 1',
      'integers are bytes, from 0 (black) to 255 (white), so its images would be nearly black',
      array.isBoolean ? 'x = x.astype("uint8") * 255' : 'x = (x * 255).astype("uint8")',
    )
  return { shape, count: array.shape[0]!, bytes, scale }
}

/** [n, height, width], with or without channels at the end; or [n, inputs], whose images are squares where they can be. */
function imageShapeOf(array: OwnArray): ImageShape {
  const { shape, count } = array
  const refuse = (what: string, why: string, fix?: string) => wrongArray(array, 'data-shapes', what, why, fix)
  const [images = 0, ...rest] = shape
  if (rest.length < 1 || rest.length > 3)
    throw refuse(
      `has the shape (${shape.join(', ')})`,
      'images are (n, height, width), (n, height, width, channels) or (n, inputs)',
    )
  if (count === 0) throw refuse(`has the shape (${shape.join(', ')})`, 'there is nothing in it')
  if (count > PIXELS_MAX || count / images > INPUTS_MAX)
    throw wrongArray(
      array,
      'data-too-large',
      `holds ${images} images of ${count / images} values`,
      `an image has at most ${INPUTS_MAX} values here, and a split ${PIXELS_MAX}`,
      'x = x[:, ::2, ::2]   every other pixel; or fewer images',
    )
  const [height = 1, width, channels = 1] = rest
  if (width === undefined) return Number.isInteger(Math.sqrt(height)) ? square(height) : [1, height]
  if (channels > CHANNELS_MAX)
    throw refuse(
      `has ${channels} channels, by its shape (${shape.join(', ')})`,
      `channels come last, and there are at most ${CHANNELS_MAX}`,
      height <= CHANNELS_MAX
        ? 'x = np.moveaxis(x, 1, -1)   if they come first, as in PyTorch'
        : `x = x[..., :${CHANNELS_MAX}] for some of them, or x = x.reshape(len(x), -1) for inputs without a picture`,
    )
  return channels === 1 ? [height, width] : [height, width, channels]
}

const square = (inputs: number): ImageShape => [Math.sqrt(inputs), Math.sqrt(inputs)]

/**
 * Numbers are taken for bytes divided by 255 until one above 1 comes; what came before it must then have been 0 or 1, and
 * is read again as the byte that it was.
 */
function convert(array: OwnArray, bytes: Uint8Array, inputs: number): OwnImages['scale'] {
  const { count, at } = array
  let scale: OwnImages['scale'] = array.isInteger ? 'from 0 to 255' : 'from 0 to 1'
  let fraction: number | null = null
  for (let i = 0; i < count; i++) {
    const value = at(i)
    if (scale === 'from 0 to 1' && value > 1) {
      if (fraction !== null) throw noByte(array, value, Math.floor(i / inputs), fraction)
      for (let j = 0; j < i; j++) if (bytes[j] === 255) bytes[j] = 1
      scale = 'from 0 to 255'
    }
    const scaled = scale === 'from 0 to 1' ? value * 255 : value
    const byte = Math.round(scaled)
    // NaN is not near anything, and so refused as well.
    const isByte =
      Math.abs(scaled - byte) <= (scale === 'from 0 to 1' ? ROUNDING : 0) && byte >= 0 && byte <= 255
    if (!isByte) throw noByte(array, value, Math.floor(i / inputs), null)
    if (scale === 'from 0 to 1' && byte !== 0 && byte !== 255) fraction ??= value
    bytes[i] = byte
  }
  return scale
}

/** What a byte divided by 255 in float32, or multiplied by a rounded 1/255, is off by at most when it is multiplied by 255. */
const ROUNDING = 2 ** -14

function noByte(array: OwnArray, value: number, image: number, fraction: number | null) {
  const what = `holds ${value} in image ${image}${fraction === null ? '' : ` and ${fraction} before it`}`
  const why = 'pixels are bytes: integers from 0 to 255, or k / 255 for such an integer k'
  const isFraction = value >= 0 && value <= 1
  const fix = isFraction
    ? 'x = (x * 255).round().astype("uint8")'
    : 'x = ((x - x.min()) / (x.max() - x.min()) * 255).round().astype("uint8")'
  return wrongArray(array, 'data-pixels', what, why, Number.isNaN(value) ? undefined : fix)
}
