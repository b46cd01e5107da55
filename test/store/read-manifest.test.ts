// What a manifest may lack, and what it may not have. Random damage: test/hostile/run-folders.test.ts.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { misshapenPart } from '../../src/store/check-manifest.js'
import { readManifest } from '../../src/store/read-manifest.js'
import { identityOf } from '../../src/sweep/identity.js'
import { newStore, plan, temporaryFolder } from './small-run.js'

// biome-ignore lint/suspicious/noExplicitAny: what is tested is what happens to values of any shape
type Json = any

/** The path of a run whose manifest was changed, and the manifest as it then stands. */
async function changedRun(change: (manifest: Json) => void): Promise<{ path: string; manifest: Json }> {
  const store = await newStore(await temporaryFolder())
  await store.close()
  const file = join(store.path, 'manifest.json')
  const manifest = JSON.parse(await readFile(file, 'utf8'))
  change(manifest)
  await writeFile(file, JSON.stringify(manifest))
  return { path: store.path, manifest }
}

describe('a manifest of an earlier version', () => {
  test('gets what there was no choice about then, so that its configurations are who they were', async () => {
    const { path } = await changedRun(({ experiment, configurations }) => {
      for (const configuration of [experiment.fixed, ...Object.values<Json>(configurations)]) {
        delete configuration.schedule
        delete configuration.model.output
        delete configuration.optimizer.nesterov
        delete configuration.training.clip_norm
        configuration.training.label_smoothing = undefined
      }
      delete experiment.save
    })
    const { configurations, experiment } = await readManifest(path)
    expect(experiment.save).toBe('none')
    expect(configurations).toEqual(
      Object.fromEntries(plan.trials.map(({ configId, configuration }) => [configId, configuration])),
    )
    for (const [configId, configuration] of Object.entries(configurations))
      expect(identityOf(configuration).configId).toBe(configId)
  })
})

describe('a manifest with a value of another kind is refused with the path to it:', () => {
  test.each<[string, (manifest: Json) => void]>([
    ['experiment.seeds[1]', ({ experiment }) => (experiment.seeds[1] = -1)],
    ['experiment.objective.metric', ({ experiment }) => (experiment.objective.metric = 'constructor')],
    ['experiment.fixed.optimizer.name', ({ experiment }) => (experiment.fixed.optimizer.name = '__proto__')],
    [
      'experiment.fixed.optimizer.momentum',
      ({ experiment }) => (experiment.fixed.optimizer.momentum = '0.9'),
    ],
    ['experiment.fixed.model.activation', ({ experiment }) => (experiment.fixed.model.activation = [])],
    ['experiment.fixed.training.batch_size', ({ experiment }) => (experiment.fixed.training.batch_size = 0)],
    ['datasets[0].sha256.images', ({ datasets }) => (datasets[0].sha256.images = 1)],
    ['machine.cpu', ({ machine }) => delete machine.cpu],
    ['csv.delimiter', ({ csv }) => (csv.delimiter = 'x')],
    ['reason', manifest => (manifest.reason = 'bored')],
    ['ended_at', manifest => (manifest.ended_at = 'yesterday')],
  ])('%s', async (part, change) => {
    const { path, manifest } = await changedRun(change)
    expect(misshapenPart(manifest)).toBe(part)
    await expect(readManifest(path)).rejects.toMatchObject({
      mistakes: [{ code: 'run-damaged', why: `"${part}" is missing or not what it should be` }],
    })
  })
})
