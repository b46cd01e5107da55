// The charts of `bench explain`: an activation as a curve, an optimizer as its path down a valley.
import { type Activation, type ActivationName, activations } from '../core/activations.js'
import { choose, defaultsOf, valuesOf } from '../core/choice.js'
import { type Optimizer, type OptimizerName, optimizers } from '../core/optimizers.js'
import { type Interval, type Point, planeChart } from '../report/plane-chart.js'
import type { Signs } from '../report/signs.js'
import { type OptimizerFormName, optimizerForms } from './optimizer-forms.js'

const WIDTH = 64

/** y = f(z) for z from -4 to 4, with the default hyperparameters. */
export function activationChart(name: ActivationName, signs: Signs): readonly string[] {
  const z: Interval = [-4, 4]
  const activation: Activation = activations[name]
  const values = valuesOf(choose(activations, name))
  const POINTS = 2 * WIDTH
  const points = Array.from({ length: POINTS + 1 }, (_, i): Point => {
    const x = z[0] + (i / POINTS) * (z[1] - z[0])
    return { x, y: activation.value(x, values) }
  })
  const heights = points.map(({ y }) => y)
  const y: Interval = [Math.min(...heights), Math.max(...heights)]
  return ['y = f(z) for z from -4 to 4', ...planeChart(points, { width: WIDTH, height: 8, signs, x: z, y })]
}

/** The learning rates with which each gets along in the valley below. */
const rates: Readonly<Record<OptimizerName | OptimizerFormName, number>> = {
  sgd: 0.95,
  momentum: 0.1,
  nesterov: 0.1,
  adagrad: 1.5,
  rmsprop: 0.3,
  adam: 0.3,
  adamw: 0.3,
}

const start: Point = { x: -7, y: 2 }
const STEPS = 30

/** The first steps on f(x, y) = x^2 / 20 + y^2, which is twenty times as steep across as along. */
export function optimizerChart(name: string, signs: Signs): readonly string[] {
  const { entry, values } = formOf(name)
  const learningRate = rates[name as keyof typeof rates]
  const path = descend(optimizers[entry], values, learningRate)
  const end = path.at(-1)!
  const set = Object.entries({ learning_rate: learningRate, ...values }).map(pair => pair.join(' '))
  const [from, lowest] = signs.ascii ? ['o', '+'] : ['○', '+']
  return [
    `${STEPS} steps on f(x, y) = x^2 / 20 + y^2 with ${set.join(', ')}`,
    ...planeChart(path, {
      width: WIDTH,
      height: 10,
      signs,
      x: [-8, 8],
      y: [-2.5, 2.5],
      marks: [
        { x: 0, y: 0, sign: lowest },
        { ...start, sign: from },
      ],
    }),
    `from ${from} at (${start.x}, ${start.y}) to (${decimals(end.x)}, ${decimals(end.y)}); + is the lowest point`,
  ]
}

/** With two decimals, and without a minus before nothing. */
function decimals(value: number): string {
  return value.toFixed(2).replace('-0.00', '0.00')
}

/** A name of the table stands for itself, with nothing set. */
function formOf(name: string): {
  readonly entry: OptimizerName
  readonly values: Record<string, number | boolean>
} {
  return Object.hasOwn(optimizerForms, name)
    ? optimizerForms[name as OptimizerFormName]
    : { entry: name as OptimizerName, values: {} }
}

function descend(
  optimizer: Optimizer,
  set: Readonly<Record<string, number | boolean>>,
  learningRate: number,
): readonly Point[] {
  const values = valuesOf({ name: '', ...defaultsOf(optimizer), ...set })
  const parameters = Float64Array.of(start.x, start.y)
  const slots = optimizer.slots.map(() => new Float64Array(2).fill(optimizer.initialSlot?.(values) ?? 0))
  const path = [start]
  for (let step = 1; step <= STEPS; step++) {
    const gradient = Float64Array.of(parameters[0]! / 10, 2 * parameters[1]!)
    optimizer.update({ parameters, gradient, slots, learningRate, step }, values)
    path.push({ x: parameters[0]!, y: parameters[1]! })
  }
  return path
}
