// The target of an example: its label as a vector, which the outputs are held against.

/**
 * One for the right class and zero for the others, with a share s taken off and spread evenly over all:
 * t_k = (1 - s) onehot_k + s / classes. The sum stays one. out: [classes], filled; returned.
 * Szegedy, Vanhoucke, Ioffe, Shlens and Wojna 2016, section 7; as label_smoothing of keras.losses.CategoricalCrossentropy.
 */
export function targetOf<A extends Float32Array | Float64Array>(label: number, smoothing: number, out: A): A {
  out.fill(smoothing / out.length)
  out[label]! += 1 - smoothing
  return out
}
