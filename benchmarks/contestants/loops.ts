// Trains a system with loops over Float32Array, as training.ts asks for on stdin; see pytorch.py. What one writes in the language
// itself: rows of weights by input, so that the innermost loop runs along memory, and zeros of the input skipped in both
// passes of a layer, which is the first thing that anybody finds.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { permutation, RandomStream } from '../../src/core/random.js'
import type { System } from '../systems.js'

interface Request extends System {
  readonly images: string
  readonly labels: string
}

interface Layer {
  readonly inputs: number
  readonly units: number
  /** [inputs, units], then [units] biases; gradient and the optimizer's two slots in the same order. */
  readonly w: Float32Array
  readonly g: Float32Array
  readonly m: Float32Array
  readonly v: Float32Array
  /** [batch, units]: outputs and deltas. */
  readonly y: Float32Array
  readonly delta: Float32Array
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const read = async (): Promise<unknown> => {
  const { value, done } = await lines.next()
  return done ? undefined : JSON.parse(value)
}
const answer = (value: unknown) => console.log(JSON.stringify(value))

const { sizes, activation, optimizer, learningRate, batchSize, images, labels } = (await read()) as Request
const inputs = sizes[0]!
const pixels = Float32Array.from(readFileSync(images), byte => byte / 255)
const classes = readFileSync(labels)
const stream = new RandomStream(0, 'weights')
const layers = sizes.slice(1).map((units, l): Layer => {
  const from = sizes[l]!
  const limit = Math.sqrt(6 / (from + units))
  const count = (from + 1) * units
  return {
    inputs: from,
    units,
    w: Float32Array.from({ length: count }, (_, i) =>
      i < from * units ? (2 * stream.uniform() - 1) * limit : 0,
    ),
    g: new Float32Array(count),
    m: new Float32Array(count),
    v: new Float32Array(count),
    y: new Float32Array(batchSize * units),
    delta: new Float32Array(batchSize * units),
  }
})
const batch = new Float32Array(batchSize * inputs)
let steps = 0

function forward(x: Float32Array, { inputs, units, w, y }: Layer, isLast: boolean): void {
  for (let row = 0; row < batchSize; row++) {
    const out = row * units
    for (let u = 0; u < units; u++) y[out + u] = w[inputs * units + u]!
    for (let i = 0; i < inputs; i++) {
      const value = x[row * inputs + i]!
      if (value === 0) continue
      const at = i * units
      for (let u = 0; u < units; u++) y[out + u]! += value * w[at + u]!
    }
    if (isLast) continue
    if (activation === 'relu') for (let u = 0; u < units; u++) y[out + u] = Math.max(0, y[out + u]!)
    else for (let u = 0; u < units; u++) y[out + u] = 1 / (1 + Math.exp(-y[out + u]!))
  }
}

/** Logits become probabilities, the deltas their distance to the labels; returns the mean loss. */
function softmax({ units, y, delta }: Layer, indices: Uint32Array): number {
  let loss = 0
  for (let row = 0; row < batchSize; row++) {
    const out = row * units
    let largest = -Infinity
    for (let u = 0; u < units; u++) largest = Math.max(largest, y[out + u]!)
    let sum = 0
    for (let u = 0; u < units; u++) sum += y[out + u] = Math.exp(y[out + u]! - largest)
    const label = classes[indices[row]!]!
    for (let u = 0; u < units; u++) {
      const p = y[out + u]! / sum
      delta[out + u] = (p - (u === label ? 1 : 0)) / batchSize
      if (u === label) loss -= Math.log(p)
    }
  }
  return loss / batchSize
}

function gradient(x: Float32Array, { inputs, units, g, delta }: Layer): void {
  g.fill(0)
  for (let row = 0; row < batchSize; row++) {
    const out = row * units
    for (let i = 0; i < inputs; i++) {
      const value = x[row * inputs + i]!
      if (value === 0) continue
      const at = i * units
      for (let u = 0; u < units; u++) g[at + u]! += value * delta[out + u]!
    }
    for (let u = 0; u < units; u++) g[inputs * units + u]! += delta[out + u]!
  }
}

function backward({ inputs, units, w, delta }: Layer, below: Layer): void {
  for (let row = 0; row < batchSize; row++) {
    for (let i = 0; i < inputs; i++) {
      let sum = 0
      for (let u = 0; u < units; u++) sum += delta[row * units + u]! * w[i * units + u]!
      const y = below.y[row * inputs + i]!
      below.delta[row * inputs + i] = activation === 'relu' ? (y > 0 ? sum : 0) : sum * y * (1 - y)
    }
  }
}

function update({ w, g, m, v }: Layer): void {
  const rate = (learningRate * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps)
  for (let i = 0; i < w.length; i++) {
    const slope = g[i]!
    if (optimizer === 'adam') {
      m[i]! += (slope - m[i]!) * 0.1
      v[i]! += (slope * slope - v[i]!) * 0.001
      w[i]! -= (rate * m[i]!) / (Math.sqrt(v[i]!) + 1e-7)
    } else if (optimizer === 'rmsprop') {
      v[i] = 0.9 * v[i]! + 0.1 * slope * slope
      w[i]! -= (learningRate * slope) / Math.sqrt(v[i]! + 1e-7)
    } else w[i]! -= learningRate * slope
  }
}

function train(indices: Uint32Array): number {
  for (let row = 0; row < batchSize; row++) {
    const from = indices[row]! * inputs
    batch.set(pixels.subarray(from, from + inputs), row * inputs)
  }
  steps += 1
  const inputOf = (l: number) => (l === 0 ? batch : layers[l - 1]!.y)
  layers.forEach((layer, l) => void forward(inputOf(l), layer, l === layers.length - 1))
  const loss = softmax(layers.at(-1)!, indices)
  for (let l = layers.length - 1; l >= 0; l--) {
    gradient(inputOf(l), layers[l]!)
    if (l > 0) backward(layers[l]!, layers[l - 1]!)
    update(layers[l]!)
  }
  return loss
}

answer({ name: 'loops over Float32Array', ready: true })
let epoch = 0
for (let line = await read(); line !== undefined; line = await read()) {
  const request = line as { steps: number }
  const order = permutation(classes.length, new RandomStream(0, 'shuffle', epoch++))
  const start = performance.now()
  const cpu = process.cpuUsage()
  let loss = 0
  for (let step = 0; step < request.steps; step++)
    loss = train(order.subarray(step * batchSize, (step + 1) * batchSize))
  const { user, system } = process.cpuUsage(cpu)
  answer({ cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000, loss })
}
