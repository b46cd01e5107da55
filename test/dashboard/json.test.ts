import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { createJsonView } from '../../src/dashboard/json.js'
import type { Checkpoint } from '../../src/domain/checkpoint.js'
import type { SweepEvent } from '../../src/domain/events.js'
import {
  at,
  completed,
  ended,
  measured,
  planOf,
  progressed,
  recordOf,
  started,
  sweepEnded,
  trialStarted,
} from './events.js'

async function lines(events: readonly SweepEvent[]): Promise<readonly string[]> {
  const stdout = new PassThrough({ encoding: 'utf8' })
  const view = createJsonView({ stdout, runPath: 'runs/width-1' })
  for (const event of events) view.update(event)
  await view.close()
  return (stdout.read() as string).trimEnd().split('\n')
}

const plan = planOf({ hidden: [[64]], seeds: [0] })
const trial = plan.trials[0]!

test('an event is a line, in snake_case, with its time in ISO 8601', async () => {
  const all = await lines([
    trialStarted(trial, 0, 1),
    progressed(trial, 0.5, 1.5),
    measured(trial, 1, 1, 0.75),
    ended(trial, 2, completed(trial, 0.75), { worker: 1 }),
    sweepEnded(3),
  ])
  const measurement = '{"loss":0.25,"accuracy":0.75}'
  const epoch = (n: number) =>
    `"epoch":${n},"step":${250 * n},"learning_rate":0.001,"train":${measurement},"validation":${measurement},"test":null,"duration_s":1`
  expect(all).toEqual([
    '{"event":"trial-started","at":"2026-11-21T16:04:05.000Z","trial_id":"t000000000000","worker":1,"attempt":1,"from_epoch":0}',
    '{"event":"trial-progressed","at":"2026-11-21T16:04:05.500Z","trial_id":"t000000000000","examples_done":12000,"examples_total":24000}',
    `{"event":"epoch-measured","at":"2026-11-21T16:04:06.000Z","trial_id":"t000000000000",${epoch(1)}}`,
    `{"event":"trial-ended","at":"2026-11-21T16:04:07.000Z","trial_id":"t000000000000","status":"completed","last":{${epoch(3)}},"epochs_done":3,"best":{"epoch":3,"value":0.75},"error":null,"started_at":"2026-11-21T16:04:05.000Z","duration_s":2,"examples_per_s":12000,"worker":1,"attempt":1,"reused_from":null}`,
    '{"event":"sweep-ended","at":"2026-11-21T16:04:08.000Z","reason":"finished"}',
  ])
})

test('what a resumed run brings is told as well: restored trials, checkpoints without their numbers, attempts, pauses', async () => {
  const { trialId } = trial
  const at = new Date('2026-11-21T16:04:05Z')
  const end = ended(trial, 2, completed(trial, 0.75))
  if (end.type !== 'trial-ended') throw new Error('not an end')
  const checkpoint: Checkpoint = {
    epoch: 2,
    step: 7,
    lossSum: 0.5,
    correct: 3,
    durationS: 1,
    engine: { parameters: new Float32Array(3), slots: [], steps: 507 },
    best: null,
    last: null,
    stopping: null,
    keptBest: null,
  }
  const all = await lines([
    { ...end, type: 'trial-restored', execution: { ...end.execution, reusedFrom: 'width-0' } },
    { type: 'checkpoint-made', at, trialId, checkpoint },
    { type: 'trial-retried', at, trialId, error: 'out of memory', attempt: 1 },
    { type: 'writing-paused', at, reason: 'the disk is full' },
    { type: 'writing-resumed', at },
  ])
  const time = '"at":"2026-11-21T16:04:05.000Z"'
  expect(JSON.parse(all[0]!)).toMatchObject({
    event: 'trial-restored',
    status: 'completed',
    reused_from: 'width-0',
  })
  expect(all.slice(1)).toEqual([
    `{"event":"checkpoint-made",${time},"trial_id":"${trialId}","epoch":2,"step":7}`,
    `{"event":"trial-retried",${time},"trial_id":"${trialId}","error":"out of memory","attempt":1}`,
    `{"event":"writing-paused",${time},"reason":"the disk is full"}`,
    `{"event":"writing-resumed",${time}}`,
  ])
})

