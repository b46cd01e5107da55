// A network saved here gives the same logits in numpy, and one saved by numpy the same here. The readers and the forward pass
// on the side of numpy are written out below, so that nothing of them comes from the code under test.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type ActivationName, activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import type { NetworkSpec } from '../../src/core/engine.js'
import { initializers } from '../../src/core/initializers.js'
import { optimizers } from '../../src/core/optimizers.js'
import { RandomStream } from '../../src/core/random.js'
import { encodeNetworkNpz } from '../../src/models/npz-network.js'
import { readNetwork } from '../../src/models/read-network.js'
import { encodeSafetensors } from '../../src/models/safetensors.js'
import type { Network } from '../../src/models/stored-network.js'
import { makeEngine } from '../kernels.js'
import { numpyPython, runNumpy } from '../numpy.js'
import { fileOf, mistakeOf, newFolder, small } from './networks.js'

const INPUTS = 64
const CLASSES = 10
const IMAGES = 32

/** Noise, with labels that follow from it, so that there is something to learn. */
const examples = (() => {
  const stream = new RandomStream(5, 'split')
  const images = Uint8Array.from({ length: IMAGES * INPUTS }, () => Math.max(0, stream.below(400) - 144))
  const labels = Uint8Array.from({ length: IMAGES }, (_, i) => images[i * INPUTS]! % CLASSES)
  return { images, labels }
})()
const all = Uint32Array.from({ length: IMAGES }, (_, i) => i)

function spec(network: Pick<Network, 'sizes' | 'activations'>): NetworkSpec {
  return {
    ...network,
    output: 'softmax',
    initializer: choose(initializers, 'glorot-uniform'),
    loss: 'cross-entropy',
    labelSmoothing: 0,
    dropout: 0,
    clipNorm: null,
    optimizer: choose(optimizers, 'sgd'),
    l2: 0,
    batchSize: IMAGES,
  }
}

/** A network after some steps of training. */
function trained(hidden: readonly number[], names: readonly ActivationName[]): Network {
  const layers = {
    sizes: [INPUTS, ...hidden, CLASSES],
    activations: names.map(name => choose(activations, name)),
  }
  const engine = makeEngine(spec(layers), 3)
  for (let step = 0; step < 50; step++) engine.train(examples, all, 0.5)
  return { ...layers, output: 'softmax', parameters: Float32Array.from(engine.state().parameters) }
}

/** Of all examples, by the engine that trials run on. [IMAGES][CLASSES] */
function logitsOf(network: Network): number[][] {
  const engine = makeEngine(spec(network), 0)
  engine.restore({ parameters: network.parameters, slots: [], steps: 0 })
  engine.evaluate(examples, all)
  return Array.from({ length: IMAGES }, (_, i) => [...engine.logits.slice(i * CLASSES, (i + 1) * CLASSES)])
}

/** Reads what safetensors is, in numpy. */
const READ_SAFETENSORS = `
data = open(sys.argv[1], "rb").read()
start = 8 + int.from_bytes(data[:8], "little")
header = json.loads(data[8:start])
told = header.pop("__metadata__")
network = {}
for name, array in header.items():
    begin, end = array["data_offsets"]
    network[name] = np.frombuffer(data[start + begin:start + end], "<f4").reshape(array["shape"])
names = [a["name"] for a in json.loads(told["activations"])]
`
/** The forward pass in the type of the weights; prints the logits. */
const FORWARD = `
f = {"sigmoid": lambda z: 1 / (1 + np.exp(-z)), "tanh": np.tanh, "relu": lambda z: np.maximum(0, z)}
x = np.array(json.loads(sys.argv[2]), network["W1"].dtype).reshape(${IMAGES}, -1) / 255
for l, name in enumerate(names, 1):
    x = f[name](x @ network[f"W{l}"] + network[f"b{l}"])
l = len(names) + 1
print(json.dumps((x @ network[f"W{l}"] + network[f"b{l}"]).tolist()))
`
const pixels = JSON.stringify([...examples.images])

/**
 * float32 has 24 bits, and a logit here is a sum of up to 64 products whose order differs: 64 * 2^-24 = 4e-6 of its terms,
 * which are of the size of 1; tanh and exp add as much again.
 */
const TOLERANCE = 2e-5

function expectSame(ours: readonly number[][], theirs: readonly number[][]): void {
  const best = (row: readonly number[]) => row.indexOf(Math.max(...row))
  expect(ours.map(best)).toEqual(theirs.map(best))
  ours.forEach((row, i) => {
    row.forEach((logit, k) => {
      expect(Math.abs(logit - theirs[i]![k]!)).toBeLessThan(TOLERANCE * (1 + Math.abs(logit)))
    })
  })
}

const networks = [
  [[30], ['sigmoid']],
  [
    [17, 9],
    ['tanh', 'relu'],
  ],
  [[], []],
] as const

