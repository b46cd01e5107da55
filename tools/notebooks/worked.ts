// The figures that the notebooks work out by hand, worked out again by the package, whenever it is asked for them.
import {
  activations,
  affine,
  crossEntropyOfProbabilities,
  losses,
  numericalGradient,
  outputs,
  targetOf,
} from 'mlp-bench'
import type { Figures, LossCase, Matrix, Numbers } from './figures.js'

export interface Worked {
  readonly notebook: string
  readonly what: string
  readonly theirs: readonly number[]
  readonly ours: readonly number[]
  /** How far the two may be apart, because the notebook prints what goes in and what comes out with so many digits only. */
  readonly within: number
  readonly show: (value: number) => string
}

export function workedFigures(figures: Figures): readonly Worked[] {
  const { numpy } = figures
  return [
    ...fromClassifier(figures['notebook-000']),
    ...fromForwardPass(figures['notes-002'], numpy),
    ...fromLosses(figures['notebook-004']),
    ...fromGradients(figures['notebook-004']),
    ...fromSimpleNet(figures['notebook-004'].simple_net),
  ]
}

export function largestDifference({ theirs, ours }: Pick<Worked, 'theirs' | 'ours'>): number {
  return Math.max(...theirs.map((value, i) => Math.abs(value - ours[i]!)))
}

/** Eight decimals, in and out: half a unit of the last from each, and as much again where several inputs are added. */
const eightDecimals = { within: 2e-8, show: (value: number) => value.toFixed(8) }
/** Every digit that a double has; what is left is the rounding of the last operations. */
const everyDigit = { within: 1e-15, show: String }

function fromClassifier(figures: Figures['notebook-000']): readonly Worked[] {
  const notebook = 'notebook-000'
  const labels = figures.labels_of_first_five_training_images
  const rows = figures.gradient_wrt_logits_of_the_five_divided_by_batch
  const first = targetOf(labels[0]!, 0, new Float64Array(10))
  const probabilities = softmax(figures.logits_of_first_image)
  const gradient = probabilities.slice()
  losses['cross-entropy'].gradient(gradient, first)
  // The logits of one image only are printed; the probabilities of all five are in their gradient, (p - t) / 5.
  const crossEntropies = rows.map((row, i) => {
    const target = targetOf(labels[i]!, 0, new Float64Array(10))
    return crossEntropyOfProbabilities(
      row.map((value, k) => 5 * value + target[k]!),
      target,
      0,
    )
  })
  return [
    {
      notebook,
      what: 'sigmoid of a hidden layer',
      theirs: figures.hidden_after_sigmoid,
      ours: figures.hidden_pre_activation.map(activations.sigmoid.value),
      ...eightDecimals,
    },
    {
      notebook,
      what: 'softmax of the logits of the first digit',
      theirs: figures.softmax_of_first_image,
      ours: [...probabilities],
      ...eightDecimals,
    },
    {
      notebook,
      what: 'gradient of cross-entropy, first digit, divided by the batch of 5',
      theirs: rows[0]!,
      ours: [...gradient].map(value => value / 5),
      ...eightDecimals,
    },
    {
      notebook,
      what: 'mean cross-entropy of five digits',
      theirs: [figures.mean_cross_entropy_of_the_five],
      ours: [crossEntropies.reduce((sum, value) => sum + value, 0) / 5],
      // 5 times half a unit of the eighth decimal, divided by a probability of about 0.07.
      within: 4e-7,
      show: eightDecimals.show,
    },
  ]
}

