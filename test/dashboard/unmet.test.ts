import { expect, test } from 'vitest'
import { plainText } from '../../src/dashboard/lines/text.js'
import type { Vocabulary } from '../../src/dashboard/model/query.js'
import { unmetOf } from '../../src/dashboard/model/unmet.js'
import { emptyLines } from '../../src/dashboard/pages/table.js'
import { planOf, recorded } from './events.js'
import { frameAt } from './screens.js'

interface Row {
  readonly activation: string
  readonly rate: number
  readonly accuracy: number | null
}

const vocabulary: Vocabulary<Row> = {
  fields: new Map<string, (row: Row) => string | number | null>([
    ['activation', row => row.activation],
    ['rate', row => row.rate],
    ['accuracy', row => row.accuracy],
  ]),
  chosen: new Set(['activation', 'rate']),
  shares: new Set(['accuracy']),
  words: new Map([['failed', () => false]]),
  text: row => `${row.activation} ${row.rate}`,
}
const rows: readonly Row[] = [
  { activation: 'relu', rate: 0.1, accuracy: 0.91234 },
  { activation: 'tanh', rate: 0.01, accuracy: null },
  { activation: 'relu', rate: 0.001, accuracy: null },
]

test.each([
  ['activation=rellu', 'has activation rellu; there are relu, tanh'],
  ['activation=relu,rellu', 'has activation rellu; there are relu, tanh'],
  ['!activation=rellu', 'has activation rellu; there are relu, tanh'],
  ['rate=0.02', 'has rate 0.02; there are 0.001, 0.01, 0.1'],
  ['activation=relu rate>1', 'has rate>1; there are 0.001, 0.01, 0.1'],
  ['activation~sig', 'has activation~sig; there are relu, tanh'],
  ['accuracy>95%', 'has accuracy>95%; there is 91.23%'],
  ['relux', 'has a value with relux in it; there is relu'],
  ['nonsense', 'has a value with nonsense in it'],
  ['failed', 'is failed now'],
  // What some row meets, what says what is not wanted, and what is a mistake anyway.
  ['activation=relu rate<=0.01', null],
  ['activation=relu tanh', null],
  ['!failed', null],
  ['!relux', null],
  ['rate=1e-2', null],
  ['foo=1', null],
  ['', null],
])('%s', (text, expected) => {
  expect(unmetOf(text, vocabulary, rows)).toBe(expected)
})

test('of many values the nearest are named, and how many others there are', () => {
  const many = [1, 2, 4, 8, 16, 32, 64, 128, 256].map(rate => ({ ...rows[0]!, rate }))
  // |rate - 24|: 8 of 16 and of 32, 16 of 8, 20 of 4, 22 of 2, 23 of 1.
  expect(unmetOf('rate=24', vocabulary, many)).toBe('has rate 24; there are 16, 32, 8, 4, 2, 1 and 3 more')
  const words = ['relu', 'elu', 'gelu', 'tanh', 'silu', 'sigmoid', 'softplus'].map(activation => ({
    ...rows[0]!,
    activation,
  }))
  expect(unmetOf('activation=reluu', vocabulary, words)).toMatch(/^has activation reluu; there are relu, /)
})

test('a value that no configuration has yet is no mistake, and says so', () => {
  const none = rows.map(row => ({ ...row, accuracy: null }))
  expect(unmetOf('accuracy>0.9', vocabulary, none)).toBe('has accuracy>0.9; there is none yet')
})

test('a table without rows says why, and how to get them back', () => {
  const plan = planOf({ hidden: [[64], [128]], activations: ['relu', 'tanh'], seeds: [0] })
  const events = recorded(plan)
  const linesOf = (ui: Parameters<typeof frameAt>[1] & object) => {
    const frame = frameAt(events, ui)
    expect(frame.arrangement.entries).toEqual([])
    return emptyLines(frame.arrangement, frame.ui, frame.look).map(plainText)
  }
  expect(linesOf({ ui: { filter: 'activation=rellu' } })).toEqual([
    '    no configuration has activation rellu; there are relu, tanh',
    '    Esc: all rows',
  ])
  expect(linesOf({ ui: { filter: 'relu tanh' } })[0]).toBe('    no configuration meets all of relu tanh')
  expect(linesOf({ ui: { faultsOnly: true } })[0]).toBe(
    '    no configuration has a trial that failed or diverged',
  )
  const typing = { type: 'filter', text: 'sig', before: '' } as const
  expect(linesOf({ ui: { filter: 'sig', prompt: typing } })).toEqual([
    '    no configuration has a value with sig in it',
  ])
})
