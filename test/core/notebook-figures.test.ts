// What the notebooks work out by hand in NumPy, to the digits that they print. The figures are theirs.
import { describe, expect, test } from 'vitest'
import { activations } from '../../src/core/activations.js'
import { affine } from '../../src/core/affine.js'
import { crossEntropyOfProbabilities, losses } from '../../src/core/losses.js'
import { numericalGradient } from '../../src/core/numerical.js'
import { outputs } from '../../src/core/outputs.js'
import { targetOf } from '../../src/core/targets.js'

/** Agreement to so many decimals, as NumPy prints eight. */
function expectClose(got: ArrayLike<number>, expected: readonly number[], tolerance = 0.51e-8): void {
  expect(got.length).toBe(expected.length)
  expected.forEach((value, i) => void expect(Math.abs(got[i]! - value)).toBeLessThan(tolerance))
}
const vector = (...numbers: readonly number[]) => Float64Array.from(numbers)
const oneHot = (label: number, classes = 10) => targetOf(label, 0, new Float64Array(classes))
const softmax = (logits: readonly number[]) => {
  const p = Float64Array.from(logits)
  outputs.softmax.value(p)
  return p
}

describe('a layer of sigmoids and a softmax on the first five images of MNIST', () => {
  const labels = [5, 0, 4, 1, 9]

  test('sigmoid of the hidden layer', () => {
    expectClose(hiddenPreActivation.map(activations.sigmoid.value), hiddenAfterSigmoid, 1.1e-8)
  })

  test('softmax of the first image', () => {
    expectClose(softmax(logitsOfFirst), softmaxOfFirst)
  })

  test('gradient of the first image, divided by the batch of five', () => {
    const gradient = softmax(logitsOfFirst)
    losses['cross-entropy'].gradient(gradient, oneHot(labels[0]!))
    expectClose(
      gradient.map(g => g / 5),
      gradientRows[0]!,
    )
  })

  test('gradients of all five, and their mean cross-entropy', () => {
    // The gradient is (p - onehot) / 5, so each printed row gives its probabilities: p = 5 row + onehot, within 3e-8.
    const probabilities = gradientRows.map((row, i) => {
      const onehot = oneHot(labels[i]!)
      return Float64Array.from(row, (g, k) => 5 * g + onehot[k]!)
    })
    let sum = 0
    probabilities.forEach((p, i) => {
      const logits = p.map(Math.log) // softmax of the logarithms of probabilities gives them back
      const target = oneHot(labels[i]!)
      const y = softmax([...logits])
      sum += losses['cross-entropy'].value({ logits, outputs: y, target })
      losses['cross-entropy'].gradient(y, target)
      expectClose(
        y.map(g => g / 5),
        gradientRows[i]!,
        1e-8,
      )
    })
    // A probability near 0.06 that is off by 3e-8 moves its logarithm by 5e-7.
    expect(Math.abs(sum / 5 - 2.3619536915228356)).toBeLessThan(5e-7)
  })
})

describe('three layers by hand', () => {
  test.each([
    {
      a: [
        [1, 2],
        [3, 4],
      ],
      b: [5, 6, 7, 8],
      columns: 2,
      product: [
        [19, 22],
        [43, 50],
      ],
    },
    {
      a: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      b: [1, 2, 3, 4, 5, 6],
      columns: 2,
      product: [
        [22, 28],
        [49, 64],
      ],
    },
    { a: [[1, 2]], b: [1, 3, 5, 2, 4, 6], columns: 3, product: [[5, 11, 17]] },
  ])('the matrix product $a times $b is $product', ({ a, b, columns, product }) => {
    const layer = { weights: vector(...b), biases: new Float64Array(columns) }
    expect(a.map(row => [...affine(vector(...row), layer)])).toEqual(product)
  })

  test('the forward pass through two layers of sigmoids and one without activation', () => {
    const layers = [
      { weights: vector(0.1, 0.3, 0.5, 0.2, 0.4, 0.6), biases: vector(0.1, 0.2, 0.3) },
      { weights: vector(0.1, 0.4, 0.2, 0.5, 0.3, 0.6), biases: vector(0.1, 0.2) },
      { weights: vector(0.1, 0.3, 0.2, 0.4), biases: vector(0.1, 0.2) },
    ] as const
    const a1 = affine(vector(1, 0.5), layers[0])
    expectClose(a1, [0.3, 0.7, 1.1])
    // sigmoid(0.3) = 1 / (1 + 0.74081822) and so on.
    const z1 = a1.map(activations.sigmoid.value)
    expectClose(z1, [0.57444252, 0.66818777, 0.75026011])
    // 0.1 + 0.1 z1_0 + 0.2 z1_1 + 0.3 z1_2, and 0.2 + 0.4 z1_0 + 0.5 z1_1 + 0.6 z1_2.
    const a2 = affine(z1, layers[1])
    expectClose(a2, [0.51615984, 1.21402696])
    const z2 = a2.map(activations.sigmoid.value)
    expectClose(z2, [0.62624937, 0.7710107])
    // 0.1 + 0.1 z2_0 + 0.2 z2_1, and 0.2 + 0.3 z2_0 + 0.4 z2_1.
    expectClose(affine(z2, layers[2]), [0.31682708, 0.69627909])
  })

  test('softmax of 0.3, 2.9 and 4, and of logits whose powers overflow', () => {
    expectClose(softmax([0.3, 2.9, 4.0]), [0.01821127, 0.24519181, 0.73659691])
    // e^-10 / (1 + e^-10 + e^-20) and so on.
    expectClose(softmax([1010, 1000, 990]), [0.9999546, 0.0000453979, 0.00000000206106], 1e-9)
  })

  test('the step function is one above zero, and zero at it', () => {
    expect([-1, 0, 1, 2].map(z => activations.step.value(z))).toEqual([0, 0, 1, 1])
  })
})

