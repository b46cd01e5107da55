import { describe, expect, test } from 'vitest'
import { isMeant, isOn, keys, press, type Reach } from '../../src/dashboard/keys/keys.js'
import type { Manner } from '../../src/dashboard/keys/manner.js'
import { firstSeen } from '../../src/dashboard/keys/moving.js'
import { initialUi, pages, type Ui } from '../../src/dashboard/model/ui.js'
import { acting, lookingOn } from './screens.js'

const order = Array.from({ length: 30 }, (_, i) => `c${i}`)
const extent: Reach = {
  lines: 30,
  seen: 10,
  order,
  configOf: id => id.replace(/-.*/, ''),
  maps: 3,
  stops: [],
  columns: [{ name: 'rank' }, { name: 'interval' }, { name: 'n' }],
  complete: text => `${text}!`,
  mistake: null,
  manner: acting,
  asking: {
    refusal: null,
    workers: 4,
    pauseOrContinue: () => asked('pause'),
    stop: rows => asked(`stop ${rows}`),
    retry: rows => asked(`retry ${rows}`),
    addSeeds: (rows, count) => (count > 0 ? asked(`${count} seeds for ${rows}`) : 'a number'),
    setWorkers: count => (count > 0 ? asked(`${count} workers`) : 'a number'),
  },
}

function asked(said: string) {
  return { question: `${said}?`, note: '', said, request: { type: 'pause' } } as const
}

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
        for (const page of pages)
          press({ ...initialUi, page }, name, { ...extent, lines: 0, seen: 0, order: [] })
        expect(firstSeen(pressAll(['G', name]), { ...extent, seen: 0 })).toBeGreaterThanOrEqual(0)
      }
  })
})

