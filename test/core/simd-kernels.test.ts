// Every kernel against its plain definition, over odd sizes and at extremes.
import { describe, expect, test } from 'vitest'
import { type Activation, type ActivationName, activations } from '../../src/core/activations.js'
import { defaultsOf, type Values } from '../../src/core/choice.js'
import { KernelStream } from '../../src/core/kernel-stream.js'
import { Kernels } from '../../src/core/kernels.js'
import { type Loss, losses } from '../../src/core/losses.js'
import { BLOCK, blocksOf } from '../../src/core/memory-plan.js'
import { type Optimizer, type OptimizerName, optimizers } from '../../src/core/optimizers.js'
import { type Output, outputs } from '../../src/core/outputs.js'
import { purposes, RandomStream } from '../../src/core/random.js'
import {
  activationKernels,
  COLLECT,
  lossKernels,
  optimizerKernels,
  outputKernels,
} from '../../src/core/simd-tables.js'
import { targetOf } from '../../src/core/targets.js'
import { WIDEST } from '../../src/core/tiles.js'
import { kernelsModule } from '../kernels.js'
import { pairs } from './some-networks.js'

const kernels = new Kernels(kernelsModule)
const { run } = kernels
const oddSizes = [0, 1, 3, 4, 5, 31, 33, 1023]

/** Memory that is laid out piece by piece, anew for each test. */
class Bench {
  #end = kernels.takeOver(this, 1 << 24)
  /** Room for so many bytes. */
  take(bytes: number): number {
    const place = this.#end
    this.#end += Math.ceil(bytes / 64) * 64 + 64
    return place
  }
  put(numbers: ArrayLike<number>): number {
    const place = this.take(numbers.length * 4)
    new Float32Array(kernels.memory.buffer, place, numbers.length).set(numbers)
    return place
  }
  putWords(words: ArrayLike<number>): number {
    const place = this.take(words.length * 4)
    new Uint32Array(kernels.memory.buffer, place, words.length).set(words)
    return place
  }
  floats(place: number, count: number): Float32Array {
    return new Float32Array(kernels.memory.buffer, place, count).slice()
  }
  words(place: number, count: number): Uint32Array {
    return new Uint32Array(kernels.memory.buffer, place, count).slice()
  }
  /** The entries from one address to another. */
  entries(from: number, to: number): [number, number][] {
    const count = (to - from) / 8
    const words = this.words(from, 2 * count)
    const floats = this.floats(from, 2 * count)
    return Array.from({ length: count }, (_, i) => [words[2 * i]!, floats[2 * i + 1]!])
  }
}

const numbers = (count: number, seed: number, zeros = 0) => {
  const stream = new RandomStream(seed, 'weights')
  return Float32Array.from({ length: count }, () => (stream.uniform() < zeros ? 0 : 2 * stream.uniform() - 1))
}
const f = Math.fround

/** first + sum over k of x[row, k] b[k], in float32, k ascending: what the kernels promise to the last bit. */
function plainSums(
  x: Float32Array,
  b: Float32Array,
  first: Float32Array,
  rows: number,
  terms: number,
): Float32Array {
  const columns = first.length
  const out = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      let sum = first[c]!
      for (let k = 0; k < terms; k++) sum = f(sum + f(x[row * terms + k]! * b[k * columns + c]!))
      out[row * columns + c] = sum
    }
  }
  return out
}

