// The worked functions of the core that would give numbers without a meaning for a slip in what they are given, with checks.
import { targetOf as target } from '../core/targets.js'
import { checkFloats, checkNumber } from './checks.js'

/**
 * A label as a vector: one for the right class and zero for the others, with a share taken off and spread evenly over all.
 * label: an integer from 0, below the number of classes; smoothing: 0 <= smoothing < 1; out: [classes], filled; returned.
 */
export function targetOf<A extends Float32Array | Float64Array>(label: number, smoothing: number, out: A): A {
  checkFloats('out', out)
  checkNumber('label', label, { from: 0, below: out.length, integer: true })
  checkNumber('smoothing', smoothing, { from: 0, below: 1 })
  return target(label, smoothing, out)
}
