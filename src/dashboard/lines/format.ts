// Times and rates as a person reads them on a live screen. Metrics and cells are written by report/numbers.ts.
import { twoDigits } from '../../report/numbers.js'
import type { Eta } from '../model/forecast.js'

/** Time that has passed: 0:42, 12:05, 2:05:09. */
export function clockText(seconds: number): string {
  const whole = Math.floor(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const end = twoDigits(whole % 60)
  return hours === 0 ? `${minutes}:${end}` : `${hours}:${twoDigits(minutes)}:${end}`
}

/** A forecast needs no more than two digits: 5 s, 40 s, 12 min, 2 h 10 min, 3 d 4 h. */
export function roughly(seconds: number): string {
  if (seconds < 10) return `${Math.ceil(seconds)} s`
  if (seconds < 57.5) return `${Math.round(seconds / 5) * 5} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const tens = Math.round(minutes / 10) * 10
  if (tens < 24 * 60) return `${Math.floor(tens / 60)} h${tens % 60 ? ` ${tens % 60} min` : ''}`
  const hours = Math.round(minutes / 60)
  return `${Math.floor(hours / 24)} d${hours % 24 ? ` ${hours % 24} h` : ''}`
}

/** `about 12 min left (10 to 15 min)`; a unit that both ends have is said once. */
export function timeLeft(eta: Eta): string {
  const [low, middle, high] = [roughly(eta.low), roughly(eta.seconds), roughly(eta.high)]
  if (low === high) return `about ${middle} left`
  const unit = / (s|min|h)$/.exec(high)?.[0]
  const shared = unit !== undefined && simple.test(low) && simple.test(high) && low.endsWith(unit)
  return `about ${middle} left (${shared ? low.slice(0, -unit.length) : low} to ${high})`
}
const simple = /^\d+ \w+$/

/** 950, 5.21k, 52.1k, 1.20M. */
export function compact(value: number): string {
  for (const [limit, suffix] of [
    [999_500_000, 'G'],
    [999_500, 'M'],
    [999.5, 'k'],
  ] as const) {
    if (value >= limit) return `${(value / (limit / 0.9995)).toPrecision(3)}${suffix}`
  }
  return String(Math.round(value))
}

/** Rounded down, so that 100 % means all. */
export function percent(share: number): string {
  return `${Math.floor(share * 100)} %`
}
