import { describe, expect, test } from 'vitest'
import { explain } from '../../src/commands/explain.js'
import { topicTables } from '../../src/commands/explain-topics.js'
import { optimizerForms } from '../../src/commands/optimizer-forms.js'
import { activations } from '../../src/core/activations.js'
import { type Optimizer, optimizers } from '../../src/core/optimizers.js'
import { asciiSigns } from '../../src/report/signs.js'
import { loadExperiment } from '../../src/spec/load.js'
import { mistakeOf } from '../models/networks.js'
import { capture } from './capture.js'

async function explained(
  table?: string,
  entry?: string,
  env: Readonly<Record<string, string>> = {},
  columns: number | null = null,
) {
  const { context, out } = capture('/', columns)
  const args = { ...(table === undefined ? {} : { table }), ...(entry === undefined ? {} : { entry }) }
  await explain(args, { ...context, env: { ...context.env, ...env } })
  return out()
}

describe('bench explain optimizer momentum', () => {
  test('shows equation, defaults, source, where it is written and its path down a valley', async () => {
    const text = await explained('optimizer', 'momentum')
    expect(text).toContain('velocity <- momentum velocity - learning_rate g\n')
    expect(text).toContain('w <- w + velocity\n')
    expect(text).toContain('Polyak 1964')
    expect(text).toContain('optimizer: { name: sgd, momentum: 0.9 }')
    expect(text).toMatch(/learning_rate +0\.01 +above 0/)
    // From (-7, 2), 30 steps by the form of the notes; test/library/notebook-optimizers.test.ts works them.
    expect(text).toContain('from ○ at (-7, 2) to (0.90, 0.09); + is the lowest point')
    expect(text).toMatch(/[\u2801-\u28ff]/)
  })

  test('is drawn in ASCII where there is no more', async () => {
    expect(await explained('optimizer', 'nesterov', { BENCH_ASCII: '1' })).toMatch(/^[\n\x20-\x7e]*$/)
  })

  test('is found without its table too, before the entries that have such a hyperparameter', async () => {
    const text = await explained('momentum')
    expect(text.match(/^\S+ \(optimizers\)$/gm)).toEqual([
      'momentum (optimizers)',
      'sgd (optimizers)',
      'rmsprop (optimizers)',
    ])
  })
})

test.each(Object.entries(optimizerForms))(
  'the form %s is an entry of the table with values that it has',
  (_, form) => {
    const entry: Optimizer = optimizers[form.entry]
    expect(Object.keys(entry.hyperparameters)).toEqual(expect.arrayContaining(Object.keys(form.values)))
  },
)

test('every activation and every optimizer has a chart of the size of the others', () => {
  const drawn = { activations: 10, optimizers: 13 } // a caption, the plot, the axis; for optimizers the ends as well
  for (const [table, lines] of Object.entries(drawn)) {
    const { topics, forms } = topicTables[table]!
    for (const { chart } of Object.values({ ...topics, ...forms })) {
      const shown = chart!(asciiSigns)
      expect(shown).toHaveLength(lines)
      for (const line of shown) expect(line.length).toBeLessThanOrEqual(90)
    }
  }
  expect(Object.keys(topicTables['activations']!.topics)).toEqual(Object.keys(activations))
})

test('the chart of an activation runs from its lowest to its highest value', async () => {
  const text = await explained('activation', 'relu', { BENCH_ASCII: '1' })
  const plot = text.split('\n').filter(line => line.includes('|'))
  expect(plot[0]).toMatch(/^ +4 \|.*\*$/)
  expect(plot.at(-1)).toMatch(/^ +0 \|\*{20,}/)
})

test('at a terminal no line of words is wider than it, and no word is lost', async () => {
  for (const [table, entry] of [
    [],
    ['optimizers'],
    ['errors'],
    ['keys'],
    ['adam'],
    ['training.record_every'],
  ]) {
    const [anyWidth, narrow] = await Promise.all([explained(table, entry), explained(table, entry, {}, 60)])
    const [all, shown] = [anyWidth, narrow].map(text => text.split('30 steps on')[0]!) // not the chart
    expect(shown!.split('\n').filter(line => line.length > 60)).toEqual([])
    expect(shown!.match(/\S+/g)!.sort()).toEqual(all!.match(/\S+/g)!.sort())
  }
})

