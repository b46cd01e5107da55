// The memory of the process that trains, and the room on the disk against what the rest of the sweep will take.
import { formatBytes, trialBytes } from '../../report/disk-space.js'
import { type Span, span } from '../lines/text.js'
import type { Sweep } from '../model/state.js'
import type { ViewOptions } from '../view.js'

export interface Resources {
  /** null where another process trains. */
  readonly memoryBytes: number | null
  /** null where it is not known. */
  readonly freeBytes: number | null
  /** What the trials that have not ended will write; 0 of a sweep that is over. */
  readonly bytesToCome: number
}

/** Between two looks at memory and disk. */
const WEIGHING_MS = 5000

/** Weighs now and then: it walks through all configurations and asks the system. */
export function createScales({ elsewhere, freeBytes }: Pick<ViewOptions, 'elsewhere' | 'freeBytes'>) {
  let weighed: Resources | null = null
  let weighedAt = 0
  let wasOver = false
  return {
    weigh(sweep: Sweep): Resources {
      const now = performance.now()
      const isOver = sweep.end !== null
      if (weighed !== null && isOver === wasOver && now - weighedAt < WEIGHING_MS) return weighed
      weighedAt = now
      wasOver = isOver
      weighed = {
        memoryBytes: elsewhere ? null : process.memoryUsage.rss(),
        freeBytes: freeBytes?.() ?? null,
        bytesToCome: isOver ? 0 : bytesToCome(sweep),
      }
      return weighed
    },
  }
}

export function bytesToCome({ groups, plan }: Sweep): number {
  return groups.reduce(
    (sum, { trials, endedCount }) =>
      sum + (trials.length - endedCount) * trialBytes(trials[0]!, plan.experiment),
    0,
  )
}

/** `memory 212.0 MB, disk 52.1 GB free, about 4.1 MB to come` */
export function resourceSpans({ memoryBytes, freeBytes, bytesToCome }: Resources): readonly Span[] {
  const memory = memoryBytes === null ? [] : [`memory ${formatBytes(memoryBytes)}`]
  const disk = freeBytes === null ? [] : [`disk ${formatBytes(freeBytes)} free`]
  const more = freeBytes === null || bytesToCome === 0 ? [] : [`about ${formatBytes(bytesToCome)} to come`]
  return [span([...memory, ...disk, ...more].join(', '), 'faint')]
}

export function isTooSmall({ freeBytes, bytesToCome }: Resources): boolean {
  return freeBytes !== null && bytesToCome > freeBytes
}
