import { describe, expect, test } from 'vitest'
import { crossEntropyOfProbabilities, type Loss, losses } from '../../src/core/losses.js'
import { type Output, outputs } from '../../src/core/outputs.js'
import { targetOf } from '../../src/core/targets.js'
import { pairs } from './some-networks.js'

/** Outputs and loss of some logits. */
function measure(loss: Loss, output: Output, logits: readonly number[], target: Float64Array) {
  const z = Float64Array.from(logits)
  const y = z.slice()
  output.value(y)
  return { y, loss: loss.value({ logits: z, outputs: y, target }) }
}

const oneHot = (label: number, classes: number) => targetOf(label, 0, new Float64Array(classes))

describe.each(pairs)('%s with %s', (lossName, outputName) => {
  const loss: Loss = losses[lossName]
  const output: Output = outputs[outputName]

  test.each([0, 0.1, 0.9])(
    'has the gradient with respect to the logits that the central difference gives, with %d of the target spread',
    smoothing => {
      const logits = [0.3, -1.2, 2.5, 0]
      const e = 1e-5
      for (let label = 0; label < logits.length; label++) {
        const target = targetOf(label, smoothing, new Float64Array(4))
        const { y } = measure(loss, output, logits, target)
        const gradient = y.slice()
        loss.gradient(gradient, target)
        if (loss.withRespectTo === 'outputs') output.backward(y, gradient)
        logits.forEach((_, k) => {
          const at = (shift: number) => {
            const moved = logits.map((z, i) => (i === k ? z + shift : z))
            return measure(loss, output, moved, target).loss
          }
          expect(gradient[k]).toBeCloseTo((at(e) - at(-e)) / (2 * e), 8)
        })
      }
    },
  )

  test('of a logit that is not a number is not a number', () => {
    expect(measure(loss, output, [0, NaN], oneHot(0, 2)).loss).toBeNaN()
  })
})

describe('cross-entropy', () => {
  const loss = (logits: readonly number[], target: Float64Array) =>
    measure(losses['cross-entropy'], outputs.softmax, logits, target)

  test('is finite for logits so large that their powers are not', () => {
    // log(e^1000 + 1 + e^-1000) - (-1000) = 2000, as the other two powers vanish beside the first.
    const { y, loss: value } = loss([1000, 0, -1000], oneHot(2, 3))
    expect(value).toBe(2000)
    expect([...y]).toEqual([1, 0, 0])
  })

  test('of equal logits is the logarithm of the number of classes', () => {
    const { y, loss: value } = loss(Array(10).fill(0), oneHot(3, 10))
    expect(value).toBeCloseTo(Math.log(10), 14)
    expect([...y].every(p => Math.abs(p - 0.1) < 1e-15)).toBe(true)
  })

  test('and softmax of logits are as worked by hand', () => {
    // z = (ln 1, ln 2, ln 5): p = (1, 2, 5) / 8; the loss of label 1 is -ln(2/8) = ln 4.
    const target = oneHot(1, 3)
    const { y, loss: value } = loss([0, Math.log(2), Math.log(5)], target)
    expect(value).toBeCloseTo(Math.log(4), 14)
    ;[1 / 8, 2 / 8, 5 / 8].forEach((expected, k) => void expect(y[k]).toBeCloseTo(expected, 14))
    losses['cross-entropy'].gradient(y, target)
    expect(y[1]).toBeCloseTo(-6 / 8, 14)
  })

  test('of a smooth target is as worked by hand', () => {
    // With s = 0.3 and three classes the target is (0.1, 0.8, 0.1); with p as above the loss is
    // 0.1 ln 8 + 0.8 ln 4 + 0.1 ln(8/5) = 0.3 ln 2 + 1.6 ln 2 + 0.3 ln 2 - 0.1 ln 5 = 2.2 ln 2 - 0.1 ln 5.
    const { loss: value } = loss([0, Math.log(2), Math.log(5)], targetOf(1, 0.3, new Float64Array(3)))
    expect(value).toBeCloseTo(2.2 * Math.log(2) - 0.1 * Math.log(5), 14)
  })

  test('of probabilities agrees with that of logits, but for its delta', () => {
    const target = oneHot(2, 3)
    const { y, loss: value } = loss([0.3, -1.2, 2.5], target)
    expect(crossEntropyOfProbabilities(y, target, 0)).toBeCloseTo(value, 14)
    expect(crossEntropyOfProbabilities(Float64Array.of(1, 0), oneHot(1, 2))).toBeCloseTo(-Math.log(1e-7), 12)
  })
})

describe('a squared distance', () => {
  // y = (1/2, 3), t = (0, 1): differences (1/2, 2), squares (1/4, 4), sum 17/4.
  const target = oneHot(1, 2)
  test('is halved as a sum of squares', () => {
    expect(measure(losses['sum-of-squares'], outputs.identity, [0.5, 3], target).loss).toBe(17 / 8)
  })
  test('is divided by the number of classes as a mean squared error', () => {
    expect(measure(losses['mean-squared-error'], outputs.identity, [0.5, 3], target).loss).toBe(17 / 8)
    expect(measure(losses['mean-squared-error'], outputs.identity, [0.5, 3, 0, 0], oneHot(1, 4)).loss).toBe(
      17 / 16,
    )
  })
  test('through a sigmoid starts the way back as worked by hand', () => {
    // z = (0, ln 3): y = (1/2, 3/4). t = (0, 1): y - t = (1/2, -1/4); times y (1 - y) = (1/4, 3/16): (1/8, -3/64).
    const { y } = measure(losses['sum-of-squares'], outputs.sigmoid, [0, Math.log(3)], target)
    const gradient = y.slice()
    losses['sum-of-squares'].gradient(gradient, target)
    outputs.sigmoid.backward(y, gradient)
    expect(gradient[0]).toBeCloseTo(1 / 8, 14)
    expect(gradient[1]).toBeCloseTo(-3 / 64, 14)
  })
})

test('a target is the label as a vector, some of it spread over all classes', () => {
  expect([...targetOf(2, 0, new Float64Array(4))]).toEqual([0, 0, 1, 0])
  // s = 0.2, four classes: 0.05 for each, and 0.8 more for the label.
  const smooth = targetOf(2, 0.2, new Float64Array(4))
  ;[0.05, 0.05, 0.85, 0.05].forEach((t, k) => void expect(smooth[k]).toBeCloseTo(t, 15))
})
