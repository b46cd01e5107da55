import { describe, expect, test } from 'vitest'
import { configurationColumns, constantsOf, varyingColumns } from '../../src/domain/configuration-columns.js'
import type { Configuration } from '../../src/domain/trial.js'
import { loadExperiment } from '../../src/spec/load.js'
import { expand } from '../../src/sweep/expand.js'

const configurations = (text: string): readonly Configuration[] =>
  expand(loadExperiment(`name: a\n${text}`, { file: 'x.yaml' })).trials.map(trial => trial.configuration)

/** What a configuration has in the columns of these names. */
const cells = (text: string, names: readonly string[]) =>
  configurations(text).map(configuration =>
    names.map(name =>
      configurationColumns([configuration])
        .find(column => column.name === name)!
        .value(configuration),
    ),
  )

describe('the columns of a configuration', () => {
  test('write an activation for each layer as one text, with what its hyperparameters are', () => {
    const sweep = `model: { hidden: [8, 4] }
sweep: { model.activation: [relu, [relu, tanh], [{ name: leaky-relu, negative_slope: 0.1 }, elu]] }`
    expect(cells(sweep, ['activation']).flat()).toEqual([
      'relu',
      'relu+tanh',
      'leaky-relu(negative_slope=0.1)+elu(alpha=1)',
    ])
    expect(varyingColumns(configurations(sweep)).map(({ name }) => name)).toEqual(['activation'])
  })

  test('say how long the training is in passes or in updates, never in both', () => {
    expect(cells('training: { epochs: 4 }', ['epochs', 'steps', 'record_every'])).toEqual([[4, null, null]])
    expect(cells('training: { steps: 1000, record_every: 60 }', ['epochs', 'steps', 'record_every'])).toEqual(
      [[null, 1000, 60]],
    )
  })

  test('are constants worth a word only where the thing is used', () => {
    const names = (text: string) => constantsOf(configurations(text)).map(({ name }) => name)
    const optional = [
      'output',
      'dropout',
      'gradient',
      'clip_norm',
      'label_smoothing',
      'replacement',
      'patience',
    ]
    expect(names('').filter(name => optional.includes(name))).toEqual([])
    expect(names('').filter(name => ['min_delta', 'steps', 'record_every'].includes(name))).toEqual([])
    const used = `model: { output: sigmoid, dropout: 0.5 }
loss: mean-squared-error
gradient: numerical
training: { clip_norm: 1, label_smoothing: 0.1, replacement: true, patience: 2 }`
    expect(
      names(used)
        .filter(name => optional.includes(name))
        .sort(),
    ).toEqual([...optional].sort())
  })
})
