// Keeps the ranking and its arrangement from frame to frame. Configurations change places at most once a second, so that the
// eye can follow, and ranking and arranging each take no more than a four-hundredth of the time, and what else is made of a new
// ranking (what each axis does) no more than a hundredth; what a key asks for comes at once, and so do the first results.
import { type Arrangement, arrange } from './arrangement.js'
import type { PlanFacts } from './plan-facts.js'
import { rank } from './rows.js'
import type { Sweep } from './state.js'
import type { Ui } from './ui.js'

const LEAST_MS = 1000
const SHARE = 400
const FRAME_SHARE = 100
/** Results that come at once: as long as there are so few, somebody waits for them. */
export const FIRST_RESULTS = 3

export interface RankingKeeper {
  /** outdated: something has happened since, and the arrangement will be another one when its time has come. */
  of(
    sweep: Sweep,
    facts: PlanFacts,
    ui: Ui,
  ): { readonly arrangement: Arrangement; readonly outdated: boolean }
  /** The frame is made. Of a new ranking it tells how long what follows from it takes, and so when there may be another one. */
  drawn(): void
}

/** now: milliseconds of a clock that is never set back. */
export function createRankingKeeper(now: () => number = () => performance.now()): RankingKeeper {
  const ranking = createKept(now, rank)
  const arrangement = createKept(now, arrange)
  let newSince: number | null = null
  return {
    drawn() {
      if (newSince !== null) ranking.rest((now() - newSince) * FRAME_SHARE)
      newSince = null
    },
    of(sweep, facts, ui) {
      const ended = sweep.end !== null
      const first = Math.min(sweep.counts.completed, FIRST_RESULTS)
      const ranked = ranking.of([sweep.groups], [sweep.places, ended, first], [sweep])
      if (ranked.isNew) newSince = now()
      const causes = [ranked.value, sweep.running]
      const asked = [sweep.places, ended, first, ...arranging(ui)]
      const arranged = arrangement.of(causes, asked, [sweep, ranked.value, facts, ui])
      return { arrangement: arranged.value, outdated: ranked.outdated || arranged.outdated }
    },
  }
}

/** What of the Ui an arrangement depends on. */
function arranging({ sort, filter, faultsOnly, frozen, opened, marked }: Ui): readonly unknown[] {
  return [sort, filter, faultsOnly, frozen, opened, marked]
}

/** Something dear that is made anew when its causes have changed and its time has come, or at once when it is asked for. */
function createKept<Arguments extends readonly unknown[], Value>(
  now: () => number,
  make: (...given: Arguments) => Value,
) {
  let kept: {
    value: Value
    causes: readonly unknown[]
    asked: readonly unknown[]
    at: number
    restMs: number
  } | null = null
  return {
    /** Keeps what it has at least so long. */
    rest(ms: number): void {
      if (kept !== null) kept.restMs = Math.max(kept.restMs, ms)
    },
    of(causes: readonly unknown[], asked: readonly unknown[], given: Arguments) {
      const start = now()
      if (kept !== null && same(kept.asked, asked)) {
        const { value } = kept
        if (same(kept.causes, causes)) return { value, outdated: false, isNew: false }
        if (start - kept.at < kept.restMs) return { value, outdated: true, isNew: false }
      }
      const value = make(...given)
      const at = now()
      kept = { value, causes, asked, at, restMs: Math.max(LEAST_MS, (at - start) * SHARE) }
      return { value, outdated: false, isNew: true }
    },
  }
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}
