// What the dashboard of a resumed run is told of earlier executions. The oracle is a dashboard that was there all the time.
import { expect, test } from 'vitest'
import { withEarlierCurves } from '../../src/commands/earlier-curves.js'
import { initialState, reduce } from '../../src/dashboard/model/model.js'
import type { State, Sweep } from '../../src/dashboard/model/state.js'
import { endedOf } from '../../src/dashboard/model/trials.js'
import type { Checkpoint } from '../../src/domain/checkpoint.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Trial } from '../../src/domain/trial.js'
import type { Finished } from '../../src/sweep/run-sweep.js'
import {
  appendAll,
  endedAt,
  epochRecord,
  eventsOf,
  newStore,
  plan,
  startedAt,
  temporaryFolder,
} from '../store/small-run.js'

const [done, begun, lost] = plan.trials as readonly Trial[] as [Trial, Trial, Trial]
const start: SweepEvent = { type: 'sweep-started', at: startedAt, plan, workers: 2 }

function shown(events: readonly SweepEvent[]): Sweep {
  return events.reduce<State>(reduce, initialState) as Sweep
}

/** The first two of its three epochs. */
const firstEpochs = (trial: Trial) =>
  eventsOf(trial)
    .filter(({ type }) => type !== 'trial-ended')
    .slice(0, -1)

test('the curves of trials that have ended, and of those that go on from a checkpoint, are there before anything is trained', async () => {
  const store = await newStore(await temporaryFolder())
  const trained = [...eventsOf(done), ...firstEpochs(begun), ...firstEpochs(lost)]
  await appendAll(store, trained)
  const { outcome, execution } = trained.find(event => event.type === 'trial-ended')!
  const finished = new Map<string, Finished>([[done.trialId, { outcome, execution }]])
  const checkpointOf = (trialId: string) => (trialId === begun.trialId ? ({} as Checkpoint) : null)
  const retell = await withEarlierCurves({ plan, store: { path: store.path, checkpointOf }, finished })
  await store.close()
  const restored: SweepEvent = {
    ...{ type: 'trial-restored', at: endedAt, trialId: done.trialId },
    ...{ outcome, execution },
  }
  const live = shown([start, restored].flatMap(retell))
  const there = shown([start, ...trained])

  const [resumed, seen] = [live, there].map(sweep => endedOf(sweep, done.trialId)!)
  expect(resumed).toMatchObject({ outcome, curve: seen!.curve })
  expect(resumed!.history).toEqual(seen!.history)
  expect(live.counts).toMatchObject({ completed: 1, running: 0, waiting: 5 })
  // What lacks a checkpoint begins at the beginning, whatever was measured of it.
  expect([...live.interrupted.keys()]).toEqual([begun.trialId])
  expect(live.interrupted.get(begun.trialId)).toMatchObject({
    curve: [1, 2].map(epoch => epochRecord(begun, epoch).validation!.accuracy),
  })
  // Its curve goes on from there.
  const goesOn: SweepEvent = {
    ...{ type: 'trial-started', at: endedAt, trialId: begun.trialId },
    ...{ worker: 0, attempt: 1, fromEpoch: 2 },
  }
  expect(reduce(live, goesOn)).toMatchObject({ counts: { running: 1 } })
  expect((reduce(live, goesOn) as Sweep).running.get(begun.trialId)!.curve).toHaveLength(2)
})
