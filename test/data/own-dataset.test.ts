// Datasets of a user's own, from files that the tests write.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { loadDataset } from '../../src/data/load.js'
import { OwnDataError } from '../../src/data/own-array.js'
import { readOwnDataset } from '../../src/data/own-dataset.js'
import { type OwnFiles, ownText } from '../../src/domain/own-files.js'
import { isLongRun } from '../long.js'
import { fourArrays, fourImages, fourLabels, idx, npy, npz, type Written } from './own-files.js'
import { mistakeOf, newFolder, sha256 } from './small-dataset.js'

/** Reads an archive of these arrays. */
async function readNpz(arrays: Readonly<Record<string, Written>>, files: Partial<OwnFiles> = {}) {
  const folder = newFolder()
  writeFileSync(join(folder, 'mine.npz'), npz(arrays))
  return readOwnDataset(ownText({ npz: 'mine.npz', ...files }), folder)
}

const mistake = (changes: Readonly<Record<string, Written | null>>, files?: Partial<OwnFiles>) =>
  mistakeOf(() => readNpz(fourArrays(changes), files))

describe('an archive as Keras saves it', () => {
  test('gives its bytes, in shared memory, with the size and the classes that are in it', async () => {
    const dataset = await readNpz(fourArrays())
    expect(dataset).toMatchObject({ name: 'mine.npz', imageShape: [2, 3], classes: ['0', '1'] })
    expect([...dataset.train.images]).toEqual(fourImages)
    expect([...dataset.train.labels]).toEqual(fourLabels)
    expect([...dataset.test!.images]).toEqual(fourImages.slice(6, 18))
    expect([...dataset.test!.labels]).toEqual([1, 1])
    for (const { images, labels } of [dataset.train, dataset.test!])
      for (const array of [images, labels]) expect(array.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  test('is known by the SHA-256 of the file', async () => {
    const folder = newFolder()
    const bytes = npz(fourArrays())
    writeFileSync(join(folder, 'mine.npz'), bytes)
    const dataset = await readOwnDataset('mine.npz', folder)
    expect(dataset.sha256).toEqual({ 'mine.npz': sha256(bytes) })
    expect(dataset).toMatchObject({ foundIn: join(folder, 'mine.npz'), folder })
  })

  test('may have no test split', async () => {
    expect((await readNpz(fourArrays({ x_test: null, y_test: null }))).test).toBe(null)
  })

  test('must have the labels of its test images', async () => {
    expect(await mistake({ y_test: null })).toBe(
      'mine.npz has no array y_test (its arrays are x_train, y_train, x_test)',
    )
  })

  test('is loaded by its path like a dataset by its name', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'mine.npz'), npz(fourArrays()))
    expect((await loadDataset('mine.npz', { cwd: folder })).train.labels.length).toBe(4)
    expect((await loadDataset('mine.npz', { cwd: '/', folder })).train.labels.length).toBe(4)
  })
})