describe.each([1, 2, 3, 4, 5, 6, 7, 12, 13])('sums of rows of %i vectors', width => {
  const columns = width * 4

  test.each(oddSizes)('over %i terms are those of the plain loop, bit for bit', terms => {
    for (const rows of [1, 2, 3, 5]) {
      const memory = new Bench()
      const [x, b, first] = [numbers(rows * terms, 1), numbers(terms * columns, 2), numbers(columns, 3)]
      const out = memory.take(rows * columns * 4)
      const at = { x: memory.put(x), b: memory.put(b), first: memory.put(first) }
      run.sumDense(width, at.x, terms * 4, 4, rows, terms, at.b, at.first, out, columns * 4)
      expect(memory.floats(out, rows * columns)).toEqual(plainSums(x, b, first, rows, terms))
    }
  })

  test.each(oddSizes)('over the nonzero ones of %i terms are the same', terms => {
    const rows = 3
    const memory = new Bench()
    const [x, b, first] = [numbers(rows * terms, 4, 0.6), numbers(terms * columns, 5), numbers(columns, 6)]
    const lists: number[] = []
    for (let row = 0; row < rows; row++) {
      const own = [...x.subarray(row * terms, (row + 1) * terms).entries()].filter(([, value]) => value !== 0)
      const place = memory.take(own.length * 8)
      own.forEach(([k, value], i) => {
        new Uint32Array(kernels.memory.buffer, place + i * 8, 1)[0] = k
        new Float32Array(kernels.memory.buffer, place + i * 8 + 4, 1)[0] = value
      })
      lists.push(place, place + own.length * 8)
    }
    const out = memory.take(rows * columns * 4)
    run.sumLists(
      width,
      memory.putWords(lists),
      8,
      rows,
      memory.put(b),
      memory.put(first),
      0,
      out,
      columns * 4,
    )
    expect(memory.floats(out, rows * columns)).toEqual(plainSums(x, b, first, rows, terms))
  })
})

test('sums let infinities, NaN and the smallest numbers through as float32 has them', () => {
  const memory = new Bench()
  const x = Float32Array.of(1e-40, 3e38, Infinity, NaN, 1)
  const b = memory.put(Float32Array.of(1, 0.5, 1e-5, 0, 10, 1, 1, 1, 1, -1, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2))
  const out = memory.take(16)
  const at = memory.put(x)
  const sumOf = (terms: number) => {
    run.sumDense(1, at, 0, 4, 1, terms, b, memory.put([0, 0, 0, 0]), out, 16)
    return [...memory.floats(out, 4)]
  }
  expect(sumOf(1)).toEqual([1e-40, 5e-41, 1e-45, 0].map(f)) // subnormal numbers are not flushed
  expect(sumOf(2)[0]).toBe(Infinity) // 3e39 is beyond float32
  expect(sumOf(3)).toEqual([Infinity, -Infinity, NaN, Infinity])
  expect(sumOf(5)).toEqual([NaN, NaN, NaN, NaN])
})

