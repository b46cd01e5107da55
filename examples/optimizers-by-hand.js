// @ts-check
// Momentum, Nesterov, Adagrad and RMSProp as they are written on a blackboard, and the same from the table of the package,
// on f(x, y) = x^2 / 20 + y^2: a long valley, in which plain gradient descent runs to and fro.
import { optimizers } from 'mlp-bench'

/** @param {number[]} w */
const gradientOf = ([x, y]) => [x / 10, 2 * y]

const start = [-7, 2]
const steps = 30

/** @typedef {(w: number, gradient: number, memory: { value: number }) => number} Rule a number's next value */

/** @type {Record<string, Rule>} */
const byHand = {
  sgd: (w, gradient) => w - 0.95 * gradient,
  momentum: (w, gradient, velocity) => {
    velocity.value = 0.9 * velocity.value - 0.1 * gradient
    return w + velocity.value
  },
  nesterov: (w, gradient, velocity) => {
    velocity.value = 0.9 * velocity.value - 0.1 * gradient
    return w + 0.9 * velocity.value - 0.1 * gradient
  },
  adagrad: (w, gradient, sum) => {
    sum.value += gradient * gradient
    return w - (1.5 * gradient) / (Math.sqrt(sum.value) + 1e-7)
  },
  rmsprop: (w, gradient, mean) => {
    mean.value = 0.9 * mean.value + (1 - 0.9) * gradient * gradient
    return w - (0.3 * gradient) / (Math.sqrt(mean.value) + 1e-7)
  },
}

/** Which entry of the table each of them is, and with which numbers. */
const { sgd, adagrad, rmsprop } = optimizers
const ofPackage = {
  sgd: { entry: sgd, learningRate: 0.95, values: { momentum: 0, nesterov: 0 } },
  momentum: { entry: sgd, learningRate: 0.1, values: { momentum: 0.9, nesterov: 0 } },
  nesterov: { entry: sgd, learningRate: 0.1, values: { momentum: 0.9, nesterov: 1 } },
  adagrad: { entry: adagrad, learningRate: 1.5, values: { epsilon: 1e-14 } },
  rmsprop: { entry: rmsprop, learningRate: 0.3, values: { rho: 0.9, momentum: 0, epsilon: 1e-14 } },
}

/** @param {Rule} rule */
function descendByHand(rule) {
  const memories = start.map(() => ({ value: 0 }))
  let w = start
  for (let step = 0; step < steps; step++) {
    const gradient = gradientOf(w)
    w = w.map((value, i) => rule(value, gradient[i], memories[i]))
  }
  return w
}

/** @param {(typeof ofPackage)[keyof typeof ofPackage]} choice */
function descendWithPackage({ entry, learningRate, values }) {
  const parameters = Float64Array.from(start)
  const slots = entry.slots.map(() => new Float64Array(start.length))
  for (let step = 1; step <= steps; step++) {
    const gradient = Float64Array.from(gradientOf([...parameters]))
    entry.update({ parameters, gradient, slots, learningRate, step }, values)
  }
  return [...parameters]
}

/** @param {number[]} w */
const point = w => w.map(value => value.toFixed(6).padStart(9)).join(' ')
console.log(`from ${start.join(', ')}, after ${steps} steps`)
console.log('            by hand               the package')
for (const [name, choice] of Object.entries(ofPackage)) {
  console.log(
    `${name.padEnd(10)} ${point(descendByHand(byHand[name]))}   ${point(descendWithPackage(choice))}`,
  )
}
