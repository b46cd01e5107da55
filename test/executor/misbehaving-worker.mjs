// A worker that does what the seed of its trial says: a stand-in for whatever can go wrong in a thread.
const last = {
  epoch: 1,
  step: 1,
  learningRate: 1,
  train: { loss: 1, accuracy: 0 },
  validation: null,
  test: null,
  durationS: 0,
}

export async function work({ trial, port }) {
  switch (trial.seed) {
    case 1:
      throw new TypeError('the worker threw')
    case 2:
      process.exit(3)
      break
    case 3: {
      // Piece by small piece: one large allocation beyond the limit would end the whole process, as V8 has it.
      let list = null
      for (;;) list = { list }
    }
    case 4: // says that it has begun, then spins until it is terminated
      port.postMessage({ type: 'progress', progress: { examplesDone: 0, examplesTotal: 1 } })
      for (;;);
    case 5: // talks without end
      for (;;) port.postMessage({ type: 'epoch', record: last })
    default:
      port.postMessage({ type: 'epoch', record: last })
      port.postMessage({
        type: 'outcome',
        outcome: { status: 'completed', last, best: { epoch: 1, value: 0 }, epochsDone: 1 },
      })
  }
}
