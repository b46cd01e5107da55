// The signs of the screen, in two forms: Unicode, and ASCII for terminals and locales without it.
import type { Status } from '../domain/measurement.js'

export interface Glyphs {
  readonly status: Readonly<Record<Status, string>>
  /** Bars of a sparkline from low to high. */
  readonly bars: readonly string[]
  /** An epoch without a number, in a sparkline. */
  readonly gap: string
  readonly done: string
  readonly left: string
  readonly plusMinus: string
  readonly pointer: string
  readonly dash: string
  readonly dot: string
  readonly ellipsis: string
  readonly up: string
  readonly down: string
  readonly rule: string
}

export const unicode: Glyphs = {
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
  plusMinus: '±',
  pointer: '›',
  dash: '–',
  dot: '·',
  ellipsis: '…',
  up: '↑',
  down: '↓',
  rule: '─',
}

export const ascii: Glyphs = {
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
  plusMinus: '+-',
  pointer: '>',
  dash: '-',
  dot: '|',
  ellipsis: '~',
  up: 'up',
  down: 'down',
  rule: '-',
}

export type Environment = Readonly<Record<string, string | undefined>>

/** ASCII where the terminal is known to have no more, or the locale is not UTF-8; BENCH_ASCII=1 asks for it. */
export function glyphsFor(env: Environment): Glyphs {
  if (env['BENCH_ASCII']) return ascii
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return ascii
  // As the C library does it: the first of these that is set and not empty decides.
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''
  return /utf-?8/i.test(locale) ? unicode : ascii
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
