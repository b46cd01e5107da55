// The page of what went wrong: the newest first, and from each trial to its configuration.
import { expect, test } from 'vitest'
import { press } from '../../src/dashboard/keys/keys.js'
import { plainText } from '../../src/dashboard/lines/text.js'
import { initialUi, type Ui } from '../../src/dashboard/model/ui.js'
import type { Trial } from '../../src/domain/trial.js'
import { ended, planOf, started } from './events.js'
import { frameAt } from './screens.js'

const plan = planOf({ hidden: [[16], [32], [64]], seeds: [0, 1] })
const [first, , second, , third] = plan.trials as [Trial, Trial, Trial, Trial, Trial]
const long = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n')
const events = [
  started(plan),
  ended(first, 1, { status: 'failed', error: 'out of memory' }),
  ended(second, 2, { status: 'failed', error: long }),
  ended(third, 3, { status: 'diverged', last: null, error: 'the loss is not finite at epoch 1' }),
]

function pressed(names: readonly string[], from: Ui = { ...initialUi, page: 'failures' }): Ui {
  return names.reduce((ui, name) => press(ui, name, frameAt(events, { rows: 24, ui }).reach).ui, from)
}

function seen(ui: Ui): readonly string[] {
  const { content, top, reach } = frameAt(events, { rows: 24, ui })
  return content.page === 'ranking' ? [] : content.lines.slice(top, top + reach.seen).map(plainText)
}

test('the newest stands first', () => {
  expect(seen(pressed([])).slice(0, 3)).toEqual([
    `  ≉ diverged 64 seed 0  ${third.trialId}`,
    '    the loss is not finite at epoch 1',
    `  ✘ failed 32 seed 0  ${second.trialId}`,
  ])
})

test('the pointer goes from trial to trial, and Enter opens the configuration of the trial; Esc comes back to it', () => {
  const pointed = pressed(['j'])
  expect(seen(pointed)[0]).toMatch(/^› ≉ diverged 64 seed 0/)
  const detail = pressed(['j', 'enter'], pointed)
  expect(detail).toMatchObject({ page: 'detail', selected: second.configId })
  const back = pressed(['escape'], detail)
  expect(back).toMatchObject({ page: 'failures', fault: second.trialId })
  expect(pressed(['escape'], back).page).toBe('ranking')
})

test('Enter without a pointer opens the newest', () => {
  expect(pressed(['enter'])).toMatchObject({ page: 'detail', selected: third.configId })
})

test('a reason that is longer than the window is read to its end before the pointer goes on', () => {
  const pointed = pressed(['j', 'j'])
  expect(pointed.fault).toBe(second.trialId)
  // 31 lines of the trial: as many steps as lines are not seen of them, and one to the next trial.
  let ui = pointed
  let steps = 0
  while (ui.fault === second.trialId && steps < 100) {
    ui = pressed(['j'], ui)
    steps++
  }
  expect(ui.fault).toBe(first.trialId)
  const before = pressed(
    Array.from({ length: steps - 1 }, () => 'j'),
    pointed,
  )
  expect(seen(before)).toContain('    line 29')
  expect(steps).toBeGreaterThan(10)
  expect(seen(ui)).toEqual(
    expect.arrayContaining([`› ✘ failed 16 seed 0  ${first.trialId}`, '    out of memory']),
  )
  expect(pressed(['g'], ui).fault).toBe(third.trialId)
  expect(pressed(['G']).fault).toBe(first.trialId)
})

test('opened anew there is no pointer, and where nothing went wrong keys do nothing', () => {
  expect(pressed(['j', 'f', 'f'])).toMatchObject({ page: 'failures', fault: null })
  const { reach, ui } = frameAt([started(plan)], { ui: { page: 'failures' } })
  for (const name of ['j', 'G', 'enter'])
    expect(press(ui, name, reach).ui).toMatchObject({ page: 'failures' })
})
