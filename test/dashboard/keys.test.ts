import { describe, expect, test } from 'vitest'
import { type Extent, firstSeen, initialUi, keys, press, type Ui } from '../../src/dashboard/keys.js'

const order = Array.from({ length: 30 }, (_, i) => `c${i}`)
const extent: Extent = { lines: 30, seen: 10, order }

function pressAll(names: readonly string[], from: Ui = initialUi): Ui {
  return names.reduce((ui, name) => press(ui, name, extent).ui, from)
}

describe('moving in the ranking', () => {
  test('the first key down puts the pointer on the first row, the next ones move it', () => {
    expect(pressAll(['down']).selected).toBe('c0')
    expect(pressAll(['j', 'j', 'down', 'k']).selected).toBe('c1')
  })

  test('the window follows the pointer and no further', () => {
    const ui = pressAll(Array.from({ length: 12 }, () => 'j'))
    expect(ui.selected).toBe('c11')
    expect(firstSeen(ui, extent)).toBe(2)
  })

  test('pages and ends stop at the ends', () => {
    expect(pressAll(['G']).selected).toBe('c29')
    expect(firstSeen(pressAll(['G']), extent)).toBe(20)
    expect(pressAll(['G', 'pagedown']).selected).toBe('c29')
    expect(pressAll(['G', 'pageup']).selected).toBe('c19')
    expect(pressAll(['G', 'g', 'up']).selected).toBe('c0')
  })

  test('the pointer stays on its configuration when the order changes', () => {
    const ui = pressAll(['j', 'j', 'j'])
    const changed = { ...extent, order: [...order.slice(2), 'c0', 'c1'] } // c2 is first now
    expect(press(ui, 'j', changed).ui.selected).toBe('c3')
  })

  test('Esc takes the pointer away', () => {
    expect(pressAll(['j', 'escape']).selected).toBeNull()
  })

  test('nothing breaks where there is no row or no room', () => {
    for (const { names } of keys)
      for (const name of names) {
        press(initialUi, name, { lines: 0, seen: 0, order: [] })
        expect(firstSeen(pressAll(['G', name]), { lines: 30, seen: 0, order })).toBeGreaterThanOrEqual(0)
      }
  })
})

describe('pages', () => {
  test('Enter, f and ? open a page and close it again; Esc goes back from each', () => {
    for (const [name, page] of [
      ['enter', 'seeds'],
      ['f', 'failures'],
      ['?', 'help'],
    ] as const) {
      expect(pressAll([name]).page).toBe(page)
      expect(pressAll([name, name]).page).toBe('ranking')
      expect(pressAll([name, 'escape']).page).toBe('ranking')
    }
  })

  test('Enter shows the best configuration where none is pointed at', () => {
    expect(pressAll(['enter']).selected).toBe('c0')
    expect(pressAll(['j', 'j', 'enter']).selected).toBe('c1')
  })

  test('keys scroll the page that is shown', () => {
    const ui = pressAll(['?', 'j', 'j'])
    expect(ui.top.help).toBe(2)
    expect(ui.selected).toBeNull()
    expect(firstSeen(pressAll(['?', 'G']), extent)).toBe(20)
  })
})

describe('stopping', () => {
  test('q asks first', () => {
    const asked = press(initialUi, 'q', extent)
    expect(asked).toMatchObject({ ui: { asking: true }, command: null })
    expect(press(asked.ui, 'q', extent)).toMatchObject({ ui: { asking: false }, command: 'interrupt' })
    expect(press(asked.ui, 'y', extent).command).toBe('interrupt')
    expect(press(asked.ui, 'j', extent)).toMatchObject({
      ui: { asking: false, selected: null },
      command: null,
    })
  })

  test('Ctrl-C does not ask', () => {
    expect(press(initialUi, 'ctrl-c', extent).command).toBe('interrupt')
    expect(press(pressAll(['q']), 'ctrl-c', extent).command).toBe('interrupt')
  })
})

test('no key has two meanings', () => {
  const names = keys.flatMap(key => key.names)
  expect(new Set(names).size).toBe(names.length)
})