describe('images', () => {
  const flat = (inputs: number): Written => ({ shape: [4, inputs], values: new Array(4 * inputs).fill(7) })

  test.each([
    ['(n, h, w)', { shape: [4, 2, 3], values: fourImages }, [2, 3]],
    ['(n, h, w, 1)', { shape: [4, 2, 3, 1], values: fourImages }, [2, 3]],
    ['(n, h, w, c)', { shape: [4, 1, 2, 3], values: fourImages }, [1, 2, 3]],
    ['(n, inputs), a square', flat(9), [3, 3]],
    ['(n, inputs), no square', flat(6), [1, 6]],
  ])('may have the shape %s', async (_, x_train, shape) => {
    const dataset = await readNpz(fourArrays({ x_train, x_test: null, y_test: null }))
    expect(dataset.imageShape).toEqual(shape)
    expect([...dataset.train.images]).toEqual(x_train.values)
  })

  test.each(['<i2', '<i8', '<f4', '<f8'] as const)('may be bytes stored as %s', async type => {
    const dataset = await readNpz(fourArrays({ x_train: { type, shape: [4, 2, 3], values: fourImages } }))
    expect([...dataset.train.images]).toEqual(fourImages)
  })

  // Rounded to float32 by the file, or multiplied by a rounded 1 / 255 as image generators do: the byte is the same.
  test.each([
    ['<f4', (byte: number) => byte / 255],
    ['<f8', (byte: number) => byte / 255],
    ['<f8', (byte: number) => Math.fround(byte / 255)],
    ['<f4', (byte: number) => Math.fround(byte * Math.fround(1 / 255))],
  ] as const)('may be bytes divided by 255, as %s: all 256 come back', async (type, scaled) => {
    const bytes = Array.from({ length: 256 }, (_, byte) => byte)
    const values = bytes.map(scaled)
    const dataset = await readNpz({
      x_train: { type, shape: [4, 8, 8], values },
      y_train: { shape: [4], values: fourLabels },
    })
    expect([...dataset.train.images]).toEqual(bytes)
  })

  test('of floats from 0 to 255 may begin with a 1, which is then the byte 1', async () => {
    const values = [0, 1, 1, 0, 2, 255, 1, 0]
    const dataset = await readNpz({
      x_train: { type: '<f4', shape: [4, 2, 1], values },
      y_train: { shape: [4], values: fourLabels },
    })
    expect([...dataset.train.images]).toEqual(values)
  })

  const x = (type: Written['type'], values: readonly number[]): Written => ({
    ...(type && { type }),
    shape: [4, 2, 3],
    values: fourImages.map((byte, i) => values[i] ?? byte),
  })

  test.each([
    ['a negative one', x('<f4', [0, 1, 2, 3, 4, 5, -0.5]), 'x_train of mine.npz holds -0.5 in image 1'],
    ['one above 255', x('<i2', [300]), 'x_train of mine.npz holds 300 in image 0'],
    ['NaN', x('<f8', [0, Number.NaN]), 'x_train of mine.npz holds NaN in image 0'],
    ['infinity', x('<f8', [Infinity]), 'x_train of mine.npz holds Infinity in image 0'],
    ['between two bytes', x('<f4', [0, 100.5]), 'x_train of mine.npz holds 100.5 in image 0'],
    [
      'no k / 255',
      { ...x('<f4', []), values: fourImages.map(() => 0.3) },
      /holds 0\.30000001192\d* in image 0/,
    ],
    ['of both scales', x('<f8', [0.2, 200]), 'x_train of mine.npz holds 200 in image 0 and 0.2 before it'],
  ])('are refused where a pixel is %s', async (_, x_train, expected) => {
    const message = await mistake({ x_train })
    expect(message).toMatch(expected)
    expect(message).toContain('(pixels are bytes: integers from 0 to 255, or k / 255')
  })

  test('come with the line of Python that makes bytes of them', async () => {
    const values = fourImages.map(byte => (byte - 128) / 64)
    const error = await readNpz(fourArrays({ x_train: { type: '<f8', shape: [4, 2, 3], values } })).catch(
      e => e,
    )
    expect(error).toBeInstanceOf(OwnDataError)
    expect(error.key).toBe('npz')
    expect(error.mistakes[0]).toMatchObject({
      code: 'data-pixels',
      fix: 'x = ((x - x.min()) / (x.max() - x.min()) * 255).round().astype("uint8")',
    })
  })

  const fixOf = async (changes: Readonly<Record<string, Written | null>>) =>
    (await readNpz(fourArrays(changes)).catch(e => e)).mistakes[0].fix

  test.each([
    [
      'booleans',
      { x_train: { type: '|b1', shape: [4, 2, 3], values: fourImages.map(byte => Number(byte > 99)) } },
      'x = x.astype("uint8") * 255',
    ],
    [
      'channels that come first',
      { x_train: { shape: [1, 3, 8, 8], values: new Array(192).fill(9) } },
      'x = np.moveaxis(x, 1, -1)   if they come first, as in PyTorch',
    ],
    [
      'channels that are too many',
      { x_train: { shape: [1, 8, 8, 6], values: new Array(384).fill(9) } },
      'x = x[..., :4] for some of them, or x = x.reshape(len(x), -1) for inputs without a picture',
    ],
    [
      'another number than the labels',
      { y_train: { shape: [3], values: [0, 1, 1] } },
      'choose from both alike: x = x[keep]; y = y[keep]   so that they stay in one order',
    ],
  ] as const)('that are %s are refused with what to do', async (_, changes, fix) => {
    expect(await fixOf(changes)).toBe(fix)
  })

  test('of integers 0 and 1 are refused: they would be nearly black', async () => {
    const x_train = { shape: [4, 2, 3], values: fourImages.map(byte => Number(byte > 99)) }
    expect(await mistake({ x_train })).toBe(
      'x_train of mine.npz has no pixel above 1 (integers are bytes, from 0 (black) to 255 (white), so its images would be nearly black)',
    )
  })

  test.each([
    [[24], 'has the shape (24) (images are (n, height, width), (n, height, width, channels) or (n, inputs))'],
    [[1, 1, 2, 3, 4], 'has the shape (1, 1, 2, 3, 4)'],
    [[0, 2, 3], 'has the shape (0, 2, 3) (there is nothing in it)'],
    [[2, 1, 2, 6], 'has 6 channels, by its shape (2, 1, 2, 6) (channels come last'],
  ])('of the shape (%s) are refused', async (shape, expected) => {
    const values = fourImages.slice(0, shape[0] === 0 ? 0 : undefined)
    expect(await mistake({ x_train: { shape, values } })).toContain(`x_train of mine.npz ${expected}`)
  })

  test('of the two splits must be of one size and one scale', async () => {
    expect(await mistake({ x_test: { shape: [2, 3, 2], values: fourImages.slice(6, 18) } })).toBe(
      'x_test of mine.npz has images of 3 x 2 (those of x_train of mine.npz are 2 x 3, 6 values each)',
    )
    const halves = fourImages.slice(6, 18).map(byte => byte / 255)
    expect(await mistake({ x_test: { type: '<f8', shape: [2, 2, 3], values: halves } })).toContain(
      'x_test of mine.npz is from 0 to 1 (x_train of mine.npz is from 0 to 255',
    )
  })

  test('must be as many as the labels', async () => {
    expect(await mistake({ y_train: { shape: [3], values: [0, 1, 1] } })).toBe(
      'y_train of mine.npz has 3 labels (x_train of mine.npz has 4 images, and each has one label)',
    )
  })
})

