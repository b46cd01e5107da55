// Trains a system with the engine of this project, as training.ts asks for on stdin; see pytorch.py.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { activations } from '../../src/core/activations.js'
import { choose } from '../../src/core/choice.js'
import type { Examples } from '../../src/core/engine.js'
import { initializers } from '../../src/core/initializers.js'
import { Kernels } from '../../src/core/kernels.js'
import { optimizers } from '../../src/core/optimizers.js'
import { permutation, RandomStream } from '../../src/core/random.js'
import { ARITHMETIC, simdEngines } from '../../src/core/simd.js'
import type { System } from '../systems.js'

interface Request extends System {
  readonly images: string
  readonly labels: string
}

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const read = async (): Promise<unknown> => {
  const { value, done } = await lines.next()
  return done ? undefined : JSON.parse(value)
}
const answer = (value: unknown) => console.log(JSON.stringify(value))

/** Bytes as the workers of a sweep have them: shared. */
function readShared(file: string): Uint8Array {
  const bytes = readFileSync(file)
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return shared
}

const request = (await read()) as Request
const examples: Examples = { images: readShared(request.images), labels: readShared(request.labels) }
const engine = simdEngines(new Kernels(new WebAssembly.Module(readFileSync('dist/core/kernels.wasm'))))(
  {
    sizes: request.sizes,
    activations: request.sizes.slice(1, -1).map(() => choose(activations, request.activation)),
    output: 'softmax',
    initializer: choose(initializers, 'glorot-uniform'),
    loss: 'cross-entropy',
    labelSmoothing: 0,
    dropout: 0,
    clipNorm: null,
    optimizer: choose(optimizers, request.optimizer),
    l2: 0,
    batchSize: Math.max(250, request.batchSize), // as the trainer has it, which measures 250 at once
  },
  0,
)
answer({ name: `bench ${ARITHMETIC}`, ready: true })

let epoch = 0
for (let line = await read(); line !== undefined; line = await read()) {
  const { steps } = line as { steps: number }
  const { batchSize, learningRate } = request
  const order = permutation(examples.labels.length, new RandomStream(0, 'shuffle', epoch++))
  const start = performance.now()
  const cpu = process.cpuUsage()
  let loss = 0
  for (let step = 0; step < steps; step++) {
    const batch = order.subarray(step * batchSize, (step + 1) * batchSize)
    loss = engine.train(examples, batch, learningRate).lossSum / batch.length
  }
  const { user, system } = process.cpuUsage(cpu)
  answer({ cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000, loss })
}
