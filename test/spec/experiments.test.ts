// The files that people copy: every one loads, holds to the schema and tells an editor of it.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/domain/errors.js'
import { mistakesText } from '../../src/report/mistakes.js'
import { loadExperiment } from '../../src/spec/load.js'
import { expand } from '../../src/sweep/expand.js'
import { obeysSchema } from './schema-check.js'

/** The files that come with the project, each with its number of trials. A user's own may stand beside them. */
const shipped = {
  'notebooks/fashion-100-sgd.yaml': 5, // one configuration with five seeds, as all of the notebooks' systems
  'notebooks/mnist-50-100-adam.yaml': 5,
  'notebooks/mnist-50-adam.yaml': 5,
  'notebooks/mnist-50-sgd-steps.yaml': 5,
  'notebooks/mnist-512-rmsprop.yaml': 5,
  'optimizers.yaml': 46, // ((3 + 4 + 2 + 3) x 2 schedules - 1 excluded) x 2 seeds
  'quickstart.yaml': 40, // 2 x 2 x 2 configurations, 5 seeds
  'width-or-activation.yaml': 27, // 3 x 3 configurations, 3 seeds
}
const files = Object.keys(shipped)
const read = (file: string) => readFileSync(`experiments/${file}`, 'utf8')

describe.each(files)('experiments/%s', file => {
  test('loads, and is called as its file', () => {
    expect(loadExperiment(read(file), { file }).name).toBe(basename(file, '.yaml'))
  })

  test('asks a question', () => {
    expect(loadExperiment(read(file), { file }).question).toMatch(/\?$/)
  })

  test('names the schema in its first line, and holds to it', () => {
    const [first] = read(file).split('\n')
    const [, schema] = /^# yaml-language-server: \$schema=(.*)$/.exec(first!)!
    expect(join('experiments', dirname(file), schema!)).toBe(join('schema', 'experiment.schema.json'))
    expect(obeysSchema(read(file))).toBe(true)
  })
})

test("every file of the notebooks' folder is one of these", () => {
  const found = readdirSync('experiments/notebooks').filter(name => name.endsWith('.yaml'))
  expect(found.map(name => `notebooks/${name}`).sort()).toEqual(
    files.filter(file => file.startsWith('notebooks/')),
  )
})

describe('the examples', () => {
  test('are as many trials as their comments say', () => {
    const trials = Object.fromEntries(
      files.map(file => [file, expand(loadExperiment(read(file), { file })).trials.length]),
    )
    expect(trials).toEqual(shipped)
  })
})

test('a file with three mistakes shows all three, as text, with line and column', () => {
  const text = readFileSync('test/fixtures/spec/three-mistakes.yaml', 'utf8')
  let shown = ''
  try {
    loadExperiment(text, { file: 'experiments/three-mistakes.yaml' })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    shown = mistakesText(error.mistakes)
  }
  expect(shown).toBe(readFileSync('test/fixtures/spec/three-mistakes.txt', 'utf8'))
})
