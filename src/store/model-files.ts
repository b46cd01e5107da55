// The networks of a run: models/<trial_id>.safetensors for each trial whose weights were kept. Read by models/read-network.ts.
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SweepEvent } from '../domain/events.js'
import { activationsOf } from '../domain/network.js'
import type { Trial } from '../domain/trial.js'
import { measureFacts } from '../models/measure.js'
import { encodeSafetensors } from '../models/safetensors.js'
import { explainFailure, isSystemError, replaceFile, syncFolder } from './durable.js'
import type { RunManifest } from './manifest.js'
import { explainReading } from './reading.js'

const FOLDER = 'models'
const EXTENSION = '.safetensors'

/** Where the network of a trial is, if it was kept. */
export function modelPath(runPath: string, trialId: string): string {
  return join(runPath, FOLDER, `${trialId}${EXTENSION}`)
}

/** The ids of the trials whose networks a run has kept. */
export async function keptModels(runPath: string): Promise<ReadonlySet<string>> {
  const folder = join(runPath, FOLDER)
  const names = await explainReading(folder, () =>
    readdir(folder).catch(error => {
      if (isSystemError(error) && error.code === 'ENOENT') return []
      throw error
    }),
  )
  return new Set(names.filter(name => name.endsWith(EXTENSION)).map(name => name.slice(0, -EXTENSION.length)))
}

/**
 * Writes the network of a trial. When this has resolved it is on the disk, whole; a kill before leaves none, or the old one. So
 * a row that is written after it never promises a network that is not there.
 */
export async function writeModel(
  runPath: string,
  { trialId, configId, configuration, seed }: Trial,
  { epoch, sizes, parameters }: Pick<WeightsKept, 'epoch' | 'sizes' | 'parameters'>,
  { arithmetic, bench }: RunManifest['versions'],
): Promise<void> {
  const { model, dataset, loss, training } = configuration
  const network = { sizes, activations: activationsOf(model), output: model.output, parameters }
  const bytes = encodeSafetensors(network, {
    trial_id: trialId,
    config_id: configId,
    dataset,
    ...measureFacts({ loss, labelSmoothing: training.label_smoothing }),
    seed: String(seed),
    epoch: String(epoch),
    arithmetic,
    bench,
  })
  await makeFolder(runPath)
  await replaceFile(modelPath(runPath, trialId), file => file.writeFile(bytes))
}

/** Takes over the network of a trial from another run, where it was kept; as it is, on the disk, whole. */
export async function copyModel(fromRun: string, runPath: string, trialId: string): Promise<void> {
  const from = modelPath(fromRun, trialId)
  const bytes = await explainReading(from, () => readFile(from))
  await makeFolder(runPath)
  await replaceFile(modelPath(runPath, trialId), file => file.writeFile(bytes))
}

type WeightsKept = Extract<SweepEvent, { readonly type: 'weights-kept' }>

/** Not with `recursive`, which would bring back the folder of a run that somebody has removed. */
async function makeFolder(runPath: string): Promise<void> {
  const folder = join(runPath, FOLDER)
  await explainFailure(folder, async () => {
    try {
      await mkdir(folder)
      await syncFolder(runPath)
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error
    }
  })
}
