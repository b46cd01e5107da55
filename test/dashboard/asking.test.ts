import { describe, expect, test } from 'vitest'
import { heard, nothingAsked, withRequest } from '../../src/dashboard/keys/asked.js'
import type { Ask, Asking } from '../../src/dashboard/keys/asking.js'
import { press } from '../../src/dashboard/keys/keys.js'
import { mannerOf } from '../../src/dashboard/keys/manner.js'
import { plainText } from '../../src/dashboard/lines/text.js'
import { createStandstillWatch } from '../../src/dashboard/model/standstill.js'
import { initialUi } from '../../src/dashboard/model/ui.js'
import { titleLine } from '../../src/dashboard/pages/header.js'
import type { SweepEvent } from '../../src/domain/events.js'
import type { Trial } from '../../src/domain/trial.js'
import { at, completed, ended, planOf, play, started, sweepEnded, trialStarted } from './events.js'
import { acting, frameAt, lookingOn, type Shown } from './screens.js'

const plan = planOf({ hidden: [[64], [128]], seeds: [0, 1, 2] })
const [a, b, c, d] = plan.trials as [Trial, Trial, Trial, Trial]
const events: readonly SweepEvent[] = [
  started(plan, 2),
  ended(a, 1, completed(a, 0.9)),
  trialStarted(b, 1),
  ended(d, 2, { status: 'failed', error: 'out of memory' }),
]
const stopped = { status: 'cancelled', reason: 'stopped by hand' } as const

function asking(list: readonly SweepEvent[] = events, given?: Shown['given']): Asking {
  return frameAt(list, given === undefined ? {} : { given }).reach.asking
}

