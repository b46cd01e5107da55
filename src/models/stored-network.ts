// A trained network as it is kept in a file: its shape, what its layers compute, and its parameters.
// What a file of one format or another looks like is not said here.
import type { ActivationChoice } from '../core/activations.js'
import type { OutputName } from '../core/outputs.js'

export interface Network {
  /** Numbers of units: inputs, each hidden layer, classes. */
  readonly sizes: readonly number[]
  /** Of each hidden layer, from the input on. */
  readonly activations: readonly ActivationChoice[]
  readonly output: OutputName
  /** Layer by layer: weights [inputs, units], then biases [units], as in EngineState. */
  readonly parameters: Float32Array
}

export interface StoredNetwork extends Network {
  /** The file it was read from. */
  readonly source: string
  /** What the file says of where the network came from, such as trial_id and dataset; empty where it says nothing. */
  readonly facts: Readonly<Record<string, string>>
  /** What neither the file nor the options say, so that it is as in the notebooks. */
  readonly assumed: readonly (keyof NetworkOptions)[]
}

/** What a file may leave open. */
export interface NetworkOptions {
  /** Of all hidden layers, or of each. */
  readonly activation?: ActivationChoice | readonly ActivationChoice[]
  readonly output?: OutputName
}
