import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { createPlainView } from '../../src/dashboard/plain.js'
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

async function shown(events: readonly SweepEvent[], env = { LANG: 'C.UTF-8' }) {
  const stdout = new PassThrough({ encoding: 'utf8' })
  const stderr = new PassThrough({ encoding: 'utf8' })
  const view = createPlainView({ stdout, stderr, env, runPath: 'runs/width-1' })
  for (const event of events) view.update(event)
  await view.close()
  return { stdout: (stdout.read() ?? '') as string, stderr: (stderr.read() ?? '') as string }
}

const plan = planOf({ hidden: [[64], [256, 128]], optimizers: ['adam', 'sgd'], seeds: [7, 10] })
const trial = (i: number) => plan.trials[i]!

describe('plain lines', () => {
  test('one for each trial that ends, with what varies, aligned', async () => {
    const { stdout } = await shown([
      started(plan),
      ended(trial(0), 2, completed(trial(0), 0.9123)),
      ended(trial(5), 4, completed(trial(5), 1), { durationS: 64.2 }),
      ended(trial(3), 5, { status: 'diverged', last: null, error: 'the loss is not finite at epoch 1' }),
      ended(trial(4), 6, {
        status: 'pruned',
        last: recordOf(1, 0.5),
        best: { epoch: 1, value: 0.5 },
        reason: '50.00 < 90.00',
      }),
    ])
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      '1/8  completed  64       adam  0.001  seed  7  validation.accuracy  91.23 %  in 2.0 s',
      '2/8  completed  256x128  adam  0.001  seed 10  validation.accuracy 100.00 %  in 1 min 04 s',
      '3/8  diverged   64       sgd    0.01  seed 10  in 2.0 s  the loss is not finite at epoch 1',
      '4/8  pruned     256x128  adam  0.001  seed  7  validation.accuracy  50.00 %  in 2.0 s  50.00 < 90.00',
    ])
  })

  test('what is to be done is said once, on stderr', async () => {
    const { stderr } = await shown([started(plan)])
    expect(stderr.split('\n').slice(0, 2)).toEqual([
      'width: 8 trials of 4 configurations on 2 workers, into runs/width-1',
      'Does width matter?',
    ])
  })

  test('a word on progress comes after ten seconds without a line, and not sooner', async () => {
    const one = trial(0)
    const events = [started(plan, 1), trialStarted(one, 0)]
    for (let s = 1; s <= 25; s++) events.push(progressed(one, s, s / 10))
    events.push(measured(one, 25.5, 2, 0.876))
    for (let s = 26; s <= 29; s++) events.push(progressed(one, s, s / 10))
    const { stderr } = await shown([...events, progressed(one, 30, 3)])
    const lines = stderr.trimEnd().split('\n').slice(3)
    // 800 examples in each second, of 24,000 for this trial.
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(
      /^0 of 8 trials, about .* left .*, 800 examples\/s; running: 64 adam 0.001 seed 7 epoch 0\/3$/,
    )
    expect(lines[2]).toContain('seed 7 epoch 2/3 ~87.60')
  })

  test('a failure is told at once with its reason, and what it says cannot reach the terminal', async () => {
    const failed: SweepEvent = ended(trial(0), 1, {
      status: 'failed',
      error: 'worker 0 exited\u001b[2J with code 3\nat train',
    })
    const { stdout } = await shown([started(plan), failed])
    expect(stdout.split('\n')[0]).toBe(
      '1/8  failed     64       adam  0.001  seed  7  in 2.0 s  worker 0 exited\\u001b[2J with code 3',
    )
  })

  test('the ranking stands at the end, with its rule, what went wrong, and where it is kept', async () => {
    const small = planOf({ hidden: [[64], [128]], seeds: [0, 1] })
    const [a, b, c, d] = small.trials
    const { stdout } = await shown([
      started(small),
      ended(a!, 1, completed(a!, 0.9)),
      ended(b!, 2, completed(b!, 0.92)),
      ended(c!, 3, completed(c!, 0.95)),
      ended(d!, 4, { status: 'diverged', last: null, error: 'the loss is not finite at epoch 1' }),
      sweepEnded(65),
    ])
    // Mean 91, half-width 12.706 x 1.41421 / 1.41421 = 12.71.
    expect(stdout.split('\n').slice(4)).toEqual([
      '',
      'Does width matter?',
      '',
      'rank  validation accuracy %  at best epoch  validation loss  n    hidden',
      ' ? 1  95.00                          95.00           0.0500  1/2  128     1 diverged',
      ' ? 2  91.00 ± 12.71                  91.00           0.0900  2/2  64',
      '',
      'ranked by mean validation.accuracy at the last epoch, highest first',
      '± is half of the 95 % interval of the mean (Student)',
      '? not known yet: it shares fewer than two completed seeds with the best',
      'two seeds say little; more narrow the intervals: bench run FILE --seeds 5',
      '',
      'diverged: 128 seed 1 (t000000000003): the loss is not finite at epoch 1',
      '',
      'finished after 1 min 05 s: 4 trials, 3 completed, 1 diverged',
      'run folder: runs/width-1',
      '',
    ])
  })

  test('an interrupted sweep says so, shows what it has, and how to see it again', async () => {
    const { stdout } = await shown([
      started(plan),
      ended(trial(0), 1, completed(trial(0), 0.9)),
      trialStarted(trial(1), 1),
      sweepEnded(2, 'interrupted'),
    ])
    expect(stdout).toContain('3 configurations without a trial that ended by itself\n')
    expect(stdout).toContain('interrupted after 2.0 s: 8 trials, 7 waiting, 1 completed\n')
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
      'what was finished is kept; to see it: bench show runs/width-1',
      'to go on: bench resume runs/width-1',
    ])
  })

  test('everything is ASCII where the locale is not UTF-8', async () => {
    const [a, b] = planOf({ hidden: [[64]] }).trials
    const { stdout } = await shown(
      [
        started(planOf({ hidden: [[64]] })),
        ended(a!, 1, completed(a!, 0.9)),
        ended(b!, 2, completed(b!, 0.91)),
        sweepEnded(3),
      ],
      { LANG: 'C' },
    )
    expect(stdout).toContain('90.50 +- 6.35')
    expect(stdout).toMatch(/^[\n\x20-\x7e]*$/)
  })

  test('a configuration may have as many seeds as a plan has trials', async () => {
    const large = planOf({ hidden: [[64]], seeds: Array.from({ length: 150_000 }, (_, seed) => seed) })
    const first = large.trials[0]!
    const { stdout } = await shown([
      started(large),
      ended(first, 2, completed(first, 0.9)),
      sweepEnded(3, 'interrupted'),
    ])
    expect(stdout).toContain(
      '     1/150000  completed  seed      0  validation.accuracy  90.00 %  in 2.0 s\n',
    )
    expect(stdout).toContain('1/150000  c000000000000')
    expect(stdout).toContain('interrupted after 3.0 s: 150,000 trials, 149999 waiting, 1 completed\n')
  })

  test('what somebody asks of the sweep is told, and a trial that was stopped by hand has a line with the reason', async () => {
    const grown = planOf({ hidden: [[64], [256, 128]], optimizers: ['adam', 'sgd'], seeds: [7, 10, 11] })
    const added = grown.trials.filter(({ seed }) => seed === 11).map(({ trialId }) => trialId)
    const { stdout, stderr } = await shown([
      started(plan),
      trialStarted(trial(0), 0),
      measured(trial(0), 1, 1, 0.5),
      { type: 'sweep-paused', at: at(1) },
      { type: 'trial-interrupted', at: at(1), trialId: trial(0).trialId },
      { type: 'sweep-continued', at: at(100) },
      ended(trial(0), 101, { status: 'cancelled', reason: 'stopped by hand' }),
      { type: 'trials-reopened', at: at(102), trialIds: [trial(0).trialId] },
      { type: 'plan-grown', at: at(103), plan: grown, added },
      { type: 'workers-changed', at: at(104), workers: 3 },
      sweepEnded(105, 'interrupted'),
    ])
    expect(stdout.split('\n')[0]).toBe(
      '1/8  cancelled  64       adam  0.001  seed  7  in 2.0 s  stopped by hand',
    )
    expect(stderr.trimEnd().split('\n').slice(3)).toEqual([
      'paused',
      'broken off after 1 of 3 epochs: 64 adam 0.001 seed 7',
      'going on',
      '1 trial will be trained again',
      '4 trials added: 12 in all',
      '3 workers from now on',
    ])
    // 105 s, of which the sweep was paused for 99.
    expect(stdout).toContain('interrupted after 6.0 s: 12 trials, 12 waiting\n')
  })

  test('nothing is written for a sweep that did not start', async () => {
    expect(await shown([])).toEqual({ stdout: '', stderr: '' })
  })
})
