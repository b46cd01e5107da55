// How a run stands, which no file can say alone: a process that was killed has told nobody.

import { holderOf } from '../store/lock.js'
import type { RunManifest } from '../store/manifest.js'

/**
 * `running` is what only a living process can make it, and `suspended` one that was stopped by Ctrl-Z; `interrupted` is also
 * a run whose process was killed.
 */
export type RunStatus = 'running' | 'suspended' | 'finished' | 'interrupted'

export async function statusOfRun(path: string, { reason }: Pick<RunManifest, 'reason'>): Promise<RunStatus> {
  const holder = await holderOf(path)
  if (holder !== null) return holder.suspended ? 'suspended' : 'running'
  return reason ?? 'interrupted'
}

/** With what to do about it, where that is not known to everybody. */
export function statusText(status: RunStatus): string {
  return status === 'suspended' ? 'suspended (fg)' : status
}