test('the first line has the plan, so that the stream is understood without the file', async () => {
  const [first] = await lines([started(plan, 4)])
  expect(JSON.parse(first!)).toEqual({
    event: 'sweep-started',
    at: '2026-11-21T16:04:05.000Z',
    format: 1,
    name: 'width',
    question: 'Does width matter?',
    objective: { split: 'validation', metric: 'accuracy', direction: 'maximize' },
    workers: 4,
    earlier_s: 0,
    run: 'runs/width-1',
    trials: [
      {
        trial_id: 't000000000000',
        config_id: 'c000000000000',
        seed: 0,
        parameters: trial.parameters,
        configuration: trial.configuration,
      },
    ],
  })
})

test('the first line of a run that goes on says how long earlier executions took', async () => {
  const [first] = await lines([{ type: 'sweep-started', at: at(0), plan, workers: 1, earlierS: 79.2 }])
  expect(JSON.parse(first!)).toMatchObject({ earlier_s: 79.2 })
})

test('what has no number or no reason is null, and a trial that failed or was pruned says why', async () => {
  const last = recordOf(1, Number.NaN)
  const outcomes = (
    await lines([
      ended(trial, 1, { status: 'diverged', last, error: 'the loss is not finite' }),
      ended(trial, 1, { status: 'failed', error: 'line one\nline "two"' }),
      ended(trial, 1, { status: 'pruned', last, best: { epoch: 1, value: 0.5 }, reason: 'worse' }),
      ended(trial, 1, { status: 'cancelled', reason: 'stopped by hand' }),
    ])
  ).map(line => JSON.parse(line) as Record<string, unknown>)
  expect(outcomes).toMatchObject([
    {
      status: 'diverged',
      error: 'the loss is not finite',
      best: null,
      last: { validation: { accuracy: null } },
    },
    { status: 'failed', error: 'line one\nline "two"', last: null, best: null },
    { status: 'pruned', error: 'worse', best: { epoch: 1, value: 0.5 } },
    { status: 'cancelled', error: 'stopped by hand', last: null },
  ])
})

test('weights are no line: they are in the run folder', async () => {
  const parameters = Float32Array.of(1, 2)
  const { trialId } = trial
  const kept = {
    type: 'weights-kept',
    at: new Date(0),
    trialId,
    epoch: 1,
    sizes: [1, 1],
    parameters,
  } as const
  expect(await lines([kept, sweepEnded(3)])).toHaveLength(1)
})

test('what was asked of the sweep is told: pauses, what was broken off, opened again and added, the workers', async () => {
  const grown = planOf({ seeds: [0, 1, 2] })
  const added = grown.trials.filter(({ seed }) => seed === 2)
  const told = await lines([
    { type: 'sweep-paused', at: at(1) },
    { type: 'trial-interrupted', at: at(1), trialId: trial.trialId },
    { type: 'sweep-continued', at: at(2) },
    { type: 'trials-reopened', at: at(3), trialIds: [trial.trialId] },
    { type: 'plan-grown', at: at(4), plan: grown, added: added.map(({ trialId }) => trialId) },
    { type: 'workers-changed', at: at(5), workers: 3 },
  ])
  expect(told.map(line => JSON.parse(line) as Record<string, unknown>)).toMatchObject([
    { event: 'sweep-paused' },
    { event: 'trial-interrupted', trial_id: trial.trialId },
    { event: 'sweep-continued' },
    { event: 'trials-reopened', trial_ids: [trial.trialId] },
    { event: 'plan-grown', trials: added.map(({ trialId }) => ({ trial_id: trialId, seed: 2 })) },
    { event: 'workers-changed', workers: 3 },
  ])
})
