import { describe, expect, test } from 'vitest'
import { pictureLines } from '../../src/data/picture.js'

// 3 rows of 2 pixels: black and white, mid grey twice, white and black.
const pixels = Uint8Array.from([0, 255, 128, 128, 255, 0])

describe('a picture', () => {
  test('has two pixels a character, the upper as foreground, the lower as background', () => {
    expect(pictureLines(pixels, [3, 2], 'truecolour')).toEqual([
      '\x1b[38;2;0;0;0;48;2;128;128;128m▀\x1b[38;2;255;255;255;48;2;128;128;128m▀\x1b[0m',
      '\x1b[38;2;255;255;255;48;2;0;0;0m▀\x1b[38;2;0;0;0;48;2;0;0;0m▀\x1b[0m',
    ])
  })

  test('uses the greys of 256 colours: 16 is black, 231 white, 232 to 255 are 8, 18, ... 238', () => {
    // 128 = 8 + 12 * 10, so 232 + 12 = 244.
    expect(pictureLines(pixels, [3, 2], 'greys')[0]).toBe(
      '\x1b[38;5;16;48;5;244m▀\x1b[38;5;231;48;5;244m▀\x1b[0m',
    )
  })

  test('has for each level the nearest of those greys', () => {
    const palette = new Map([
      [16, 0],
      [231, 255],
      ...Array.from({ length: 24 }, (_, i) => [232 + i, 8 + 10 * i] as const),
    ])
    for (let level = 0; level < 256; level++) {
      const line = pictureLines(Uint8Array.from([level]), [1, 1], 'greys')[0]!
      const shown = palette.get(Number(/38;5;(\d+)/.exec(line)?.[1]))!
      const nearest = Math.min(...[...palette.values()].map(grey => Math.abs(grey - level)))
      expect(Math.abs(shown - level)).toBe(nearest)
    }
  })

  test('names a colour only where it changes', () => {
    const line = pictureLines(new Uint8Array(20).fill(9), [2, 10], 'truecolour')[0]!
    expect(line.split('\x1b[38;').length - 1).toBe(1)
    expect(line).toContain('▀'.repeat(10))
  })

  test('without colour is characters of growing ink, by the mean of the two pixels', () => {
    // Means 64 and 191.5 of 255 are the steps 2 and 7 of 0 to 9; a row that is missing below counts as black.
    expect(pictureLines(pixels, [3, 2], 'ascii')).toEqual([':#', '+ '])
    expect(pictureLines(Uint8Array.from([255, 0, 255, 0]), [2, 2], 'ascii')).toEqual(['@ '])
  })

  test('is shrunk by the means of squares, those at the edges cut', () => {
    // 3x3 by 2: [0 0; 0 200] -> 50, [100; 100] -> 100, [8 10] -> 9, [255].
    const image = Uint8Array.from([0, 0, 100, 0, 200, 100, 8, 10, 255])
    expect(pictureLines(image, [3, 3], 'truecolour', 2)).toEqual([
      '\x1b[38;2;50;50;50;48;2;9;9;9m▀\x1b[38;2;100;100;100;48;2;255;255;255m▀\x1b[0m',
    ])
  })
})