describe('labels', () => {
  const y = (values: readonly number[], shape = [values.length], type: Written['type'] = '|u1') => ({
    y_train: { type, shape, values },
  })

  test.each([
    ['int64', y(fourLabels, [4], '<i8')],
    ['float32', y(fourLabels, [4], '<f4')],
    ['a column, as CIFAR-10 of Keras has it', y(fourLabels, [4, 1])],
    ['one-hot rows of bytes', y([1, 0, 0, 1, 0, 1, 1, 0], [4, 2])],
    ['one-hot rows of float64, as to_categorical makes them', y([1, 0, 0, 1, 0, 1, 1, 0], [4, 2], '<f8')],
    ['one-hot rows of yes and no', y([1, 0, 0, 1, 0, 1, 1, 0], [4, 2], '|b1')],
  ])('may be %s, and are the same', async (_, changes) => {
    const dataset = await readNpz(fourArrays(changes))
    expect([...dataset.train.labels]).toEqual(fourLabels)
    expect(dataset.classes).toEqual(['0', '1'])
  })

  test.each([
    [
      'negative',
      y([0, -1, 1, 0], [4], '<i2'),
      'has the label -1 at index 1 (labels are the integers 0, 1, 2,',
    ],
    ['fractions', y([0, 1, 0.5, 0], [4], '<f4'), 'has the label 0.5 at index 2 (labels are the integers'],
    [
      'above 255',
      y([0, 1, 256, 0], [4], '<i2'),
      'has the label 256 at index 2 (there are at most 256 classes',
    ],
    ['with a gap', y([0, 3, 1, 0]), 'has labels up to 3, but none is 2 (each class needs an example'],
    ['counted from 1', y([1, 2, 2, 1]), 'has labels up to 2, but none is 0'],
    ['all the same', y([0, 0, 0, 0]), 'has the label 0 alone (there is nothing to tell apart'],
    [
      'rows of two ones',
      y([1, 0, 1, 1, 0, 1, 1, 0], [4, 2]),
      'has more than one 1 in row 1 (by its shape (4, 2)',
    ],
    ['rows of zeros', y([1, 0, 0, 0, 0, 1, 1, 0], [4, 2]), 'has no 1 in row 1'],
    ['rows of scores', y([0.9, 0.1, 0, 1, 0, 1, 1, 0], [4, 2], '<f4'), 'has the value 0.8999999'],
    ['of three axes', y(fourLabels, [4, 1, 1]), 'has the shape (4, 1, 1) (labels are (n) or (n, 1)'],
  ])('that are %s are refused', async (_, changes, expected) => {
    expect(await mistake({ ...changes, x_test: null, y_test: null })).toContain(
      `y_train of mine.npz ${expected}`,
    )
  })

  test('of the test split are classes of the train split', async () => {
    expect(await mistake({ y_test: { shape: [2], values: [1, 2] } })).toBe(
      'y_test of mine.npz has the label 2 at index 1 (there are 2 classes in y_train of mine.npz; labels count from 0)',
    )
    expect(await mistake({ y_test: { shape: [2, 3], values: [1, 0, 0, 0, 1, 0] } })).toBe(
      'y_test of mine.npz has rows of 3 classes (there are 2)',
    )
  })

  test('may leave out a class that one-hot rows or the names of the experiment have', async () => {
    const oneHot = await readNpz(fourArrays(y([1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0], [4, 3])))
    expect(oneHot.classes).toEqual(['0', '1', '2'])
    const named = await readNpz(fourArrays(), { classes: ['cat', 'dog', 'owl'] })
    expect(named.classes).toEqual(['cat', 'dog', 'owl'])
  })

  test('are below the number of names', async () => {
    expect(await mistake({ ...y([0, 1, 2, 0]) }, { classes: ['cat', 'dog'] })).toBe(
      'y_train of mine.npz has the label 2 at index 2 (there are 2 classes, as many as classes names; labels count from 0)',
    )
  })
})

