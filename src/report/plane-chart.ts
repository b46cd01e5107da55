// A path in a plane as a small chart of text: a function, or the steps of an optimizer. The learning curve is in chart.ts.
import { axisSign, Canvas, type CanvasSize } from './canvas.js'
import { pad } from './table.js'

export interface Point {
  readonly x: number
  readonly y: number
}

/** The lowest and the highest number of an axis. */
export type Interval = readonly [low: number, high: number]

/** The size is that of the plot, without the axes. */
export interface PlaneOptions extends CanvasSize {
  readonly x: Interval
  readonly y: Interval
  /** Signs of one column, drawn over the path. */
  readonly marks?: readonly (Point & { readonly sign: string })[]
}

/** Lines of the chart: the points joined in their order, and the ends of both axes. What lies outside is not seen. */
export function planeChart(points: readonly Point[], options: PlaneOptions): readonly string[] {
  const canvas = new Canvas(options)
  const { x, y, marks = [], height, signs } = options
  const place = (point: Point) => ({
    x: Math.round(share(point.x, x) * (canvas.columns - 1)),
    y: Math.round((1 - share(point.y, y)) * (canvas.rows - 1)),
  })
  for (const [i, point] of points.entries()) canvas.line(place(points[Math.max(0, i - 1)]!), place(point))
  for (const { sign, ...point } of marks) canvas.mark(place(point), sign)
  const labels = [format(y[1]), ...new Array<string>(Math.max(0, height - 2)).fill(''), format(y[0])]
  const width = Math.max(...labels.map(label => label.length))
  const margin = ' '.repeat(width + 2)
  return [
    ...canvas
      .lines()
      .map((line, i) => `${pad(labels[i]!, width, 'right')} ${axisSign(signs)}${line}`.trimEnd()),
    `${margin}${format(x[0])}${pad(format(x[1]), options.width - format(x[0]).length, 'right')}`,
  ]
}

function share(value: number, [low, high]: Interval): number {
  return (value - low) / (high - low)
}

/** With two decimals at most. */
function format(value: number): string {
  return String(Number(value.toFixed(2)))
}
