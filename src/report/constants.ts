// What all configurations of an experiment have in common, as text.
import { constantsOf } from '../domain/configuration-columns.js'
import type { Configuration } from '../domain/trial.js'
import { formatCell } from './numbers.js'
import { printable } from './printable.js'

/** `mnist-10k, loss cross-entropy, ..., momentum 0.9 (sgd)`, on lines of at most that width where the parts allow. */
export function constantLines(configurations: readonly Configuration[], width = Infinity): readonly string[] {
  const parts = constantsOf(configurations).map(({ name, value, broughtBy }) => {
    const named = name === 'dataset' ? formatCell(value) : `${name} ${formatCell(value)}`
    return printable(broughtBy.length > 0 ? `${named} (${broughtBy.join(', ')})` : named)
  })
  return joined(parts, width)
}

function joined(parts: readonly string[], width: number): readonly string[] {
  const lines: string[] = []
  for (const part of parts) {
    const longer = `${lines.at(-1)}, ${part}`
    if (lines.length > 0 && longer.length < width) lines[lines.length - 1] = longer
    else lines.push(part)
  }
  return lines.map((line, i) => (i < lines.length - 1 ? `${line},` : line))
}