describe('a file that is no such archive', () => {
  const reading = (content: Uint8Array | string) => {
    const folder = newFolder()
    writeFileSync(join(folder, 'mine.npz'), content)
    return mistakeOf(() => readOwnDataset('mine.npz', folder))
  }
  const pickle = Uint8Array.from([0x80, 4, 0x95, 0, 0])

  test.each([
    ['a single array', npy({ shape: [1], values: [1] }), 'it is a single array, as np.save makes it'],
    ['a pickle', pickle, 'it looks like a Python pickle, which is a program and is not run'],
    ['a page of the web', '<!DOCTYPE html>', 'an NPZ file begins with PK'],
    ['nothing', '', 'an NPZ file begins with PK'],
  ])('but %s is called what it is', async (_, content, why) => {
    expect(await reading(content)).toBe(`mine.npz is not an NPZ file (${why})`)
  })

  test('but the beginning of one is not whole', async () => {
    const whole = npz(fourArrays())
    expect(await reading(whole.subarray(0, whole.length - 30))).toContain('mine.npz is not a whole NPZ file')
  })

  test('is not there, and the message says where it was looked for', async () => {
    const folder = newFolder()
    expect(await mistakeOf(() => readOwnDataset('data/mine.npz', folder))).toBe(
      `data/mine.npz cannot be read (there is no file ${join(folder, 'data/mine.npz')})`,
    )
    mkdirSync(join(folder, 'folder.npz'))
    expect(await mistakeOf(() => readOwnDataset('folder.npz', folder))).toBe(
      'folder.npz is not a regular file',
    )
  })

  test('or one of which any byte was changed, ends in a mistake or is read; nothing else is thrown', async () => {
    const folder = newFolder()
    const whole = npz(fourArrays())
    let refused = 0
    let changes = 0
    for (let at = 0; at < whole.length; at += 3, changes++) {
      const changed = Uint8Array.from(whole)
      changed[at]! ^= 1 << (at % 8)
      writeFileSync(join(folder, 'mine.npz'), changed)
      const error = await readOwnDataset('mine.npz', folder).catch(caught => caught)
      if (error instanceof Error) {
        expect(error).toBeInstanceOf(OwnDataError)
        refused++
      } else expect([...error.train.images, ...error.train.labels]).toEqual([...fourImages, ...fourLabels])
    }
    // The others are of what nobody reads: times, versions, attributes.
    expect(refused / changes).toBeGreaterThan(0.5)
  })

  test('a bomb is refused by what it announces, before it is unpacked', async () => {
    // 300 million zeros in 0.3 MB: more than the 268,435,456 pixels that a split may have.
    const header = npy({ shape: [300_000, 1000], values: [] })
    const { zipSync } = await import('fflate')
    const small = zipSync(
      { 'x_train.npy': header, 'y_train.npy': npy({ shape: [4], values: fourLabels }) },
      { level: 0 },
    )
    // The size of the first entry in the central directory, 24 bytes behind its signature, is made 4 GB.
    const at = Buffer.from(small).indexOf(Buffer.from([0x50, 0x4b, 1, 2]))
    new DataView(small.buffer, small.byteOffset).setUint32(at + 24, 4_000_000_000, true)
    expect(await reading(small)).toMatch(/announces 4000000000 bytes for x_train/)
  })
})

