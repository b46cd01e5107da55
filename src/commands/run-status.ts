// How a run stands, which no file can say alone: a process that was killed has told nobody.

import { holderOf } from '../store/lock.js'
import type { RunManifest } from '../store/manifest.js'
import { isPaused } from '../store/under-way.js'

/**
 * `running` is what only a living process can make it, `paused` one that somebody has asked to wait, and `suspended` one that
 * was stopped by Ctrl-Z; `interrupted` is also a run whose process was killed.
 */
export type RunStatus = 'running' | 'paused' | 'suspended' | 'finished' | 'interrupted'

export async function statusOfRun(
  path: string,
  { reason, csv }: Pick<RunManifest, 'reason' | 'csv'>,
): Promise<RunStatus> {
  const holder = await holderOf(path)
  if (holder === null) return reason ?? 'interrupted'
  if (holder.suspended) return 'suspended'
  return (await isPaused(path, csv)) ? 'paused' : 'running'
}

/** Whether a process works on the run, also if it does nothing just now. */
export function isAlive(status: RunStatus): boolean {
  return status !== 'finished' && status !== 'interrupted'
}

/** With what to do about it, where that is not known to everybody. */
export function statusText(status: RunStatus): string {
  return status === 'suspended' ? 'suspended (fg)' : status
}
