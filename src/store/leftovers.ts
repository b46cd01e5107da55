// What a process that was killed leaves beside the files of a run: those that were not in their place yet, the requests that it
// listened to, the lock that nobody holds, a folder without checkpoints.
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../domain/errors.js'
import { CHECKPOINT_FOLDER, removeEmptyCheckpointFolder } from './checkpoint-files.js'
import { isLockFile, RunLock } from './lock.js'
import { LOG_FILE } from './log.js'
import { MAILBOX_FILE } from './mailbox.js'
import { cutTornEnd, type TornEnd, tornEndOf } from './torn-end.js'

/** As replaceFile names what it has not put in its place yet. */
const unplaced = /\.\d+\.tmp$/

/** What replaceFile had not put in its place yet, and what was asked of a process that is gone. The run must be held. */
export async function removeLeftovers(path: string): Promise<void> {
  await rm(join(path, MAILBOX_FILE), { recursive: true, force: true })
  for (const folder of [path, join(path, 'models'), join(path, CHECKPOINT_FOLDER)]) {
    const names = await readdir(folder).catch(() => [])
    for (const name of names) if (unplaced.test(name)) await rm(join(folder, name), { force: true })
  }
}

/** Runs of earlier versions have no log. */
export async function cutTornLog(path: string): Promise<TornEnd | null> {
  const file = join(path, LOG_FILE)
  return existsSync(file) ? cutTornEnd(file) : null
}

/**
 * Takes away what is left of a process that was killed after it had completed the manifest and before it let go of the run. A run
 * that somebody holds, or that may not be written, stays as it is: nothing in it is wrong.
 */
export async function tidyFinished(path: string, commandLine: readonly string[]): Promise<void> {
  if (!(await hasLeftovers(path))) return
  try {
    const lock = await RunLock.acquire(path, commandLine) // which removes those that nobody holds
    try {
      await removeLeftovers(path)
      await removeEmptyCheckpointFolder(path)
      await cutTornLog(path)
    } finally {
      await lock.release()
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
  }
}

async function hasLeftovers(path: string): Promise<boolean> {
  const names = await readdir(path)
  const isLeft = (name: string) => name === MAILBOX_FILE || name === CHECKPOINT_FOLDER || unplaced.test(name)
  if (names.some(name => isLockFile(name) || isLeft(name))) return true
  return names.includes(LOG_FILE) && (await tornEndOf(join(path, LOG_FILE))) !== ''
}