describe('IDX files', () => {
  const write = (folder: string, changes: Readonly<Record<string, Uint8Array>> = {}) => {
    const files = {
      'a-images': gzipSync(idx([4, 2, 3], fourImages)),
      'a-labels': idx([4], fourLabels),
      'b-images': idx([2, 2, 3], fourImages.slice(6, 18)),
      'b-labels': gzipSync(idx([2], [1, 1])),
      ...changes,
    }
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  }
  const files = { images: 'a-images', labels: 'a-labels' }
  const all = { ...files, test_images: 'b-images', test_labels: 'b-labels' }

  test('are read as they are, gzip or not, with or without a test split', async () => {
    const folder = newFolder()
    write(folder)
    const dataset = await readOwnDataset(ownText(all), folder)
    expect(dataset).toMatchObject({ imageShape: [2, 3], classes: ['0', '1'] })
    expect([...dataset.train.images]).toEqual(fourImages)
    expect([...dataset.test!.labels]).toEqual([1, 1])
    expect(dataset.sha256['a-images']).toBe(sha256(idx([4, 2, 3], fourImages)))
    expect(Object.keys(dataset.sha256)).toEqual(['a-images', 'a-labels', 'b-images', 'b-labels'])
    expect((await readOwnDataset(ownText(files), folder)).test).toBe(null)
  })

  test.each([
    ['a-labels', 'labels', idx([3], [0, 1, 1]), 'a-labels has 3 labels (a-images has 4 images'],
    ['b-images', 'test_images', idx([2, 6], fourImages.slice(6, 18)), 'b-images has images of 1 x 6'],
    [
      'a-images',
      'images',
      idx([9, 2, 3], fourImages),
      'a-images ends too early (its header announces 9 x 2 x 3 = 54',
    ],
    [
      'a-images',
      'images',
      idx([4, 2, 2], fourImages),
      'a-images goes on after the 32 bytes that it should have',
    ],
    [
      'a-images',
      'images',
      Uint8Array.from([0, 0, 13, 1, 0, 0, 0, 1]),
      'a-images holds elements of IDX type 0x0d',
    ],
    ['a-images', 'images', Uint8Array.from([0x1f, 0x8b, 8, 0]), 'a-images is not a whole gzip file'],
    [
      'a-images',
      'images',
      idx([2 ** 30, 2 ** 10, 2 ** 10], []),
      'a-images announces 1125899906842624 bytes (at most 268435456 are read)',
    ],
  ])(
    'with a wrong %s are refused, and the mistake is about the key %s',
    async (name, key, content, expected) => {
      const folder = newFolder()
      write(folder, { [name]: content })
      const error = await readOwnDataset(ownText(all), folder).catch(e => e)
      expect(error).toBeInstanceOf(OwnDataError)
      expect(error.key).toBe(key)
      expect(await mistakeOf(() => readOwnDataset(ownText(all), folder))).toContain(expected)
    },
  )

  test('that are not there are named as they were written', async () => {
    const folder = newFolder()
    write(folder)
    const missing = ownText({ ...files, labels: 'none' })
    expect(await mistakeOf(() => readOwnDataset(missing, folder))).toBe(
      `none cannot be read (there is no file ${join(folder, 'none')})`,
    )
  })
})

