import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Trial } from '../../src/domain/trial.js'
import { readNetwork } from '../../src/models/read-network.js'
import { keptModels, modelPath } from '../../src/store/model-files.js'
import { readRun } from '../../src/store/read-run.js'
import {
  appendAll,
  ended,
  eventsOf,
  interleave,
  newStore,
  plan,
  startedAt,
  temporaryFolder,
} from './small-run.js'

const [first, second, third] = plan.trials as [Trial, Trial, Trial]

/** The network of a trial, from 4 inputs to 3 classes through the layers that its configuration says. */
function kept({ trialId, configuration }: Trial, epoch = 3): Extract<SweepEvent, { type: 'weights-kept' }> {
  const sizes = [4, ...configuration.model.hidden, 3]
  let count = 0
  for (let l = 1; l < sizes.length; l++) count += (sizes[l - 1]! + 1) * sizes[l]!
  const parameters = Float32Array.from({ length: count }, (_, i) => Math.sqrt(i) * (epoch - 2.5))
  return { type: 'weights-kept', at: startedAt, trialId, epoch, sizes, parameters }
}

/** What such a trial says, with its weights just before its end. */
function eventsWithWeights(trial: Trial, epoch?: number): SweepEvent[] {
  const events = eventsOf(trial)
  return [...events.slice(0, -1), kept(trial, epoch), events.at(-1)!]
}

describe('the weights of a trial', () => {
  test('are in models/ as a network that says all about itself, before the trial has a row', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, eventsWithWeights(third).slice(0, -1))
    const network = await readNetwork(modelPath(store.path, third.trialId))
    expect((await readFile(join(store.path, 'trials.csv'), 'utf8')).trim().split('\n')).toHaveLength(1)
    const relu = { name: 'relu' }
    expect(network).toEqual({
      sizes: [4, 12, 6, 3],
      activations: [relu, relu],
      output: 'softmax',
      parameters: kept(third).parameters,
      source: join(store.path, 'models', `${third.trialId}.safetensors`),
      facts: {
        trial_id: third.trialId,
        config_id: third.configId,
        dataset: 'mnist-10k',
        loss: 'cross-entropy',
        label_smoothing: '0',
        seed: '7',
        epoch: '3',
        arithmetic: 'float32-1',
        bench: '0.1.0',
      },
      assumed: [],
    })
    await store.close()
  })

  test('are the same files whatever the order in which results arrived', async () => {
    const [a, b, c] = [first, second, third].map(trial => eventsWithWeights(trial))
    const contents = []
    for (const events of [[...a!, ...b!, ...c!], interleave(c!, b!, a!)]) {
      const store = await newStore(await temporaryFolder())
      await appendAll(store, [...events, ended()])
      const folder = join(store.path, 'models')
      const names = (await readdir(folder)).sort()
      expect(names).toEqual([first, second, third].map(({ trialId }) => `${trialId}.safetensors`).sort())
      contents.push(await Promise.all(names.map(name => readFile(join(folder, name)))))
    }
    expect(contents[1]).toEqual(contents[0])
  })

  test('are those of the last attempt', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...eventsWithWeights(first, 1), ...eventsWithWeights(first, 2)])
    const { parameters, facts } = await readNetwork(modelPath(store.path, first.trialId))
    expect(facts['epoch']).toBe('2')
    expect(parameters).toEqual(kept(first, 2).parameters)
    await store.close()
  })

  test('that no trial of the plan has are a defect', async () => {
    const store = await newStore(await temporaryFolder())
    await expect(store.append({ ...kept(first), trialId: 'tffffffffffff' })).rejects.toThrow('tffffffffffff')
    await store.close()
  })

  test.each([
    ['a file stands where the folder should be', async (path: string) => writeFile(join(path, 'models'), '')],
    ['the run has gone', async (path: string) => rm(path, { recursive: true })],
  ])('that cannot be written are the mistake of the user: %s', async (_, spoil) => {
    const store = await newStore(await temporaryFolder())
    await spoil(store.path)
    await expect(store.append(kept(first))).rejects.toMatchObject({ mistakes: [{ code: 'run-unwritable' }] })
    await store.close()
  })
})

describe('the models of a run', () => {
  test('are found by the ids of their trials, without what a kill has left', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [
      ...eventsWithWeights(first),
      ...eventsOf(second),
      ...eventsWithWeights(third),
      ended(),
    ])
    await writeFile(`${modelPath(store.path, second.trialId)}.4711.tmp`, 'torn')
    const models = await keptModels(store.path)
    expect(models).toEqual(new Set([first.trialId, third.trialId]))
    const { trials, warnings } = await readRun(store.path)
    expect(trials.map(({ trial }) => models.has(trial.trialId))).toEqual([true, false, true])
    expect(warnings).toEqual([])
  })

  test('are none, and need no folder, where weights were not kept', async () => {
    const store = await newStore(await temporaryFolder())
    await appendAll(store, [...eventsOf(first), ended()])
    expect(await readdir(store.path)).not.toContain('models')
    expect(await keptModels(store.path)).toEqual(new Set())
  })

  test('that cannot be listed are the mistake of the user', async () => {
    const store = await newStore(await temporaryFolder())
    await writeFile(join(store.path, 'models'), 'a file in the place of the folder')
    await expect(keptModels(store.path)).rejects.toMatchObject({ mistakes: [{ code: 'file-unreadable' }] })
    await store.close()
  })
})
