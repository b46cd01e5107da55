// The fixtures were written by numpy 2.4: stored.npz by np.savez and deflated.npz by np.savez_compressed from the arrays
// of small-dataset.ts as uint8; wide.npz has the images as uint16 and the labels as int64; unusable.npz has labels as
// '>i4' (big_endian) and float32 (floats), images by columns (fortran), int32 [1, 300, 2] (too_large), int8 [1, -1] (negative).
import { readFileSync } from 'node:fs'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { parseNpy } from '../../src/data/npy.js'
import { readNpzEntry } from '../../src/data/npz.js'
import { mistakeOf, trainImages, trainLabels } from './small-dataset.js'

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}.npz`, import.meta.url))
const read = (archive: Uint8Array, name: string, elementsMax = 1000) =>
  parseNpy(readNpzEntry(archive, name, elementsMax, 'x.npz')!, 'x.npz', name)

describe('an archive of numpy', () => {
  test.each(['stored', 'deflated', 'wide'])('gives the arrays it was made of: %s', name => {
    const images = read(fixture(name), 'x_train')
    expect(images.shape).toEqual([5, 3, 2])
    expect([...images.data]).toEqual([...trainImages])
    const labels = read(fixture(name), 'y_train')
    expect(labels.shape).toEqual([5])
    expect([...labels.data]).toEqual([...trainLabels])
  })

  test('gives an array that is stored by columns (Fortran order) row by row', () => {
    const images = read(fixture('unusable'), 'fortran')
    expect(images.shape).toEqual([5, 3, 2])
    expect([...images.data]).toEqual([...trainImages])
  })

  test('may hold floats where they are whole numbers', () => {
    expect([...read(fixture('unusable'), 'floats').data]).toEqual([...trainLabels])
  })

  test('has no array of another name', () => {
    expect(readNpzEntry(fixture('stored'), 'x_valid', 1000, 'x.npz')).toBe(null)
  })

  test.each([
    ['big_endian', 'x.npz has an array big_endian that holds elements of type >i4'],
    ['too_large', 'x.npz has an array too_large that holds 300, which is not an integer from 0 to 255'],
    ['negative', 'x.npz has an array negative that holds -1, which is not an integer from 0 to 255'],
  ])('with elements that cannot be used is refused: %s', async (name, message) => {
    expect(await mistakeOf(() => read(fixture('unusable'), name))).toContain(message)
  })

  test('that announces more bytes than there can be is not decompressed', async () => {
    // 100 kB of zeros deflate to about 100 bytes; 5 elements may take 5 * 8 bytes and 4096 of header.
    const bomb = zipSync({ 'y_train.npy': new Uint8Array(100_000) })
    expect(bomb.length).toBeLessThan(1000)
    expect(await mistakeOf(() => read(bomb, 'y_train', 5))).toBe(
      'x.npz announces 100000 bytes for y_train, more than 4136',
    )
  })

  test('that lies about its size is decompressed no further, and refused by its checksum', async () => {
    const bomb = zipSync({ 'y_train.npy': new Uint8Array(100_000) })
    // The uncompressed size stands 24 bytes into the entry of the central directory, which begins with PK 01 02.
    const directory = Buffer.from(bomb).indexOf(Uint8Array.from([0x50, 0x4b, 1, 2]))
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(directory + 24, 50, true)
    expect(await mistakeOf(() => readNpzEntry(bomb, 'y_train', 5, 'x.npz'))).toBe(
      'x.npz is damaged (y_train does not have the checksum that the archive has of it)',
    )
  })

  test.each([1, 30, 400, 800])('that is cut off after %i bytes is refused', async length => {
    expect(await mistakeOf(() => read(fixture('deflated').subarray(0, length), 'x_train'))).toMatch(
      /^x\.npz is not a whole NPZ file/,
    )
  })

  test.each([
    ['a text', strToU8('no numbers here, only words'), 'is not an NPY file'],
    ['nothing', new Uint8Array(), 'is not an NPY file'],
    ['a header that goes beyond the end', npy('{', [], 500), 'is not an NPY file'],
    [
      'a header without a shape',
      npy("{'descr': '|u1', 'fortran_order': False}", []),
      'has an unreadable NPY header',
    ],
    [
      'fewer elements than its shape says',
      npy("{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", [1, 2]),
      'has another length than its header says (3 bytes, not 2)',
    ],
  ])('with %s for an array is refused', async (_, content, message) => {
    const archive = zipSync({ 'x_train.npy': content })
    expect(await mistakeOf(() => read(archive, 'x_train'))).toContain(
      `x.npz has an array x_train that ${message}`,
    )
  })

  test('may have an NPY header of version 2, whose length has 32 bits', () => {
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }"
    const content = Uint8Array.from([
      ...[0x93, ...strToU8('NUMPY'), 2, 0, header.length, 0, 0, 0],
      ...strToU8(header),
      ...[7, 9],
    ])
    expect([...read(zipSync({ 'x.npy': content }), 'x').data]).toEqual([7, 9])
  })
})

/** An NPY file of version 1.0. */
function npy(header: string, elements: readonly number[], headerLength = header.length): Uint8Array {
  const length = [headerLength & 255, headerLength >> 8]
  return Uint8Array.from([0x93, ...strToU8('NUMPY'), 1, 0, ...length, ...strToU8(header), ...elements])
}
