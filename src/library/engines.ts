// The definition of a network as a program of one's own gets it: that of the core, with what is handed to it checked. What is
// computed is the core's business.
import type { Examples, MakeEngine, NetworkSpec } from '../core/engine.js'
import {
  compareGradients as compare,
  type LayerDifference,
  numericalEngines as makeNumerical,
} from '../core/numerical.js'
import { type GradientResult, type Mode, ReferenceNetwork as Reference } from '../core/reference.js'
import { checkIndices, checkNumber, describe } from './checks.js'
import { checkFit, guarded } from './guarded.js'
import { checkSpec } from './network.js'

/**
 * The definition of a network, in float64 and in the order of the formulas. Throws TypeError for a spec that is not whole,
 * RangeError for one that there cannot be.
 */
export class ReferenceNetwork extends Reference {
  constructor(spec: NetworkSpec, seed: number) {
    checkNumber('seed', seed, { from: 0, integer: true })
    super(checkSpec(spec), seed)
    guarded(this, spec)
  }

  override gradient(examples: Examples, indices: Uint32Array, mode: Mode): GradientResult {
    checkFit(examples, this.spec)
    checkIndices(indices, examples.labels.length)
    return super.gradient(examples, indices, mode)
  }
}

/** Trains as the reference does, with gradients by the central difference. */
export const numericalEngines: MakeEngine = (spec, seed) => {
  checkNumber('seed', seed, { from: 0, integer: true })
  return guarded(makeNumerical(checkSpec(spec), seed), spec)
}

/** How far backpropagation and the central difference are apart, layer by layer; perArray: compared of each array at most. */
export function compareGradients(
  network: Reference,
  examples: Examples,
  indices: Uint32Array,
  perArray = Infinity,
): readonly LayerDifference[] {
  if (!(network instanceof Reference))
    throw new TypeError(`the network is ${describe(network)}; it must be a ReferenceNetwork`)
  checkFit(examples, network.spec)
  checkIndices(indices, examples.labels.length)
  if (perArray !== Infinity) checkNumber('perArray', perArray, { from: 1, integer: true })
  return compare(network, examples, indices, perArray)
}
