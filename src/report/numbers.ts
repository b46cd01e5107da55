// How values are written for people: metrics with the digits that mean something, cells, durations.
import { metrics } from '../core/metrics.js'
import { type Cell, formatTime } from '../domain/columns.js'
import type { Objective } from '../domain/trial.js'
import type { Summary } from '../statistics/summary.js'
import type { Signs } from './signs.js'

type Metric = Pick<Objective, 'metric'>

/** How numbers are written, by the unit of their metric. */
const forms = {
  share: { unit: ' %', factor: 100, digits: 2 },
  loss: { unit: '', factor: 1, digits: 4 },
} as const

function formOf({ metric }: Metric) {
  return forms[metrics[metric].unit]
}

/** `validation accuracy %`: the heading of numbers that are written by formatMetric. */
export function metricTitle({ split, metric }: Pick<Objective, 'split' | 'metric'>): string {
  return `${split} ${metric}${formOf({ metric }).unit}`
}

/**
 * The number without its unit: 97.31 for an accuracy of 0.97312. What would be shown as zero and is none: 2.1e-7; a loss
 * that has run away: 1.0138e+30.
 */
export function formatMetric(metric: Metric, value: number): string {
  const { factor, digits } = formOf(metric)
  if (Math.abs(value * factor) >= LARGE) return (value * factor).toExponential(digits)
  const shown = (value * factor).toFixed(digits)
  return Number(shown) === 0 && value !== 0 ? (value * factor).toExponential(1) : shown
}

const LARGE = 1e6

/** `97.31 %`: the number with its unit. */
export function formatWithUnit(metric: Metric, value: number): string {
  return formatMetric(metric, value) + formOf(metric).unit
}

/** `97.31 ± 0.12 % validation accuracy`. */
export function describeSummary(
  objective: Pick<Objective, 'split' | 'metric'>,
  summary: Summary,
  signs: Signs,
): string {
  const [text] = formatSummaries(objective, [summary], signs)
  return `${text}${formOf(objective).unit} ${objective.split} ${objective.metric}`
}

/**
 * `97.31 ± 0.12`, or `97.31` where a single value has no interval, `-` for nothing; to stand one below the other, with
 * decimal points and ± aligned.
 */
export function formatSummaries(
  metric: Metric,
  summaries: readonly (Summary | null)[],
  { plusMinus }: Signs,
): readonly string[] {
  const means = alignRight(summaries.map(s => (s === null ? '-' : formatMetric(metric, s.mean))))
  const halves = alignRight(
    summaries.map(s => (s?.halfWidth == null ? '' : formatMetric(metric, s.halfWidth))),
  )
  return summaries.map((s, i) => (s?.halfWidth == null ? means[i]! : `${means[i]} ${plusMinus} ${halves[i]}`))
}

function alignRight(texts: readonly string[]): readonly string[] {
  const width = texts.reduce((widest, text) => Math.max(widest, text.length), 0)
  return texts.map(text => text.padStart(width))
}

/** `0.012`, `< 0.001`; nothing where there was no test. */
export function formatPValue(p: number | null): string {
  if (p === null) return ''
  return p < 0.001 ? '< 0.001' : p.toFixed(3)
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
  if (hours >= 48) return `${formatCount(Math.round(hours / 24))} days`
  if (hours === 0) return `${minutes} min ${twoDigits(whole % 60)} s`
  return `${hours} h ${twoDigits(minutes)} min`
}

/** `05`: minutes and seconds behind a larger unit. */
export function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/** `12,345` */
export function formatCount(count: number): string {
  return count.toLocaleString('en')
}

/** `1 trial`, `3,000 trials`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`
}
