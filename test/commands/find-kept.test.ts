import { describe, expect, test } from 'vitest'
import { findKept } from '../../src/commands/find-kept.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Save, Trial } from '../../src/domain/trial.js'
import { readRun } from '../../src/store/read-run.js'
import { appendAll, epochRecord, newStore, plan, temporaryFolder } from '../store/small-run.js'
import { withWeights } from './kept-weights.js'

const [first, second] = plan.trials as [Trial, Trial]

/** The first trial was better at its best epoch, the second at its last. */
async function runThatKept(save: Save) {
  const store = await newStore(await temporaryFolder(), {
    plan: { ...plan, experiment: { ...plan.experiment, save } },
  })
  await appendAll(store, [
    ...kept(first, { best: 0.99, last: 0.9 }),
    ...kept(second, { best: 0.96, last: 0.95 }),
  ])
  await store.close()
  return readRun(store.path)
}

function kept(
  trial: Trial,
  accuracy: { readonly best: number; readonly last: number },
): readonly SweepEvent[] {
  const last = { ...epochRecord(trial, 3), validation: { loss: 1, accuracy: accuracy.last } }
  const best = { epoch: 2, value: accuracy.best }
  return withWeights(trial, { status: 'completed', last, best, epochsDone: 3 })
}

describe('the best trial of a run whose weights were kept', () => {
  test('is the best at the epoch that the weights are of', async () => {
    const best = await findKept(await runThatKept('best'), undefined)
    expect(best.stored.trial.trialId).toBe(first.trialId)
    const last = await findKept(await runThatKept('last'), undefined)
    expect(last.stored.trial.trialId).toBe(second.trialId)
    expect(last.path).toContain(second.trialId)
  })
})
