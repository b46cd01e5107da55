// The signs of the screen, in two forms: Unicode, and ASCII for terminals and locales without it.
import type { Status } from '../domain/measurement.js'
import { asciiSigns, type Environment, type Signs, signsFor, unicodeSigns } from '../report/signs.js'

export interface Glyphs extends Signs {
  readonly status: Readonly<Record<Status, string>>
  /** Bars of a sparkline from low to high. */
  readonly bars: readonly string[]
  /** An epoch without a number, in a sparkline. */
  readonly gap: string
  readonly done: string
  readonly left: string
  readonly pointer: string
  readonly dash: string
  readonly dot: string
  readonly up: string
  readonly down: string
  readonly rule: string
}

export const unicode: Glyphs = {
  ...unicodeSigns,
  status: {
    waiting: '○',
    running: '▶',
    completed: '✔',
    pruned: '✂',
    diverged: '≉',
    failed: '✘',
    cancelled: '■',
  },
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  gap: '·',
  done: '━',
  left: '─',
  pointer: '›',
  dash: '–',
  dot: '·',
  up: '↑',
  down: '↓',
  rule: '─',
}

export const ascii: Glyphs = {
  ...asciiSigns,
  status: {
    waiting: '.',
    running: '>',
    completed: '+',
    pruned: '/',
    diverged: '~',
    failed: 'x',
    cancelled: '#',
  },
  bars: ['_', '.', '-', '=', '*', '#'],
  gap: ' ',
  done: '#',
  left: '-',
  pointer: '>',
  dash: '-',
  dot: '|',
  up: 'up',
  down: 'down',
  rule: '-',
}

export function glyphsFor(env: Environment): Glyphs {
  return signsFor(env).ascii ? ascii : unicode
}

export interface Scale {
  readonly low: number
  readonly high: number
}

/** One character for each of at most `width` equal stretches of the curve; each shows the stretch's last number. */
export function sparkline(
  curve: readonly (number | null)[],
  width: number,
  { low, high }: Scale,
  glyphs: Glyphs,
): string {
  const length = Math.min(width, curve.length)
  return Array.from({ length }, (_, i) => {
    const value = curve[Math.ceil(((i + 1) * curve.length) / length) - 1]
    if (value === null || value === undefined) return glyphs.gap
    const share = high > low ? (value - low) / (high - low) : 1
    const level = Math.floor(Math.min(1, Math.max(0, share)) * glyphs.bars.length)
    return glyphs.bars[Math.min(level, glyphs.bars.length - 1)]
  }).join('')
}

/** A bar of `width` characters in two parts. */
export function bar(share: number, width: number, glyphs: Glyphs): { done: string; left: string } {
  const length = Math.max(0, Math.min(width, Math.round(share * width)))
  return { done: glyphs.done.repeat(length), left: glyphs.left.repeat(Math.max(0, width - length)) }
}
