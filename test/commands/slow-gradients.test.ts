import { describe, expect, test } from 'vitest'
import { refuseSlowGradients, slowGradientLines } from '../../src/commands/slow-gradients.js'
import { UserError } from '../../src/domain/errors.js'
import { loadExperiment } from '../../src/spec/load.js'
import { expand } from '../../src/sweep/expand.js'

const planOf = (text: string) => expand(loadExperiment(`name: a\n${text}`, { file: 'x.yaml' }))

const NOTEBOOK = `
model: { hidden: [50] }
gradient: numerical
training: { steps: 10000, batch_size: 100 }
seeds: 3`

describe('training with numerical gradients', () => {
  test('is refused with a forecast, and with what to do instead, where it would take days', () => {
    let mistakes: UserError['mistakes'] = []
    try {
      refuseSlowGradients(planOf(NOTEBOOK))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      mistakes = error.mistakes
    }
    expect(mistakes.map(({ code }) => code)).toEqual(['gradient-too-slow'])
    expect(mistakes[0]!.what).toMatch(/39,760 parameters, 79,520 forward passes a step, about [\d,]+ days$/)
    expect(mistakes[0]!.fix).toMatch(/backpropagation.*--force/)
  })

  test('is let through where it is small, and everything else is', () => {
    const small = 'model: { hidden: [] }\ngradient: numerical\ntraining: { steps: 1, batch_size: 1 }'
    expect(() => refuseSlowGradients(planOf(small))).not.toThrow()
    expect(() => refuseSlowGradients(planOf('model: { hidden: [4096] }'))).not.toThrow()
  })

  test('is told of once for all trials that cost the same, the longest first', () => {
    const lines = slowGradientLines(
      planOf(`${NOTEBOOK}\nsweep: { model.hidden: [[5], [50]], model.activation: [sigmoid, relu] }`),
      () => 1e9,
    )
    // Two activations and three seeds each. 784 x 5 + 5 + 5 x 10 + 10 = 3,985 parameters.
    expect(lines).toEqual([
      expect.stringMatching(
        /^39,760 parameters, 79,520 forward passes a step, about .*, for each of 6 trials$/,
      ),
      expect.stringMatching(
        /^3,985 parameters, 7,970 forward passes a step, about .*, for each of 6 trials$/,
      ),
    ])
    expect(slowGradientLines(planOf('seeds: 2'), () => 1e9)).toEqual([])
  })
})
