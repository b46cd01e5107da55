import { describe, expect, test } from 'vitest'
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
    const { code, stdout } = await start(folderWith(), [command, '--help'], { COLUMNS: '60' }).ended
    expect(code).toBe(0)
    expect(stdout.slice(stdout.indexOf('Examples:'))).toContain(`bench ${command}`)
    expect(stdout.split('\n').filter(line => line.length > 60)).toEqual([])
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
      bench(cwd, 'explain'),
      bench(cwd, 'explain', 'losses'),
      bench(cwd, 'explain', 'loss'),
    ])
    expect(all.stdout).toContain('optimizers')
    expect(plural.stdout).toContain('cross-entropy')
    expect(singular.stdout).toContain(plural.stdout)
  })

  test('gives equation, defaults and source of an entry, with or without its table', async () => {
    const cwd = folderWith()
    const [alone, inTable] = await Promise.all([
      bench(cwd, 'explain', 'adam'),
      bench(cwd, 'explain', 'optimizers', 'adam'),
    ])
    expect(alone.stdout).toBe(inTable.stdout)
    for (const text of [
      'Kingma and Ba 2015',
      'beta_1          0.9',
      'sqrt(v) + epsilon',
      'at least 0 and below 1',
    ]) {
      expect(alone.stdout).toContain(text)
    }
  })

  test('finds the entries that have a hyperparameter', async () => {
    const { stdout } = await bench(folderWith(), 'explain', 'epsilon')
    expect(stdout.match(/^\S+ \(optimizers\)$/gm)).toEqual([
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
  const { stdout } = await bench(cwd, 'summary', 'a.yaml')
  // 784*50 + 50 + 50*10 + 10; 785*512 + 513*10; 785*50 + 51*100 + 101*10; 785*10
  for (const total of ['39,760', '407,050', '45,360', '7,850'])
    expect(stdout).toContain(`total ${total} parameters`)
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
      [1, 2].map(() => bench(cwd, 'plan', 'small.yaml', '--no-forecast', '--workers', '2')),
    )
    expect(plans[0]!.stdout).toBe(plans[1]!.stdout)
  })
})
