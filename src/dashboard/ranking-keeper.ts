// Keeps the ranking and its arrangement from frame to frame. Configurations change places at most once a second, so that the
// eye can follow, and ranking and arranging each take no more than a three-hundredth of the time; what a key asks for comes at once.
import { type Arrangement, arrange } from './arrangement.js'
import type { PlanFacts } from './plan-facts.js'
import { rank } from './rows.js'
import type { Sweep } from './state.js'
import type { Ui } from './ui.js'

const LEAST_MS = 1000
const SHARE = 300

export interface RankingKeeper {
  /** outdated: something has happened since, and the arrangement will be another one when its time has come. */
  of(
    sweep: Sweep,
    facts: PlanFacts,
    ui: Ui,
  ): { readonly arrangement: Arrangement; readonly outdated: boolean }
}

/** now: milliseconds of a clock that is never set back. */
export function createRankingKeeper(now: () => number = () => performance.now()): RankingKeeper {
  const ranking = createKept(now, rank)
  const arrangement = createKept(now, arrange)
  return {
    of(sweep, facts, ui) {
      const ended = sweep.end !== null
      const ranked = ranking.of([sweep.groups], [sweep.places, ended], [sweep])
      const causes = [ranked.value, sweep.running]
      const asked = [sweep.places, ended, ...arranging(ui)]
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
    cost: number
  } | null = null
  return {
    of(causes: readonly unknown[], asked: readonly unknown[], given: Arguments) {
      const start = now()
      if (kept !== null && same(kept.asked, asked)) {
        if (same(kept.causes, causes)) return { value: kept.value, outdated: false }
        if (start - kept.at < Math.max(LEAST_MS, kept.cost * SHARE))
          return { value: kept.value, outdated: true }
      }
      const value = make(...given)
      kept = { value, causes, asked, at: now(), cost: now() - start }
      return { value, outdated: false }
    },
  }
}

function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}
