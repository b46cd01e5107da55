// How values are written for people: metrics with the digits that mean something, cells, durations.
import { type Cell, formatTime } from '../domain/columns.js'
import type { Objective } from '../domain/trial.js'
import type { Summary } from '../statistics/summary.js'

type Metric = Pick<Objective, 'metric'>

const units: Readonly<Record<Objective['metric'], { unit: string; factor: number; digits: number }>> = {
  accuracy: { unit: ' %', factor: 100, digits: 2 },
  loss: { unit: '', factor: 1, digits: 4 },
}

/** `validation accuracy %`: the heading of numbers that are written by formatMetric. */
export function metricTitle({ split, metric }: Pick<Objective, 'split' | 'metric'>): string {
  return `${split} ${metric}${units[metric].unit}`
}

/** The number without its unit: 97.31 for an accuracy of 0.97312. What would be shown as zero and is none: 2.1e-7. */
export function formatMetric({ metric }: Metric, value: number): string {
  const { factor, digits } = units[metric]
  const shown = (value * factor).toFixed(digits)
  return Number(shown) === 0 && value !== 0 ? (value * factor).toExponential(1) : shown
}

/** `validation accuracy 97.31 ± 0.12 %`, for a sentence. */
export function describeSummary(objective: Pick<Objective, 'split' | 'metric'>, summary: Summary): string {
  const { split, metric } = objective
  return `${split} ${metric} ${formatSummary(objective, summary)}${units[metric].unit}`
}

/** `97.31 ± 0.12`, or `97.31` where a single value has no interval; `-` for nothing. */
export function formatSummary(metric: Metric, summary: Summary | null): string {
  return formatSummaries(metric, [summary])[0]!
}

/** One below the other, with decimal points and ± aligned. */
export function formatSummaries(metric: Metric, summaries: readonly (Summary | null)[]): readonly string[] {
  const means = alignRight(summaries.map(s => (s === null ? '-' : formatMetric(metric, s.mean))))
  const halfWidths = alignRight(
    summaries.map(s => (s?.interval ? formatMetric(metric, s.interval.halfWidth) : '')),
  )
  return summaries.map((s, i) => (s?.interval ? `${means[i]} ± ${halfWidths[i]}` : means[i]!))
}

function alignRight(texts: readonly string[]): readonly string[] {
  const width = Math.max(...texts.map(text => text.length))
  return texts.map(text => text.padStart(width))
}

/** A cell of a CSV file on the screen; an empty one is a dash, so that the eye keeps its column. */
export function formatCell(cell: Cell): string {
  if (cell === null) return '-'
  return cell instanceof Date ? formatTime(cell) : String(cell)
}

/** `4.2 s`, `3 min 05 s`, `2 h 07 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  if (hours === 0) return `${minutes} min ${twoDigits(whole % 60)} s`
  return `${hours} h ${twoDigits(minutes)} min`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
