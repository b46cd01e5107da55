// @ts-check
// Two losses, the gradient as a difference, and what it is good for: going downhill, and checking backpropagation.
import { crossEntropyOfProbabilities } from 'mlp-bench'

/** @param {number[]} values */
const numbers = values => values.map(value => value.toFixed(8)).join(' ')

// 1. Two losses of ten outputs for a digit that is a 2: once the network says 2, once it says 7.
const t = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
const says2 = [0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0]
const says7 = [0.1, 0.05, 0.1, 0.0, 0.05, 0.1, 0.0, 0.6, 0.0, 0.0]

/** @param {number[]} y */
const sumOfSquares = y => y.reduce((sum, value, k) => sum + (value - t[k]) ** 2, 0) / 2
/** A small delta keeps the logarithm finite where a probability is 0. @param {number[]} y */
const crossEntropy = y => -y.reduce((sum, value, k) => sum + t[k] * Math.log(value + 1e-7), 0)

console.log('                            says 2          says 7')
console.log(`sum of squares              ${[says2, says7].map(y => sumOfSquares(y).toFixed(12)).join('  ')}`)
console.log(`cross-entropy               ${[says2, says7].map(y => crossEntropy(y).toFixed(12)).join('  ')}`)
const ofPackage = [says2, says7].map(y => crossEntropyOfProbabilities(y, t).toFixed(12))
console.log(`cross-entropy, the package  ${ofPackage.join('  ')}`)

// 2. The central difference: how much f changes from x - h to x + h, one number of x at a time.
/**
 * @param {(x: number[]) => number} f
 * @param {number[]} x
 */
function numericalGradient(f, x, h = 1e-4) {
  return x.map((value, i) => (f(x.with(i, value + h)) - f(x.with(i, value - h))) / (2 * h))
}

/** @param {number[]} x */
const f = ([x0, x1]) => x0 ** 2 + x1 ** 2
console.log('\nf = x0^2 + x1^2')
console.log(`gradient at (3, 4)          ${numbers(numericalGradient(f, [3, 4]))}`)

// 3. Gradient descent: a step against the gradient, a hundred times.
let x = [-3, 4]
for (let step = 0; step < 100; step++) {
  const gradient = numericalGradient(f, x)
  x = x.map((value, i) => value - 0.1 * gradient[i])
}
console.log(`after 100 steps of 0.1      ${x.map(value => value.toExponential(8)).join(' ')}`)

// 4. A network of one layer: logits = x W, softmax, cross-entropy.
const W = [0.44484738, 0.83806527, 0.78302425, 0.99459942, 0.90887295, 0.10804119] // [2, 3], row by row
const input = [0.6, 0.9]
const target = [0, 0, 1]

/** @param {number[]} weights */
const logitsOf = weights => [0, 1, 2].map(unit => input[0] * weights[unit] + input[1] * weights[3 + unit])
/** @param {number[]} z */
function softmax(z) {
  const largest = Math.max(...z)
  const powers = z.map(value => Math.exp(value - largest))
  const sum = powers.reduce((a, b) => a + b)
  return powers.map(power => power / sum)
}
/** @param {number[]} weights */
function lossOf(weights) {
  const p = softmax(logitsOf(weights))
  return -p.reduce((sum, value, k) => sum + target[k] * Math.log(value + 1e-7), 0)
}
console.log('\na network of one layer')
console.log(`logits                      ${numbers(logitsOf(W))}`)
console.log(`loss                        ${lossOf(W).toFixed(8)}`)
console.log(`gradient by difference      ${numbers(numericalGradient(lossOf, W))}`)

// 5. The chain rule gives the same without a single difference: dL/dz = p - t, dL/dW = x^T dL/dz. (The sixth digit differs
// because the loss above has that small delta in it.)
const delta = softmax(logitsOf(W)).map((p, k) => p - target[k])
console.log(
  `gradient by the chain rule  ${numbers(input.flatMap(value => delta.map(share => value * share)))}`,
)
console.log(
  'Six weights took twelve forward passes by differences; a network of 39,760 would take 79,520 for one step.',
)
