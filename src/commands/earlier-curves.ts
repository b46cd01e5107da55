// Gives the dashboard of a run that goes on the curves that earlier executions measured. The sweep knows how its finished trials
// ended, and no more of them.
import type { SweepEvent } from '../domain/events.js'
import type { Plan } from '../domain/trial.js'
import { earlierEvents } from '../store/earlier.js'
import type { FolderStore } from '../store/folder-store.js'
import type { Finished } from '../sweep/run-sweep.js'

/** What a view is told in place of the event of the sweep. */
export type Retelling = (event: SweepEvent) => readonly SweepEvent[]

export interface Earlier {
  readonly plan: Plan
  readonly store: Pick<FolderStore, 'path' | 'checkpointOf'>
  readonly finished: ReadonlyMap<string, Finished>
}

/** To be asked for before anything is trained. */
export async function withEarlierCurves({ plan, store, finished }: Earlier): Promise<Retelling> {
  const told = await earlierEvents(store.path, plan).catch(() => []) // curves are no reason not to train
  const goesOn = new Set(
    plan.trials
      .map(({ trialId }) => trialId)
      .filter(trialId => finished.has(trialId) || store.checkpointOf(trialId) !== null),
  )
  const counts = told.filter(event => 'trialId' in event && goesOn.has(event.trialId))
  const known = new Set(counts.flatMap(event => ('trialId' in event ? [event.trialId] : [])))
  return event => {
    if (event.type === 'sweep-started') return [event, ...counts.splice(0)]
    return event.type === 'trial-restored' && known.has(event.trialId) ? [] : [event]
  }
}
