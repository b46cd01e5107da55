// All measurements of a trial by epoch, kept small: a long sweep has millions of them, and a dashboard is open for hours.
import type { EpochRecord } from '../domain/measurement.js'
import { type Objective, type Split, splits } from '../domain/trial.js'
import type { Curve } from './state.js'

/** For each epoch the loss and the accuracy of each split, NaN where there is none; seven digits are plenty for a chart. */
export type History = Float32Array

export type Measure = Pick<Objective, 'split' | 'metric'>

export const noHistory: History = new Float32Array()

const metricNames = ['loss', 'accuracy'] as const
const PER_EPOCH = splits.length * metricNames.length

/** The history with one epoch more, or with another measurement of an epoch. Epochs that were skipped are gaps. */
export function withRecord(history: History, record: EpochRecord): History {
  const start = (record.epoch - 1) * PER_EPOCH
  const longer = new Float32Array(Math.max(history.length, start + PER_EPOCH)).fill(NaN)
  longer.set(history)
  for (const [s, split] of splits.entries())
    for (const [m, metric] of metricNames.entries())
      longer[start + s * metricNames.length + m] = record[split]?.[metric] ?? NaN
  return longer
}

export function epochsIn(history: History): number {
  return history.length / PER_EPOCH
}

/** One of the measurements by epoch; null where it was not made or is not finite. */
export function courseOf(history: History, { split, metric }: Measure): Curve {
  const place = splits.indexOf(split) * metricNames.length + metricNames.indexOf(metric)
  return Array.from({ length: epochsIn(history) }, (_, epoch) => {
    const value = history[epoch * PER_EPOCH + place]!
    return Number.isFinite(value) ? value : null
  })
}

/** The history of its first epochs alone. */
export function firstEpochs(history: History, epochs: number): History {
  return history.slice(0, epochs * PER_EPOCH)
}

/** The splits in which something was measured, with a metric. */
export function measuredSplits(histories: readonly History[], metric: Objective['metric']): readonly Split[] {
  return splits.filter(split =>
    histories.some(history => courseOf(history, { split, metric }).some(value => value !== null)),
  )
}
