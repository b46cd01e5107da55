// Texts that mean harm, or nothing at all: each gets a clear answer, quickly, and nothing but a UserError is ever thrown.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/domain/errors.js'
import { loadExperiment } from '../../src/spec/load.js'
import { mistakesOf, summaryOf } from '../spec/mistakes-of.js'
import { FUZZ_TIMEOUT, fuzz } from './fuzz.js'

const codes = (text: string) => mistakesOf(text).map(({ code }) => code)

describe('a hostile text', () => {
  test('that is larger than any experiment is refused', () => {
    expect(codes(`name: a\n# ${'x'.repeat(262_144)}`)).toEqual(['file-too-large'])
  })

  test.each([
    ['flow lists', `name: ${'['.repeat(50_000)}`],
    ['flow maps', `name: ${'{a: '.repeat(20_000)}`],
    ['block lists', '- '.repeat(50_000)],
    ['explicit keys', '? '.repeat(50_000)],
    ['block maps', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ])('that nests %s without end is refused where it becomes too deep', (_, text) => {
    expect(codes(text)).toEqual(['nested-too-deeply'])
  })

  test('whose aliases unfold to a billion values is refused before they do', () => {
    const lists = Array.from({ length: 9 }, (_, i) => {
      const ten = Array(10).fill(i === 0 ? 'lol' : `*l${i - 1}`)
      return `l${i}: &l${i} [${ten.join(', ')}]`
    })
    expect(codes(['name: a', ...lists].join('\n'))).toEqual(['too-many-aliases'])
  })

  test('that makes a sweep of ten billion trials is counted and refused, not expanded', () => {
    const hundred = `[${Array.from({ length: 100 }, (_, i) => (i + 1) / 1000).join(', ')}]`
    // 100^5 values of one entry: the lists inside it are counted as well.
    const entry = ['learning_rate', 'beta_1', 'beta_2', 'epsilon', 'weight_decay'].map(
      h => `${h}: ${hundred}`,
    )
    const found = mistakesOf(`name: a\nsweep:\n  optimizer: [{ name: adamw, ${entry.join(', ')} }]`)
    expect(found.map(({ code, at }) => `${code} ${at}`)).toEqual(['sweep-too-large 3:3 optimizer'])
    expect(found[0]!.mistake.what).toBe('the sweep has 10,000,000,000 trials')
  })

  test('with thousands of keys in a map takes a second, not ten', () => {
    const keys = Array.from({ length: 23_000 }, (_, i) => ` k${i}: 1`).join('\n')
    const before = process.cpuUsage()
    expect(codes(`name: a\nquestion:\n${keys}`)).toEqual(['wrong-type'])
    const { user, system } = process.cpuUsage(before)
    // Comparing each key with all others, as the YAML library does by itself, takes eight seconds of processor time.
    expect((user + system) / 1e6).toBeLessThan(5)
  })

  test('with control characters in a name is refused', () => {
    expect(summaryOf('name: "a\\e[2Jb"')).toEqual(['bad-name 1:7 "a\\e[2Jb"'])
  })

  test('that says nothing is empty', () => {
    for (const text of ['', '\n\n', '# a comment\n', '---\n', '~', '\uFEFF'])
      expect(codes(text), JSON.stringify(text)).toEqual(['not-an-experiment'])
  })
})

const VALID = `name: width-or-activation # a comment
question: "Does width matter?"
dataset: mnist
model: { hidden: [100, 50], activation: { name: elu, alpha: 0.5 } }
optimizer:
  name: sgd
  momentum: 0.9
training: &t { epochs: 5, validation: 0.2 }
sweep:
  model.hidden: [[64], [], [256, 128]]
  optimizer:
    - { name: adam, beta_1: [0.9, 0.95] }
    - sgd
  training.l2: [0, 1e-4]
exclude: [{ model.hidden: [64], optimizer: adam }]
seeds: [1, 2]
objective: validation.accuracy
`

/** Bits of the language, to be put where they do not belong. */
const scraps = fc.constantFrom(
  ...[
    '[',
    ']',
    '{',
    '}',
    ': ',
    '- ',
    ',',
    '"',
    "'",
    '&a ',
    '*a',
    '*t',
    '!x ',
    '|\n',
    '>',
    '?',
    '%',
    '@',
    '\t',
    '\n',
    '\r',
    '---\n',
  ],
  ...[
    '...',
    '<<: ',
    '#',
    '~',
    'null',
    '.nan',
    '-1',
    '1e999',
    '1_000',
    '"1"',
    'true',
    '\u0000',
    '\u202e',
    '😀',
    '\uFEFF',
    '\ud800',
  ],
  ...[
    'name',
    'sweep',
    'optimizer',
    'adam',
    'sgd',
    'constructor',
    '__proto__',
    'toString',
    'model.hidden',
    '[[1]]',
    '[]',
    '{}',
  ],
)

/** A piece of a text, from a to b, taken out for another. */
const mutated = fc
  .array(
    fc.tuple(
      fc.nat(VALID.length),
      fc.nat(12),
      fc.oneof(scraps, fc.string({ maxLength: 4 }), fc.constant('')),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map(changes =>
    changes.reduce((text, [at, cut, scrap]) => text.slice(0, at) + scrap + text.slice(at + cut), VALID),
  )

function expectOnlyMistakes(text: string, overrides: readonly string[] = []): void {
  try {
    loadExperiment(text, { file: 'x.yaml', overrides })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    expect(error.mistakes.length).toBeGreaterThan(0)
    for (const { where } of error.mistakes) {
      const { line, column, length, excerpt, file } = where!
      const source = file === 'x.yaml' ? text : `--set ${overrides[0]}`
      expect(source.split(/\r\n|\r|\n/)[line - 1]).toBe(excerpt)
      expect(column).toBeGreaterThanOrEqual(1)
      expect(column).toBeLessThanOrEqual(excerpt.length + 1)
      expect(length).toBeGreaterThanOrEqual(1)
      expect(column + length).toBeLessThanOrEqual(Math.max(excerpt.length, column) + 1)
    }
  }
}

describe('whatever the text is', () => {
  test('a valid file loads', () => {
    expect(mistakesOf(VALID)).toEqual([])
  })

  test(
    'a valid file with random damage loads or is refused, with places inside the text',
    async () => {
      await fuzz(mutated, 200, text => expectOnlyMistakes(text))
    },
    FUZZ_TIMEOUT,
  )

  test(
    'random text is refused',
    async () => {
      await fuzz(fc.string({ unit: 'binary', maxLength: 200 }), 300, text => expectOnlyMistakes(text))
    },
    FUZZ_TIMEOUT,
  )

  test(
    'random overrides of a valid file load or are refused',
    async () => {
      const path = fc.constantFrom(
        'optimizer',
        'optimizer.name',
        'model',
        'sweep',
        'sweep.optimizer',
        'seeds',
        'exclude',
        'x',
        '',
      )
      const value = fc.array(scraps, { maxLength: 4 }).map(parts => parts.join(''))
      await fuzz(fc.tuple(path, value), 200, ([key, text]) => expectOnlyMistakes(VALID, [`${key}=${text}`]))
    },
    FUZZ_TIMEOUT,
  )
})
