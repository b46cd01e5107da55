import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pack, unpack } from '../../src/store/packed-arrays.js'
import { numpyPython, runNumpy } from '../numpy.js'
import { temporaryFolder } from './small-run.js'

const data = {
  epoch: 3,
  lossSum: 0.1 + 0.2,
  worst: Number.POSITIVE_INFINITY,
  least: Number.NEGATIVE_INFINITY,
  nothing: -0,
  missing: Number.NaN,
  best: null,
  isLast: false,
  texts: ['a', '한국어', '"$array"'],
  engine: {
    parameters: new Float32Array([1.1, -0, 3.4e38, 1e-45]),
    slots: [
      new Float32Array([Number.NaN, Number.POSITIVE_INFINITY]),
      new Float64Array([0.1, 5e-324]),
      new Float32Array(),
    ],
  },
}

test('plain data with arrays comes back to the last bit', () => {
  const { data: back, facts } = unpack(pack(data, { trial_id: 't1' }))
  expect(back).toEqual(data)
  expect(Object.is((back as typeof data).nothing, -0)).toBe(true)
  expect(facts).toEqual({ trial_id: 't1' })
  const { parameters } = (back as typeof data).engine
  expect(new Uint32Array(parameters.buffer)).toEqual(new Uint32Array(data.engine.parameters.buffer))
})

test('arrays that are views of a larger memory are written as what is seen of them', () => {
  const memory = new Float32Array([1, 2, 3, 4])
  const { data: back } = unpack(pack({ seen: memory.subarray(1, 3) }, {}))
  expect(back).toEqual({ seen: new Float32Array([2, 3]) })
})

test('one bit that has changed anywhere in the numbers is noticed, and so is an end that is missing', () => {
  const bytes = pack(data, {})
  const dataAt = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))
  for (let at = dataAt; at < bytes.length; at++) {
    const spoiled = bytes.slice()
    spoiled[at]! ^= 1
    expect(() => unpack(spoiled)).toThrow()
    expect(() => unpack(bytes.slice(0, at))).toThrow()
  }
})

test('what is no plain data is a defect', () => {
  expect(() => pack({ when: new Date() }, {})).toThrow('when cannot be written')
})

test.skipIf(numpyPython === null)(
  'the file is one that other readers of the format can take apart',
  async () => {
    const path = join(await temporaryFolder(), 'packed.safetensors')
    await writeFile(path, pack(data, {}))
    const script = `
data = open(sys.argv[1], 'rb').read()
start = 8 + int.from_bytes(data[:8], 'little')
header = json.loads(data[8:start])
place = header['engine.slots.1']
a, b = place['data_offsets']
print(json.dumps([place['dtype'], np.frombuffer(data[start + a:start + b], '<f8').tolist()]))`
    expect(runNumpy(script, path)).toEqual(['F64', [0.1, 5e-324]])
  },
)
