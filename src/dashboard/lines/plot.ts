// Learning curves as charts of text, several in one: braille, blocks of two by two, or letters where there is only ASCII. A
// curve has a letter at its end and a tone of its own, so that none is told by colour alone.
import { columnsOf, pad } from '../../report/table.js'
import type { Curve } from '../model/state.js'
import type { DotStyle, Glyphs } from './glyphs.js'
import { type Line, span, type Tone } from './text.js'

export interface Series {
  /** One character. */
  readonly letter: string
  readonly tone: Tone
  readonly values: Curve
}

export interface PlotOptions {
  /** With the axis. */
  readonly width: number
  /** Lines of the plot; the axis of epochs takes one more. */
  readonly height: number
  readonly format: (value: number) => string
  readonly logarithmic: boolean
  /** Of zoomNotes; 0 for a scale of everything. */
  readonly zoom: number
  /** Which end of the scale is the better one: what is zoomed to. */
  readonly better: 'low' | 'high'
  readonly glyphs: Glyphs
}

/** What the scale is of: so that curves that stay at chance, or first epochs, do not flatten those that one wants to tell apart. */
export const zoomNotes = ['', 'best 1/2', 'best 1/4', 'best 1/8'] as const

/** Lines of the chart; none where there is no number. What is null or not finite is a gap. */
export function plotLines(series: readonly Series[], options: PlotOptions): readonly Line[] {
  const { width, height, format, glyphs } = options
  const scale = scaleOf(series, options)
  if (scale === null || height < 1) return []
  const labels = labelsOf(scale, height, format)
  const margin = Math.max(...labels.map(columnsOf)) + 2
  const plot = Math.max(4, width - margin)
  const epochs = series.reduce((most, { values }) => Math.max(most, values.length), 1)
  const cells = paint(series, { columns: plot, rows: height, epochs, scale, style: glyphs.dots })
  const sign = glyphs.dots === 'ascii' ? '|' : '┤'
  const body = cells.map(
    (row, i): Line => [span(`${pad(labels[i]!, margin - 2, 'right')} ${sign}`, 'faint'), ...row],
  )
  return [...body, [span(`${' '.repeat(margin)}${epochAxis(epochs, plot)}`, 'faint')]]
}

/** From the first epoch to the last, where there is room for both. */
function epochAxis(epochs: number, width: number): string {
  const last = epochs === 1 ? '1 epoch' : `${epochs} epochs`
  return epochs > 1 && last.length + 2 <= width ? `1${pad(last, width - 1, 'right')}` : last
}

/** The lowest and the highest number that are drawn, and how far up between them a value stands. */
interface PlotScale {
  readonly low: number
  readonly high: number
  /** The least and the greatest of all: what lies beyond the scale is drawn at its edge. */
  readonly least: number
  readonly most: number
  readonly heightOf: (value: number) => number
}

/** A few numbers that are far from all others, first epochs as a rule, do not flatten the rest. */
const REACH = 4

function scaleOf(
  series: readonly Series[],
  { logarithmic, zoom, better }: Pick<PlotOptions, 'logarithmic' | 'zoom' | 'better'>,
): PlotScale | null {
  const values = series
    .flatMap(({ values }) => values.filter(value => value !== null && (!logarithmic || value > 0)))
    .sort((a, b) => a! - b!) as number[]
  if (values.length === 0) return null
  const at = (share: number) => values[Math.round(share * (values.length - 1))]!
  const usual = at(0.8) - at(0.2)
  const beyond = logarithmic || usual === 0 ? Infinity : REACH * usual
  const usualEnds = [
    values.find(value => value >= at(0.2) - beyond)!,
    values.findLast(value => value <= at(0.8) + beyond)!,
  ]
  const share = 0.5 ** zoom
  const zoomed = better === 'high' ? [at(1 - share), values.at(-1)!] : [values[0]!, at(share)]
  const [low, high] = (zoom === 0 ? usualEnds : zoomed) as [number, number]
  const ends = [low, high].map(value => (logarithmic ? Math.log(value) : value)) as [number, number]
  const [bottom, top] = ends
  return {
    low,
    high,
    least: values[0]!,
    most: values.at(-1)!,
    heightOf: value => {
      if (low === high) return value === low ? 0.5 : value < low ? 0 : 1
      const height = ((logarithmic ? Math.log(value) : value) - bottom) / (top - bottom)
      return Math.min(1, Math.max(0, height))
    },
  }
}

