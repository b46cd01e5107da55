// What a configuration says of its network, layer by layer.
import type { ActivationChoice } from '../core/activations.js'
import type { Configuration } from './trial.js'

/** The activation of each hidden layer, from the input on. Throws where a list is not as long as the layers are many. */
export function activationsOf({ hidden, activation }: Layers): readonly ActivationChoice[] {
  if (!isList(activation)) return hidden.map(() => activation)
  if (activation.length !== hidden.length)
    throw new RangeError(`${activation.length} activations for ${hidden.length} hidden layers`)
  return activation
}

type Layers = Pick<Configuration['model'], 'hidden' | 'activation'>

/** Whether there is an activation for each layer. */
export function isList(
  activation: Configuration['model']['activation'],
): activation is readonly ActivationChoice[] {
  return Array.isArray(activation)
}