describe('lists', () => {
  test.each(oddSizes)('of rows of %i numbers have the nonzero ones, by row and by column', width => {
    const rows = 5
    const memory = new Bench()
    const stride = Math.ceil(width / 4) * 4 + 4
    const x = numbers(rows * stride, 7, 0.5).map((value, i) => (i % stride < width ? value : 9))
    x.set([NaN, -0, Infinity].slice(0, width)) // NaN is listed, -0 is not
    const blocks = blocksOf(width)
    const lists = memory.take(rows * (blocks + 1) * 4)
    const [entries, columns] = [memory.take(rows * width * 8), memory.take(width * 8)]
    const room = rows * 8 + 16
    run.openColumns(columns, width, memory.take(width * room), room)
    run.listNumbers(memory.put(x), stride * 4, rows, width, lists, entries, columns)
    const table = memory.words(lists, rows * (blocks + 1))
    const expected = Array.from({ length: rows }, (_, row) =>
      Array.from({ length: width }, (_, k) => [k, x[row * stride + k]!] as const).filter(
        ([, value]) => value !== 0,
      ),
    )
    for (let row = 0; row < rows; row++) {
      for (let block = 0; block < blocks; block++) {
        const at = row * (blocks + 1) + block
        const inBlock = expected[row]!.filter(([k]) => Math.floor(k / BLOCK) === block)
        expect(memory.entries(table[at]!, table[at + 1]!)).toEqual(inBlock)
      }
    }
    const ends = memory.words(columns, width * 2)
    for (let k = 0; k < width; k++) {
      const inColumn = expected.flatMap((own, row) =>
        own.filter(([position]) => position === k).map(([, value]) => [row, value]),
      )
      expect(memory.entries(ends[2 * k]!, ends[2 * k + 1]!)).toEqual(inColumn)
    }
  })

  test('of a batch have each of the 256 bytes divided by 255 exactly', () => {
    const memory = new Bench()
    const bytes = memory.take(256 + 64)
    new Uint8Array(kernels.memory.buffer).set(
      Uint8Array.from({ length: 256 }, (_, byte) => byte).reverse(),
      bytes,
    )
    const blocks = blocksOf(256)
    const [starts, packed, labels] = [memory.take(4 * blocks + 4), memory.take(256 * 4 + 640), memory.take(1)]
    run.listBytes(bytes, 1, 256, starts, packed)
    const [lists, entries] = [memory.take(4 * blocks + 4), memory.take(256 * 8 + 24)]
    run.gather(starts, labels, memory.putWords([0]), 1, 256, lists, entries, memory.take(1), 0)
    const expected = Array.from({ length: 255 }, (_, k) => [k, f((255 - k) / 255)])
    const table = memory.words(lists, blocks + 1)
    expect(memory.entries(table[0]!, table[blocks]!)).toEqual(expected)
  })

  test.each(oddSizes)('of a batch of images of %i bytes have their pixels and labels', inputs => {
    const count = 6
    const memory = new Bench()
    const stream = new RandomStream(8, 'split')
    const images = Uint8Array.from({ length: count * inputs }, () => Math.max(0, stream.below(512) - 256))
    const bytes = memory.take(images.length + 64)
    new Uint8Array(kernels.memory.buffer).set(images, bytes)
    const labels = memory.take(count)
    new Uint8Array(kernels.memory.buffer).set([3, 1, 4, 1, 5, 9], labels)
    const [starts, packed] = [memory.take(count * 40), memory.take(images.length * 4 + 16)]
    run.listBytes(bytes, count, inputs, starts, packed)
    const which = [5, 0, 0, 3]
    const blocks = blocksOf(inputs)
    const lists = memory.take(which.length * (blocks + 1) * 4)
    const [entries, batchLabels] = [memory.take(which.length * inputs * 8 + 24), memory.take(which.length)]
    const at = memory.putWords(which)
    run.gather(starts, labels, at, which.length, inputs, lists, entries, batchLabels, 0)
    const table = memory.words(lists, which.length * (blocks + 1))
    which.forEach((example, row) => {
      const expected = [...images.subarray(example * inputs, (example + 1) * inputs).entries()]
        .filter(([, byte]) => byte !== 0)
        .map(([k, byte]) => [k, f(byte / 255)])
      const place = row * (blocks + 1)
      if (inputs > 0) expect(memory.entries(table[place]!, table[place + blocks]!)).toEqual(expected)
    })
    expect([...new Uint8Array(kernels.memory.buffer, batchLabels, 4)]).toEqual([9, 3, 3, 1])
  })
})