function labelsOf(
  { low, high, least, most }: PlotScale,
  lines: number,
  format: (value: number) => string,
): readonly string[] {
  const withEnd = (end: number, last: number) =>
    end === last ? format(end) : `${format(end)} (${format(last)})`
  return Array.from({ length: lines }, (_, i) => {
    if (i === lines - 1) return withEnd(low, least)
    return i === 0 ? withEnd(high, most) : ''
  })
}

interface Grain {
  readonly across: number
  readonly down: number
  /** What stands for the dots that are set, a bit each, row by row from the left. */
  readonly character: (bits: number, letter: string) => string
}

/** Unicode's bits of braille, for the dots row by row. */
const brailleBits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
const quadrants = ' ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█'

const grains: Readonly<Record<DotStyle, Grain>> = {
  braille: {
    across: 2,
    down: 4,
    character: bits =>
      String.fromCodePoint(
        0x2800 + brailleBits.reduce((sum, bit, i) => sum + ((bits >> i) & 1 ? bit : 0), 0),
      ),
  },
  blocks: { across: 2, down: 2, character: bits => quadrants[bits]! },
  ascii: { across: 1, down: 1, character: (_, letter) => letter },
}

interface Area {
  readonly columns: number
  readonly rows: number
  readonly epochs: number
  readonly scale: PlotScale
  readonly style: DotStyle
}

/** The first of the series is drawn on top of the others; their letters are on top of all. */
function paint(series: readonly Series[], area: Area): readonly Line[] {
  const { columns, rows, style } = area
  const cells = Array.from({ length: rows }, () =>
    new Array<ReturnType<typeof span>>(columns).fill(span(' ')),
  )
  for (const { letter, tone, values } of [...series].reverse()) {
    for (const [place, bits] of dotsOf(values, area)) {
      const [row, column] = [Math.floor(place / columns), place % columns]
      cells[row]![column] = span(grains[style].character(bits, letter), tone)
    }
  }
  for (const { letter, tone, row, column } of lettersOf(series, area))
    cells[row]![column] = span(letter, tone === 'plain' ? 'strong' : tone)
  return cells
}

/** Where each curve ends. Letters that would stand on one another stand below one another, in the order of their values. */
function lettersOf(series: readonly Series[], area: Area) {
  const { across, down } = grains[area.style]
  const ends = series.flatMap(({ letter, tone, values }) => {
    const end = values.findLastIndex(value => value !== null)
    if (end === -1) return []
    const { x, y } = dotOf(end, values[end]!, area)
    const height = area.scale.heightOf(values[end]!)
    return [{ letter, tone, height, row: Math.floor(y / down), column: Math.floor(x / across) }]
  })
  const columns = new Set(ends.map(({ column }) => column))
  return [...columns].flatMap(column => {
    const inOrder = ends.filter(end => end.column === column).sort((a, b) => b.height - a.height)
    let next = 0
    return inOrder.map((end, i) => {
      const lowest = area.rows - (inOrder.length - i) // so that those after it have room
      const row = Math.max(0, Math.min(Math.max(end.row, next), lowest))
      next = row + 1
      return { ...end, row }
    })
  })
}

/** The dots of a curve: by character, counted row by row, the bits that are set. */
function dotsOf(values: Curve, area: Area): ReadonlyMap<number, number> {
  const { across, down } = grains[area.style]
  const dots = new Map<number, number>()
  const set = (x: number, y: number) => {
    const place = Math.floor(y / down) * area.columns + Math.floor(x / across)
    dots.set(place, (dots.get(place) ?? 0) | (1 << ((y % down) * across + (x % across))))
  }
  for (const [epoch, value] of values.entries()) {
    if (value === null) continue
    const from = dotOf(epoch, value, area)
    const next = values[epoch + 1] ?? null // a gap is not bridged
    const to = next === null ? from : dotOf(epoch + 1, next, area)
    const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1)
    for (let i = 0; i <= steps; i++)
      set(
        Math.round(from.x + (i / steps) * (to.x - from.x)),
        Math.round(from.y + (i / steps) * (to.y - from.y)),
      )
  }
  return dots
}

function dotOf(epoch: number, value: number, { columns, rows, epochs, scale, style }: Area) {
  const { across, down } = grains[style]
  const wide = columns * across - 1
  const high = rows * down - 1
  return {
    x: epochs > 1 ? Math.round((epoch / (epochs - 1)) * wide) : 0,
    y: Math.round((1 - scale.heightOf(value)) * high),
  }
}

/** The moving mean of five epochs, over those that have a number. */
export function smoothed(curve: Curve): Curve {
  return curve.map((value, epoch) => {
    if (value === null) return null
    const near = curve.slice(Math.max(0, epoch - 2), epoch + 3).filter(other => other !== null)
    return near.reduce((sum, other) => sum + other, 0) / near.length
  })
}