const python = ['python3', '/usr/bin/python3'].find(command => {
  try {
    execFileSync(command, ['-c', 'import numpy'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})

describe('what numpy writes', () => {
  const script = `
import numpy as np, sys
x = (np.arange(5 * 6).reshape(5, 2, 3) * 7 % 256).astype('uint8')
y = np.array([0, 1, 2, 1, 0])
t = dict(x_test=x[:2], y_test=y[:2])
np.savez(sys.argv[1] + '/bytes.npz', x_train=x, y_train=y, **t)
np.savez_compressed(sys.argv[1] + '/deflated.npz', x_train=x, y_train=y, **t)
np.savez(sys.argv[1] + '/floats.npz', x_train=x.astype('float32') / 255, y_train=np.eye(3)[y],
         x_test=x[:2] / 255, y_test=np.eye(3, dtype='bool')[y[:2]])
np.savez(sys.argv[1] + '/fortran.npz', x_train=np.asfortranarray(x), y_train=np.asfortranarray(np.eye(3, dtype='i4')[y]), **t)
`
  const expected = Array.from({ length: 30 }, (_, i) => (i * 7) % 256)

  test.skipIf(python === undefined)('is read, whatever the types and the order of the arrays', async () => {
    const folder = newFolder()
    execFileSync(python!, ['-c', script, folder])
    for (const name of ['bytes', 'deflated', 'floats', 'fortran']) {
      const dataset = await readOwnDataset(`${name}.npz`, folder)
      expect([name, [...dataset.train.images]]).toEqual([name, expected])
      expect([name, [...dataset.train.labels]]).toEqual([name, [0, 1, 2, 1, 0]])
      expect([...dataset.test!.images]).toEqual(expected.slice(0, 12))
      expect(dataset.sha256[`${name}.npz`]).toBe(sha256(readFileSync(join(folder, `${name}.npz`))))
    }
  })

  test.skipIf(python === undefined)('is made usable by the line of Python that a refusal shows', async () => {
    const folder = newFolder()
    const save = (conversion: string) =>
      execFileSync(python!, [
        '-c',
        `import numpy as np, sys
x = np.random.default_rng(0).normal(size=(6, 4, 4)); y = np.array([3, 7, 7, 3, 9, 9])
${conversion}
np.savez(sys.argv[1] + '/mine.npz', x_train=x, y_train=y)`,
        folder,
      ])
    const lines: string[] = []
    for (let attempt = 0; attempt < 3; attempt++) {
      save(lines.join('\n'))
      const error = await readOwnDataset('mine.npz', folder).catch(e => e)
      if (!(error instanceof OwnDataError)) break
      lines.push(error.mistakes[0]!.fix!.split(/ {3}|; or/)[0]!)
    }
    expect(lines.map(line => line.split(' = ')[0])).toEqual(['x', 'names, y'])
    expect([...(await readOwnDataset('mine.npz', folder)).train.labels]).toEqual([0, 1, 1, 0, 2, 2])
  })

  const notRead = [
    ['>i4', '["cat", "dog", "cat"]'],
    ['>f2', 'np.array([b"cat", b"dog", b"cat"])'],
    ['<f2', 'np.array([0, 1, 0], dtype=">i8")'],
    ['>f8', 'np.array([0, 1, 0], dtype="float16")'],
  ] as const
  // Each starts Python three times.
  test.skipIf(python === undefined).each(isLongRun ? notRead : notRead.slice(0, 1))(
    'of a type that is not read (%s) comes with the line that converts it',
    async (type, labels) => {
      const folder = newFolder()
      const lines: string[] = []
      for (let attempt = 0; attempt < 3; attempt++) {
        const script = `import numpy as np, sys
x_train = np.array([[1, 200], [3, 4], [5, 255]], dtype='${type}'); y_train = np.array(${labels})
${lines.join('\n')}
np.savez(sys.argv[1] + '/mine.npz', x_train=x_train, y_train=y_train)`
        execFileSync(python!, ['-c', script, folder])
        const error = await readOwnDataset('mine.npz', folder).catch(e => e)
        if (!(error instanceof OwnDataError)) break
        lines.push(error.mistakes[0]!.fix!.split(/ {3}/)[0]!)
      }
      const { train } = await readOwnDataset('mine.npz', folder)
      expect([...train.images]).toEqual([1, 200, 3, 4, 5, 255])
      expect([...train.labels]).toEqual([0, 1, 0])
      expect(lines).toHaveLength(2)
    },
  )
})