describe.each(Object.keys(activations) as ActivationName[])('%s', name => {
  const activation: Activation = activations[name]
  const h = defaultsOf(activation) as Values
  const kernel = activationKernels[name]
  const parameter = h[kernel.parameter ?? ''] ?? 0
  const inputs = [...numbers(50, 9).map(x => 8 * x), 0, -0, 1e-40, -1e-40, 30, -30, 1e4, -1e4]
  const z = Float32Array.from(inputs.slice(0, 56))

  test('and its derivative are those of the table', () => {
    const memory = new Bench()
    const [at, y] = [memory.put(z), memory.take(z.length * 4)]
    // Two rows of 28 numbers.
    run.activate(kernel.kind, 2, 112, 112, at, y, parameter)
    const delta = memory.put(new Float32Array(z.length).fill(1))
    run.multiplyDerivative(kernel.kind, 2, 112, 112, at, y, delta, parameter)
    const [values, slopes] = [memory.floats(y, z.length), memory.floats(delta, z.length)]
    z.forEach((x, i) => {
      const exact = activation.value(x, h)
      expect(Math.abs(values[i]! - exact)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(exact)))
      // The derivative is often a difference of numbers near 1: its error is absolute.
      expect(Math.abs(slopes[i]! - activation.derivative(x, exact, h))).toBeLessThanOrEqual(2e-6)
    })
  })

  test('lets NaN through, and is finite for large numbers', () => {
    const memory = new Bench()
    const place = memory.put([NaN, 3e38, -3e38, 0])
    run.activate(kernel.kind, 1, 16, 16, place, place, parameter)
    const [nan, high, low] = memory.floats(place, 3)
    expect(nan).toBeNaN()
    expect(Number.isFinite(high!) && Number.isFinite(low!)).toBe(true)
  })

  test('needs z for its derivative only where the table of kernels says so', () => {
    if (kernel.keepsZ) return
    const memory = new Bench()
    const [apart, y, inPlace] = [memory.put(z), memory.take(z.length * 4), memory.put(z)]
    run.activate(kernel.kind, 1, z.length * 4, 0, apart, y, parameter)
    run.activate(kernel.kind, 1, z.length * 4, 0, inPlace, inPlace, parameter)
    const slopes = [apart, inPlace].map(from => {
      const delta = memory.put(new Float32Array(z.length).fill(1))
      run.multiplyDerivative(
        kernel.kind,
        1,
        z.length * 4,
        0,
        from,
        from === apart ? y : from,
        delta,
        parameter,
      )
      return memory.floats(delta, z.length)
    })
    expect(slopes[1]).toEqual(slopes[0])
  })
})

describe('optimizers', () => {
  const settings: readonly (readonly [OptimizerName, Values])[] = [
    ['sgd', {}],
    ['sgd', { momentum: 0.9 }],
    ['sgd', { momentum: 0.9, nesterov: 1 }],
    ['adagrad', {}],
    ['rmsprop', {}],
    ['rmsprop', { momentum: 0.9 }],
    ['adam', {}],
    ['adamw', {}],
  ]
  test('are all tried', () => {
    expect(new Set(settings.map(([name]) => name))).toEqual(new Set(Object.keys(optimizers)))
  })

  test.each(settings)('%s with %j makes the steps of the table, for any number of parameters', (name, h) => {
    for (const count of oddSizes.slice(1)) compareSteps(name, h, count, step => numbers(count, step))
  })

  test.each(settings)('%s with %j takes gradients of any size', (name, h) => {
    const sizes = Float32Array.of(0, 1e-45, 1e-30, -1e-20, 1e-8, 1, 1e6, -1e9)
    compareSteps(name, h, sizes.length, step => sizes.map(x => x * step))
  })

  /** One input that is 1 and one example: then the gradient of the weights is the delta. */
  function compareSteps(
    name: OptimizerName,
    changes: Values,
    count: number,
    gradientAt: (step: number) => Float32Array,
  ): void {
    const table: Optimizer = optimizers[name]
    const h = { ...(defaultsOf(table) as Values), ...changes }
    const kernel = optimizerKernels[name](h)
    const memory = new Bench()
    const vectors = Math.ceil(count / 4)
    const bytes = vectors * 16
    const start = numbers(count, 100)
    const w = memory.take(bytes * 4)
    const initial = table.initialSlot?.(h) ?? 0
    new Float32Array(kernels.memory.buffer, w, bytes).fill(initial)
    new Float32Array(kernels.memory.buffer, w).set(start)
    const workspaces = [1, 2, 3].map(() => memory.put(new Float32Array(28 * 8)))
    const [packed, zero, g] = workspaces as [number, number, number]
    const [x, biases] = [memory.put([1]), memory.take(bytes * 4)]
    run.configureOptimizer(
      kernel.kind,
      bytes,
      kernel.share ?? 0,
      kernel.rest ?? 0,
      kernel.rest2 ?? 0,
      kernel.epsilon ?? 0,
    )
    const plain = Float64Array.from(start)
    const slots = table.slots.map(() => new Float64Array(count).fill(initial))
    for (let step = 1; step <= 4; step++) {
      const gradient = new Float32Array(vectors * 4)
      gradient.set(gradientAt(step))
      const learningRate = 0.01
      run.beginStep(kernel.rate?.(learningRate, step) ?? learningRate, kernel.kept?.(learningRate) ?? 1)
      const delta = memory.put(gradient)
      run.trainDense(x, 4, 1, 1, delta, bytes, w, biases, vectors, 0, packed, zero, x, g)
      table.update(
        {
          parameters: plain,
          gradient: Float64Array.from(gradient.subarray(0, count)),
          slots,
          learningRate,
          step,
        },
        h,
      )
    }
    memory.floats(w, count).forEach((value, i) => {
      expect(Math.abs(value - plain[i]!)).toBeLessThanOrEqual(3e-6 * Math.max(1, Math.abs(plain[i]!)))
    })
  }
})

