// The parameters of a network: how they lie in memory, how many there are, and what they start with.
import { type Values, valuesOf } from './choice.js'
import { normalQuantile } from './elementary.js'
import type { LayerParameters, NetworkSpec } from './engine.js'
import { type Distribution, type Initializer, initializers } from './initializers.js'
import type { NumberArray } from './losses.js'
import { RandomStream } from './random.js'

/** Number of weights and biases of a fully connected network. sizes: inputs, each hidden layer, classes. */
export function parameterCount(sizes: readonly number[]): number {
  let count = 0
  for (let l = 1; l < sizes.length; l++) count += (sizes[l - 1]! + 1) * sizes[l]!
  return count
}

/** Views of each layer in one array of all parameters: weights [inputs, units] and biases [units], layer by layer. */
export function layersOf<A extends NumberArray>(
  parameters: A,
  sizes: readonly number[],
): readonly Views<A>[] {
  let end = 0
  const take = (length: number) => {
    end += length
    return parameters.subarray(end - length, end) as A
  }
  return sizes.slice(1).map((units, l) => ({ weights: take(sizes[l]! * units), biases: take(units) }))
}

export interface Views<A extends NumberArray> extends LayerParameters {
  readonly weights: A
  readonly biases: A
}

/**
 * Draws the first weights of every layer, in place; biases become zero. The weights of a layer depend on seed, position
 * of the layer and its shape alone: two configurations that share a first layer start it with the same weights.
 * streamOf: the same streams, where an engine can make them faster.
 */
export function initialize(
  layers: readonly LayerParameters[],
  spec: NetworkSpec,
  seed: number,
  streamOf: (layer: number) => UniformStream = layer => new RandomStream(seed, 'weights', layer),
): void {
  const initializer: Initializer = initializers[spec.initializer.name]
  const values: Values = valuesOf(spec.initializer)
  layers.forEach(({ weights, biases }, l) => {
    const distribution = initializer.distribution(spec.sizes[l]!, spec.sizes[l + 1]!, values)
    draw(distribution, weights, streamOf(l))
    biases.fill(0)
  })
}

type UniformStream = Pick<RandomStream, 'uniform' | 'uniforms'>

/** The normal distribution function at -2, and the standard deviation that truncation at +-2 leaves of 1. */
const BELOW_TRUNCATION = 0.022750131948179212
const TRUNCATED_STDDEV = 0.8796256610342398

function draw(distribution: Distribution, out: NumberArray, stream: UniformStream): void {
  switch (distribution.kind) {
    case 'constant':
      out.fill(distribution.value)
      return
    case 'uniform':
      stream.uniforms(out, distribution.low, distribution.high)
      return
    case 'normal': {
      const { mean, stddev } = distribution
      for (let i = 0; i < out.length; i++) out[i] = mean + stddev * normalQuantile(stream.uniform())
      return
    }
    case 'truncated-normal': {
      // The quantile of what lies between the two bounds, in place of drawing again: one word a weight, always.
      const stddev = distribution.stddev / TRUNCATED_STDDEV
      const inside = 1 - 2 * BELOW_TRUNCATION
      for (let i = 0; i < out.length; i++) {
        out[i] = stddev * normalQuantile(BELOW_TRUNCATION + inside * stream.uniform())
      }
      return
    }
  }
}
