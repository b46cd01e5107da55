// What a person asks of a sweep that is under way. A request comes down from a dashboard, in this process or another; what
// has become of it comes back as events, so that every view and the run's log hear the same. See sweep/steering.ts.

/** More threads than any machine for this has; beyond it, it is a slip of the finger. */
export const WORKERS_MAX = 1024

/**
 * As many workers as are taken from anybody on a machine of so many cores, `--workers` and the dashboard's `w` alike. More than one
 * a core are no faster: eight on one core took half as long again with small networks, a hundred five times as long, and 1.2 GB.
 */
export function mostWorkers(cores: number): number {
  return Math.min(8 * cores, WORKERS_MAX)
}

export type Request =
  /** Train nothing until told to continue. Trials under way keep what they have done, in a checkpoint where they can. */
  | { readonly type: 'pause' }
  | { readonly type: 'continue' }
  /** End them for good, as cancelled: those that run, and those that wait. Trials that have ended are left as they are. */
  | { readonly type: 'stop-trials'; readonly trialIds: readonly string[] }
  /** Train those of them again that failed or were stopped by hand. */
  | { readonly type: 'retry-trials'; readonly trialIds: readonly string[] }
  /** Train these configurations with as many further seeds. */
  | { readonly type: 'add-seeds'; readonly configIds: readonly string[]; readonly count: number }
  | { readonly type: 'set-workers'; readonly workers: number }
  /** Stop the sweep, keep what is finished: it can be resumed. */
  | { readonly type: 'stop' }
