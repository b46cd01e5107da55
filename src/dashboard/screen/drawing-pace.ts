// When the next frame is drawn: at most ten a second, and fewer where drawing takes long, for the machine is there to train.

/** Between two looks whether it is time; also the least time between two frames. */
export const FRAME_MS = 100
/** Of the time, drawing takes no more than one part in this many, unless someone presses keys. */
const DRAWING_SHARE = 240
/** On a machine so busy that drawing takes long, a frame comes in any case. */
const SLOWEST_MS = 3000

export interface DrawingPace {
  /** Whether the next frame may be drawn; isAwaited: by somebody who has pressed a key. */
  isTime(isAwaited: boolean): boolean
  /** Whether a frame may be drawn at once, between two looks. */
  isFree(): boolean
  /** Draws, and takes note of how long that took. */
  measure(draw: () => void): void
}

/** now: milliseconds of a clock that is never set back. */
export function createDrawingPace(now: () => number = () => performance.now()): DrawingPace {
  let drawnAt = 0
  /** Of the last two drawings the smaller counts, because the machine has other things to do. */
  let took: readonly [number, number] = [0, 0]
  return {
    isTime(isAwaited) {
      const rest = isAwaited ? FRAME_MS : Math.min(...took) * DRAWING_SHARE
      // A timer comes a little early or late: half a frame makes no difference.
      return now() - drawnAt >= Math.min(rest, SLOWEST_MS) - FRAME_MS / 2
    },
    isFree: () => now() - drawnAt >= FRAME_MS,
    measure(draw) {
      drawnAt = now()
      draw()
      took = [took[1], now() - drawnAt]
    },
  }
}