test('a table says how its entries are written in a file, where they are written alike', async () => {
  expect(await explained('optimizers')).toContain('\nin an experiment file: optimizer: sgd\n')
  expect(await explained('keys')).not.toContain('in an experiment file')
  expect(await explained('errors')).not.toContain('in an experiment file')
})

describe('a key of the file', () => {
  const keys = topicTables['keys']!.topics
  const paths = ['name', 'question', 'sweep', 'exclude', 'seeds', 'objective', 'save', 'training.patience']

  test.each(paths)('%s is a topic with help and an example', key => {
    expect(keys[key]!.summary).not.toBe('')
    expect(keys[key]!.facts['in a file']).toContain(`${key.split('.').at(-1)}: `)
  })

  test('is explained by its name, with what it is for, its default, its range and where it is written', async () => {
    expect((await explained('patience')).split('\n')).toEqual([
      'training.patience (keys)',
      expect.stringContaining('epochs without a better validation loss'),
      '  default    null',
      '  range      at least 1 and at most 10000, an integer; or null',
      '  in a file  training: { patience: 5 }',
      '  typed      --set training.patience=5',
      '',
    ])
    expect(await explained('keys', 'patience')).toBe(await explained('training.patience'))
  })

  test.each(['clip_norm', 'batch_size', 'epochs', 'save', 'seeds', 'validation', 'hidden', 'retries'])(
    '%s is found',
    async name => {
      expect(await explained(name)).toContain('(keys)')
    },
  )

  test('that means nothing alone is shown with what it needs', async () => {
    expect(await explained('record_every')).toContain('training: { steps: 10000, record_every: 600 }')
  })

  test('that leads to a table says so', async () => {
    expect(await explained('keys', 'optimizer')).toContain('see        bench explain optimizers')
  })
})

describe('a word of another library', () => {
  test.each([
    ['validation_split', 'did you mean "training.validation"?'],
    ['early_stopping', 'did you mean "training.patience"?'],
    ['hinge', 'for classes take cross-entropy'],
    ['binary_crossentropy', 'write cross-entropy'],
    ['shuffle', 'batches are always shuffled'],
  ])('%s: %s', async (word, fix) => {
    const { fix: said } = await mistakeOf(() => explained(word))
    expect(said).toContain(fix)
  })
})

test('what can be typed to set a key is an override without a mistake', () => {
  for (const { facts } of Object.values(topicTables['keys']!.topics)) {
    const [, override] = /^--set '?([^']*)'?$/.exec(facts['typed'] ?? '') ?? []
    const beside = /record_every|min_delta/.test(override ?? '')
      ? ['training.steps=100000', 'training.patience=5']
      : []
    if (override !== undefined)
      expect(
        () => loadExperiment('name: a\n', { file: 'a', overrides: [...beside, override] }),
        override,
      ).not.toThrow()
  }
})

test('what is said to be written in a file can be: each use is an experiment without a mistake', () => {
  const uses = Object.values(topicTables).flatMap(({ topics, forms }) =>
    Object.values({ ...topics, ...forms }).flatMap(({ facts }) => facts['in a file'] ?? []),
  )
  expect(uses.length).toBeGreaterThan(30)
  for (const use of uses) {
    const text = /^name: /.test(use) ? use : `name: a\n${use}`
    const output = /output: (sigmoid|identity)/.test(use) ? 'loss: sum-of-squares\n' : ''
    const step = use.includes('activation: step') // for forward passes only
    const axes = use.startsWith('exclude: ')
      ? 'sweep: { model.activation: [relu, tanh], optimizer: [sgd, adam] }\n'
      : ''
    const load = () => loadExperiment(`${output}${axes}${text}\n`, { file: 'a.yaml' })
    if (step) expect(load).toThrow()
    else expect(load, use).not.toThrow()
  }
})
