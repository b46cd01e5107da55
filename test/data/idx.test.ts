import { describe, expect, test } from 'vitest'
import { emptyIdx, parseIdx } from '../../src/data/idx.js'
import { mistakeOf } from './small-dataset.js'

// Two images of 1x3 pixels: magic 00 00 08 03, then 2, 1 and 3 as 32 bits big-endian.
const header = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3]
const whole = Uint8Array.from([...header, 1, 2, 3, 4, 5, 255])

describe('an IDX file', () => {
  test('is taken apart without copying its elements', () => {
    const { shape, data } = parseIdx(whole, 'x')
    expect(shape).toEqual([2, 1, 3])
    expect([...data]).toEqual([1, 2, 3, 4, 5, 255])
    expect(data.buffer).toBe(whole.buffer)
  })

  test('is parsed where it does not begin its buffer', () => {
    const shifted = Uint8Array.from([9, 9, 9, ...whole]).subarray(3)
    expect(parseIdx(shifted, 'x').shape).toEqual([2, 1, 3])
  })

  test.each([
    [
      'an HTML page',
      [0x3c, 0x21, 0x44, 0x4f],
      'x is not an IDX file (it begins with 3c 21 44 4f, an IDX file with 00 00)',
    ],
    ['an empty file', [], 'x is not an IDX file (it begins with nothing, an IDX file with 00 00)'],
    ['a text', [0x48, 0], 'x is not an IDX file (it begins with 48 00, an IDX file with 00 00)'],
    ['no dimensions', [0, 0, 8, 0], 'x has no dimensions in its IDX header'],
    [
      'floats',
      [0, 0, 0x0d, 1, 0, 0, 0, 0],
      'x holds elements of IDX type 0x0d (only bytes, 0x08, can be read)',
    ],
    ['a header that is cut off', header.slice(0, 11), 'x ends within its IDX header'],
    [
      'elements that are cut off',
      [...whole.slice(0, -1)],
      'x ends too early (its header announces 2 x 1 x 3 = 6 bytes, 5 follow)',
    ],
    [
      'bytes after the end',
      [...whole, 0],
      'x goes on after its end (its header announces 2 x 1 x 3 = 6 bytes, 7 follow)',
    ],
    [
      'dimensions whose product is beyond all memory',
      [0, 0, 8, 3, ...new Array(12).fill(255), 1],
      'x ends too early (its header announces 4294967295 x 4294967295 x 4294967295 = 7.9228162458924105e+28 bytes, 1 follow)',
    ],
  ])('that is %s is refused, with what is wrong', async (_, bytes, message) => {
    expect(await mistakeOf(() => parseIdx(Uint8Array.from(bytes), 'x'))).toBe(message)
  })
})

test('an empty IDX file has the header of its shape, zeros, and shared memory', () => {
  const { bytes, data } = emptyIdx([2, 1, 3])
  expect([...bytes]).toEqual([...header, 0, 0, 0, 0, 0, 0])
  expect(bytes.buffer).toBeInstanceOf(SharedArrayBuffer)
  data.set([7], 5)
  expect(bytes[21]).toBe(7)
})