function fromForwardPass(
  { three_layer_forward: net, matrix_products, softmax_input }: Figures['notes-002'],
  numpy: Figures['numpy'],
): readonly Worked[] {
  const notebook = 'notes-002'
  const sigmoids = (z: Float64Array) => z.map(activations.sigmoid.value)
  const first = sigmoids(affine(Float64Array.from(net.input), layer(net.W1, net.b1)))
  const second = sigmoids(affine(first, layer(net.W2, net.b2)))
  return [
    ...matrix_products.map(({ a, b, product }) => ({
      notebook,
      what: `product of matrices, ${a.length}x${b.length} by ${b.length}x${b[0]!.length}`,
      theirs: product.flat(),
      ours: a.flatMap(row => [...affine(Float64Array.from(row), layer(b))]),
      within: 0,
      show: String,
    })),
    {
      notebook,
      what: 'forward pass through three layers (its figures by NumPy)',
      theirs: numpy.three_layer_forward,
      ours: [...affine(second, layer(net.W3, net.b3))],
      ...everyDigit,
    },
    {
      notebook,
      what: 'softmax of 0.3, 2.9, 4.0 (its figures by NumPy)',
      theirs: numpy.softmax,
      ours: [...softmax(softmax_input)],
      ...everyDigit,
    },
  ]
}

function fromLosses(figures: Figures['notebook-004']): readonly Worked[] {
  const { sum_of_squares_error: squares, 'cross_entropy_error_with_delta_1e-7': crossEntropies } = figures
  const sumOfSquares = ({ y, t }: LossCase) => {
    const row = Float64Array.from(y)
    return losses['sum-of-squares'].value({ logits: row, outputs: row, target: Float64Array.from(t) })
  }
  const errors = (cases: readonly LossCase[]) => cases.map(({ error }) => error)
  return [
    {
      notebook: 'notebook-004',
      what: 'sum of squares, a right and a wrong answer',
      theirs: errors(squares),
      ours: squares.map(sumOfSquares),
      ...everyDigit,
    },
    {
      notebook: 'notebook-004',
      what: 'cross-entropy with a delta of 1e-7, the same two',
      theirs: errors(crossEntropies),
      ours: crossEntropies.map(({ y, t }) => crossEntropyOfProbabilities(y, t)),
      ...everyDigit,
    },
  ]
}

function fromGradients({
  numerical_gradient: { at, h, gradient },
  gradient_descent: { from, learning_rate, steps, result },
}: Figures['notebook-004']): readonly Worked[] {
  const bowl = (x: Float64Array) => x[0]! * x[0]! + x[1]! * x[1]!
  const x = Float64Array.from(from)
  for (let step = 0; step < steps; step++)
    numericalGradient(bowl, x, h).forEach((slope, i) => {
      x[i]! -= learning_rate * slope
    })
  return [
    {
      notebook: 'notebook-004',
      what: `numerical gradient of x0^2 + x1^2 at (${at.join(', ')})`,
      theirs: gradient,
      ours: [...numericalGradient(bowl, Float64Array.from(at), h)],
      ...eightDecimals,
    },
    {
      notebook: 'notebook-004',
      what: `${steps} steps of gradient descent on it from (${from.join(', ')})`,
      theirs: result,
      ours: [...x],
      within: 2e-18, // nine digits of 8e-10
      show: value => value.toExponential(8),
    },
  ]
}

function fromSimpleNet(net: Figures['notebook-004']['simple_net']): readonly Worked[] {
  const notebook = 'notebook-004'
  const x = Float64Array.from(net.x)
  const weights = Float64Array.from(net.W.flat())
  const biases = new Float64Array(3)
  const loss = (changed: Float64Array) =>
    crossEntropyOfProbabilities(softmax(affine(x, { weights: changed, biases })), net.t)
  return [
    {
      notebook,
      what: 'logits of a net of one layer',
      theirs: net.logits,
      ours: [...affine(x, { weights, biases })],
      ...eightDecimals,
    },
    { notebook, what: 'its loss', theirs: [net.loss], ours: [loss(weights)], ...eightDecimals },
    {
      notebook,
      what: 'numerical gradient of its weights',
      theirs: net.numerical_gradient_of_W.flat(),
      ours: [...numericalGradient(loss, weights)],
      ...eightDecimals,
    },
  ]
}

function softmax(logits: ArrayLike<number>): Float64Array<ArrayBuffer> {
  const row = Float64Array.from(logits)
  outputs.softmax.value(row)
  return row
}

/** A matrix as the weights of a layer, [inputs, units]. */
function layer(W: Matrix, b: Numbers = W[0]!.map(() => 0)) {
  return { weights: Float64Array.from(W.flat()), biases: Float64Array.from(b) }
}
