// Command lines of random words, options and values: each is answered, and nothing is made outside the folder of the runs.
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { folderWith } from '../end-to-end/bench.js'
import { FUZZ_TIMEOUT, fuzz } from './fuzz.js'
import { answerOf } from './in-process.js'
import { filesBelow } from './program.js'

const commands = [
  'run',
  'resume',
  'plan',
  'list',
  'show',
  'watch',
  'compare',
  'verify',
  'data',
  'explain',
  'gradcheck',
  'summary',
  'evaluate',
  'predict',
]
const options = [
  ...[
    '--workers',
    '--resume',
    '--extend',
    '--reuse',
    '--accept-version',
    '--retry-failed',
    '--force',
    '--set',
    '--seeds',
    '--runs-dir',
    '--data-dir',
    '--reporter',
    '--csv-delimiter',
    '--csv-bom',
    '--all',
  ],
  ...[
    '--no-forecast',
    '--json',
    '--trials',
    '--trial',
    '--split',
    '--index',
    '--count',
    '--class',
    '--images',
    '--labels',
  ],
  ...[
    '--first',
    '--examples',
    '--parameters',
    '--tolerance',
    '--dataset',
    '--activation',
    '--output',
    '--loss',
    '--format',
  ],
  ...[
    '--by',
    '--metric',
    '--no-runs-dir',
    '--no-class',
    '--no-set',
    '--runs-dir.x',
    '--set.x',
    '--read-only',
  ],
  ...['--batch-size', '--mistakes', '--ascii', '--', '-', '--no', '--constructor', '--__proto__', '-x'],
]
const values = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1.5',
    '1e999',
    'NaN',
    '99999999999999999999',
    'true',
    'null',
    'list',
    'latest',
    '../..',
    '/dev/null',
  ],
  ...[
    'model.hidden=[1]',
    'x=',
    '=x',
    '=',
    'optimizer={',
    'name=../../x',
    '__proto__.x=1',
    'adam',
    'relu',
    'test',
    'json',
  ],
  ...[
    '\u001b[2J',
    '\u009b31m',
    'a\nb',
    '한국어',
    '\ud800',
    'x'.repeat(5000),
    '--',
    ';',
    'mnist-10k',
    'bad.yaml',
    'none.npz',
  ],
]

/** A command, mostly a real one, with words, options and values behind it. */
const commandLines = fc.tuple(
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...commands) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  ),
  fc.array(
    fc.oneof(
      fc.constantFrom(...options),
      fc.constantFrom(...values),
      fc.tuple(fc.constantFrom(...options), fc.constantFrom(...values)).map(pair => pair.join('=')),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 6 },
  ),
)

describe('a command line', () => {
  test(
    'of random words is answered, with exit code 0 or 2',
    async () => {
      const cwd = folderWith({ 'bad.yaml': 'name: bad\nmodel: { hidden: [0] }\n' })
      await fuzz(commandLines, 100, async ([command, words]) => {
        await answerOf(cwd, command, ...words)
        expect(filesBelow(cwd)).toEqual([join(cwd, 'bad.yaml')])
      })
    },
    FUZZ_TIMEOUT,
  )

  test('may not reach into prototypes', async () => {
    const cwd = folderWith({ 'a.yaml': 'name: a\n' })
    for (const path of ['__proto__.polluted', 'constructor.prototype.polluted', 'model.__proto__.polluted']) {
      const { code } = await answerOf(cwd, 'plan', 'a.yaml', '--set', `${path}=1`, '--no-forecast')
      expect(code).toBe(2)
    }
    await answerOf(cwd, 'list', '--__proto__.polluted=1', '--constructor.prototype.polluted=1')
    expect(({} as Record<string, unknown>)['polluted']).toBe(undefined)
  })
})
