// experiment.yaml in the folder of a run: whether it still is the file that the run was made of. What was trained stands in the
// manifest, which counts; the file is what a person reads, and trains again.
import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import { UserError } from '../domain/errors.js'
import { isSystemError } from './durable.js'
import type { RunManifest } from './manifest.js'
import { readText } from './reading.js'

export const EXPERIMENT_FILE = 'experiment.yaml'

/** Of the text with LF at its line ends: an editor or git that writes CR LF has not changed the experiment. */
export function experimentSha256(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex')
}

/** Whether the manifest was made of this text; also where a version before has not noted of which. */
export function isOriginal(text: string, { experiment_sha256 }: WithHash): boolean {
  return experiment_sha256 === null || experimentSha256(text) === experiment_sha256
}

type WithHash = Pick<RunManifest, 'experiment_sha256'>

/** A sentence where the file is not the one that the run was made of; null where it is, or where nobody knows. */
export async function experimentNote(path: string, manifest: WithHash): Promise<string | null> {
  if (manifest.experiment_sha256 === null) return null
  const text = await experimentText(path)
  if (text !== null && isOriginal(text, manifest)) return null
  const what =
    text === null ? 'has no experiment.yaml that can be read' : 'has an experiment.yaml that was edited'
  return `${basename(path)} ${what}; what was trained stands in manifest.json, which counts`
}

/** null where it is not there, or cannot be read. */
export async function experimentText(path: string): Promise<string | null> {
  try {
    return await readText(join(path, EXPERIMENT_FILE))
  } catch (error) {
    if (error instanceof UserError || isSystemError(error)) return null
    throw error
  }
}
