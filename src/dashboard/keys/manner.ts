// How this view stands to its sweep: whether it may ask something of it, and what leaving it means. The keys depend on it.
import type { Sweep } from '../model/state.js'
import type { ViewOptions } from '../view.js'

export interface Manner {
  /** Why the view only looks on; null where it may act. */
  readonly readOnly: string | null
  /** `q`: stop the sweep, ask whether to leave it running, or leave it alone. */
  readonly quit: 'stop' | 'ask' | 'leave'
  /** What becomes of a sweep that is left: "it goes on in the background". */
  readonly afterwards: string
  /** Another process trains. */
  readonly elsewhere: boolean
  readonly paused: boolean
}

export function mannerOf(
  { ask, readOnly, leave, elsewhere = false }: Pick<ViewOptions, 'ask' | 'readOnly' | 'leave' | 'elsewhere'>,
  { end, time }: Pick<Sweep, 'end' | 'time'>,
): Manner {
  const quit =
    end !== null ? 'leave' : leave === undefined ? 'stop' : leave.stop === undefined ? 'leave' : 'ask'
  return {
    readOnly: ask === undefined ? (readOnly ?? 'this view only looks on') : null,
    quit,
    afterwards: leave?.afterwards ?? '',
    elsewhere,
    paused: time.pausedAt !== null && end === null,
  }
}