describe('cross-entropy', () => {
  const classCounts = [2, 3, 4, 5, 10, 31, 33, 256]

  test.each(classCounts)('of %i classes has the losses, probabilities and deltas of the table', classes => {
    const rows = 7
    const stride = Math.ceil(classes / 4) * 4
    const logits = numbers(rows * stride, 11).map(x => 10 * x)
    const labels = Uint8Array.from({ length: rows }, (_, row) => (row * 37) % classes)
    const { lossSum, hits, probabilities, delta } = crossEntropy(logits, labels, classes, stride, 1 / rows)
    let exactLoss = 0
    let exactHits = 0
    for (let row = 0; row < rows; row++) {
      const p = Float64Array.from(logits.subarray(row * stride, row * stride + classes))
      if (p.indexOf(Math.max(...p)) === labels[row]) exactHits += 1
      const target = targetOf(labels[row]!, 0, new Float64Array(classes))
      const z = p.slice()
      outputs.softmax.value(p)
      exactLoss += losses['cross-entropy'].value({ logits: z, outputs: p, target })
      p.forEach((exact, k) => {
        expect(Math.abs(probabilities[row * classes + k]! - exact)).toBeLessThan(3e-7)
        const error = (exact - (k === labels[row] ? 1 : 0)) / rows
        expect(Math.abs(delta[row * stride + k]! - error)).toBeLessThan(3e-7)
      })
      for (let k = classes; k < stride; k++) expect(delta[row * stride + k]).toBeCloseTo(0, 30)
    }
    expect(Math.abs(lossSum - exactLoss)).toBeLessThan(2e-6 * exactLoss)
    expect(hits).toBe(exactHits)
  })

  test('keeps a loss that is nearly zero: the network is sure', () => {
    // log(1 + e^-30) = 9.357622968839737e-14, far below the last place of 1.
    const { lossSum } = crossEntropy(Float32Array.of(30, 0, 0, 0), Uint8Array.of(0), 2, 4, 1)
    expect(lossSum / 9.357622968839737e-14).toBeCloseTo(1, 6)
  })

  test('counts the first of equal logits', () => {
    const logits = Float32Array.of(1, 2, 2, 0)
    expect(crossEntropy(logits.slice(), Uint8Array.of(1), 3, 4, 1).hits).toBe(1)
    expect(crossEntropy(logits.slice(), Uint8Array.of(2), 3, 4, 1).hits).toBe(0)
  })

  test('of logits that are not finite is not finite, and nothing is right then', () => {
    for (const bad of [NaN, Infinity]) {
      const { lossSum, hits } = crossEntropy(Float32Array.of(0, bad, 0, 0), Uint8Array.of(1), 3, 4, 1)
      expect(lossSum).toBeNaN()
      if (Number.isNaN(bad)) expect(hits).toBe(0)
    }
  })

  function crossEntropy(
    logits: Float32Array,
    labels: Uint8Array,
    classes: number,
    stride: number,
    share: number,
  ) {
    const rows = labels.length
    const memory = new Bench()
    const [z, at] = [memory.put(logits), memory.take(rows)]
    new Uint8Array(kernels.memory.buffer).set(labels, at)
    const [p, delta] = [memory.take(rows * classes * 4 + 16), memory.take(rows * stride * 4)]
    const sums = memory.take(rows * 4 + 16)
    const lossSum = run.crossEntropy(z, stride * 4, rows, classes, at, p, delta, share, sums)
    return {
      lossSum,
      hits: run.hitsOfLast(),
      probabilities: memory.floats(p, rows * classes),
      delta: memory.floats(delta, rows * stride),
    }
  }
})

