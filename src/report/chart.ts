// A learning curve as a small chart of text: braille dots joined by lines, or one sign a column in ASCII.
import type { Signs } from './signs.js'
import { pad } from './table.js'

export interface ChartOptions {
  /** Size of the plot in characters, without the axes; at least 1. */
  readonly width: number
  readonly height: number
  readonly signs: Signs
  /** How the numbers at the axis are written. */
  readonly format: (value: number) => string
}

/**
 * Lines of the chart of a value by epoch, from 1: the plot with its highest and lowest value on the left, and the
 * epochs below. What is null or not finite is a gap. The scale runs from the lowest to the highest value.
 */
export function curveChart(values: readonly (number | null)[], options: ChartOptions): readonly string[] {
  const points = pointsOf(values)
  if (points.length === 0) return []
  const low = points.reduce((least, { value }) => Math.min(least, value), Infinity)
  const high = points.reduce((most, { value }) => Math.max(most, value), -Infinity)
  const marks = options.signs.ascii ? asterisks : braille
  const plot = draw(points, { epochs: values.length, low, high }, options, marks)
  const labels = axisLabels(low, high, plot.length, options.format)
  const width = Math.max(...labels.map(label => label.length))
  const body = plot.map((line, i) => `${pad(labels[i]!, width, 'right')} ${marks.axis}${line}`.trimEnd())
  return [...body, `${' '.repeat(width + 2)}${epochAxis(values.length, options.width)}`]
}

interface Marks {
  readonly axis: string
  /** Dots of one character, across and down. */
  readonly dots: { readonly x: number; readonly y: number }
  /** The character whose dots, a bit each, are set. */
  readonly character: (bits: number) => string
  /** The bit of the dot in that column and row of a character. */
  readonly bit: (x: number, y: number) => number
}

/** Unicode numbers the dots of braille down the left column, then down the right, but for the fourth row, which came later. */
const brailleBits = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const

const braille: Marks = {
  axis: '┤',
  dots: { x: 2, y: 4 },
  character: bits => (bits === 0 ? ' ' : String.fromCodePoint(0x2800 + bits)),
  bit: (x, y) => brailleBits[x]![y]!,
}

const asterisks: Marks = {
  axis: '|',
  dots: { x: 1, y: 1 },
  character: bits => (bits === 0 ? ' ' : '*'),
  bit: () => 1,
}

interface Point {
  /** From 0. */
  readonly position: number
  readonly value: number
}

interface Scale {
  readonly epochs: number
  readonly low: number
  readonly high: number
}

function pointsOf(values: readonly (number | null)[]): readonly Point[] {
  return values.flatMap((value, position) =>
    value !== null && Number.isFinite(value) ? [{ position, value }] : [],
  )
}

function draw(
  points: readonly Point[],
  { epochs, low, high }: Scale,
  { width, height }: ChartOptions,
  { dots, bit, character }: Marks,
): readonly string[] {
  const [columns, rows] = [width * dots.x, height * dots.y]
  const cells = Array.from({ length: height }, () => new Array<number>(width).fill(0))
  const set = (x: number, y: number) => {
    cells[Math.floor(y / dots.y)]![Math.floor(x / dots.x)]! |= bit(x % dots.x, y % dots.y)
  }
  const place = ({ position, value }: Point) => ({
    x: epochs > 1 ? Math.round((position / (epochs - 1)) * (columns - 1)) : 0,
    y: high > low ? Math.round(((high - value) / (high - low)) * (rows - 1)) : rows - 1,
  })
  for (const [i, point] of points.entries()) {
    const next = points[i + 1]
    const to = next?.position === point.position + 1 ? next : point // a gap is not bridged
    for (const { x, y } of lineBetween(place(point), place(to))) set(x, y)
  }
  return cells.map(line => line.map(character).join(''))
}

interface Dot {
  readonly x: number
  readonly y: number
}

/** The dots of a straight line, both ends included. */
function lineBetween(from: Dot, to: Dot): readonly Dot[] {
  const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y))
  return Array.from({ length: steps + 1 }, (_, i) => {
    const share = steps === 0 ? 0 : i / steps
    return {
      x: Math.round(from.x + share * (to.x - from.x)),
      y: Math.round(from.y + share * (to.y - from.y)),
    }
  })
}

/** The highest value beside the first line, the lowest beside the last; one label where they are the same. */
function axisLabels(low: number, high: number, lines: number, format: (value: number) => string) {
  return Array.from({ length: lines }, (_, i) => {
    if (i === lines - 1) return format(low)
    return i === 0 && high > low ? format(high) : ''
  })
}

function epochAxis(epochs: number, width: number): string {
  const last = `${epochs}`
  return epochs === 1 ? '1 epoch' : `1${pad(last, width - 1, 'right')} epochs`
}
