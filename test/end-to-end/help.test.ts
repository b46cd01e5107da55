import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { answerAt, answerOf } from '../hostile/in-process.js'
import { longTest } from '../long.js'
import { bench, folderWith, smallSweep, start } from './bench.js'

const commands = [
  'run',
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

test('bench --help names every command', async () => {
  const { code, stdout } = await bench(folderWith(), '--help')
  expect(code).toBe(0)
  for (const command of commands) expect(stdout).toContain(`bench ${command} `)
})

describe.each(commands)('bench %s --help', command => {
  test('has an example, and no line that is wider than the terminal', async () => {
    const said = vi.spyOn(console, 'log').mockReturnValue() // where yargs writes it
    onTestFinished(() => said.mockRestore())
    expect((await answerAt(60, folderWith(), command, '--help')).code).toBe(0)
    const out = said.mock.calls.join('\n')
    expect(out.slice(out.indexOf('Examples:'))).toContain(`bench ${command}`)
    expect(out.split('\n').filter(line => line.length > 60)).toEqual([])
  })
})

longTest.each([[[]], [['run']], [['compare']]])(
  'the help of bench %j has the same words at every width, and no line is wider',
  async words => {
    const cwd = folderWith()
    const [narrow, usual, wide, unknown] = await Promise.all(
      ['60', '80', '120', ''].map(COLUMNS => start(cwd, [...words, '--help'], { COLUMNS }).ended),
    )
    // Wider than 110 no text is easy to read; of a pipe nobody knows the width, and 80 fit everywhere.
    for (const [{ stdout }, width] of [
      [narrow!, 60],
      [usual!, 80],
      [wide!, 110],
    ] as const) {
      expect(wordsOf(stdout)).toEqual(wordsOf(usual!.stdout))
      expect(Math.max(...stdout.split('\n').map(line => line.length))).toBeLessThanOrEqual(width)
    }
    expect(unknown!.stdout).toBe(usual!.stdout)
  },
)

/** Sorted, because what stands in two columns is broken elsewhere. */
function wordsOf(text: string): readonly string[] {
  return text.match(/[^\s[\]]+/g)!.sort()
}

describe('bench explain', () => {
  test('lists the tables, then the entries of one, in the plural or the singular', async () => {
    const cwd = folderWith()
    const [all, plural, singular] = await Promise.all([
      answerOf(cwd, 'explain'),
      answerOf(cwd, 'explain', 'losses'),
      answerOf(cwd, 'explain', 'loss'),
    ])
    expect(all.out).toContain('optimizers')
    expect(plural.out).toContain('cross-entropy')
    expect(singular.out).toContain(plural.out)
  })

  test('gives equation, defaults and source of an entry, with or without its table', async () => {
    const cwd = folderWith()
    const [alone, inTable] = await Promise.all([
      answerOf(cwd, 'explain', 'adam'),
      answerOf(cwd, 'explain', 'optimizers', 'adam'),
    ])
    expect(alone.out).toBe(inTable.out)
    for (const text of [
      'Kingma and Ba 2015',
      'beta_1          0.9',
      'sqrt(v) + epsilon',
      'at least 0 and below 1',
    ]) {
      expect(alone.out).toContain(text)
    }
  })

  test('finds the entries that have a hyperparameter', async () => {
    const { out } = await answerOf(folderWith(), 'explain', 'epsilon')
    expect(out.match(/^\S+ \(optimizers\)$/gm)).toEqual([
      'adagrad (optimizers)',
      'rmsprop (optimizers)',
      'adam (optimizers)',
      'adamw (optimizers)',
    ])
  })
})

test('bench summary counts parameters as Keras does', async () => {
  const cwd = folderWith({
    'a.yaml': 'name: a\ndataset: mnist\nsweep: { model.hidden: [[50], [512], [50, 100], []] }\n',
  })
  const { out } = await answerOf(cwd, 'summary', 'a.yaml')
  // 784*50 + 50 + 50*10 + 10; 785*512 + 513*10; 785*50 + 51*100 + 101*10; 785*10
  for (const total of ['39,760', '407,050', '45,360', '7,850'])
    expect(out).toContain(`total ${total} parameters`)
})

describe('bench plan', () => {
  test('says what would be trained and how long it would take, and trains nothing', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    const { code, stdout } = await bench(cwd, 'plan', 'small.yaml', '--workers', '2', '--all')
    expect(code).toBe(0)
    expect(stdout).toContain('12: 6 configurations with 2 seeds each')
    expect(stdout).toContain('relu, tanh')
    expect(stdout).toMatch(/time +about .* on 2 workers/)
    expect(stdout).toMatch(/disk +about \d+ kB/)
    expect(stdout.match(/^t[0-9a-f]{12} /gm)).toHaveLength(12)
  })

  test('is the same each time but for the forecast', async () => {
    const cwd = folderWith({ 'small.yaml': smallSweep })
    const plans = await Promise.all(
      [1, 2].map(() => answerOf(cwd, 'plan', 'small.yaml', '--no-forecast', '--workers', '2')),
    )
    expect(plans[0]!.out).toBe(plans[1]!.out)
  })
})
