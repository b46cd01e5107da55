// Keeps the ranking from frame to frame. Configurations change places at most once a second, so that the eye can follow,
// and ranking never takes more than a twentieth of the time.
import { type Ranked, rank } from './rows.js'
import type { Sweep } from './state.js'

const LEAST_MS = 1000
const SHARE = 20

export interface RankingKeeper {
  /** outdated: trials have ended since, and the ranking will be another one when its time has come. */
  of(sweep: Sweep): { readonly ranking: readonly Ranked[]; readonly outdated: boolean }
}

/** now: milliseconds of a clock that is never set back. */
export function createRankingKeeper(now: () => number = () => performance.now()): RankingKeeper {
  let kept: { readonly sweep: Sweep; readonly madeAt: number; readonly cost: number } | null = null
  let ranking: readonly Ranked[] = []
  return {
    of(sweep) {
      if (kept?.sweep.groups === sweep.groups) return { ranking, outdated: false }
      const start = now()
      const another = kept?.sweep.places !== sweep.places
      if (kept && !another && !sweep.end && start - kept.madeAt < Math.max(LEAST_MS, kept.cost * SHARE))
        return { ranking, outdated: true }
      ranking = rank(sweep)
      kept = { sweep, madeAt: now(), cost: now() - start }
      return { ranking, outdated: false }
    },
  }
}