describe.skipIf(numpyPython === null)('numpy', () => {
  test.each(networks)('gives the logits of a network saved here: %o %o', (hidden, names) => {
    const network = trained(hidden, names)
    const ours = logitsOf(network)
    expect(new Set(ours.map(row => row.indexOf(Math.max(...row)))).size).toBeGreaterThan(5) // not all one class
    const safetensors = fileOf(encodeSafetensors(network, { dataset: 'noise' }))
    expectSame(ours, runNumpy(READ_SAFETENSORS + FORWARD, safetensors, pixels) as number[][])
    const npz = fileOf(encodeNetworkNpz(network))
    const script = `network = np.load(sys.argv[1])\nnames = json.loads(sys.argv[3])\n${FORWARD}`
    expectSame(ours, runNumpy(script, npz, pixels, JSON.stringify(names)) as number[][])
  })

  test.each([
    ['float32', 'np.savez', 'W, b'],
    ['float64', 'np.savez', 'W, b'],
    ['float64', 'np.savez_compressed', 'W, b[None, :]'],
    ['float32', 'np.savez', 'np.asfortranarray(W), b'],
  ])('saves a network that gives the same logits here: %s, %s, %s', async (type, save, form) => {
    const path = join(newFolder(), 'network.npz')
    const script = `
rng = np.random.default_rng(7)
network = {}
for l, (inputs, units) in enumerate([(${INPUTS}, 21), (21, 12), (12, ${CLASSES})], 1):
    W, b = rng.normal(0, inputs ** -0.5, (inputs, units)).astype("${type}"), rng.normal(size=units).astype("${type}")
    network[f"W{l}"], network[f"b{l}"] = ${form}
${save}(sys.argv[1], **network)
names = ["tanh", "sigmoid"]
${FORWARD}`
    const theirs = runNumpy(script, path, pixels) as number[][]
    const network = await readNetwork(path, { activation: [{ name: 'tanh' }, { name: 'sigmoid' }] })
    expect(network.sizes).toEqual([INPUTS, 21, 12, CLASSES])
    expectSame(logitsOf(network), theirs)
  })

  test('finds in an archive made here the bits that were put in', () => {
    const parameters = Float32Array.from(small.parameters)
    parameters.set([Number.NaN, -0, 1e-45, -1e-40, Number.NEGATIVE_INFINITY, 3.4028234663852886e38])
    const script = `
network = np.load(sys.argv[1])
print(json.dumps([[name, list(a.shape), str(a.dtype), a.view(np.uint32).ravel().tolist()] for name, a in network.items()]))`
    const bits = [...new Uint32Array(parameters.buffer)]
    expect(runNumpy(script, fileOf(encodeNetworkNpz({ ...small, parameters }), 'n.npz'))).toEqual([
      ['W1', [3, 2], 'float32', bits.slice(0, 6)],
      ['b1', [2], 'float32', bits.slice(6, 8)],
      ['W2', [2, 2], 'float32', bits.slice(8, 12)],
      ['b2', [2], 'float32', bits.slice(12)],
    ])
  })

  /** The notebook's dictionary, stored in ways that are not read. */
  const dictionary =
    'network = {"W1": np.ones((3, 2), "f4"), "b1": np.zeros(2), "W2": np.ones((2, 2)), "b2": np.zeros(2, "f4")}\n'
  test.each([
    ['sample_weight.pkl', 'import pickle; pickle.dump(network, open(sys.argv[1], "wb"))'],
    ['sample_weight.npy', 'np.save(sys.argv[1], network)'],
  ])('converts %s with the lines that the mistake gives', async (name, save) => {
    const path = join(newFolder(), name)
    runNumpy(dictionary + save, path)
    const mistake = await mistakeOf(() => readNetwork(path))
    expect(mistake.code).toBe('network-pickled')
    await expectConverted(mistake.fix!.split('\n').slice(1), path.replace(/\.\w+$/, '.npz'))
  })

  test('names the arrays of a list with the line that the mistake gives', async () => {
    const path = join(newFolder(), 'unnamed.npz')
    runNumpy(`${dictionary}np.savez(sys.argv[1], *network.values())`, path)
    const { what, fix } = await mistakeOf(() => readNetwork(path))
    expect(what).toBe(`${path} has no array W1; it has arr_0, arr_1, arr_2, arr_3`)
    const line = fix!.split('\n').find(text => text.startsWith('np.savez'))!
    const setUp = ['import numpy as np', dictionary, 'arrays = list(network.values())']
    await expectConverted([...setUp, line.replace('network.npz', path)], path)
  })
})

async function expectConverted(lines: readonly string[], path: string): Promise<void> {
  const script = join(newFolder(), 'convert.py')
  writeFileSync(script, lines.join('\n'))
  execFileSync(numpyPython!, [script])
  expect(await readNetwork(path)).toMatchObject({
    sizes: [3, 2, 2],
    parameters: Float32Array.from([1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0]),
  })
}
