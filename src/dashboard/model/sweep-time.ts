// The sweep's own time. It stands still while the sweep is paused and while the process that trains is stopped, so that what
// has passed, how fast it goes and what is left are told of time in which something could have been trained.

export interface SweepTime {
  /** How long it has stood still, without the pause that lasts. */
  readonly stoodStillMs: number
  /** Since when it has been paused. */
  readonly pausedAt: Date | null
}

export const steady: SweepTime = { stoodStillMs: 0, pausedAt: null }

/** A moment of the clock on the wall in the sweep's own time. */
export function sweepTime({ stoodStillMs, pausedAt }: SweepTime, at: Date): number {
  const counted = pausedAt === null ? at.getTime() : Math.min(at.getTime(), pausedAt.getTime())
  return counted - stoodStillMs
}

export function paused(time: SweepTime, at: Date): SweepTime {
  return time.pausedAt === null ? { ...time, pausedAt: at } : time
}

export function continued({ stoodStillMs, pausedAt }: SweepTime, at: Date): SweepTime {
  const lasted = pausedAt === null ? 0 : Math.max(0, at.getTime() - pausedAt.getTime())
  return { stoodStillMs: stoodStillMs + lasted, pausedAt: null }
}

/** The process was stopped for that long. A pause counts that already. */
export function stoodStill(time: SweepTime, ms: number): SweepTime {
  return time.pausedAt === null ? { ...time, stoodStillMs: time.stoodStillMs + ms } : time
}