describe.each(pairs)('the output layer of %s with %s', (lossName, outputName) => {
  const loss: Loss = losses[lossName]
  const output: Output = outputs[outputName]
  const kernel = lossKernels[lossName]
  const cases = [2, 3, 4, 5, 10, 31, 33, 256].flatMap(classes => [0, 0.1].map(s => [classes, s] as const))

  test.each(cases)('of %i classes, %d of the target spread, is that of the tables', (classes, smoothing) => {
    const rows = 7
    const stride = Math.ceil(classes / 4) * 4
    const logits = numbers(rows * stride, 11).map(x => 5 * x)
    const labels = Uint8Array.from({ length: rows }, (_, row) => (row * 37) % classes)
    const memory = new Bench()
    const [z, at] = [memory.put(logits), memory.take(rows)]
    new Uint8Array(kernels.memory.buffer).set(labels, at)
    const [y, delta] = [memory.take(rows * classes * 4 + 16), memory.take(rows * stride * 4)]
    const sums = memory.take(rows * 4 + 16)
    const bytes = stride * 4
    let lossSum: number
    if (kernel === 'cross-entropy') {
      lossSum = run.crossEntropy(z, bytes, rows, classes, at, y, delta, 1 / rows, sums)
      lossSum += run.smoothLabels(z, bytes, rows, classes, at, delta, 1 / rows, smoothing)
    } else {
      const factor = kernel.squaresTimes(classes)
      const code = outputKernels[outputName]
      const share = (2 * factor) / rows
      lossSum = factor * run.squaredDistance(code, z, bytes, rows, classes, at, y, delta, share, smoothing)
    }
    const [gotOutputs, gotDelta] = [memory.floats(y, rows * classes), memory.floats(delta, rows * stride)]
    let exactLoss = 0
    let hits = 0
    for (let row = 0; row < rows; row++) {
      const own = Float64Array.from(logits.subarray(row * stride, row * stride + classes))
      const exact = own.slice()
      output.value(exact)
      const target = targetOf(labels[row]!, smoothing, new Float64Array(classes))
      exactLoss += loss.value({ logits: own, outputs: exact, target })
      if (own.indexOf(Math.max(...own)) === labels[row]) hits += 1
      const gradient = exact.slice()
      loss.gradient(gradient, target)
      if (loss.withRespectTo === 'outputs') output.backward(exact, gradient)
      for (let k = 0; k < classes; k++) {
        expect(Math.abs(gotOutputs[row * classes + k]! - exact[k]!)).toBeLessThan(1e-6)
        expect(Math.abs(gotDelta[row * stride + k]! - gradient[k]! / rows)).toBeLessThan(1e-6)
      }
      // The backward pass goes over whole vectors.
      for (let k = classes; k < stride; k++) expect(Math.abs(gotDelta[row * stride + k]!)).toBe(0)
    }
    expect(Math.abs(lossSum - exactLoss)).toBeLessThan(3e-6 * (1 + exactLoss))
    expect(run.hitsOfLast()).toBe(hits)
  })
})

