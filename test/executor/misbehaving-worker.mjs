// A worker that does what the seed of its trial says: a stand-in for whatever can go wrong in a thread.
import { BroadcastChannel, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { Control } from '../../dist/executor/control.js'

const control = new Control(workerData.control)
/** On which the test tells trials that take their time to go on. */
const told = new BroadcastChannel('go on')
told.unref()
const last = {
  epoch: 1,
  step: 1,
  learningRate: 1,
  train: { loss: 1, accuracy: 0 },
  validation: null,
  test: null,
  durationS: 0,
}
const outcome = {
  status: 'completed',
  last,
  best: { epoch: 1, value: 0 },
  epochsDone: 1,
  weightsSha256: null,
}

/** As one that trains, it takes nothing else meanwhile. */
let isFull = false

parentPort.on('message', message => {
  if (isFull || message.type !== 'trial' || !control.take(message.offer)) return
  parentPort.postMessage({ type: 'began' })
  isFull = message.trial.seed === 3
  if (isFull) return fillMemory()
  behave(message.trial)
  parentPort.postMessage({ type: 'outcome', outcome })
})

/**
 * Piece by small piece, and with a breath after each: one large allocation beyond the limit would end the whole process, as V8 has it,
 * and so may a loop that leaves Node 24 no time to end the thread.
 */
function fillMemory(list = null) {
  let grown = list
  for (let i = 0; i < 100; i++) grown = { list: grown, numbers: new Array(500).fill(0.5) }
  setImmediate(fillMemory, grown)
}

const sleep = ms => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)

function behave({ seed }) {
  switch (seed) {
    case 1:
      throw new TypeError('the worker threw')
    case 2:
      process.exit(3)
      break
    case 4: // says that it has begun, then spins until it is terminated
      parentPort.postMessage({ type: 'progress', progress: { examplesDone: 0, examplesTotal: 1 } })
      for (;;);
    case 5: // talks without end
      for (;;) {
        for (let i = 0; i < 100; i++) parentPort.postMessage({ type: 'epoch', record: last })
        sleep(1)
      }
    case 6: // these take their time: until the test has seen what it waits for
    case 16:
    case 26:
      while (receiveMessageOnPort(told) === undefined) sleep(5)
      break
    default:
      parentPort.postMessage({ type: 'epoch', record: last })
  }
}
