// What happens when the disk is full: nothing is lost and nothing is given up. The event that could not be written waits, and
// with it the sweep, until there is room or the user stops it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { View } from '../dashboard/view.js'
import type { SweepEvent } from '../domain/events.js'
import type { Clock } from '../domain/ports.js'
import { NoRoom } from '../store/durable.js'

export interface Patience {
  readonly view: Pick<View, 'update'>
  readonly clock: Clock
  /** Aborting it ends the wait: the event is then not written, and the error says why. */
  readonly signal: AbortSignal
  readonly waitMs?: number
}

const WAIT_MS = 3000

/** How a run folder takes an event: what must not be lost, then its row of the log. */
export interface PatientStore {
  keep(event: SweepEvent): Promise<void>
  note(event: SweepEvent): Promise<void>
}

export async function appendPatiently(
  store: PatientStore,
  event: SweepEvent,
  { view, clock, signal, waitMs = WAIT_MS }: Patience,
): Promise<void> {
  const tell = async (told: SweepEvent) => {
    view.update(told)
    await store.note(told)
  }
  for (let attempt = 1; ; attempt++) {
    try {
      await store.keep(event)
      // Before the event's own row: that of the end is the last one of the log.
      if (attempt > 1) await tell({ type: 'writing-resumed', at: clock.now() })
      return await store.note(event)
    } catch (error) {
      if (!(error instanceof NoRoom) || signal.aborted) throw error
      const [{ what, why = what } = { what: 'no room' }] = error.mistakes
      if (attempt === 1) await tell({ type: 'writing-paused', at: clock.now(), reason: why })
      await sleep(waitMs, undefined, { signal }).catch(() => {})
    }
  }
}
