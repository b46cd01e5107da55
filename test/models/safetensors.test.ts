// What the format allows: https://huggingface.co/docs/safetensors. Every file that breaks a rule is a mistake of the user's.
import { describe, expect, test } from 'vitest'
import { readNetwork } from '../../src/models/read-network.js'
import { encodeSafetensors } from '../../src/models/safetensors.js'
import type { Network } from '../../src/models/stored-network.js'
import { fileOf, mistakeOf, safetensors, safetensorsOf, small, smallArrays } from './networks.js'

const bits = (numbers: Float32Array) => [
  ...new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length),
]

describe('a network that is written and read', () => {
  test('is the same, with what is said of it', async () => {
    const path = fileOf(encodeSafetensors(small, { trial_id: 't0123456789ab', dataset: 'mnist' }))
    expect(await readNetwork(path)).toEqual({
      ...small,
      source: path,
      facts: { trial_id: 't0123456789ab', dataset: 'mnist' },
      assumed: [],
    })
  })

  test('is the same to the bit: NaNs with their payload, zeros of both signs, denormals, infinities', async () => {
    const patterns = Uint32Array.from([
      0x7fc00000, 0xffc00001, 0x7f800001, 0x80000000, 0, 1, 0x807fffff, 0x7f800000, 0xff800000, 0x7f7fffff,
      0x00800000, 0x3f800000, 0x3dcccccd, 0xbf800000,
    ])
    const parameters = new Float32Array(patterns.buffer)
    const { parameters: back } = await readNetwork(fileOf(encodeSafetensors({ ...small, parameters }, {})))
    expect(bits(back)).toEqual([...patterns])
  })

  test.each([
    ['without hidden layers', { sizes: [2, 3], activations: [], output: 'identity' }],
    [
      'with an activation for each layer',
      {
        sizes: [1, 1, 1, 3],
        activations: [{ name: 'elu', alpha: 0.1 }, { name: 'step' }],
        output: 'sigmoid',
      },
    ],
  ] as [string, Omit<Network, 'parameters'>][])('may be one %s', async (_, shape) => {
    const network = {
      ...shape,
      parameters: Float32Array.from({ length: shape.sizes.length === 2 ? 9 : 10 }, Math.sqrt),
    }
    expect(await readNetwork(fileOf(encodeSafetensors(network, {})))).toMatchObject(network)
  })

  test('is the same file for the same network', () => {
    expect(encodeSafetensors(small, { seed: '1' })).toEqual(encodeSafetensors(small, { seed: '1' }))
  })

  test('has the bytes that the format says, numbers at a multiple of 8', () => {
    const bytes = Buffer.from(encodeSafetensors(small, { seed: '1' }))
    const size = Number(bytes.readBigUInt64LE(0))
    expect(size % 8).toBe(0)
    expect(JSON.parse(bytes.subarray(8, 8 + size).toString())).toEqual({
      __metadata__: {
        format: 'mlp-bench',
        format_version: '1',
        sizes: '[3,2,2]',
        activations: '[{"name":"tanh"}]',
        output: 'softmax',
        seed: '1',
      },
      W1: { dtype: 'F32', shape: [3, 2], data_offsets: [0, 24] },
      b1: { dtype: 'F32', shape: [2], data_offsets: [24, 32] },
      W2: { dtype: 'F32', shape: [2, 2], data_offsets: [32, 48] },
      b2: { dtype: 'F32', shape: [2], data_offsets: [48, 56] },
    })
    const data = bytes.subarray(8 + size)
    expect(small.parameters).toEqual(Float32Array.from({ length: 14 }, (_, i) => data.readFloatLE(4 * i)))
    expect(data.length).toBe(56)
  })

  test('cannot have another number of parameters than its sizes say', () => {
    expect(() => encodeSafetensors({ ...small, sizes: [3, 2, 3] }, {})).toThrow(RangeError)
  })
})