describe('questions name what they are about, with counts', () => {
  test('stopping: the trials of a row that have not ended, and how many of them run', () => {
    expect(asking().stop([a.configId])).toEqual({
      question: 'stop 2 trials of 64?',
      note: '1 is running now',
      said: 'stop 2 trials of 64',
      request: { type: 'stop-trials', trialIds: [b.trialId, c.trialId] },
    })
    expect(asking().stop([b.trialId])).toMatchObject({
      question: 'stop 64 seed 1?',
      note: 'it is running now',
    })
    expect(asking().stop([c.trialId])).toMatchObject({ question: 'stop 64 seed 2?', note: '' })
    expect(asking().stop([a.configId, d.configId])).toMatchObject({
      question: 'stop 4 trials of 2 configurations?',
      note: '1 is running now',
    })
    expect(asking().stop([a.trialId])).toBe('nothing to stop: 64 seed 0 has ended')
  })

  test('a trial whose row is marked as well as its configuration is asked for once', () => {
    expect(asking().stop([a.configId, b.trialId])).toMatchObject({
      request: { trialIds: [b.trialId, c.trialId] },
    })
  })

  test('trying again: what failed and what was stopped, of rows or of all', () => {
    const list = [...events, ended(c, 3, stopped)]
    expect(asking(list).retry(null)).toEqual({
      question: 'train 2 trials again?',
      note: '1 failed, 1 was stopped',
      said: 'train 2 trials again',
      request: { type: 'retry-trials', trialIds: [c.trialId, d.trialId] },
    })
    expect(asking(list).retry([d.configId])).toMatchObject({
      question: 'train 1 trial of 128 again?',
      note: '1 failed',
    })
    expect(asking(list).retry([a.trialId])).toBe(
      'nothing to train again: no trial of 64 seed 0 has failed or was stopped',
    )
    expect(asking([started(plan)]).retry(null)).toBe(
      'nothing to train again: no trial has failed or was stopped',
    )
  })

  test('a pause, and going on', () => {
    expect(asking().pauseOrContinue()).toMatchObject({
      question: 'pause the sweep?',
      note: 'the trial under way keeps what is done',
      request: { type: 'pause' },
    })
    expect(asking([...events, { type: 'sweep-paused', at: at(3) }]).pauseOrContinue()).toMatchObject({
      question: 'continue the sweep?',
      note: '3 trials wait',
      request: { type: 'continue' },
    })
  })

  test('seeds go to configurations, also where one of their trials is pointed at', () => {
    expect(asking().addSeeds([b.trialId, a.configId], 3)).toEqual({
      question: '3 trials of 64',
      note: '',
      said: 'train 64 with 3 more seeds',
      request: { type: 'add-seeds', configIds: [a.configId], count: 3 },
    })
    for (const count of [0, 101, Number.NaN])
      expect(asking().addSeeds([a.configId], count)).toBe(
        Number.isNaN(count) ? 'a number from 1 to 100' : `${count} is not possible: from 1 to 100`,
      )
  })

  test('workers: one at least, and no more than the machine is good for', () => {
    expect(asking().setWorkers(3)).toMatchObject({ question: 'train with 3 workers instead of 2?' })
    expect(asking().setWorkers(2)).toBe('there are 2 workers already')
    for (const count of [0, 17])
      expect(asking().setWorkers(count)).toBe(`${count} is not possible: from 1 to 16 on this machine`)
    expect(asking().setWorkers(Number.NaN)).toBe('a number from 1 to 16 on this machine')
  })

  test('workers are counted from those that were asked for, while there is no answer yet', () => {
    const once = withRequest(nothingAsked, { type: 'set-workers', workers: 3 }, 'train with 3 workers')
    const asked = withRequest(once, { type: 'pause' }, 'pause')
    const given = asking(events, { asked })
    expect(given.workers).toBe(3)
    expect(given.setWorkers(4)).toMatchObject({ question: 'train with 4 workers instead of 3?' })
    expect(press(initialUi, '+', frameAt(events, { given: { asked } }).reach).ui.prompt).toMatchObject({
      question: 'train with 4 workers instead of 3?',
    })
  })

  test('marked rows that a filter hides are spoken of', () => {
    const questionOf = (marked: readonly string[], filter: string) => {
      const { reach, ui } = frameAt(events, { ui: { marked, filter } })
      return press(ui, 'x', reach).ui.prompt
    }
    expect(questionOf([a.configId, d.configId], 'hidden=64')).toMatchObject({
      question: 'stop 4 trials of 2 configurations (128 not shown)?',
    })
    expect(questionOf([a.configId, d.configId], 'tanh')).toMatchObject({
      question: 'stop 4 trials of 2 configurations (2 not shown)?',
    })
    expect(questionOf([d.configId], 'hidden=64')).toMatchObject({
      question: 'stop 2 trials of 128 (not shown)?',
    })
    expect(questionOf([d.configId], '')).toMatchObject({ question: 'stop 2 trials of 128?' })
  })

  test('nothing is asked of a sweep that has ended, is being stopped, or is only looked at', () => {
    const all = ({
      pauseOrContinue,
      stop,
      retry,
      addSeeds,
      setWorkers,
    }: Asking): readonly (Ask | string)[] => [
      pauseOrContinue(),
      stop([b.trialId]),
      retry(null),
      addSeeds([a.configId], 1),
      setWorkers(3),
    ]
    const refused = (text: string) => Array.from({ length: 5 }, () => text)
    const run = 'runs/width-20261121-160405'
    expect(all(asking([...events, sweepEnded(3, 'interrupted')]))).toEqual(
      refused(`the sweep has ended; to go on: bench resume ${run}`),
    )
    expect(all(asking([...events, sweepEnded(3)]))).toEqual(
      refused(
        `the sweep has finished; to train again what has no result: bench resume ${run} --retry-failed`,
      ),
    )
    expect(all(asking([started(plan), sweepEnded(3)]))).toEqual(
      refused(`the sweep has finished; for more of it: bench resume ${run} --extend FILE`),
    )
    expect(all(asking(events, { stopping: 'asked' }))).toEqual(refused('the sweep is being stopped'))
    expect(all(asking(events, { manner: lookingOn }))).toEqual(refused('read-only: the run is over'))
  })

  test('of a sweep that has ended every acting key says the same, whoever looks on and whether or not there is a pointer', () => {
    const list = [...events, sweepEnded(3, 'interrupted')]
    for (const manner of [acting, lookingOn]) {
      const { ui, reach } = frameAt(list, { given: { manner } })
      const said = ['p', 'x', 'r', 'n', '+', '-', 'w'].map(name => press(ui, name, reach).command)
      expect(said).toEqual(
        said.map(() => ({
          type: 'say',
          text: 'the sweep has ended; to go on: bench resume runs/width-20261121-160405',
        })),
      )
    }
  })
})

