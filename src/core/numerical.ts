// Gradients by the central difference: slow, simple, and independent of the chain rule that they check.
import type { BatchResult, Examples, MakeEngine } from './engine.js'
import { layersOf } from './parameters.js'
import { RandomStream } from './random.js'
import { ReferenceNetwork } from './reference.js'

/** How far to either side of a parameter the objective is looked at. */
export const STEP = 1e-4

/**
 * The gradient of f at x by the central difference, (f(x + h) - f(x - h)) / 2h for each coordinate by itself. f looks at x
 * as it is changed in place; at the end x is as it was. x: [n], n >= 0. Returns [n]. Its error is of the order of h^2.
 */
export function numericalGradient(
  f: (x: Float64Array) => number,
  x: Float64Array,
  h = STEP,
): Float64Array<ArrayBuffer> {
  return Float64Array.from(x, (_, i) => centralDifference(f, x, i, h))
}

/** The derivative with respect to one coordinate. */
function centralDifference(f: (x: Float64Array) => number, x: Float64Array, i: number, h: number): number {
  const value = x[i]!
  x[i] = value + h
  const above = f(x)
  x[i] = value - h
  const below = f(x)
  x[i] = value
  return (above - below) / (2 * h)
}

/** Trains as the reference does, but for where its gradient comes from. */
export const numericalEngines: MakeEngine = (spec, seed) => new NumericalNetwork(spec, seed)

class NumericalNetwork extends ReferenceNetwork {
  override train(examples: Examples, indices: Uint32Array, learningRate: number): BatchResult {
    const mode = { step: this.steps }
    const objective = () => this.objective(examples, indices, mode)
    const gradient = numericalGradient(objective, this.parameters)
    const result = this.measure(examples, indices, mode)
    this.step(gradient, learningRate)
    return result
  }
}

/** How far backpropagation and the central difference are apart in one layer: the largest relative difference. */
export interface LayerDifference {
  readonly weights: number
  readonly biases: number
  /** How many of the layer's weights and biases were compared. */
  readonly compared: number
}

/**
 * Compares the two gradients of a network, layer by layer from the input on. The difference of two numbers is relative to
 * the larger of them, but to no less than a thousandth of the largest in the same array: the central difference itself is
 * off by some 1e-8, which would be everything in a number that is nearly zero. A correct gradient stays below about 1e-5.
 * Dropout, if there is some, is that of the next step. network: left as it was.
 * perArray: of an array that is longer, so many are compared: half of them drawn from all, half from those that
 * backpropagation gives a gradient, because the border of an image has none.
 */
export function compareGradients(
  network: ReferenceNetwork,
  examples: Examples,
  indices: Uint32Array,
  perArray = Infinity,
): readonly LayerDifference[] {
  const { sizes } = network.spec
  const mode = { step: network.steps }
  const exact = layersOf(network.gradient(examples, indices, mode).gradient, sizes)
  const objective = () => network.objective(examples, indices, mode)
  return network.layers.map(({ weights, biases }, l) => {
    const ofWeights = chooseSome(exact[l]!.weights, perArray, 2 * l)
    const ofBiases = chooseSome(exact[l]!.biases, perArray, 2 * l + 1)
    return {
      weights: largestDifference(objective, weights, exact[l]!.weights, ofWeights),
      biases: largestDifference(objective, biases, exact[l]!.biases, ofBiases),
      compared: ofWeights.length + ofBiases.length,
    }
  })
}

/** Positions in an array, each once; all of them where they are no more than `count`. The same ones every time. */
function chooseSome(exact: Float64Array, count: number, index: number): readonly number[] {
  const all = Array.from(exact, (_, i) => i)
  if (all.length <= count) return all
  const stream = new RandomStream(0, 'sample', index)
  const draw = (from: readonly number[], some: number) =>
    Array.from({ length: from.length === 0 ? 0 : some }, () => from[stream.below(from.length)]!)
  const half = Math.ceil(count / 2)
  const withGradient = all.filter(i => exact[i] !== 0)
  return [...new Set([...draw(all, count - half), ...draw(withGradient, half)])]
}

const FLOOR = 1e-3
/** Above this a parameter is looked at again. */
const DOUBTFUL = 1e-6

/**
 * What seems to differ is looked at again with a step of a hundredth: where a unit of relu or its like stands within h of its
 * kink, it is the central difference that is wrong, and the shorter step seldom crosses it. A wrong gradient stays wrong.
 */
function largestDifference(
  objective: () => number,
  parameters: Float64Array,
  exact: Float64Array,
  positions: readonly number[],
): number {
  const floor = FLOOR * largestSize(exact)
  const differenceAt = (i: number, h: number) => {
    const central = centralDifference(objective, parameters, i, h)
    const scale = Math.max(Math.abs(exact[i]!), Math.abs(central), floor)
    return exact[i] === central ? 0 : Math.abs(exact[i]! - central) / scale
  }
  return positions.reduce((largest, i) => {
    const difference = differenceAt(i, STEP)
    const again = difference > DOUBTFUL ? differenceAt(i, STEP / 100) : difference
    return Math.max(largest, Math.min(difference, again))
  }, 0)
}

function largestSize(array: Float64Array): number {
  return array.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)
}
