// Turns a run into one of a larger experiment: what it was stays beside it, and no result is touched.

import { constants } from 'node:fs'
import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plan } from '../domain/trial.js'
import { explainFailure, isSystemError, replaceFile } from './durable.js'
import { formatManifest, type RunFacts, type RunManifest } from './manifest.js'
import { extendManifest } from './manifest-life.js'

export interface Extension {
  readonly path: string
  readonly manifest: RunManifest
  /** Of the larger experiment: it must have every trial that the run has. */
  readonly plan: Plan
  readonly text: string
  readonly facts: RunFacts
  readonly at: Date
}

/**
 * The manifest is written last: until then the run is what it was, and the same command does all of it again. The earlier
 * experiment file is kept as experiment-1.yaml, -2 and so on. The caller holds the lock.
 */
export async function extendRun({ path, manifest, plan, text, facts, at }: Extension): Promise<RunManifest> {
  const current = join(path, 'experiment.yaml')
  const file = `experiment-${manifest.earlier_experiments.length + 1}.yaml`
  const kept = join(path, file)
  await explainFailure(kept, async () => {
    // Not over one that is there: then a kill came between, and experiment.yaml may be the new one already.
    await copyFile(current, kept, constants.COPYFILE_EXCL).catch(error => {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error
    })
  })
  if ((await readFile(current, 'utf8').catch(() => null)) !== text)
    await replaceFile(current, handle => handle.writeFile(text))
  const extended = extendManifest(manifest, plan, facts, { file, at })
  await replaceFile(join(path, 'manifest.json'), handle => handle.writeFile(formatManifest(extended)))
  return extended
}
