import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { schemaText } from '../../src/spec/json-schema.js'
import { mistakesOf } from './mistakes-of.js'
import { obeysSchema } from './schema-check.js'

test('the committed schema is the one that the tables make: npm run schema', () => {
  expect(readFileSync('schema/experiment.schema.json', 'utf8')).toBe(schemaText())
})

describe('the schema and the loader', () => {
  test.each([
    'name: a',
    'name: 너비',
    'name: a\nquestion: why?\nseeds: 3\nobjective: train.loss',
    'name: a\nmodel: { hidden: [], activation: { name: elu, alpha: 2 }, initializer: zeros }',
    'name: a\noptimizer: { name: sgd, momentum: 0.9, nesterov: true }',
    'name: a\nsweep:\nexclude:\ntraining:',
    'name: a\nsweep: { optimizer: [adam, { name: sgd, learning_rate: [1, 2], momentum: 0.9 }] }',
    'name: a\nsweep: { optimizer.learning_rate: [1, 0.1], model.hidden: [[], [1, 2]], dataset: [mnist] }',
    'name: a\nsweep: { schedule: [cosine, { name: step, decay_rate: [0.1] }] }\nexclude: [{ schedule: cosine }]',
    'name: a\nsweep: { optimizer: [adam, sgd] }\nexclude: [{ optimizer.name: sgd, model.hidden: [100] }]',
    'name: a\nseeds: [3, 1, 0]',
    'name: a\nmodel: { hidden: [2, 2], activation: [relu, { name: elu, alpha: 2 }], dropout: 0.5 }\nsave: best',
    'name: a\nmodel: { output: identity }\nloss: sum-of-squares\ngradient: numerical',
    'name: a\ntraining: { steps: 100, record_every: null, replacement: true, clip_norm: 1, patience: }',
    'name: a\nsweep: { model.activation: [relu, [relu]], training.clip_norm: [null, 1], training.replacement: [true] }',
  ])('both allow %j', text => {
    expect(mistakesOf(text)).toEqual([])
    expect(obeysSchema(text)).toBe(true)
  })

  test.each([
    'question: why?',
    'name: 2024',
    'name: a b',
    'name: .a',
    'name: a.',
    `name: ${'x'.repeat(65)}`,
    'name: a\noptimiser: adam',
    'name: a\ntraining: { epoch: 1 }',
    'name: a\ntraining: 3',
    'name: a\ndataset: mnst',
    'name: a\nmodel: { activation: rellu }',
    'name: a\nmodel: { activation: { name: relu, alpha: 1 } }',
    'name: a\nmodel: { hidden: 64 }',
    'name: a\nmodel: { hidden: [0] }',
    'name: a\nmodel: { hidden: [1.5] }',
    'name: a\noptimizer: { name: adam, momentum: 0.9 }',
    'name: a\noptimizer: { learning_rate: 1 }',
    'name: a\noptimizer: { name: sgd, learning_rate: [1, 2] }',
    'name: a\noptimizer: { name: sgd, learning_rate: 0 }',
    'name: a\noptimizer: { name: sgd, momentum: 1 }',
    'name: a\noptimizer: { name: sgd, nesterov: yes }',
    'name: a\ntraining: { epochs: "5" }',
    'name: a\ntraining: { epochs: 1_000 }',
    'name: a\ntraining: { validation: 1 }',
    'name: a\nsweep: { optimizer: adam }',
    'name: a\nsweep: { optimizer: [] }',
    'name: a\nsweep: { model.hidden: [64] }',
    'name: a\nsweep: { modle.hidden: [[64]] }',
    'name: a\nsweep: { optimizer.name: [sgd] }',
    'name: a\nsweep: { optimizer: [{ name: sgd, learning_rate: [] }] }',
    'name: a\nsweep: { optimizer.learning_rate: ["0.1"] }',
    'name: a\nexclude: { optimizer: adam }',
    'name: a\nexclude: [{}]',
    'name: a\nexclude: [{ optimizer: sdg }]',
    'name: a\nseeds: 0',
    'name: a\nseeds: [1, 1]',
    'name: a\nseeds: [-1]',
    'name: a\nseeds: []',
    'name: a\nobjective: accuracy',
    'name: a\nsave: all',
    'name: a\nmodel: { activation: [] }',
    'name: a\nmodel: { activation: [{ name: elu, alpha: [1, 2] }] }',
    'name: a\nmodel: { dropout: 1 }',
    'name: a\nmodel: { output: linear }',
    'name: a\ntraining: { clip_norm: none }',
    'name: a\ntraining: { steps: 1.5 }',
    'name: a\ntraining: { replacement: yes }',
    'name: a\ntraining: { label_smoothing: null }',
  ])('both refuse %j', text => {
    expect(mistakesOf(text)).not.toEqual([])
    expect(obeysSchema(text)).toBe(false)
  })
})
