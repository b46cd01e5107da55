// A learning curve as a small chart of text: braille dots joined by lines, or one sign a column in ASCII.
import { axisSign, Canvas, type CanvasSize } from './canvas.js'
import { pad } from './table.js'

/** The size is that of the plot, without the axes. */
export interface ChartOptions extends CanvasSize {
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
  const plot = draw(points, { epochs: values.length, low, high }, new Canvas(options))
  const labels = axisLabels(low, high, plot.length, options.format)
  const width = Math.max(...labels.map(label => label.length))
  const body = plot.map((line, i) =>
    `${pad(labels[i]!, width, 'right')} ${axisSign(options.signs)}${line}`.trimEnd(),
  )
  return [...body, `${' '.repeat(width + 2)}${epochAxis(values.length, options.width)}`]
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

function draw(points: readonly Point[], { epochs, low, high }: Scale, canvas: Canvas): readonly string[] {
  const place = ({ position, value }: Point) => ({
    x: epochs > 1 ? Math.round((position / (epochs - 1)) * (canvas.columns - 1)) : 0,
    y: high > low ? Math.round(((high - value) / (high - low)) * (canvas.rows - 1)) : canvas.rows - 1,
  })
  for (const [i, point] of points.entries()) {
    const next = points[i + 1]
    const to = next?.position === point.position + 1 ? next : point // a gap is not bridged
    canvas.line(place(point), place(to))
  }
  return canvas.lines()
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