describe('a file of another program', () => {
  test('is read with what the options say, or else as sigmoid and softmax', async () => {
    const path = fileOf(safetensorsOf(smallArrays, { format: 'np' }))
    expect(await readNetwork(path)).toEqual({
      sizes: [3, 2, 2],
      activations: [{ name: 'sigmoid' }],
      output: 'softmax',
      parameters: small.parameters,
      source: path,
      facts: {},
      assumed: ['activation', 'output'],
    })
    const options = { activation: { name: 'relu' }, output: 'identity' } as const
    expect(await readNetwork(path, options)).toMatchObject({
      activations: [{ name: 'relu' }],
      output: 'identity',
      assumed: [],
    })
    expect(await readNetwork(path, { output: 'sigmoid' })).toMatchObject({ assumed: ['activation'] })
  })

  test('may be in float64, in any order, with its texts anywhere', async () => {
    const { W1, b1, W2, b2 } = smallArrays
    const bytes = safetensorsOf({ b2: b2!, W1: W1!, W2: W2!, b1: b1! }, undefined, 'F64')
    expect((await readNetwork(fileOf(bytes))).parameters).toEqual(small.parameters)
  })

  test('may have biases as rows', async () => {
    const arrays = { ...smallArrays, b1: { ...smallArrays['b1']!, shape: [1, 2] } }
    expect((await readNetwork(fileOf(safetensorsOf(arrays)))).parameters).toEqual(small.parameters)
  })

  test('in float64 is refused where float32 cannot hold its numbers', async () => {
    const arrays = { ...smallArrays, b2: { shape: [2], values: [1e300, 0] } }
    const mistake = await mistakeOf(() => readNetwork(fileOf(safetensorsOf(arrays, undefined, 'F64'))))
    expect(mistake).toMatchObject({ code: 'network-malformed', why: 'float32 ends at 3.4e38' })
    expect(mistake.what).toMatch(/array b2 that holds 1e\+300$/)
  })
})

describe('options that say something else than the file', () => {
  const file = () => fileOf(encodeSafetensors(small, {}))
  test.each([
    [{ activation: { name: 'relu' } }, 'was trained with activation tanh, not relu'],
    [{ output: 'sigmoid' }, 'was trained with output softmax, not sigmoid'],
  ] as const)('are refused: %o', async (options, what) => {
    const mistake = await mistakeOf(() => readNetwork(file(), options))
    expect(mistake.code).toBe('network-contradicts')
    expect(mistake.what).toContain(what)
  })

  test('are fine where they say the same', async () => {
    const options = { activation: [{ name: 'tanh' }], output: 'softmax' } as const
    expect(await readNetwork(file(), options)).toMatchObject(small)
  })
})

/** One array of 4 bytes at the beginning; `more` beside it. */
const one = { dtype: 'F32', shape: [1], data_offsets: [0, 4] }

describe('a damaged or hostile file is refused', () => {
  const at = (start: number, end: number) => ({ ...one, data_offsets: [start, end] })
  test.each([
    [
      'that announces a header of 2^63 bytes',
      huge(2n ** 63n),
      'announces a header of 9223372036854775808 bytes',
    ],
    ['that announces one of 4 GB', huge(4_000_000_000n), 'at most 1048576 are read'],
    ['that announces more than it has', huge(500n), 'announces a header of 500 bytes and has 12'],
    [
      'that was cut off',
      encodeSafetensors(small, {}).subarray(0, -1),
      'at bytes 48 to 56 (there are 55 bytes',
    ],
    [
      'with something behind its end',
      Buffer.concat([encodeSafetensors(small, {}), Buffer.alloc(3)]),
      'bytes 56 to 59',
    ],
    ['whose header is not JSON', safetensors('{"W1": }'), 'has a header that is not a JSON object'],
    ['whose header goes 100,000 deep', safetensors(`{"a":${'['.repeat(1e5)}`), 'not a JSON object'],
    ['whose header is not UTF-8', safetensorsRaw([0x7b, 0xff, 0x7d]), 'has a header that is not UTF-8'],
    [
      'with a name twice',
      safetensors(`{"W1":${JSON.stringify(one)},"W1":${JSON.stringify(one)}}`, 4),
      'same name twice',
    ],
    [
      'with a name twice, written in two ways',
      safetensors(`{"W1":${JSON.stringify(one)},"\\u00571":${JSON.stringify(one)}}`, 4),
      'same name twice',
    ],
    [
      'with a key of an array twice',
      safetensors('{"W1":{"dtype":"F32","shape":[1],"shape":[2],"data_offsets":[0,8]}}', 8),
      'same name twice',
    ],
    [
      'with arrays that overlap',
      safetensors({ W1: at(0, 4), b1: at(2, 6), W2: at(6, 10) }, 10),
      'overlap at byte 2',
    ],
    ['with two arrays in one place', safetensors({ W1: at(0, 4), b1: at(0, 4) }, 4), 'overlap at byte 0'],
    ['with a hole', safetensors({ W1: at(0, 4), b1: at(8, 12) }, 12), 'bytes 4 to 8 of the data in no array'],
    ['with a hole in front', safetensors({ W1: at(4, 8) }, 8), 'bytes 0 to 4 of the data in no array'],
    ['with an array beyond the end', safetensors({ W1: at(0, 4), b1: at(4, 8) }, 4), 'at bytes 4 to 8'],
    ['with an array that ends before it begins', safetensors({ W1: at(4, 0) }, 4), 'at bytes 4 to 0'],
    [
      'with a place that is no number',
      safetensors({ W1: { ...one, data_offsets: [0, '4'] } }, 4),
      'without type, shape',
    ],
    ['with a place that is negative', safetensors({ W1: at(-4, 0) }, 4), 'without type, shape'],
    ['with a place in fractions', safetensors({ W1: at(0.5, 4.5) }, 4), 'without type, shape'],
    [
      'with a shape of other size',
      safetensors({ W1: { ...one, shape: [2] } }, 4),
      'shape [2] in 4 bytes (it takes 8)',
    ],
    [
      'with a shape that overflows',
      safetensors({ W1: { ...one, shape: [2 ** 53 - 1, 2 ** 53 - 1] } }, 4),
      'in 4 bytes',
    ],
    ['with a negative shape', safetensors({ W1: { ...one, shape: [-1, -1] } }, 4), 'without type, shape'],
    ['with an array that is a text', safetensors({ W1: 'F32' }, 4), 'without type, shape'],
    ['with an array that is null', safetensors({ W1: null }, 4), 'without type, shape'],
    [
      'in float16',
      safetensors({ W1: { ...one, dtype: 'F16', shape: [2] } }, 4),
      'of type F16 (F32 and F64 are read)',
    ],
    ['of the type toString', safetensors({ W1: { ...one, dtype: 'toString' } }, 4), 'of type toString'],
    [
      'with texts that are numbers',
      safetensors({ __metadata__: { a: 1 } }),
      '__metadata__ that are not texts by name',
    ],
    [
      'with texts that are a list',
      safetensors({ __metadata__: [] }),
      '__metadata__ that are not texts by name',
    ],
  ])('%s', async (_, bytes, expected) => {
    const mistake = await mistakeOf(() => readNetwork(fileOf(bytes)))
    expect(mistake.code).toBe('network-malformed')
    expect(`${mistake.what} (${mistake.why})`).toContain(expected)
  })
})

