// How a run stands, which no file can say alone: a process that was killed has told nobody.

import { holderOf } from '../store/lock.js'
import type { RunManifest } from '../store/manifest.js'

/** `running` is what only a living process can make it; `interrupted` is also a run whose process was killed. */
export type RunStatus = 'running' | 'finished' | 'interrupted'

export async function statusOfRun(path: string, { reason }: Pick<RunManifest, 'reason'>): Promise<RunStatus> {
  if ((await holderOf(path)) !== null) return 'running'
  return reason ?? 'interrupted'
}
