// Which format a file has, whatever it is called: NPZ, and what is not read. safetensors has a test of its own.
import { execFileSync } from 'node:child_process'
import { mkdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { encodeNpy } from '../../src/data/npy.js'
import { encodeNetworkNpz } from '../../src/models/npz-network.js'
import { readNetwork } from '../../src/models/read-network.js'
import { encodeSafetensors } from '../../src/models/safetensors.js'
import { fileOf, mistakeOf, newFolder, small, smallArrays } from './networks.js'

const npyOf = (name: string) => {
  const { shape, values } = smallArrays[name]!
  return encodeNpy(shape, Float32Array.from(values))
}
const [W1, b1, W2, b2]: readonly Uint8Array[] = ['W1', 'b1', 'W2', 'b2'].map(npyOf)
const whole = { 'W1.npy': W1!, 'b1.npy': b1!, 'W2.npy': W2!, 'b2.npy': b2! }

describe('an NPZ', () => {
  test('that was written here is read with its options, which are all that it does not hold', async () => {
    const path = fileOf(encodeNetworkNpz(small))
    const options = { activation: { name: 'tanh' }, output: 'softmax' } as const
    expect(await readNetwork(path, options)).toEqual({ ...small, source: path, facts: {}, assumed: [] })
    expect(await readNetwork(path)).toMatchObject({ activations: [{ name: 'sigmoid' }], output: 'softmax' })
  })

  test('is the same file for the same network', () => {
    expect(encodeNetworkNpz(small)).toEqual(encodeNetworkNpz(small))
  })

  test('may have an activation for each layer, but not for more or fewer', async () => {
    const path = fileOf(encodeNetworkNpz({ sizes: [1, 1, 1, 1], parameters: new Float32Array(6) }))
    const [tanh, elu] = [{ name: 'tanh' }, { name: 'elu', alpha: 0.5 }] as const
    expect((await readNetwork(path, { activation: [tanh, elu] })).activations).toEqual([tanh, elu])
    expect((await readNetwork(path, { activation: elu })).activations).toEqual([elu, elu])
    const mistake = await mistakeOf(() => readNetwork(path, { activation: [tanh, elu, tanh] }))
    expect(mistake).toMatchObject({
      code: 'network-shapes',
      why: 'they are tanh, elu (alpha 0.5), tanh',
    })
  })

  test.each([
    ['without biases', zipSync({ ...whole, 'b2.npy': new Uint8Array() }), 'array b2 that is not an NPY file'],
    [
      'with an array too few',
      zipSync({ 'W1.npy': W1!, 'b1.npy': b1!, 'W2.npy': W2! }),
      'W2 and no biases b2',
    ],
    ['with another file', zipSync({ ...whole, 'readme.txt': strToU8('hello') }), 'its 2 layers readme.txt'],
    [
      'with files in place of arrays',
      zipSync({ W1: W1!, b1: b1! }),
      'has W1 as a file, which should be W1.npy',
    ],
    ['with nothing in it', zipSync({}), 'has no array W1; it has nothing'],
    ['that was cut off', zipSync(whole).subarray(0, 300), 'is not a whole NPZ file'],
    ['with an array twice', twice(), 'has two arrays W1'],
  ])('%s is refused', async (_, bytes, expected) => {
    const mistake = await mistakeOf(() => readNetwork(fileOf(bytes)))
    expect(`${mistake.what} (${mistake.why})`).toContain(expected)
  })

  test('that announces more than it can hold is refused before memory is taken for it', async () => {
    const bomb = Buffer.from(zipSync({ ...whole, 'W2.npy': W2! }))
    // The uncompressed size of the third array stands 24 bytes into its entry of the directory, PK 01 02.
    let entry = 0
    for (let i = 0; i < 3; i++) entry = bomb.indexOf(Uint8Array.of(0x50, 0x4b, 1, 2), entry + 1)
    bomb.writeUInt32LE(700_000_000, entry + 24)
    const before = process.memoryUsage().arrayBuffers
    const mistake = await mistakeOf(() => readNetwork(fileOf(bomb)))
    expect(mistake.what).toContain('announces 700000000 bytes for W2, more than it can hold')
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6)
  })

  test('that is a ZIP64 is refused', async () => {
    const end = Buffer.from(zipSync(whole))
    const locator = Buffer.alloc(20)
    locator.writeUInt32LE(0x07064b50)
    const zip64 = Buffer.concat([end.subarray(0, -22), locator, end.subarray(-22)])
    expect((await mistakeOf(() => readNetwork(fileOf(zip64)))).what).toContain('is a ZIP64 archive')
  })
})

