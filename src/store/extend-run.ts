// Turns a run into one of a larger experiment: what it was stays beside it, and no result is touched.
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plan } from '../domain/trial.js'
import { explainFailure, isSystemError, replaceFile } from './durable.js'
import { EXPERIMENT_FILE, experimentText, isOriginal } from './experiment-text.js'
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

export interface ExtendedRun {
  readonly manifest: RunManifest
  /** The experiment.yaml that somebody had edited, where it is kept now; null where nobody had. */
  readonly edited: string | null
}

/**
 * The manifest is written last: until then the run is what it was, and the same command does all of it again. The earlier
 * experiment file is kept as experiment-1.yaml, -2 and so on; one that is not what was trained as experiment-1-edited.yaml, and the
 * manifest does not name it. The caller holds the lock.
 */
export async function extendRun(extension: Extension): Promise<ExtendedRun> {
  const { path, manifest, text, at } = extension
  const { file, edited } = await keepEarlier(extension)
  const current = join(path, EXPERIMENT_FILE)
  if ((await experimentText(path)) !== text) await replaceFile(current, handle => handle.writeFile(text))
  const extended = extendManifest(manifest, extension, { file, at })
  await replaceFile(join(path, 'manifest.json'), handle => handle.writeFile(formatManifest(extended)))
  return { manifest: extended, edited }
}

async function keepEarlier({
  path,
  manifest,
  text,
}: Extension): Promise<{ readonly file: string | null; readonly edited: string | null }> {
  const number = manifest.earlier_experiments.length + 1
  const [file, aside] = [`experiment-${number}.yaml`, `experiment-${number}-edited.yaml`]
  const current = await experimentText(path)
  if (current !== null && isOriginal(current, manifest)) await keep(path, file, current)
  const isKept = existsSync(join(path, file))
  // Of an extension that was killed the file is the new one already: that is no edit.
  if (current === null || current === text || isOriginal(current, manifest))
    return { file: isKept ? file : null, edited: null }
  await keep(path, aside, current)
  return { file: isKept ? file : null, edited: aside }
}

/** Not over one that is there: then a kill came between, and it holds what it should. */
async function keep(path: string, name: string, text: string): Promise<void> {
  const file = join(path, name)
  await explainFailure(file, () =>
    writeFile(file, text, { flag: 'wx', flush: true }).catch(error => {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error
    }),
  )
}
