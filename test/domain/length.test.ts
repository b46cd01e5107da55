import { describe, expect, test } from 'vitest'
import { epochsOf, heldOut, lengthOf, stepsPerPass } from '../../src/domain/length.js'
import { plainTraining } from '../tiny.js'

describe('the length of a training', () => {
  test('by passes is as many updates as the passes have: 48,000 of 60,000 examples in batches of 100 are 480', () => {
    const training = { ...plainTraining, epochs: 3, batch_size: 100 }
    expect(stepsPerPass(training, 60_000)).toBe(480)
    expect(lengthOf(training, 480)).toEqual({ steps: 1440, stretch: 480, epochs: 3 })
  })

  test('by steps is divided by the records: 10,000 in stretches of 600 are 16 and a last one of 400', () => {
    const training = { ...plainTraining, steps: 10_000, record_every: 600 }
    expect(lengthOf(training, 480)).toEqual({ steps: 10_000, stretch: 600, epochs: 17 })
    expect(epochsOf({ training })).toBe(17)
  })

  test('by steps without a record is divided by passes, which a plan has to have said', () => {
    const training = { ...plainTraining, steps: 1000 }
    expect(lengthOf(training, 480)).toEqual({ steps: 1000, stretch: 480, epochs: 3 })
    expect(() => epochsOf({ training })).toThrow(RangeError)
  })

  test('counts the batch that is not full: 9 of 10 examples in batches of 4 are three', () => {
    expect(heldOut(10, 0.14)).toBe(1)
    expect(stepsPerPass({ validation: 0.14, batch_size: 4 }, 10)).toBe(3)
  })
})