describe('losses and gradients by hand', () => {
  const target = oneHot(2)
  const certain = vector(0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0)
  const mistaken = vector(0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0)
  const squares = (outputs: Float64Array) =>
    losses['sum-of-squares'].value({ logits: outputs, outputs, target })

  test('sum of squares', () => {
    expect(squares(certain)).toBeCloseTo(0.09750000000000003, 15)
    expect(squares(mistaken)).toBeCloseTo(0.5975, 15)
  })

  test('cross-entropy of probabilities, with a delta of 1e-7', () => {
    expect(crossEntropyOfProbabilities(certain, target)).toBeCloseTo(0.510825457099338, 14)
    expect(crossEntropyOfProbabilities(mistaken, target)).toBeCloseTo(2.302584092994546, 14)
  })

  test('the gradient of x0^2 + x1^2 at (3, 4), and the way down from (-3, 4)', () => {
    const f = (x: Float64Array) => x[0]! * x[0]! + x[1]! * x[1]!
    expectClose(numericalGradient(f, vector(3, 4)), [6, 8], 1e-11)
    const x = vector(-3, 4)
    for (let step = 0; step < 100; step++) {
      const gradient = numericalGradient(f, x)
      for (let i = 0; i < 2; i++) x[i]! -= 0.1 * gradient[i]!
    }
    expectClose(x, [-6.11110793e-10, 8.14814391e-10], 0.51e-18)
  })

  test('a network of one layer: logits, loss and the gradient of its weights', () => {
    const weights = vector(0.44484738, 0.83806527, 0.78302425, 0.99459942, 0.90887295, 0.10804119)
    const x = vector(0.6, 0.9)
    const layer = { weights, biases: new Float64Array(3) }
    expectClose(affine(x, layer), [1.16204791, 1.32082482, 0.56705162], 1.5e-8)
    const loss = () => crossEntropyOfProbabilities(softmax([...affine(x, layer)]), oneHot(2, 3))
    expect(loss()).toBeCloseTo(1.5969653991780897, 8)
    expectClose(
      numericalGradient(loss, weights),
      [0.22029324, 0.25820051, -0.47849375, 0.33043986, 0.38730077, -0.71774062],
      1.5e-8,
    )
  })
})

const hiddenPreActivation = [
  -0.46526896, 0.3814905, -0.65881936, 0.28439008, 0.64580803, 0.27773338, -0.13891993, -2.27023439,
  0.46461251, 0.20724447, -0.6600686, -1.11689013, -0.72708612, 0.58872886, 0.17576494, -2.01319246,
  0.21720359, 0.04774898, -2.3360085, -0.23473761, -0.6448875, 0.70606638, -0.28331868, 1.0130121,
  -1.01960786, -0.63295971, -0.27268662, -0.2950952, 0.71301173, -0.91111904, 0.08378465, 0.34860133,
  -0.26997828, -0.9095872, -0.60740233, -1.11600917, 1.50846132, -0.42726893, 0.98494027, -0.38764511,
  0.25065557, 0.2683503, 0.15854438, 0.49911732, -0.26336609, 1.07506732, 0.79687649, -0.41325856,
  -0.11274781, 0.95011104,
]
const hiddenAfterSigmoid = [
  0.38573663, 0.59423254, 0.34100488, 0.57062218, 0.65606519, 0.56899044, 0.46532576, 0.09361832, 0.61410782,
  0.55162647, 0.3407242, 0.24658859, 0.32583448, 0.64307343, 0.54382846, 0.11782474, 0.55408842, 0.51193498,
  0.08818434, 0.44158359, 0.34414255, 0.66953139, 0.42964035, 0.73360921, 0.26510379, 0.34683973, 0.43224765,
  0.42675694, 0.6710663, 0.2867709, 0.52093392, 0.58627836, 0.43291243, 0.28708432, 0.35265199, 0.24675229,
  0.81883306, 0.39477867, 0.72808737, 0.40428432, 0.56233785, 0.56668786, 0.53955328, 0.62225188, 0.43453643,
  0.74555938, 0.68930594, 0.39813104, 0.47184287, 0.72113751,
]
const logitsOfFirst = [
  -0.01870923, 0.251838, -0.3295376, 0.5905999, -0.21985127, -0.25263557, 0.47613115, -0.28476619,
  -0.53146476, 0.653538,
]
const softmaxOfFirst = [
  0.08729045, 0.11440998, 0.0639699, 0.16054114, 0.0713858, 0.06908342, 0.14317698, 0.06689901, 0.05227329,
  0.17097003,
]
const gradientRows = [
  [
    0.01745809, 0.022882, 0.01279398, 0.03210823, 0.01427716, -0.18618332, 0.0286354, 0.0133798, 0.01045466,
    0.03419401,
  ],
  [
    -0.18251002, 0.02338945, 0.01694397, 0.0378616, 0.01654318, 0.01385245, 0.02254635, 0.01490286,
    0.01157563, 0.02489453,
  ],
  [
    0.01847007, 0.02249367, 0.01571524, 0.03381219, -0.18599181, 0.01288507, 0.02332462, 0.01477249,
    0.01040825, 0.03411021,
  ],
  [
    0.01690509, -0.1776809, 0.01514527, 0.03383641, 0.01685448, 0.01312581, 0.02440253, 0.01235004,
    0.01135418, 0.03370709,
  ],
  [
    0.01636511, 0.02400788, 0.0164657, 0.03113842, 0.01711983, 0.01245757, 0.02708265, 0.01413112, 0.00975563,
    -0.1685239,
  ],
]
