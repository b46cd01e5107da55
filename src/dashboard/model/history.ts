// All measurements of a trial by epoch, kept small: a long sweep has millions of them, and a dashboard is open for hours.
import type { EpochRecord } from '../../domain/measurement.js'
import { type Objective, type Split, splits } from '../../domain/trial.js'
import type { Curve } from './state.js'

/** For each epoch the loss and the accuracy of each split, NaN where there is none; seven digits are plenty for a chart. */
export type History = Float32Array

export type Measure = Pick<Objective, 'split' | 'metric'>

export const noHistory: History = new Float32Array()

const metricNames = ['loss', 'accuracy'] as const
const PER_EPOCH = splits.length * metricNames.length

/** The history with one epoch more, or with another measurement of an epoch. Epochs that were skipped are gaps. */
export function withRecord(history: History, record: EpochRecord): History {
  const longer = resized(history, Math.max(epochsIn(history), record.epoch))
  write(longer, record)
  return longer
}

/** In any order. */
export function historyOf(records: readonly EpochRecord[]): History {
  const history = resized(
    noHistory,
    records.reduce((most, { epoch }) => Math.max(most, epoch), 0),
  )
  for (const record of records) write(history, record)
  return history
}

function write(history: History, record: EpochRecord): void {
  const start = (record.epoch - 1) * PER_EPOCH
  for (const [s, split] of splits.entries())
    for (const [m, metric] of metricNames.entries())
      history[start + s * metricNames.length + m] = record[split]?.[metric] ?? NaN
}

function resized(history: History, epochs: number): History {
  const other = new Float32Array(epochs * PER_EPOCH).fill(NaN)
  other.set(history.subarray(0, other.length))
  return other
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

/** The history of its first epochs alone; gaps where it does not reach so far. */
export function firstEpochs(history: History, epochs: number): History {
  return resized(history, epochs)
}

/** The splits in which something was measured, with a metric. */
export function measuredSplits(histories: readonly History[], metric: Objective['metric']): readonly Split[] {
  return splits.filter(split =>
    histories.some(history => courseOf(history, { split, metric }).some(value => value !== null)),
  )
}
