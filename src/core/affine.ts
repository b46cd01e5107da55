// The affine map of one layer and one example: what every layer does before its activation.
import type { LayerParameters } from './engine.js'
import type { NumberArray } from './losses.js'

/** z = x W + b. x: [inputs]; weights: [inputs, units], row by row; biases: [units]. Returns [units]. */
export function affine(x: NumberArray, { weights, biases }: LayerParameters): Float64Array {
  return Float64Array.from(biases, (bias, u) => {
    let sum = bias
    for (let i = 0; i < x.length; i++) sum += x[i]! * weights[i * biases.length + u]!
    return sum
  })
}