describe('what has become of a request', () => {
  const hear = (asked: typeof nothingAsked, ...list: SweepEvent[]) =>
    list.reduce((before, event) => heard(before.asked, event), { asked, news: null as string | null })

  test('each is answered by its event, and what came from elsewhere is told as well', () => {
    const paused = withRequest(nothingAsked, { type: 'pause' }, 'pause')
    expect(paused.pending).toHaveLength(1)
    const here = hear(paused, { type: 'sweep-paused', at: at(1) })
    expect(here).toMatchObject({
      asked: { pending: [], pausedHere: true },
      news: 'paused until it is continued',
    })
    expect(hear(nothingAsked, { type: 'sweep-paused', at: at(1) }).asked.pausedHere).toBe(false)
    const workers: SweepEvent = { type: 'workers-changed', at: at(1), workers: 3 }
    expect(hear(here.asked, workers).news).toBe('3 workers from now on')
    const two = withRequest(paused, { type: 'set-workers', workers: 3 }, 'train with 3 workers')
    expect(hear(two, workers).asked.pending).toMatchObject([{ said: 'pause' }])
  })

  test('trials that are to be stopped are counted until the last one has ended, however it did', () => {
    const trialIds = [a.trialId, b.trialId]
    const asked = withRequest(nothingAsked, { type: 'stop-trials', trialIds }, 'stop 2 trials')
    const first = hear(asked, ended(b, 1, stopped))
    expect(first).toMatchObject({ news: 'stopped 1 of 2', asked: { pending: [{ said: 'stop 2 trials' }] } })
    const both = hear(first.asked, ended(c, 2, stopped), ended(a, 3, completed(a, 0.9)))
    expect(both).toMatchObject({ news: '2 trials stopped', asked: { pending: [] } })
    expect(hear(asked, sweepEnded(1)).asked.pending).toEqual([])
  })

  test('the header says PAUSED, for how long and who asked; what is not answered yet; and that a view is read-only', () => {
    const title = (list: readonly SweepEvent[], shown: Shown['given'] = {}) => {
      const frame = frameAt(list, { given: { now: at(65), ...shown } })
      return plainText(titleLine(frame, frame.look))
    }
    const pause: SweepEvent = { type: 'sweep-paused', at: at(5) }
    expect(title([...events, pause])).toMatch(/ {2}PAUSED for 1:00, asked elsewhere$/)
    expect(title([...events, pause], { asked: { pending: [], pausedHere: true } })).toMatch(/, asked here$/)
    const asked = withRequest(nothingAsked, { type: 'pause' }, 'pause')
    expect(title(events, { asked })).toMatch(/ {2}asked to pause {2}running$/)
    expect(title(events, { manner: lookingOn })).toMatch(/ {2}read-only {2}running$/)
    expect(title(events, { stopping: 'leaving' })).toMatch(/ {2}leaving$/)
    const killed: SweepEvent = { type: 'sweep-ended', at: at(9), reason: 'interrupted', isKilled: true }
    expect(title([...events, killed], { manner: lookingOn })).toMatch(
      / {2}read-only {2}killed; bench resume goes on$/,
    )
  })
})

describe('how a view stands to its sweep', () => {
  const sweep = play(events)
  const over = play([...events, sweepEnded(3)])
  const leave = { afterwards: 'it goes on', yes() {} }

  test('it may ask where it is given the means, and says why it may not', () => {
    expect(mannerOf({ ask() {} }, sweep)).toEqual(acting)
    expect(mannerOf({}, sweep).readOnly).toBe('this view only looks on')
    expect(mannerOf({ readOnly: 'a copy' }, sweep).readOnly).toBe('a copy')
  })

  test('q quits, asks, or leaves; after the end it leaves', () => {
    expect(mannerOf({}, sweep).quit).toBe('stop')
    expect(mannerOf({ leave }, sweep).quit).toBe('leave')
    expect(mannerOf({ leave: { ...leave, stop() {} } }, sweep)).toMatchObject({
      quit: 'ask',
      afterwards: 'it goes on',
    })
    for (const options of [{ leave: { ...leave, stop() {} } }, {}])
      expect(mannerOf(options, over).quit).toBe('leave')
  })
})

test('a process that was stopped is told from one that is busy, and from one that is asked often', () => {
  let [now, busy] = [at(0), 0]
  const watch = createStandstillWatch({ now: () => now }, () => busy)
  const after = (seconds: number, busyMs: number) => {
    now = new Date(now.getTime() + seconds * 1000)
    busy += busyMs
    return watch.check()
  }
  expect(after(0.1, 0)).toBe(0)
  expect(after(3600, 20)).toBe(3_600_000)
  expect(after(5, 4800)).toBe(0)
  expect(after(-30, 0)).toBe(0)
})
