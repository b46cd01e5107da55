import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { optimizers } from '../../src/core/optimizers.js'
import { splitTrain } from '../../src/data/split.js'
import type { EpochRecord } from '../../src/domain/measurement.js'
import { createNetwork, networkSpec } from '../../src/library/network.js'
import { openNetwork, saveNetwork } from '../../src/library/stored.js'
import { batchesOfEpoch, everyIndex, measure } from '../../src/library/training.js'
import { networkSpec as specOfTrial } from '../../src/trainer/network-spec.js'
import { trainTrial } from '../../src/trainer/train-trial.js'
import { makeEngine } from '../kernels.js'
import { configuration, objective, tinyDataset, trial } from '../tiny.js'

const folder = mkdtempSync(join(tmpdir(), 'bench-network-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Images of 16 pixels, 3 classes. */
const dataset = tinyDataset()
const options = {
  sizes: [16, 5, 3],
  activation: 'tanh',
  optimizer: { name: 'sgd', learning_rate: 0.5 },
} as const

describe('createNetwork', () => {
  test('in a loop of batchesOfEpoch and measure gives the numbers of the same trial, bit for bit', async () => {
    const { epochs, batch_size, validation: share, split_seed } = configuration().training
    const expected: EpochRecord[] = []
    trainTrial({
      trial: trial(0, { seed: 7 }),
      dataset,
      objective,
      save: 'none',
      makeEngine,
      report: report => void (report.type === 'epoch' && expected.push(report.record)),
      nowMs: () => 0,
    })
    const network = await createNetwork(options, 7)
    const { train, validation } = splitTrain(dataset.train.labels.length, share, split_seed)
    const measured = Array.from({ length: epochs }, (_, epoch) => {
      for (const batch of batchesOfEpoch(train, batch_size, { seed: 7, epoch }))
        network.train(dataset.train, batch, 0.5)
      return [measure(network, dataset.train, validation), measure(network, dataset.test!)]
    })
    expect(measured).toEqual(expected.map(({ validation, test }) => [validation, test]))
  })

  test('leaves another network alone: each has a memory of its own', async () => {
    const first = await createNetwork(options, 1)
    const before = first.state().parameters
    const second = await createNetwork(options, 2)
    second.train(dataset.train, everyIndex(dataset.train), 1)
    expect(first.state().parameters).toEqual(before)
    expect(second.state().parameters).not.toEqual(before)
  })
})

describe('networkSpec', () => {
  test('completes what is left out as an experiment file does', () => {
    const trialSpec = specOfTrial(configuration(), dataset)
    expect(networkSpec({ ...options, batchSize: 1 })).toEqual(trialSpec)
  })

  test('takes the hyperparameters that are written and the defaults of the others', () => {
    const { optimizer } = networkSpec({ sizes: [4, 2], optimizer: { name: 'adam', beta_1: 0.5 } })
    expect(optimizer).toEqual({
      name: 'adam',
      learning_rate: optimizers.adam.hyperparameters.learning_rate.default,
      beta_1: 0.5,
      beta_2: 0.999,
      epsilon: 1e-7,
    })
  })

  test('takes an activation for each layer', () => {
    const { activations } = networkSpec({
      sizes: [4, 3, 3, 2],
      activation: ['relu', { name: 'elu', alpha: 2 }],
    })
    expect(activations).toEqual([{ name: 'relu' }, { name: 'elu', alpha: 2 }])
  })

  const wrong: readonly (readonly [object, string])[] = [
    [{ sizes: [4] }, 'sizes are two or more'],
    [{ sizes: [4, 2.5] }, 'sizes are two or more'],
    [{ sizes: [4, 2], hidden: 3 }, 'no option "hidden"'],
    [{ sizes: [4, 3, 2], activation: 'rellu' }, 'there is no activation "rellu"; there are sigmoid'],
    [{ sizes: [4, 3, 2], activation: ['relu', 'relu'] }, '1 hidden layers cannot have 2 activations'],
    [{ sizes: [4, 2], optimizer: { name: 'adam', momentum: 0.9 } }, 'has no hyperparameter "momentum"'],
    [{ sizes: [4, 2], optimizer: { name: 'adam', beta_1: 1 } }, 'at least 0 and below 1'],
    [{ sizes: [4, 2], optimizer: { name: 'sgd', nesterov: 1 } }, 'true or false'],
    [{ sizes: [4, 2], loss: 'cross-entropy', output: 'identity' }, 'softmax with the loss cross-entropy'],
    [{ sizes: [4, 2], loss: 'constructor' }, 'loss is constructor'],
    [{ sizes: [4, 2], dropout: 1 }, 'dropout is 1'],
    [{ sizes: [4, 2], clipNorm: 0 }, 'clipNorm is 0'],
    [{ sizes: [4, 2], l2: Number.NaN }, 'l2 is NaN'],
    [{ sizes: [4, 2], batchSize: 0 }, 'batchSize is 0'],
  ]
  test.each(wrong)('refuses %j', (written, message) => {
    expect(() => networkSpec(written as never)).toThrow(message)
  })
})

describe('batchesOfEpoch', () => {
  test('gives every example once, in another order in the next epoch', () => {
    const indices = Uint32Array.from({ length: 10 }, (_, i) => 3 * i)
    const orders = [0, 1].map(epoch => [...batchesOfEpoch(indices, 4, { seed: 0, epoch })])
    expect(orders[0]!.map(({ length }) => length)).toEqual([4, 4, 2])
    const [first, second] = orders.map(batches => batches.flatMap(batch => [...batch]))
    expect([...first!].sort((a, b) => a - b)).toEqual([...indices])
    expect(second).not.toEqual(first)
  })
})

test('measure refuses to measure nothing', async () => {
  const network = await createNetwork(options)
  expect(() => measure(network, dataset.train, new Uint32Array())).toThrow('nothing to measure')
})

describe('saveNetwork', () => {
  test.each(['net.safetensors', 'net.npz'])('to %s and openNetwork give the same logits', async name => {
    const network = await createNetwork(options, 3)
    network.train(dataset.train, everyIndex(dataset.train), 0.5)
    const path = join(folder, name)
    await saveNetwork(path, network, { dataset: 'tiny' })
    const opened = await openNetwork(path, { activation: 'tanh' })
    const some = everyIndex(dataset.test!)
    network.evaluate(dataset.test!, some)
    const expected = network.logits.slice(0, 3 * some.length)
    opened.evaluate(dataset.test!, some)
    expect(opened.logits.slice(0, 3 * some.length)).toEqual(expected)
  })

  test('says what the network was trained with, and openNetwork takes it', async () => {
    const network = await createNetwork({ ...options, loss: 'mean-squared-error', labelSmoothing: 0.1 })
    const path = join(folder, 'told.safetensors')
    await saveNetwork(path, network)
    const opened = await openNetwork(path)
    expect(opened.spec).toMatchObject({ loss: 'mean-squared-error', labelSmoothing: 0.1 })
  })

  test.each([
    [{ output: 'nonsense' }, 'there is no output "nonsense"; there are softmax, sigmoid, identity'],
    [{ output: 3 }, 'the output is 3; it must be a name'],
    [{ activation: 'nonsense' }, 'there is no activation "nonsense"'],
    [{ ouput: 'softmax' }, 'openNetwork has no option "ouput"; it has activation, output'],
    ['softmax', 'what an .npz does not say is "softmax"; it must be an object'],
  ])('and openNetwork refuses the options %j', async (wrong, message) => {
    const path = join(folder, 'open.npz')
    await saveNetwork(path, await createNetwork(options))
    await expect(openNetwork(path, wrong as never)).rejects.toThrow(message)
  })

  test('refuses a name without a format', async () => {
    const network = await createNetwork(options)
    await expect(saveNetwork(join(folder, 'net.pkl'), network)).rejects.toThrow('.safetensors or .npz')
  })
})