describe('the collected gradient', () => {
  test.each(oddSizes.slice(1))('of %i numbers has the sum of squares of the plain loop', count => {
    const memory = new Bench()
    const own = new Float32Array(Math.ceil(count / 4) * 4)
    own.set(numbers(count, 21))
    // Four partial sums in float64, by position, as the kernel promises to the last bit.
    const sums = [0, 0, 0, 0]
    own.forEach((x, i) => {
      sums[i % 4]! += x * x
    })
    const expected = sums[0]! + sums[1]! + (sums[2]! + sums[3]!)
    expect(run.sumOfSquares(memory.put(own), own.length / 4)).toBe(expected)
  })

  test('is what an update would have used, with its penalty; and moves the parameters by its share', () => {
    // Longer than the pieces in which it is worked through.
    const count = 4 * 1030
    const [w, g] = [numbers(count, 22), numbers(count, 23)]
    const memory = new Bench()
    const at = memory.put(w)
    const biases = memory.take(count * 4)
    // One example with the input 1: the gradient of the weights is the delta, plus the penalty's 0.25 w.
    const [one, delta] = [memory.put([1]), memory.put(g)]
    const [packed, zero, block] = [1, 2, 3].map(() => memory.put(new Float32Array(28 * 8))) as number[]
    const collected = memory.take(count * 8)
    run.configureOptimizer(COLLECT, collected - at, 0, 0, 0, 0)
    run.trainDense(one, 4, 1, 1, delta, count * 4, at, biases, count / 4, 0.25, packed!, zero!, one, block!)
    expect(memory.floats(at, count)).toEqual(w)
    const expected = g.map((value, i) => f(value + f(0.25 * w[i]!)))
    expect(memory.floats(collected, count)).toEqual(expected)
    run.configureOptimizer(0, 0, 0, 0, 0, 0)
    run.beginStep(0.5, 1)
    run.updateScaled(at, collected, count / 4, 0.125)
    expect(memory.floats(at, count)).toEqual(
      w.map((value, i) => f(value - f(0.5 * f(f(expected[i]! * f(0.125)) + 0)))),
    )
  })
})

describe('dropout', () => {
  test.each([1, 3, 4, 5, 9, 16, 17, 33])(
    'factors of rows of %i vectors are decided by the words of their stream',
    vectors => {
      const seed = 2 ** 40 + 17
      const [step, firstBlock, blocksPerRow, rows] = [7, 11, vectors + 13, 3]
      const memory = new Bench()
      const stride = vectors * 16 + 32
      const mask = memory.put(new Float32Array((rows * stride) / 4).fill(-1))
      const threshold = 0.4 * 2 ** 32
      run.drawMask(
        seed >>> 0,
        2 ** 8,
        purposes.dropout,
        step,
        firstBlock,
        blocksPerRow,
        rows,
        vectors,
        threshold,
        1.5,
        mask,
        stride,
      )
      const got = memory.floats(mask, (rows * stride) / 4)
      const stream = new RandomStream(seed, 'dropout', step)
      const words = Array.from({ length: 4 * (firstBlock + rows * blocksPerRow) }, () => stream.word())
      for (let row = 0; row < rows; row++) {
        const own = got.subarray((row * stride) / 4, ((row + 1) * stride) / 4)
        const start = 4 * (firstBlock + row * blocksPerRow)
        own.forEach((factor, u) => {
          const isInside = u < vectors * 4
          expect(factor).toBe(isInside ? (words[start + u]! >= threshold ? 1.5 : 0) : -1)
        })
      }
    },
  )

  test('factors multiply row by row, in place or not', () => {
    const memory = new Bench()
    const [a, m] = [numbers(24, 1), numbers(24, 2)]
    const at = { a: memory.put(a), m: memory.put(m), out: memory.put(new Float32Array(24)) }
    // Two rows of 8 numbers, 12 apart: what lies between is left alone.
    run.applyMask(2, 32, 48, at.a, at.m, at.out)
    run.applyMask(2, 32, 48, at.a, at.m, at.a)
    const product = (i: number) => f(a[i]! * m[i]!)
    expect(memory.floats(at.out, 24)).toEqual(a.map((_, i) => (i % 12 < 8 ? product(i) : 0)))
    expect(memory.floats(at.a, 24)).toEqual(a.map((value, i) => (i % 12 < 8 ? product(i) : value)))
  })
})