describe('a file that says it is of mlp-bench is refused', () => {
  const told = {
    format: 'mlp-bench',
    format_version: '1',
    sizes: '[3,2,2]',
    activations: '[{"name":"tanh"}]',
    output: 'softmax',
  }
  test.each([
    [{ format_version: '2' }, 'network-malformed', 'has format_version "2"'],
    [{ sizes: '[3,3,2]' }, 'network-shapes', 'says that its layers are 3-3-2, and its arrays make 3-2-2'],
    [{ sizes: '3,2,2' }, 'network-malformed', 'has sizes "3,2,2"'],
    [{ activations: '[]' }, 'network-shapes', 'has 1 hidden layers, and not as many activations'],
    [{ activations: '[{"name":"toString"}]' }, 'network-malformed', 'has activations'],
    [{ activations: '[{"name":"elu"}]' }, 'network-malformed', 'has activations'],
    [{ activations: '[{"name":"elu","alpha":-1}]' }, 'network-malformed', 'has activations'],
    [{ activations: '[{"name":"elu","beta":1}]' }, 'network-malformed', 'has activations'],
    [{ activations: '[null]' }, 'network-malformed', 'has activations'],
    [{ output: 'constructor' }, 'network-malformed', 'has output "constructor"'],
  ])('with %o', async (changes, code, what) => {
    const mistake = await mistakeOf(() =>
      readNetwork(fileOf(safetensorsOf(smallArrays, { ...told, ...changes }))),
    )
    expect(mistake.code).toBe(code)
    expect(mistake.what).toContain(what)
  })

  test('without saying what it computes', async () => {
    const mistake = await mistakeOf(() =>
      readNetwork(fileOf(safetensorsOf(smallArrays, { format: 'mlp-bench' }))),
    )
    expect(mistake.what).toContain('does not say its format_version')
  })
})

/** Eight bytes that announce a header of that size, and twelve that might be its beginning. */
function huge(size: bigint): Uint8Array {
  const bytes = Buffer.from('........{"W1":{"dtyp')
  bytes.writeBigUInt64LE(size)
  return bytes
}

function safetensorsRaw(header: readonly number[]): Uint8Array {
  return Uint8Array.from([header.length, 0, 0, 0, 0, 0, 0, 0, ...header])
}
