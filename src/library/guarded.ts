// An engine of the core behind the library's door: what its methods are given is checked, and then it is itself.
import { type Activation, activations } from '../core/activations.js'
import type { Engine, Examples, NetworkSpec } from '../core/engine.js'
import { checkClasses, checkExamples, checkIndices, checkNumber, checkState } from './checks.js'

/** The same engine, whose methods throw TypeError and RangeError for what would otherwise poison the training in silence. */
export function guarded<E extends Engine>(engine: E, spec: NetworkSpec): E {
  const { train, evaluate, restore } = engine
  const flat = spec.activations.find(({ name }) => (activations[name] as Activation).trainable === false)
  let known: Examples | null = null
  const checkData = (examples: Examples, indices: Uint32Array) => {
    if (examples !== known) checkFit(examples, spec)
    known = examples
    checkIndices(indices, examples.labels.length)
  }
  const methods: Pick<Engine, 'train' | 'evaluate' | 'restore'> = {
    train(examples, indices, learningRate) {
      checkData(examples, indices)
      checkNumber('the learning rate', learningRate, { from: 0 })
      if (flat !== undefined)
        throw new RangeError(
          `a network with the activation ${flat.name} cannot be trained: its derivative is zero everywhere`,
        )
      return train.call(engine, examples, indices, learningRate)
    },
    evaluate(examples, indices) {
      checkData(examples, indices)
      return evaluate.call(engine, examples, indices)
    },
    restore(state) {
      checkState(state)
      restore.call(engine, state)
    },
  }
  return Object.assign(engine, methods)
}

/** Are these examples for a network of that many classes? */
export function checkFit(examples: Examples, { sizes }: NetworkSpec): void {
  checkExamples(examples)
  checkClasses(examples, sizes.at(-1)!)
}
