// The signs of the screen, in two forms: Unicode, and ASCII for terminals and locales without it.
import type { Status } from '../../domain/measurement.js'
import { asciiSigns, type Environment, type Signs, signsFor, unicodeSigns } from '../../report/signs.js'

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
  readonly up: string
  readonly down: string
  /** Beside the title of the column that a table is sorted by. */
  readonly rising: string
  readonly falling: string
  /** Of a heat map, from low to high. */
  readonly shades: readonly string[]
  /** Of a bar with an interval: up to its lower end, the interval, and the mean in it. */
  readonly solid: string
  readonly unsure: string
  readonly middle: string
  /** What charts are drawn with. */
  readonly dots: DotStyle
}

export type DotStyle = 'braille' | 'blocks' | 'ascii'

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
  up: '↑',
  down: '↓',
  rising: '↑',
  falling: '↓',
  shades: ['·', '░', '▒', '▓', '█'],
  solid: '█',
  unsure: '▒',
  middle: '┃',
  dots: 'braille',
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
  up: 'up',
  down: 'down',
  rising: '^',
  falling: 'v',
  shades: ['.', '-', '=', '*', '#'],
  solid: '=',
  unsure: '-',
  middle: '|',
  dots: 'ascii',
}

/** BENCH_CHARTS=blocks or ascii is for fonts without braille, which have the other signs. */
export function glyphsFor(env: Environment): Glyphs {
  const glyphs = signsFor(env).ascii ? ascii : unicode
  const asked = env['BENCH_CHARTS']
  return glyphs !== ascii && (asked === 'blocks' || asked === 'ascii') ? { ...glyphs, dots: asked } : glyphs
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
