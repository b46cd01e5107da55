// checkpoints/<trial_id>.safetensors: where a trial can go on that was interrupted. Each takes the place of the one before,
// as a whole, and goes away when the trial's row is on the disk.
import { readFileSync, statSync } from 'node:fs'
import { mkdir, readdir, rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Checkpoint } from '../domain/checkpoint.js'
import { explainFailure, isSystemError, replaceFile, syncFolder } from './durable.js'
import { pack, unpack } from './packed-arrays.js'

export const CHECKPOINT_FOLDER = 'checkpoints'
const EXTENSION = '.safetensors'

export function checkpointPath(runPath: string, trialId: string): string {
  return join(runPath, CHECKPOINT_FOLDER, `${trialId}${EXTENSION}`)
}

/** When this has resolved the checkpoint is on the disk, whole; a kill before leaves the old one. */
export async function writeCheckpoint(
  runPath: string,
  trialId: string,
  checkpoint: Checkpoint,
  arithmetic: string,
): Promise<void> {
  const facts = { trial_id: trialId, arithmetic, epoch: String(checkpoint.epoch) }
  const bytes = pack(checkpoint, facts)
  const folder = join(runPath, CHECKPOINT_FOLDER)
  await explainFailure(folder, async () => {
    try {
      await mkdir(folder)
      await syncFolder(runPath)
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error
    }
  })
  await replaceFile(checkpointPath(runPath, trialId), file => file.writeFile(bytes))
}

/** null where there is none, or none that can be gone on from: then the trial begins at the beginning. */
export function readCheckpoint(runPath: string, trialId: string, arithmetic: string): Checkpoint | null {
  try {
    const path = checkpointPath(runPath, trialId)
    if (!statSync(path).isFile()) return null // a pipe would be waited for
    const { data, facts } = unpack(readFileSync(path))
    const ours = facts['trial_id'] === trialId && facts['arithmetic'] === arithmetic
    return ours ? (data as Checkpoint) : null
  } catch {
    return null // whatever is wrong with it, the trial does not need it
  }
}

/** The ids of trials that have one, readable or not. */
export async function checkpointedTrials(runPath: string): Promise<readonly string[]> {
  const names = await readdir(join(runPath, CHECKPOINT_FOLDER)).catch(() => [])
  return names.filter(name => name.endsWith(EXTENSION)).map(name => name.slice(0, -EXTENSION.length))
}

export async function removeCheckpoint(runPath: string, trialId: string): Promise<void> {
  await rm(checkpointPath(runPath, trialId), { force: true })
}

/** Takes the folder away when nothing is in it. */
export async function removeEmptyCheckpointFolder(runPath: string): Promise<void> {
  await rmdir(join(runPath, CHECKPOINT_FOLDER)).catch(() => {})
}
