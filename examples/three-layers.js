// @ts-check
// A forward pass through three layers, worked by hand, and the activations that may stand between them.
import { activations, outputs } from 'mlp-bench'

/** @typedef {number[][]} Matrix [inputs, units]: the weights from one input to all units stand in a row */

/**
 * z = x W + b of one example. What goes in comes back as well: the way back needs it, so it is kept as the layer's cache.
 * @param {number[]} x @param {Matrix} W @param {number[]} b
 */
function affine(x, W, b) {
  const z = b.map((bias, unit) => x.reduce((sum, value, input) => sum + value * W[input][unit], bias))
  return { z, cache: { x, W, b } }
}

const layers = [
  {
    W: [
      [0.1, 0.3, 0.5],
      [0.2, 0.4, 0.6],
    ],
    b: [0.1, 0.2, 0.3],
    activation: activations.sigmoid,
  },
  {
    W: [
      [0.1, 0.4],
      [0.2, 0.5],
      [0.3, 0.6],
    ],
    b: [0.1, 0.2],
    activation: activations.sigmoid,
  },
  {
    W: [
      [0.1, 0.3],
      [0.2, 0.4],
    ],
    b: [0.1, 0.2],
    activation: activations.identity,
  },
]

/** @param {number[]} values */
const numbers = values => values.map(value => value.toFixed(8)).join(' ')

let y = [1.0, 0.5]
console.log(`input    ${numbers(y)}`)
for (const [l, { W, b, activation }] of layers.entries()) {
  const { z, cache } = affine(y, W, b)
  y = z.map(value => activation.value(value))
  console.log(`layer ${l + 1}  z ${numbers(z)}  ->  y ${numbers(y)}   (its cache: x of ${cache.x.length})`)
}

// What may stand between the layers. The step is for forward passes only: its derivative is zero, so nothing is learned.
console.log('\n   z     step  sigmoid     relu        identity')
for (const z of [-1, 0, 1, 2]) {
  const { step, sigmoid, relu, identity } = activations
  const row = [sigmoid, relu, identity].map(({ value }) => value(z).toFixed(8))
  console.log(`${String(z).padStart(4)}     ${step.value(z)}     ${row.join('  ')}`)
}

// At the end, softmax makes probabilities of any numbers. exp(1010) is more than a number can hold; what counts is only by how
// much the numbers differ, so the largest is taken off first.
/** @param {number[]} z */
const softmaxWithoutGuard = z => {
  const powers = z.map(value => Math.exp(value))
  const sum = powers.reduce((a, b) => a + b)
  return powers.map(power => power / sum)
}
/** @param {number[]} z */
const softmax = z => {
  const largest = Math.max(...z)
  return softmaxWithoutGuard(z.map(value => value - largest))
}
console.log(`\nsoftmax of 0.3 2.9 4.0           ${numbers(softmax([0.3, 2.9, 4.0]))}`)
console.log(`without a guard, 1010 1000 990   ${numbers(softmaxWithoutGuard([1010, 1000, 990]))}`)
console.log(`with the largest taken off       ${numbers(softmax([1010, 1000, 990]))}`)

const own = Float64Array.of(0.3, 2.9, 4.0)
outputs.softmax.value(own) // in place
console.log(`softmax of the package           ${numbers([...own])}`)
