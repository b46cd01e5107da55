import { describe, expect, test } from 'vitest'
import { findKept } from '../../src/commands/find-kept.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Save, Trial } from '../../src/domain/trial.js'
import { readRun } from '../../src/store/read-run.js'
import { expand } from '../../src/sweep/expand.js'
import { appendAll, epochRecord, experiment, newStore, temporaryFolder } from '../store/small-run.js'
import { withWeights } from './kept-weights.js'

/** The position in the plan of the one that is found. The first trial was better at its best epoch, the second at its last. */
async function foundIn(save: Save, patience: number | null = null) {
  const training = { ...experiment.fixed.training, patience }
  const plan = expand({ ...experiment, save, fixed: { ...experiment.fixed, training } })
  const [first, second] = plan.trials as [Trial, Trial]
  const store = await newStore(await temporaryFolder(), { plan })
  await appendAll(store, [
    ...kept(first, { best: 0.99, last: 0.9 }),
    ...kept(second, { best: 0.96, last: 0.95 }),
  ])
  await store.close()
  const { stored, path } = await findKept(await readRun(store.path), undefined, { cwd: store.path })
  expect(path).toContain(stored.trial.trialId)
  return stored.trial.index
}

function kept(
  trial: Trial,
  accuracy: { readonly best: number; readonly last: number },
): readonly SweepEvent[] {
  const last = { ...epochRecord(trial, 3), validation: { loss: 1, accuracy: accuracy.last } }
  const best = { epoch: 2, value: accuracy.best }
  return withWeights(trial, { status: 'completed', last, best, epochsDone: 3, weightsSha256: null })
}

describe('the best trial of a run whose weights were kept', () => {
  test('is the best at the epoch that the weights are of', async () => {
    expect(await foundIn('best')).toBe(0)
    expect(await foundIn('last')).toBe(1)
  })

  test('is with patience the best at the epoch whose weights were restored, which are the ones that were kept', async () => {
    expect(await foundIn('best', 2)).toBe(1)
    expect(await foundIn('last', 2)).toBe(1)
  })
})
