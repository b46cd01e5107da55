import { describe, expect, test } from 'vitest'
import { plainText } from '../../src/dashboard/lines/text.js'
import type { Prompt } from '../../src/dashboard/model/ui.js'
import { captionLine } from '../../src/dashboard/pages/header.js'
import type { Notice } from '../../src/dashboard/pages/notice.js'
import { planOf, recorded } from './events.js'
import { frameAt } from './screens.js'

const plan = planOf({ hidden: [[64], [128]], activations: ['relu', 'tanh'], seeds: [0, 1] })
const half = recorded(plan).slice(0, 12)

function asked(prompt: Prompt, columns = 80): string {
  const filter = prompt.type === 'filter' ? prompt.text : ''
  const frame = frameAt(half, { columns, ui: { prompt, filter } })
  const [line, ...others] = frame.footer.map(plainText)
  expect(others).toEqual([])
  return line!.trimEnd()
}

describe('a question on the last line', () => {
  const stop: Prompt = {
    type: 'confirm',
    question: 'stop 64 relu seed 1?',
    note: 'it is running now',
    key: 'x',
    yes: { type: 'interrupt' },
  }

  test('is asked, then says what is good to know, then which keys answer', () => {
    expect(asked(stop)).toBe('stop 64 relu seed 1? it is running now. x or y: yes, Esc: no')
    expect(asked({ ...stop, note: '' })).toBe('stop 64 relu seed 1? x or y: yes, Esc: no')
    expect(asked({ type: 'leave', afterwards: 'it goes on' })).toBe(
      'leave it running? y: it goes on, n: stop and keep what is finished, Esc: stay',
    )
    const seeds = { type: 'number', of: 'seeds', text: '3', rows: [plan.trials[0]!.configId] } as const
    expect(asked(seeds)).toBe('how many more seeds? 3_  3 trials of 64 relu. Enter: yes, Esc: no')
    expect(asked({ ...seeds, text: '' })).toBe('how many more seeds? _  a number from 1 to 100. Esc: no')
    expect(asked({ type: 'number', of: 'workers', text: '3', rows: [] })).toBe(
      'how many workers? 3_  train with 3 workers instead of 2? Enter: yes, Esc: no',
    )
  })

  test('loses words where there is no room: of the keys, then the note, and only then its own', () => {
    expect([58, 42, 30, 20].map(columns => asked(stop, columns))).toEqual([
      'stop 64 relu seed 1? it is running now. y: yes, Esc: no',
      'stop 64 relu seed 1? x or y: yes, Esc: no',
      'stop 64 relu seed 1? y/n',
      'stop 64 relu se… y/n',
    ])
  })

  test('while a filter is typed: how many rows it finds, which of its values no row has, or what is wrong', () => {
    const typed = (text: string) => asked({ type: 'filter', text, before: '' })
    expect(typed('relu')).toMatch(/^filter relu_ +2 of 4\. Enter: keep, Esc: as before, Tab: complete$/)
    expect(typed('activation=rellu')).toMatch(
      /^filter activation=rellu_ +none has activation rellu; there are relu, tanh$/,
    )
    expect(typed('hidden=24')).toMatch(
      /^filter hidden=24_ +no configuration has hidden 24; there are 64, 128$/,
    )
    expect(typed('hiden=24')).toMatch(/^filter hiden=24_ +nothing is called hiden; did you mean hidden\?$/)
  })
})

test('what is wrong with a filter stands above it where it has no room beside it, in full', () => {
  const filter = 'activation=relu learning=0.1'
  const prompt = { type: 'filter', text: filter, before: '' } as const
  const frame = frameAt(half, { columns: 80, rows: 24, ui: { prompt, filter } })
  const lines = frame.footer.map(plainText)
  expect(lines).toEqual(['nothing is called learning; there is learning_rate', `filter ${filter}_`])
  expect(frame.reach.seen).toBe(frameAt(half, { columns: 80, rows: 24 }).reach.seen - 1)
  const unknown = { ...prompt, text: 'zzz=1' }
  const long = frameAt(half, { columns: 80, rows: 24, ui: { prompt: unknown, filter: 'zzz=1' } }).footer
  const words = long.slice(0, -1).map(plainText).join(' ')
  for (const name of frame.facts.columns) expect(words).toContain(name.name)
})

test('a filter that is opened again says which one holds, and which key does what', () => {
  const frame = frameAt(half, {
    ui: { filter: 'relu', prompt: { type: 'filter', text: '', before: 'relu' } },
  })
  expect(plainText(frame.footer[0]!)).toMatch(
    /^filter _ +now relu\. Enter: all rows, ↑: change it, Esc: keep it$/,
  )
  expect(frame.arrangement.shown).toBe(2)
})

describe('what was done', () => {
  const footer = (notice: Notice, columns: number, rows = 24) =>
    frameAt(half, { columns, rows, given: { notice } }).footer.map(plainText)
  const text = 'sent to the clipboard of the terminal:'
  const command = ['bench run runs/width-1/experiment.yaml', "--set 'model.hidden=[64]'", '--seeds 0,1']

  test('is said in full, however narrow the window is', () => {
    expect(footer({ text: 'to go on: bench resume runs/width-1' }, 40)).toEqual([
      'to go on: bench resume runs/width-1',
    ])
    expect(footer({ text: 'to go on: bench resume runs/width-1' }, 24)).toEqual([
      'to go on: bench resume',
      '  runs/width-1',
    ])
  })

  test('a command that is longer than the window stands on lines that a shell reads as one', () => {
    // The text and the parts have 38, 38, 25 and 11 columns: 77 with the first, 103 with the second, 115 with all three; the sign
    // and the space before it take two.
    expect(footer({ text, command }, 110)).toEqual([`${text} ${command[0]} ${command[1]} \\`, '--seeds 0,1'])
    expect(footer({ text, command }, 78)).toEqual([text, `${command[0]} ${command[1]} ${command[2]}`])
    expect(footer({ text, command }, 40)).toEqual([text, `${command[0]} \\`, `${command[1]} ${command[2]}`])
    expect(footer({ text, command }, 38)).toEqual([
      text,
      'bench run \\',
      'runs/width-1/experiment.yaml \\',
      `${command[1]} \\`,
      '--seeds 0,1',
    ])
  })

  test('leaves the page most of a small window', () => {
    expect([24, 12, 6, 3].map(rows => footer({ text, command }, 20, rows).length)).toEqual([7, 3, 1, 1])
  })
})

test('a filter that is refused does not stand in the title of the table, because it hides nothing', () => {
  const title = (filter: string) => {
    const { sweep, ui, arrangement, look } = frameAt(half, { ui: { filter } })
    return plainText(captionLine(sweep, { ui, arrangement, rising: true }, { first: 1, last: 4 }, look))
  }
  expect(title('relu')).toMatch(/ filter relu .*2 of 4$/)
  for (const refused of ['hiden=64', 'accuracy>97']) expect(title(refused)).not.toMatch(/filter| of /)
})
