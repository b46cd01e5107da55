// What a network puts out for a class, as text: a probability as a percentage, any other output as the number it is.
import type { OutputName } from '../core/outputs.js'

/** `99.8 %`, `0.998`. What is rounded to everything and is not is written as above that: `> 99.9 %`. */
export function formatOutput(output: OutputName, value: number): string {
  if (output !== 'softmax') return value.toFixed(3)
  const shown = (100 * value).toFixed(1)
  return shown === '100.0' && value < 1 ? '> 99.9 %' : `${shown} %`
}

/** What the numbers are called. */
export function outputTitle(output: OutputName): string {
  return output === 'softmax' ? 'probability' : 'output'
}
