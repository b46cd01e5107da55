// Notices that this process was stopped (Ctrl-Z, a closed laptop) by what it leaves behind: time has passed in which nothing of
// the process has run. A process that is busy looks different, for its processor time goes on.
import type { Clock } from '../../domain/ports.js'

export interface StandstillWatch {
  /** To be called again and again: for how many milliseconds the process stood still since it was called last, or 0. */
  check(): number
}

const LEAST_MS = 1000
/** Asking the system costs more than an event does. */
const OFTEN_MS = 50
/** Of the time that has passed, what a stopped process has used at most. */
const MOST_BUSY = 0.1

/** busyMs: processor time of all threads of the process. */
export function createStandstillWatch(clock: Clock, busyMs: () => number = processorTime): StandstillWatch {
  let [at, busy] = [clock.now().getTime(), busyMs()]
  return {
    check() {
      const now = clock.now().getTime()
      const passed = now - at
      if (Math.abs(passed) < OFTEN_MS) return 0
      const busyBefore = busy
      at = now
      busy = busyMs()
      return passed >= LEAST_MS && busy - busyBefore < passed * MOST_BUSY ? passed : 0
    },
  }
}

function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
