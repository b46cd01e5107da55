// When a system counts as reproduced. The rule stands here and nowhere else; the page says it in words made from it.
import type { System } from './systems.js'

export type MetricOfPage = 'accuracy' | 'loss'

/** PyTorch's spread is that of five seeds, so a sixth may well lie outside of it: by how much more is still agreement. */
const widening = {
  accuracy: { by: () => 0.005, says: 'half a percentage point' },
  loss: { by: (mean: number) => mean / 10, says: 'a tenth of the mean loss' },
} as const

export const wideningSays = (metric: MetricOfPage): string => widening[metric].says

export interface Range {
  readonly low: number
  readonly high: number
}

export function spreadOf(values: readonly number[]): Range {
  return { low: Math.min(...values), high: Math.max(...values) }
}

/** PyTorch's spread with its widening: where every seed has to lie, and the notebook's own figure too. */
export function allowedRange({ pytorch }: Pick<System, 'pytorch'>, metric: MetricOfPage): Range {
  const values = pytorch[metric]
  const by = widening[metric].by(values.reduce((sum, value) => sum + value, 0) / values.length)
  const { low, high } = spreadOf(values)
  return { low: low - by, high: high + by }
}

/** What lies outside of the allowed range; none where all agree. values: by seed. */
export function disagreements(
  system: Pick<System, 'pytorch' | 'notebook'>,
  metric: MetricOfPage,
  values: ReadonlyMap<number, number>,
): readonly string[] {
  const { low, high } = allowedRange(system, metric)
  const isOutside = (value: number) => !(value >= low && value <= high)
  const seeds = [...values].filter(([, value]) => isOutside(value)).map(([seed]) => `seed ${seed}`)
  const figure = system.notebook[metric]
  return [...seeds, ...(figure !== null && isOutside(figure) ? ['the notebook'] : [])]
}