test('random words are those of RandomStream, whatever the seed', () => {
  for (const seed of [0, 1, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER]) {
    const memory = new Bench()
    const room = { place: memory.take(3 * 16), blocks: 3 }
    const stream = new KernelStream(kernels, { seed, purpose: 'weights', index: 2 }, room)
    const plain = new RandomStream(seed, 'weights', 2)
    for (let i = 0; i < 40; i++) expect(stream.uniform()).toBe(plain.uniform())
  }
})

test('random numbers between two bounds are those of RandomStream, however many', () => {
  for (const count of [1, 4, 5, 12, 13, 31, 100]) {
    const memory = new Bench()
    const room = { place: memory.take(3 * 16), blocks: 3 } // 12 numbers at a time
    const stream = new KernelStream(kernels, { seed: 2 ** 40 + 3, purpose: 'weights', index: 1 }, room)
    const [drawn, plain] = [new Float32Array(count), new Float32Array(count)]
    stream.uniforms(drawn, -0.3, 0.1)
    new RandomStream(2 ** 40 + 3, 'weights', 1).uniforms(plain, -0.3, 0.1)
    expect(drawn).toEqual(plain)
    expect(() => stream.uniforms(drawn, 0, 1)).toThrow('read from this stream before')
  }
})

test.each(oddSizes.slice(1))(
  'the way back through a layer of %i inputs is delta times w turned round',
  inputs => {
    for (const units of [1, 5, 31]) {
      const rows = 3
      const memory = new Bench()
      const vectors = Math.ceil(units / 4)
      // One input row of one tile: up to 28 units lie in rows without gaps, 31 in two tiles of 4 vectors.
      const widths = vectors > 7 ? [4, 4] : [vectors]
      const w = numbers(inputs * units, 12)
      const tiles = widths.flatMap((width, tile) =>
        Array.from({ length: inputs }, (_, i) =>
          Array.from({ length: width * 4 }, (_, c) => {
            const unit = tile * 16 + c
            return unit < units ? w[i * units + unit]! : 0
          }),
        ).flat(),
      )
      const stride = vectors * 4
      const delta = new Float32Array(rows * stride)
      const own = numbers(rows * units, 13)
      own.forEach((value, i) => {
        delta[Math.floor(i / units) * stride + (i % units)] = value
      })
      const outStride = Math.ceil(inputs / 4) * 4
      const out = memory.take(rows * outStride * 4)
      const packed = memory.take((units + 3) * WIDEST * 16)
      const zero = memory.put(new Float32Array(WIDEST * 4))
      const at = { delta: memory.put(delta), w: memory.put(tiles) }
      run.backward(at.delta, stride * 4, 0, rows, units, at.w, inputs, out, outStride * 4, packed, zero)
      const got = memory.floats(out, rows * outStride)
      for (let row = 0; row < rows; row++) {
        for (let i = 0; i < outStride; i++) {
          let sum = 0
          for (let u = 0; u < units && i < inputs; u++)
            sum = f(sum + f(own[row * units + u]! * w[i * units + u]!))
          expect(got[row * outStride + i]).toBe(sum)
        }
      }
    }
  },
)
