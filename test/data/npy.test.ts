// Arrays by hand: 3 x 2 is (0 1 / 2 3 / 4 5), whose columns one after the other are 0 2 4 1 3 5. Those of numpy are the oracle
// where it is installed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { encodeNpy, type NpyArray, openNpy } from '../../src/data/npy.js'
import { numpyPython, runNumpy } from '../numpy.js'
import { mistakeOf, newFolder } from './small-dataset.js'

const valuesOf = ({ count, at }: NpyArray) => Array.from({ length: count }, (_, i) => at(i))

/** An NPY file of a version, with the elements as they are stored. */
function npy(
  type: string,
  shape: string,
  elements: ArrayLike<number> | Uint8Array,
  isFortran = false,
  version = 1,
) {
  const text = `{'descr': '${type}', 'fortran_order': ${isFortran ? 'True' : 'False'}, 'shape': ${shape}, }\n`
  const length =
    version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0]
  return Uint8Array.from([
    ...Buffer.from('\x93NUMPY', 'latin1'),
    version,
    0,
    ...length,
    ...Buffer.from(text),
    ...Array.from(elements),
  ])
}
const bytes = (numbers: ArrayBufferView) => new Uint8Array(numbers.buffer)

describe('an array', () => {
  test.each([
    ['|b1', Uint8Array.of(1, 0, 1), [1, 0, 1]],
    ['|i1', Int8Array.of(-1, 127, -128), [-1, 127, -128]],
    ['<u2', Uint16Array.of(65535, 0, 256), [65535, 0, 256]],
    ['<i2', Int16Array.of(-32768, 1, 2), [-32768, 1, 2]],
    ['<u4', Uint32Array.of(4294967295, 1, 2), [4294967295, 1, 2]],
    ['<i4', Int32Array.of(-1, 1, 2), [-1, 1, 2]],
    ['<u8', BigUint64Array.of(2n ** 40n, 1n, 2n), [2 ** 40, 1, 2]],
    ['<i8', BigInt64Array.of(-(2n ** 40n), 1n, 2n), [-(2 ** 40), 1, 2]],
    ['<f4', Float32Array.of(0.5, -0, Number.NaN), [0.5, -0, Number.NaN]],
    ['<f8', Float64Array.of(0.1, 1e300, Number.POSITIVE_INFINITY), [0.1, 1e300, Number.POSITIVE_INFINITY]],
  ])('may hold elements of type %s, at any address', (type, numbers, expected) => {
    const file = npy(type, '(3,)', bytes(numbers))
    const shifted = new Uint8Array(file.length + 1)
    shifted.set(file, 1)
    for (const content of [file, shifted.subarray(1)]) {
      const array = openNpy(content, 'x', 'a')
      expect(array).toMatchObject({ type, shape: [3], count: 3, stored: null })
      expect(valuesOf(array)).toEqual(expected)
    }
  })

  test('is read row by row, whether it is stored by rows or by columns', () => {
    const rows = openNpy(npy('|u1', '(3, 2)', [0, 1, 2, 3, 4, 5]), 'x', 'a')
    const columns = openNpy(npy('|u1', '(3, 2)', [0, 2, 4, 1, 3, 5], true), 'x', 'a')
    expect([valuesOf(rows), [...rows.stored!]]).toEqual([
      [0, 1, 2, 3, 4, 5],
      [0, 1, 2, 3, 4, 5],
    ])
    expect([valuesOf(columns), columns.stored]).toEqual([[0, 1, 2, 3, 4, 5], null])
  })

  test('of one axis is the same in both orders, and so is one number', () => {
    expect([...openNpy(npy('|u1', '(3,)', [7, 8, 9], true), 'x', 'a').stored!]).toEqual([7, 8, 9])
    expect(openNpy(npy('|u1', '()', [7]), 'x', 'a')).toMatchObject({ shape: [], count: 1 })
  })

  test.each([1, 2, 3])('may have a header of version %i', version => {
    expect(valuesOf(openNpy(npy('|u1', '(2,)', [7, 9], false, version), 'x', 'a'))).toEqual([7, 9])
  })

  test.each([
    ['of pickled objects', npy('|O', '()', [0x80, 4]), 'holds Python objects'],
    ['of texts', npy('<U3', '(1,)', new Uint8Array(12)), 'holds elements of type <U3'],
    ['of complex numbers', npy('<c8', '(1,)', new Uint8Array(8)), 'holds elements of type <c8'],
    ['of a version that is not known', npy('|u1', '(2,)', [1, 2], false, 4), 'is not an NPY file'],
    ['of a negative shape', npy('|u1', '(-1, -2)', [1, 2]), 'has an unreadable NPY header'],
    [
      'of a shape too large for a number',
      npy('|u1', `(1${'0'.repeat(30)},)`, [1]),
      'has an unreadable NPY header',
    ],
    [
      'of a shape whose product is',
      npy('|u1', '(9007199254740991, 9007199254740991)', [1]),
      'another length',
    ],
    ['with more than its shape says', npy('|u1', '(2,)', [1, 2, 3]), '(2 bytes, not 3)'],
    ['with less than its shape says', npy('<f8', '(2,)', new Uint8Array(15)), '(16 bytes, not 15)'],
    [
      'with a header that is far too long',
      npy('|u1', `(2,)${' '.repeat(5000)}`, [1, 2]),
      'is not an NPY file',
    ],
  ])('%s is refused', async (_, file, message) => {
    const mistake = await mistakeOf(() => openNpy(file, 'x.npz', 'a'))
    expect(mistake).toMatch(/^x\.npz has an array a that /)
    expect(mistake).toContain(message)
  })
})

describe.skipIf(numpyPython === null)('numpy', () => {
  test('writes arrays of any shape and order that are read as it sees them', () => {
    const path = join(newFolder(), 'a.npy')
    const script = `
a = (np.arange(2 * 3 * 4 * 5) ** 2 / 7).reshape(2, 3, 4, 5).astype(sys.argv[3])
np.save(sys.argv[1], np.asfortranarray(a) if sys.argv[2] == "F" else a)
print(json.dumps(a.ravel().tolist()))`
    for (const order of ['C', 'F'])
      for (const type of ['float64', 'int64', 'uint8']) {
        const expected = runNumpy(script, path, order, type)
        const array = openNpy(readFileSync(path), path, 'a')
        expect([array.shape, valuesOf(array)]).toEqual([[2, 3, 4, 5], expected])
      }
  })

  test('writes the same bytes for an array of float32', () => {
    const path = join(newFolder(), 'a.npy')
    const script =
      'a = np.arange(int(sys.argv[2]), dtype="f4"); np.save(sys.argv[1], a.reshape(eval(sys.argv[3])))'
    for (const shape of [[6], [3, 2], [1, 6]]) {
      runNumpy(script, path, '6', `(${shape.join(', ')},)`)
      expect(Buffer.from(encodeNpy(shape, Float32Array.of(0, 1, 2, 3, 4, 5)))).toEqual(readFileSync(path))
    }
  })
})
