// @ts-check
// From a hidden layer to the gradient, step by step: sigmoid, softmax, one-hot labels, cross-entropy, and what it says about
// the logits. The examples are the first five digits of MNIST, seen by a network that has not learned anything yet.
import { activations, losses, outputs, targetOf } from 'mlp-bench'

/** @param {Iterable<number>} values */
const numbers = values => [...values].map(value => value.toFixed(8).padStart(11)).join(' ')

// 1. The hidden layer of the first image: 50 numbers from x W + b, and their sigmoid.
const hidden = [
  -0.46526896, 0.3814905, -0.65881936, 0.28439008, 0.64580803, 0.27773338, -0.13891993, -2.27023439,
  0.46461251, 0.20724447, -0.6600686, -1.11689013, -0.72708612, 0.58872886, 0.17576494, -2.01319246,
  0.21720359, 0.04774898, -2.3360085, -0.23473761, -0.6448875, 0.70606638, -0.28331868, 1.0130121,
  -1.01960786, -0.63295971, -0.27268662, -0.2950952, 0.71301173, -0.91111904, 0.08378465, 0.34860133,
  -0.26997828, -0.9095872, -0.60740233, -1.11600917, 1.50846132, -0.42726893, 0.98494027, -0.38764511,
  0.25065557, 0.2683503, 0.15854438, 0.49911732, -0.26336609, 1.07506732, 0.79687649, -0.41325856,
  -0.11274781, 0.95011104,
]
/** @param {number} z */
const sigmoid = z => 1 / (1 + Math.exp(-z))
console.log('hidden layer after the sigmoid')
for (let i = 0; i < hidden.length; i += 10) console.log(numbers(hidden.slice(i, i + 10).map(sigmoid)))

// 2. The logits of the five images, ten classes each. (Those of the first are the layer's own; of the others their
// probabilities were known, so these are the logarithms: softmax does not see a constant that is added to all.)
const logits = [
  [
    -0.01870923, 0.251838, -0.3295376, 0.5905999, -0.21985127, -0.25263557, 0.47613115, -0.28476619,
    -0.53146476, 0.653538,
  ],
  [
    -2.4366892, -2.1460323, -2.4684053, -1.66438, -2.4923434, -2.6698553, -2.1827442, -2.5967642, -2.8494153,
    -2.0836693,
  ],
  [
    -2.3821658, -2.1850834, -2.5436864, -1.777496, -2.6586752, -2.7422481, -2.1488079, -2.6055507, -2.9557186,
    -1.7687206,
  ],
  [
    -2.4707026, -2.1928746, -2.5806291, -1.7767799, -2.4737009, -2.7237368, -2.1036306, -2.7846581,
    -2.8687314, -1.7806092,
  ],
  [
    -2.5031657, -2.1199353, -2.4970379, -1.8598749, -2.4580799, -2.7759889, -1.9994241, -2.6499379,
    -3.0204728, -1.8490888,
  ],
]
const labels = [5, 0, 4, 1, 9]

// 3. Softmax makes probabilities of them. The largest is taken off first, so that no power overflows.
/** @param {number[]} z */
function softmax(z) {
  const largest = Math.max(...z)
  const powers = z.map(value => Math.exp(value - largest))
  const sum = powers.reduce((a, b) => a + b)
  return powers.map(power => power / sum)
}
const probabilities = logits.map(softmax)
console.log('\nprobabilities of the first image')
console.log(numbers(probabilities[0]))

// 4. A label as a row of zeros and a one.
/** @param {number} label @param {number} classes */
const oneHot = (label, classes) => Array.from({ length: classes }, (_, k) => (k === label ? 1 : 0))
const targets = labels.map(label => oneHot(label, 10))
console.log('\nlabels as one-hot rows')
targets.forEach((row, i) => void console.log(`${labels[i]}: ${row.join(' ')}`))

// 5. Cross-entropy: minus the logarithm of the probability of the right class. As good as guessing is log 10 = 2.303.
const crossEntropies = probabilities.map(
  (p, i) => -p.reduce((sum, value, k) => sum + targets[i][k] * Math.log(value), 0),
)
const mean = crossEntropies.reduce((a, b) => a + b) / labels.length
console.log(`\nmean cross-entropy of the five  ${mean.toFixed(6)}`)

// 6. Its gradient with respect to the logits is as simple as can be: (p - t) / batch.
const gradient = probabilities.map((p, i) => p.map((value, k) => (value - targets[i][k]) / labels.length))
console.log('\ngradient with respect to the logits, divided by the batch')
for (const row of gradient) console.log(numbers(row))

// The package does the same, in its own elementary functions, which give the same bits on every machine.
let largest = Math.max(...hidden.map(z => Math.abs(activations.sigmoid.value(z) - sigmoid(z))))
const loss = losses['cross-entropy']
logits.forEach((row, i) => {
  const z = Float64Array.from(row)
  const p = Float64Array.from(row)
  outputs.softmax.value(p)
  const target = targetOf(labels[i], 0, new Float64Array(10))
  const value = loss.value({ logits: z, outputs: p, target })
  loss.gradient(p, target) // in place: p has become p - t
  largest = Math.max(largest, Math.abs(value - crossEntropies[i]))
  p.forEach((g, k) => {
    largest = Math.max(largest, Math.abs(g / labels.length - gradient[i][k]))
  })
})
console.log(`\nthe package differs from this by less than 1e-14: ${largest < 1e-14}`)
