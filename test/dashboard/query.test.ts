import { describe, expect, test } from 'vitest'
import { complete, parseQuery, type Vocabulary } from '../../src/dashboard/model/query.js'

interface Row {
  readonly activation: string
  readonly hidden: string
  readonly learning_rate: number | null
  readonly accuracy: number | null
  readonly failed: boolean
}

const vocabulary: Vocabulary<Row> = {
  fields: new Map<string, (row: Row) => string | number | null>([
    ['activation', row => row.activation],
    ['hidden', row => row.hidden],
    ['learning_rate', row => row.learning_rate],
    ['accuracy', row => row.accuracy],
    ['validation.accuracy', row => row.accuracy],
  ]),
  chosen: new Set(['activation', 'hidden', 'learning_rate']),
  shares: new Set(['accuracy', 'validation.accuracy']),
  words: new Map([['failed', (row: Row) => row.failed]]),
  text: row => `${row.activation} ${row.learning_rate}`,
}

const rows: readonly Row[] = [
  { activation: 'relu', hidden: '64', learning_rate: 0.01, accuracy: 0.98, failed: false },
  { activation: 'relu', hidden: '256', learning_rate: 0.1, accuracy: null, failed: true },
  { activation: 'leaky-relu', hidden: '256x128', learning_rate: 0.001, accuracy: 0.97, failed: false },
  { activation: 'tanh', hidden: 'none', learning_rate: null, accuracy: 0.96, failed: true },
]

function matching(text: string): readonly number[] {
  const query = parseQuery(text, vocabulary)
  if (query.type === 'mistake') throw new Error(query.what)
  return rows.flatMap((row, i) => (query.test(row) ? [i] : []))
}

function mistakeOf(text: string): string {
  const query = parseQuery(text, vocabulary)
  return query.type === 'mistake' ? query.what : 'no mistake'
}

test.each([
  ['', [0, 1, 2, 3]],
  ['activation=relu', [0, 1]],
  ['activation=relu,tanh', [0, 1, 3]],
  ['activation!=relu', [2, 3]],
  ['!activation=relu', [2, 3]],
  ['activation~relu', [0, 1, 2]],
  ['activation="relu"', [0, 1]],
  ['learning_rate<=0.01', [0, 2]],
  ['learning_rate=1e-2', [0]],
  ['learning_rate>0.01', [1]],
  ['accuracy>0.97', [0]],
  ['hidden>100', [1]], // of two layers there is no one width
  ['hidden<=64', [0]],
  ['accuracy>=97%', [0, 2]],
  ['validation.accuracy<97%', [3]],
  ['failed', [1, 3]],
  ['!failed', [0, 2]],
  ['RELU', [0, 1, 2]],
  ['!relu', [3]],
  ['activation=relu learning_rate<=0.01 accuracy>0.97 !failed', [0]],
  ['activation=relu tanh', []],
])('%s', (text, expected) => {
  expect(matching(text)).toEqual(expected)
})

test('a row without a value meets no comparison, and differs from every value', () => {
  expect(matching('accuracy<=1')).toEqual([0, 2, 3])
  expect(matching('learning_rate!=0.01')).toEqual([1, 2, 3])
})

describe('what is wrong is said', () => {
  test.each([
    ['activatoin=relu', 'nothing is called activatoin; did you mean activation?'],
    ['lr=0.1', 'nothing is called lr; did you mean learning_rate?'],
    ['hiden=64', 'nothing is called hiden; did you mean hidden?'],
    ['tcaivation=relu', 'nothing is called tcaivation; did you mean activation?'],
    ['valid=1', 'nothing is called valid; there is validation.accuracy'],
    [
      'zzz=1',
      'nothing is called zzz; there is activation, hidden, learning_rate, accuracy, validation.accuracy',
    ],
    ['accuracy>', 'accuracy> has no value behind it'],
    ['accuracy>high', 'accuracy>high: a number must follow'],
    ['accuracy>0.9,0.8', 'accuracy>0.9,0.8: a number must follow'],
    ['accuracy>96', 'accuracy is a share, from 0 to 1: accuracy>96%?'],
    ['accuracy=0.9,96.5', 'accuracy is a share, from 0 to 1: accuracy=96.5%?'],
    ['relu !', '! stands alone: a word must follow it'],
  ])('%s', (text, what) => {
    expect(mistakeOf(text)).toBe(what)
  })
})

test('Tab completes the last word as far as all names agree, and what was chosen with the sign behind it', () => {
  expect(complete('act', vocabulary)).toBe('activation=')
  expect(complete('activation', vocabulary)).toBe('activation=')
  expect(complete('failed lea', vocabulary)).toBe('failed learning_rate=')
  expect(complete('acc', vocabulary)).toBe('accuracy') // of what was measured, one asks for more or less
  expect(complete('a', vocabulary)).toBe('ac')
  expect(complete('!fa', vocabulary)).toBe('!failed')
  expect(complete('x', vocabulary)).toBe('x')
  expect(complete('', vocabulary)).toBe('')
  expect(complete('activation=h', vocabulary)).toBe('activation=h') // a value is no name
})
