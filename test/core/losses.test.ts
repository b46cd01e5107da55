import { describe, expect, test } from 'vitest'
import { type Loss, losses } from '../../src/core/losses.js'

describe.each(Object.entries(losses) as [string, Loss][])('%s', (_name, loss) => {
  test('has the gradient with respect to the logits that the central difference gives', () => {
    const logits = [0.3, -1.2, 2.5, 0]
    const e = 1e-6
    for (let label = 0; label < logits.length; label++) {
      const gradient = Float64Array.from(logits)
      loss.value(gradient, label)
      loss.gradient(gradient, label)
      logits.forEach((_, k) => {
        const at = (shift: number) =>
          loss.value(
            Float64Array.from(logits, (z, i) => (i === k ? z + shift : z)),
            label,
          )
        expect(gradient[k]).toBeCloseTo((at(e) - at(-e)) / (2 * e), 8)
      })
    }
  })

  test('is finite for logits so large that their powers are not', () => {
    const logits = Float64Array.of(1000, 0, -1000)
    // log(e^1000 + 1 + e^-1000) - (-1000) = 2000, as the other two powers vanish beside the first.
    expect(loss.value(logits, 2)).toBe(2000)
    expect([...logits]).toEqual([1, 0, 0])
  })

  test('of a logit that is not a number is not a number', () => {
    expect(loss.value(Float64Array.of(0, NaN), 0)).toBeNaN()
  })
})

test('cross-entropy of equal logits is the logarithm of the number of classes', () => {
  const logits = new Float64Array(10)
  expect(losses['cross-entropy'].value(logits, 3)).toBeCloseTo(Math.log(10), 14)
  expect([...logits].every(p => Math.abs(p - 0.1) < 1e-15)).toBe(true)
})

test('softmax and cross-entropy of logits worked by hand', () => {
  // z = (ln 1, ln 2, ln 5): p = (1, 2, 5) / 8; the loss of label 1 is -ln(2/8) = ln 4.
  const p = Float64Array.of(0, Math.log(2), Math.log(5))
  expect(losses['cross-entropy'].value(p, 1)).toBeCloseTo(Math.log(4), 14)
  ;[1 / 8, 2 / 8, 5 / 8].forEach((expected, k) => void expect(p[k]).toBeCloseTo(expected, 14))
  losses['cross-entropy'].gradient(p, 1)
  expect(p[1]).toBeCloseTo(-6 / 8, 14)
})
