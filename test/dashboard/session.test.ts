// What the dashboard knows and shows, without a terminal: keys that come too early, keys that come too late, and what is told.
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { unicode } from '../../src/dashboard/lines/glyphs.js'
import { plainText } from '../../src/dashboard/lines/text.js'
import { createDrawingPace } from '../../src/dashboard/screen/drawing-pace.js'
import { Obeying } from '../../src/dashboard/screen/obeying.js'
import { Session } from '../../src/dashboard/screen/session.js'
import type { ViewOptions } from '../../src/dashboard/view.js'
import type { Request } from '../../src/domain/requests.js'
import type { Trial } from '../../src/domain/trial.js'
import { at, completed, ended, planOf, started, sweepEnded } from './events.js'

const plan = planOf({ hidden: [[64], [128]], activations: ['relu', 'tanh'], seeds: [0, 1] })
const first = plan.trials[0] as Trial

function newSession(more: Partial<ViewOptions> = {}) {
  const calls: string[] = []
  const requests: Request[] = []
  const stdout = { write: () => true, isTTY: true, columns: 120, rows: 40, on() {}, off() {} }
  const options = {
    ...{ stdout, stderr: stdout, stdin: new PassThrough(), env: {}, runPath: 'runs/width-1' },
    clock: { now: () => at(9) },
    onInterrupt: () => calls.push('interrupt'),
    ask: (request: Request) => requests.push(request),
    leave: { afterwards: 'it goes on', yes: () => calls.push('leave'), stop: () => calls.push('stop') },
    ...more,
  } as unknown as ViewOptions
  const session = new Session(options, unicode)
  const hands = { copy: (text: string) => calls.push(text), restore() {}, suspend() {} }
  const obeying = new Obeying(session, options, hands)
  const type = (...names: string[]) => {
    for (const name of names) {
      const asked = session.press(name)
      if (asked === 'interrupt') obeying.interrupt()
      else if (asked !== null) obeying.obey(asked.command, asked.frame)
    }
  }
  /** As the dashboard does for its first frame. */
  const begin = () => {
    session.hear(started(plan))
    session.makeFrame()
    for (const name of session.earlyKeys()) type(name)
  }
  return { session, type, begin, calls, requests, notice: () => session.makeFrame()!.notice?.text ?? null }
}

describe('keys that are pressed before there is anything to see', () => {
  test('are kept for the first frame', () => {
    const { session, type, begin } = newSession()
    type('j', 'j', 'enter')
    expect(session.frame).toBeNull()
    begin()
    expect(session.makeFrame()!.ui).toMatchObject({ page: 'detail', selected: plan.trials[2]!.configId })
  })

  test('answer no question unseen, and interrupt at once', () => {
    const { session, type, begin, calls, requests } = newSession()
    type('j', 'p', 'y', 'q', 'y') // somebody types "jpyqy" for a shell that is not there yet
    begin()
    expect(session.makeFrame()!.ui.prompt).toMatchObject({ type: 'confirm', key: 'p' })
    expect([calls, requests]).toEqual([[], []])
    const other = newSession()
    other.type('ctrl-c')
    expect(other.calls).toEqual(['interrupt'])
  })

  test('are text where the first of them opens the filter', () => {
    const { session, type, begin } = newSession()
    type('/', 't', 'a', 'n', 'h', 'enter')
    begin()
    expect(session.makeFrame()!.ui).toMatchObject({ filter: 'tanh', prompt: null })
  })
})

describe('when the sweep has ended', () => {
  test('a question that was open asks nothing of a sweep that is not there', () => {
    const { session, type, begin, requests, notice } = newSession()
    begin()
    type('p')
    session.hear(sweepEnded(5))
    type('y')
    expect(requests).toEqual([])
    expect(notice()).toBe('nothing was asked: the sweep has ended meanwhile')
  })

  test('q leaves without a question and without a word of a sweep that goes on', () => {
    const { session, type, begin, calls } = newSession()
    begin()
    session.hear(ended(first, 4, completed(first, 0.9)))
    session.hear(sweepEnded(5))
    session.makeFrame()
    type('q')
    expect(calls).toEqual(['leave'])
    expect(session.stopping).toBe('no')
  })

  test('of another process, who has seen it run is told that it has ended, and what is next', () => {
    const { session, type, begin, notice, calls } = newSession({ elsewhere: true })
    begin()
    type('q', 'n')
    expect(notice()).toBe('asked to stop the sweep; what is finished is kept')
    session.hear(sweepEnded(5, 'interrupted'))
    expect(notice()).toBe('stopped: what is finished is kept; q leaves; to go on: bench resume runs/width-1')
    type('q')
    expect(calls).toEqual(['stop', 'leave'])
    const other = newSession({ elsewhere: true })
    other.begin()
    other.session.hear(sweepEnded(5))
    expect(other.notice()).toBe('the sweep has ended: q leaves')
  })

  test('of a run that had ended before the view was opened nothing is said: the keys stand there', () => {
    const { session, notice } = newSession({ elsewhere: true })
    for (const event of [started(plan), sweepEnded(5, 'interrupted')]) session.hear(event)
    expect(notice()).toBeNull()
  })

  test('nothing of a forecast is left, of the disk neither', () => {
    const { session, begin } = newSession({ freeBytes: () => 1e9 })
    begin()
    expect(session.makeFrame()!.resources.bytesToCome).toBeGreaterThan(0)
    session.hear(sweepEnded(5, 'interrupted'))
    expect(session.makeFrame()!.resources).toMatchObject({ freeBytes: 1e9, bytesToCome: 0 })
  })

  test('by a kill, the last line says so, with the command that goes on', () => {
    const { session, begin, notice } = newSession()
    begin()
    session.hear({ type: 'sweep-ended', at: at(5), reason: 'interrupted', isKilled: true })
    expect(notice()).toBe('its process has ended before the sweep; to go on: bench resume runs/width-1')
  })
})

test('y sends the command that repeats a row to the clipboard, and shows all of it until the next key', () => {
  const { session, type, begin, calls } = newSession()
  begin()
  type('j', 'y')
  const shown = session.makeFrame()!
  const [command] = calls
  expect(command).toMatch(/^bench run runs\/width-1\/experiment\.yaml --set .*--seeds 0,1$/)
  const text = shown.footer.map(plainText).join(' ').replaceAll(' \\ ', ' ')
  expect(text).toBe(`sent to the clipboard of the terminal: ${command}`)
  type('k')
  expect(session.makeFrame()!.footer).toHaveLength(1)
})

test('drawing takes a 240th of the time at most, a key is answered with the next frame, and a frame comes every three seconds', () => {
  let now = 10_000
  const pace = createDrawingPace(() => now)
  const draw = (ms: number) => {
    pace.measure(() => {
      now += ms
    })
    now += 50 - ms
  }
  draw(5)
  draw(5) // 5 ms twice: 1,200 ms of rest
  expect([pace.isTime(false), pace.isTime(true), pace.isFree()]).toEqual([false, true, false])
  now += 50
  expect(pace.isFree()).toBe(true)
  now += 1049 // 1,149 ms since the last one began; a timer may be 50 ms early
  expect(pace.isTime(false)).toBe(false)
  now += 1
  expect(pace.isTime(false)).toBe(true)
  draw(40)
  draw(40) // 9.6 s of rest are too long
  now += 2899
  expect(pace.isTime(false)).toBe(false)
  now += 1
  expect(pace.isTime(false)).toBe(true)
})
