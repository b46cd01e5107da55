// Loaded into the program and all its threads with --import: in a worker, an array of more than a million numbers cannot
// be had, as on a machine that has run out of memory.
import { isMainThread } from 'node:worker_threads'

if (!isMainThread) {
  globalThis.Float32Array = class extends Float32Array {
    constructor(...args) {
      if (typeof args[0] === 'number' && args[0] > 1_000_000)
        throw new RangeError('Array buffer allocation failed')
      super(...args)
    }
  }
}
