// What `bench resume` says of a run before it trains anything; test/end-to-end/resume.test.ts has what it trains.
import { expect, test } from 'vitest'
import { resumeRun } from '../../src/commands/resume-run.js'
import { countWithoutResult, withoutResultText } from '../../src/commands/without-result.js'
import type { Outcome } from '../../src/domain/measurement.js'
import { appendAll, completed, ended, eventsOf, newStore, plan, temporaryFolder } from '../store/small-run.js'
import { capture } from './capture.js'

const failed: Outcome = { status: 'failed', error: 'out of memory' }
const stopped: Outcome = { status: 'cancelled', reason: 'stopped by hand' }

/** What is said of a finished run whose first trials have ended so, and the others with results. */
async function saidOf(...outcomes: readonly Outcome[]): Promise<string> {
  const runsDir = await temporaryFolder()
  const store = await newStore(runsDir)
  const events = plan.trials.flatMap((trial, i) =>
    outcomes[i] === undefined ? eventsOf(trial) : eventsOf(trial, outcomes[i], 0),
  )
  await appendAll(store, [...events, ended()])
  await store.close()
  const { context, talk } = capture(runsDir)
  const options = { runsDir: '.', reporter: 'plain', force: false, reuse: false } as const
  expect(await resumeRun(store.path, options, context)).toBe(0)
  return talk().replace(/^.* is finished: /, '')
}

test('a finished run is told from one whose trials have ended without a result, with what trains those again', async () => {
  expect(await saidOf()).toBe('every trial has a result\n')
  expect(await saidOf(stopped)).toBe(
    'every trial has ended, 1 of them stopped by hand (--retry-failed trains those again)\n',
  )
  expect(await saidOf(failed, stopped, failed)).toBe(
    'every trial has ended, 2 of them failed and 1 of them stopped by hand (--retry-failed trains those again)\n',
  )
})

test('of trials that have ended, those without a result are counted by what became of them', () => {
  const diverged: Outcome = { status: 'diverged', last: null, error: 'the loss is NaN' }
  const counted = countWithoutResult([stopped, completed(plan.trials[0]!), failed, stopped, diverged])
  expect(counted).toEqual({ failed: 1, cancelled: 2 })
  expect(withoutResultText({ failed: 0, cancelled: 0 })).toBe('')
})