describe('pages', () => {
  test('Enter, f and ? open a page and close it again; Esc goes back from each', () => {
    for (const [name, page] of [
      ['enter', 'detail'],
      ['a', 'axes'],
      ['c', 'compare'],
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
    expect(asked).toMatchObject({ ui: { prompt: { type: 'confirm' } }, command: null })
    const interrupt = { type: 'interrupt' }
    expect(press(asked.ui, 'q', extent)).toMatchObject({ ui: { prompt: null }, command: interrupt })
    expect(press(asked.ui, 'y', extent).command).toEqual(interrupt)
    expect(press(asked.ui, 'j', extent)).toMatchObject({
      ui: { prompt: null, selected: null },
      command: null,
    })
  })

  test('Ctrl-C does not ask', () => {
    for (const ui of [initialUi, pressAll(['q']), pressAll(['/'])])
      expect(press(ui, 'ctrl-c', extent).command).toEqual({ type: 'interrupt' })
  })
})

describe('rows', () => {
  test('space marks a configuration and unmarks it, eight at most', () => {
    expect(pressAll(['j', 'space', 'j', 'space']).marked).toEqual(['c0', 'c1'])
    expect(pressAll(['j', 'space', 'space']).marked).toEqual([])
    const many = pressAll(Array.from({ length: 12 }, () => ['j', 'space']).flat())
    expect(many.marked).toEqual(order.slice(0, 8))
  })

  test('right opens a configuration, left closes it and the pointer leaves its seeds', () => {
    const open = pressAll(['j', 'right'])
    expect([...open.opened]).toEqual(['c0'])
    const onSeed = { ...open, selected: 'c0-seed' }
    const withSeed = { ...extent, order: ['c0', 'c0-seed', ...order.slice(1)] }
    const closed = press(onSeed, 'h', withSeed).ui
    expect([...closed.opened]).toEqual([])
    expect(closed.selected).toBe('c0')
  })

  test('s and S go through the columns, o turns the order round, Esc brings the best first again', () => {
    expect(pressAll(['s']).sort).toEqual({ column: 'interval', reversed: false })
    expect(pressAll(['S', 'o']).sort).toEqual({ column: 'n', reversed: true })
    expect(pressAll(['s', 's', 's']).sort.column).toBe('rank')
    expect(pressAll(['s', 'escape']).sort.column).toBe('rank')
  })

  test('z keeps the order as it is, until it is pressed again or the order is asked to be another', () => {
    expect(pressAll(['z']).frozen).toEqual(order)
    expect(pressAll(['z', 'z']).frozen).toBeNull()
    expect(pressAll(['z', 's']).frozen).toBeNull()
  })
})

test('nothing is done to a row that the filter hides', () => {
  const pointed = pressAll(['j', 'j', 'j'])
  const filtered = { ...extent, order: ['c7'] } // c2 is pointed at and not shown
  expect(press(pointed, 'x', filtered)).toMatchObject({
    command: { type: 'say', text: expect.stringContaining('which one?') },
  })
  expect(press(pointed, 'y', filtered).command).toEqual({ type: 'copy', configId: 'c7' })
  expect(press(pointed, 'x', extent).ui.prompt).toMatchObject({ question: 'stop c2?' })
})

describe('the filter', () => {
  test('is not kept while something is wrong with it', () => {
    const typed = pressAll(['/', 'f', 'o', 'o'])
    expect(press(typed, 'enter', { ...extent, mistake: 'nothing is called foo' }).ui).toBe(typed)
    expect(press(typed, 'enter', extent).ui.prompt).toBeNull()
  })

  test('rows follow what is typed; Enter keeps it, Esc brings back the one before', () => {
    const typed = pressAll(['/', 'r', 'e', 'x', 'backspace', 'l', 'space', 'j'])
    expect(typed).toMatchObject({ filter: 'rel j', selected: null, prompt: { text: 'rel j' } })
    expect(press(typed, 'enter', extent).ui).toMatchObject({ filter: 'rel j', prompt: null })
    const again = pressAll(['enter', '/', 'x', 'escape'], typed)
    expect(again).toMatchObject({ filter: 'rel j', prompt: null })
    expect(pressAll(['enter', 'escape'], typed).filter).toBe('')
  })

  test('that is opened again is empty and holds until something is typed; up brings back its text', () => {
    const again = pressAll(['/', 'r', 'e', 'enter', '/'])
    expect(again).toMatchObject({ filter: 're', prompt: { text: '', before: 're' } })
    expect(pressAll(['enter'], again)).toMatchObject({ filter: '', prompt: null })
    expect(pressAll(['escape'], again)).toMatchObject({ filter: 're', prompt: null })
    expect(pressAll(['t'], again)).toMatchObject({ filter: 't', prompt: { text: 't' } })
    expect(pressAll(['backspace', 'ctrl-u'], again).filter).toBe('re')
    expect(pressAll(['t', 'escape'], again)).toMatchObject({ filter: 're', prompt: null })
    expect(pressAll(['up', 'l', 'enter'], again)).toMatchObject({ filter: 'rel', prompt: null })
    expect(pressAll(['t', 'up'], again).filter).toBe('t') // what is typed is not thrown away
  })

  test('Tab completes, Ctrl-U begins anew, other keys are not text', () => {
    expect(pressAll(['/', 'a', 'tab']).filter).toBe('a!')
    expect(pressAll(['/', 'a', 'ctrl-u']).filter).toBe('')
    expect(pressAll(['/', 'a', 'pageup', 'up']).filter).toBe('a')
  })
})

test('help goes back to the page that it was asked from', () => {
  expect(pressAll(['j', 'enter', '?', 'escape']).page).toBe('detail')
  expect(pressAll(['j', 'enter', '?', 'escape', 'escape']).page).toBe('ranking')
})

test('left and right go from configuration to configuration in the detail', () => {
  expect(pressAll(['j', 'enter', 'l', 'right']).selected).toBe('c2')
  expect(pressAll(['j', 'enter', 'h']).selected).toBe('c0')
})

const manners: readonly Manner[] = [
  acting,
  { ...acting, quit: 'ask' },
  { ...acting, paused: true },
  lookingOn,
]

test.each(pages)('on the page %s no key has two meanings, however the view stands to its sweep', page => {
  for (const manner of manners) {
    const names = keys.filter(key => isOn(key, page) && isMeant(key, manner)).flatMap(key => key.names)
    expect(new Set(names).size).toBe(names.length)
  }
})

describe('keys that ask something of the sweep', () => {
  const ask = { type: 'ask', request: { type: 'pause' } }

  test.each([
    ['p', [], 'pause'],
    ['x', ['j'], 'stop c0'],
    ['r', ['j'], 'retry c0'],
    ['+', [], '5 workers'],
    ['-', [], '3 workers'],
  ])('%s asks first, and y or the key itself says yes', (name, before, said) => {
    const ui = pressAll(before)
    const prompted = press(ui, name, extent)
    expect(prompted).toMatchObject({ command: null, ui: { prompt: { question: `${said}?`, key: name } } })
    expect(press(prompted.ui, 'y', extent)).toMatchObject({ command: { ...ask, said }, ui: { prompt: null } })
    expect(press(prompted.ui, name, extent).command).toMatchObject({ ...ask, said })
    for (const no of ['n', 'escape', 'j', 'q'])
      expect(press(prompted.ui, no, extent)).toMatchObject({ command: null, ui: { prompt: null } })
  })

  test('rows are the marked ones, else the one under the pointer; in the detail the one that is shown', () => {
    const opened = { ...extent, order: [...order, 'c3-seed'] }
    const question = (ui: Ui) => (press(ui, 'x', opened).ui.prompt as { question: string }).question
    const marked = pressAll(['j', 'space', 'j', 'space', 'j'])
    expect(question(marked)).toBe('stop c0,c1?')
    expect(question(pressAll(['enter'], marked))).toBe('stop c2?')
    const seed = { ...initialUi, selected: 'c3-seed' }
    expect(question(seed)).toBe('stop c3-seed?')
    expect(question({ ...seed, page: 'detail' })).toBe('stop c3?')
    expect(question(pressAll(['enter']))).toBe('stop c0?')
  })

  test('without a row they say how to choose one', () => {
    for (const name of ['x', 'r', 'n'])
      expect(press(initialUi, name, extent)).toMatchObject({
        command: { type: 'say', text: expect.stringMatching(/j and k, or mark some/) },
        ui: { prompt: null },
      })
  })

  test('r on the page of what went wrong is for all of it', () => {
    expect(pressAll(['f', 'r']).prompt).toMatchObject({ question: 'retry null?' })
  })

  test('n and w ask for a number; Enter is the yes, and nothing happens without a number', () => {
    const seeds = pressAll(['j', 'n'])
    expect(seeds.prompt).toMatchObject({ type: 'number', of: 'seeds', text: '', rows: ['c0'] })
    const typed = pressAll(['1', 'backspace', '2', 'x', '0'], seeds)
    expect(press(typed, 'enter', extent).command).toMatchObject({ said: '20 seeds for c0' })
    expect(press(seeds, 'enter', extent)).toEqual({ ui: seeds, command: null })
    expect(press(seeds, 'escape', extent)).toMatchObject({ ui: { prompt: null }, command: null })
    expect(press(pressAll(['w', '7']), 'enter', extent).command).toMatchObject({ said: '7 workers' })
    expect(pressAll(['w', '1', '2', '3', '4', '5', 'ctrl-u', '6']).prompt).toMatchObject({ text: '6' })
  })

  test('a view that only looks on refuses all of them, and the others work', () => {
    const refuse = () => 'read-only: the run is over'
    const asking = {
      ...extent.asking,
      refusal: refuse(),
      pauseOrContinue: refuse,
      stop: refuse,
      retry: refuse,
      addSeeds: refuse,
      setWorkers: refuse,
    }
    const reach: Reach = { ...extent, manner: lookingOn, asking }
    for (const key of keys.filter(({ acts }) => acts)) {
      const page = key.on?.[0] ?? 'ranking'
      const pressed = press({ ...initialUi, page, selected: 'c1' }, key.names[0]!, reach)
      expect(pressed.command, key.help).toEqual({ type: 'say', text: 'read-only: the run is over' })
      expect(pressed.ui.prompt).toBeNull()
    }
    expect(press(initialUi, 'j', reach).ui.selected).toBe('c0')
  })
})

describe('leaving', () => {
  const asking: Reach = { ...extent, manner: { ...acting, quit: 'ask', afterwards: 'it goes on' } }

  test('where the sweep can go on: y leaves it running, n stops it, anything else stays', () => {
    const { ui, command } = press(initialUi, 'q', asking)
    expect([ui.prompt, command]).toEqual([{ type: 'leave', afterwards: 'it goes on' }, null])
    expect(press(ui, 'y', asking)).toMatchObject({ command: { type: 'leave' }, ui: { prompt: null } })
    expect(press(ui, 'n', asking)).toMatchObject({ command: { type: 'stop' }, ui: { prompt: null } })
    for (const name of ['escape', 'q', 'j'])
      expect(press(ui, name, asking)).toMatchObject({ command: null, ui: { prompt: null } })
  })

  test('where there is nothing to choose, q leaves at once', () => {
    expect(press(initialUi, 'q', { ...extent, manner: lookingOn }).command).toEqual({ type: 'leave' })
  })
})
