// An engine without a network, for tests of what surrounds it: its losses are a script, its one parameter is how many updates
// it has had.
import type { Engine } from '../../src/core/engine.js'

/** What measuring gives after so many updates. */
export type Script = (steps: number) => { readonly loss: number; readonly accuracy: number }

export function scriptedEngine(script: Script): Engine {
  let steps = 0
  const result = (count: number) => {
    const { loss, accuracy } = script(steps)
    return { lossSum: loss * count, correct: accuracy * count }
  }
  return {
    get steps() {
      return steps
    },
    train: (_examples, indices) => {
      steps += 1
      return result(indices.length)
    },
    evaluate: (_examples, indices) => result(indices.length),
    probabilities: new Float32Array(),
    logits: new Float32Array(),
    state: () => ({ parameters: Float32Array.of(steps), slots: [], steps }),
    weights: () => Float32Array.of(steps),
    restore: () => {},
  }
}
