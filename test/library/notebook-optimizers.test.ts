// The optimizers of the table against the forms in which the notes write them: a velocity that is kept, and divisions by a
// root to which a little is added. Worked for one number at a time, in plain loops.
import { describe, expect, test } from 'vitest'
import { type Optimizer, type OptimizerName, optimizers } from '../../src/core/optimizers.js'

type Step = (w: number, gradient: number) => number

/** Each makes a rule with a memory of its own for one number. */
const notes: Readonly<Record<string, () => Step>> = {
  'momentum: velocity = momentum * velocity - learning_rate * gradient; w += velocity': () => {
    let velocity = 0
    return (w, gradient) => {
      const pastVelocity = velocity
      velocity = 0.9 * pastVelocity - 0.1 * gradient
      return w + velocity
    }
  },
  'nesterov: w += momentum * velocity - learning_rate * gradient, with the new velocity': () => {
    let velocity = 0
    return (w, gradient) => {
      velocity = 0.9 * velocity - 0.1 * gradient
      return w + 0.9 * velocity - 0.1 * gradient
    }
  },
  'adagrad: h += gradient^2; w -= learning_rate * gradient / (sqrt(h) + 1e-7)': () => {
    let h = 0
    return (w, gradient) => {
      h += gradient * gradient
      return w - (0.1 * gradient) / (Math.sqrt(h) + 1e-7)
    }
  },
  'rmsprop: h = rho * h + (1 - rho) * gradient^2; w -= learning_rate * gradient / (sqrt(h) + 1e-7)': () => {
    let h = 0
    return (w, gradient) => {
      h = 0.9 * h + (1 - 0.9) * gradient * gradient
      return w - (0.1 * gradient) / (Math.sqrt(h) + 1e-7)
    }
  },
}

type Values = Readonly<Record<string, number>>

/**
 * What each of them is in the table. The table's adagrad and rmsprop have epsilon within the root and adagrad begins at 0.1, as
 * in Keras: with the root's epsilon squared, and from zero, they are the forms of the notes but for that epsilon.
 */
const ofTable: readonly (readonly [OptimizerName, Values, tolerance: number])[] = [
  ['sgd', { momentum: 0.9, nesterov: 0 }, 1e-14],
  ['sgd', { momentum: 0.9, nesterov: 1 }, 1e-14],
  ['adagrad', { epsilon: 1e-14, initial_accumulator_value: 0 }, 1e-6],
  ['rmsprop', { rho: 0.9, momentum: 0, epsilon: 1e-14 }, 1e-5],
]

const start = [-7, 2]
const gradientAt = ([x, y]: readonly number[]) => [x! / 10, 2 * y!] // of x^2 / 20 + y^2

function byNotes(makeRule: () => Step, steps: number): readonly (readonly number[])[] {
  const rules = start.map(makeRule)
  let w: readonly number[] = start
  return Array.from({ length: steps }, () => {
    const gradient = gradientAt(w)
    w = w.map((value, i) => rules[i]!(value, gradient[i]!))
    return w
  })
}

function byTable(name: OptimizerName, values: Values, steps: number): readonly (readonly number[])[] {
  const optimizer: Optimizer = optimizers[name]
  const parameters = Float64Array.from(start)
  const slots = optimizer.slots.map(() => new Float64Array(2).fill(optimizer.initialSlot?.(values) ?? 0))
  return Array.from({ length: steps }, (_, i) => {
    const gradient = Float64Array.from(gradientAt([...parameters]))
    optimizer.update({ parameters, gradient, slots, learningRate: 0.1, step: i + 1 }, values)
    return [...parameters]
  })
}

describe.each(Object.entries(notes).map(([form, rule], i) => [form, rule, ...ofTable[i]!] as const))(
  '%s',
  (_form, rule, name, values, tolerance) => {
    test('is what the table does, at each of 50 steps', () => {
      const expected = byNotes(rule, 50)
      byTable(name, values, 50).forEach((w, step) => {
        w.forEach((value, i) => void expect(Math.abs(value - expected[step]![i]!)).toBeLessThan(tolerance))
      })
      expect(Math.abs(expected[49]![1]!)).toBeLessThan(2) // it has gone somewhere
    })
  },
)
