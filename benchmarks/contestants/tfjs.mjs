// Trains a system with TensorFlow.js on its WebAssembly backend, as training.ts asks for on stdin; see pytorch.py. Plain
// JavaScript, because the packages are no dependency of this project: they are looked for where BENCH_TFJS says.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

const require = createRequire(join(process.env.BENCH_TFJS ?? process.cwd(), 'package.json'))
const tf = require('@tensorflow/tfjs')
const wasm = require('@tensorflow/tfjs-backend-wasm')
wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`)
wasm.setThreadsCount(1)
await tf.setBackend('wasm')

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const read = async () => {
  const { value, done } = await lines.next()
  return done ? undefined : JSON.parse(value)
}
const answer = value => console.log(JSON.stringify(value))

const { sizes, images, labels, activation, optimizer, learningRate, batchSize } = await read()
const x = tf.tensor2d(
  Float32Array.from(readFileSync(images), byte => byte / 255),
  [labelsCount(), sizes[0]],
)
const y = tf.tensor1d(Int32Array.from(readFileSync(labels)), 'int32')
function labelsCount() {
  return readFileSync(labels).length
}
const model = tf.sequential()
sizes.slice(1).forEach((units, l) => {
  const isLast = l === sizes.length - 2
  model.add(
    tf.layers.dense({
      units,
      activation: isLast ? 'linear' : activation,
      ...(l === 0 ? { inputShape: [sizes[0]] } : {}),
    }),
  )
})
const update = tf.train[optimizer](learningRate)
answer({ name: `tfjs ${tf.version_core} on wasm`, ready: true })

for (let request = await read(); request !== undefined; request = await read()) {
  const order = tf.util.createShuffledIndices(y.size)
  const start = performance.now()
  const cpu = process.cpuUsage()
  let loss = 0
  for (let step = 0; step < request.steps; step++) {
    const indices = tf.tensor1d(
      Int32Array.from(order.subarray(step * batchSize, (step + 1) * batchSize)),
      'int32',
    )
    const cost = update.minimize(
      () =>
        tf.losses.softmaxCrossEntropy(
          tf.oneHot(y.gather(indices), sizes.at(-1)),
          model.apply(x.gather(indices)),
        ),
      true,
    )
    loss = cost.dataSync()[0]
    tf.dispose([indices, cost])
  }
  const { user, system } = process.cpuUsage(cpu)
  answer({ cpu: (user + system) / 1e6, wall: (performance.now() - start) / 1000, loss })
}