describe('what is neither', () => {
  test.each([
    ['nothing', ''],
    ['a text', 'These are not the weights you are looking for.\n'],
    ['bytes', Uint8Array.from({ length: 1000 }, (_, i) => (i * 7) % 256)],
  ])('is refused: %s', async (_, content) => {
    const path = fileOf(content)
    expect(await mistakeOf(() => readNetwork(path))).toMatchObject({
      code: 'network-malformed',
      what: `${path} is neither a safetensors nor an NPZ file`,
    })
  })

  test('a file that is not there, a folder, a named pipe', async () => {
    const folder = newFolder()
    expect(await mistakeOf(() => readNetwork(join(folder, 'x.npz')))).toMatchObject({
      code: 'file-unreadable',
      what: `${join(folder, 'x.npz')} cannot be read`,
      why: 'there is no such file',
      fix: expect.stringContaining('name a .safetensors or .npz file'),
    })
    mkdirSync(join(folder, 'folder'))
    execFileSync('mkfifo', [join(folder, 'pipe')])
    for (const name of ['folder', 'pipe'])
      expect((await mistakeOf(() => readNetwork(join(folder, name)))).what).toContain('is not a regular file')
  })

  test('a file that is too large, without reading it', async () => {
    const path = fileOf(encodeSafetensors(small, {}))
    truncateSync(path, 2 ** 30 + 1) // a hole: it takes no room on the disk
    expect((await mistakeOf(() => readNetwork(path))).what).toContain('has 1073741825 bytes')
  })
})

describe('a format that runs programs, or is not read for another reason,', () => {
  /** pickle.dumps({'W1': 1}) in each protocol, by Python 3.11. */
  const pickles = [
    '(dp0\nVW1\np1\nI1\ns.',
    '}q\x00X\x02\x00\x00\x00W1q\x01K\x01s.',
    '\x80\x02}q\x00X\x02\x00\x00\x00W1q\x01K\x01s.',
    '\x80\x03}q\x00X\x02\x00\x00\x00W1q\x01K\x01s.',
    '\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x02W1\x94K\x01s.',
    '\x80\x05\x95\x0b\x00\x00\x00\x00\x00\x00\x00}\x94\x8c\x02W1\x94K\x01s.',
  ]
  const objects = "\x93NUMPY\x01\x00\x46\x00{'descr': '|O', 'fortran_order': False, 'shape': (), }"
  const files: readonly (readonly [string, Uint8Array, string, string])[] = [
    ...pickles.map(
      (content, protocol) => [`pickle ${protocol}`, latin1(content), 'weights', 'a Python pickle'] as const,
    ),
    ['a pickle by its name', latin1('anything'), 'weights.pkl', 'a Python pickle'],
    ['np.save of a dictionary', latin1(objects), 'weights.npy', 'an array of pickled Python objects'],
    ['PyTorch', zipSync({ 'archive/data.pkl': new Uint8Array(9) }), 'weights.pt', 'a checkpoint of PyTorch'],
    ['Keras', zipSync({ 'model.weights.h5': new Uint8Array(9) }), 'm.keras', 'a model of Keras'],
    ['HDF5', latin1('\x89HDF\r\n\x1a\n and so on'), 'm.h5', 'a model of Keras'],
    ['np.save of one array', W1!, 'W1.npy', 'a single array of numpy'],
  ]
  test.each(files)(
    'is known and refused, with the lines of Python that convert it: %s',
    async (_, content, name, what) => {
      const path = fileOf(content, name)
      const mistake = await mistakeOf(() => readNetwork(path))
      expect(mistake.what).toBe(`${path} is ${what}`)
      expect(mistake.code).toBe(/pickle|PyTorch/.test(what) ? 'network-pickled' : 'network-malformed')
      expect(mistake.fix).toMatch(/\nnp\.savez\("[^"]*\.npz"/)
    },
  )

  test('is a pickle with three lines', async () => {
    const path = fileOf(latin1(pickles[4]!), 'sample_weight.pkl')
    expect((await mistakeOf(() => readNetwork(path))).fix).toBe(
      [
        'convert it with Python, if you trust it:',
        'import pickle, numpy as np',
        `network = pickle.load(open("${path}", "rb"))`,
        `np.savez("${path.replace('.pkl', '.npz')}", **network)`,
      ].join('\n'),
    )
  })
})

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

/** An archive in which the second array, renamed in both places where its name stands, has the name of the first. */
function twice(): Uint8Array {
  const text = Buffer.from(zipSync({ ...whole, 'V1.npy': W1! })).toString('latin1')
  return latin1(text.replaceAll('V1.npy', 'W1.npy'))
}
