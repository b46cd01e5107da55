import { describe, expect, test } from 'vitest'
import { datasets } from '../../src/data/datasets.js'
import { loadExperiment } from '../../src/spec/load.js'
import { calibrate } from '../../src/trainer/calibrate.js'
import { numericalCost, referenceRate } from '../../src/trainer/numerical-cost.js'
import { tinyDataset } from '../tiny.js'

const NOTEBOOK = `
name: a
dataset: mnist
model: { hidden: [50] }
gradient: numerical
objective: test.accuracy
training: { steps: 10000, record_every: 600, replacement: true, batch_size: 100, validation: 0 }`
const { fixed } = loadExperiment(NOTEBOOK, { file: 'x.yaml' })

describe('the cost of numerical gradients', () => {
  test('is two forward passes for each of 39,760 parameters in every step, and one for what it measures', () => {
    expect(numericalCost(fixed, datasets.mnist)).toEqual({
      parameters: 39_760,
      forwardPassesPerStep: 79_520,
      // 784 x 50 + 50 x 10 = 39,700 weights, and 784 inputs worth 13 each: 49,892. 10,000 steps of 79,521 passes over 100 examples;
      // 17 records of 60,000 + 10,000.
      work: (10_000 * 79_521 * 100 + 17 * 70_000) * 49_892,
    })
  })

  test('by passes measures what is held out, and not what is trained on', () => {
    const training = {
      ...fixed.training,
      steps: null,
      record_every: null,
      replacement: false,
      epochs: 2,
      validation: 0.1,
    }
    const { work } = numericalCost({ ...fixed, training }, datasets.mnist)
    // 54,000 examples in batches of 100: 540 steps a pass; 6,000 + 10,000 measured.
    expect(work).toBe((2 * 540 * 79_521 * 100 + 2 * 16_000) * 49_892)
  })

  test('is timed by the median of the passes after the first third of the time', () => {
    let ms = 0
    const durations = [40, 9, 2, 4, 3, 30, 5, 4]
    const clock = () => {
      const now = ms
      ms += durations.shift() ?? 3
      return now
    }
    // 49 ms are over a third of 120. Then 2, 4, 3, 30, 5, 4 and, up to 120, eight of 3: the median of fourteen is 3.
    // 2 examples of 49,892 each in 3 ms.
    expect(referenceRate(clock, 120)).toBeCloseTo(99_784 / 0.003, 0)
  })

  test('is the forecast of such a trial, beside those that are measured', () => {
    const tiny = { ...fixed, model: { ...fixed.model, hidden: [5] } }
    const [seconds] = calibrate({
      configurations: [{ ...tiny, training: { ...tiny.training, steps: 10, record_every: 10 } }],
      datasetOf: () => tinyDataset(),
      countsOf: () => ({ train: 120, test: 60 }),
      makeEngine: () => {
        throw new Error('nothing is to be trained')
      },
      referenceRate: () => 1e6,
      nowMs: () => 0,
      budgetMs: 10,
    })
    // 16 x 5 + 5 x 3 = 95 weights and 16 inputs of 13 each: 303; 103 parameters; batches of 100; one record of 120 + 60.
    expect(seconds).toBeCloseTo(((10 * 207 * 100 + 180) * 303) / 1e6, 9)
  })
})
