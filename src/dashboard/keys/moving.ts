// The pointer and what is seen of a page: up and down, a page at a time, to the ends; pure.
import type { Ui } from '../model/ui.js'

/** What a key needs to know of the page: its lines, how many are seen at once, and the rows in order. */
export interface Extent {
  readonly lines: number
  readonly seen: number
  /** Of the ranking: configurations, and trials of those that are opened. */
  readonly order: readonly string[]
  /** The configuration of a row. */
  readonly configOf: (id: string) => string
  /** How many heat maps there are. */
  readonly maps: number
  /** Of the page of what went wrong: the trials in order, each with the lines that it takes; none on other pages. */
  readonly stops: readonly Stop[]
}

/** What the pointer goes to on a page of several lines each. */
export interface Stop {
  readonly id: string
  /** Its first line on the page, from 0. */
  readonly line: number
  readonly lines: number
}

/** The first line to show, so that the pointer is seen; without a pointer, so that no line is wasted. */
export function firstSeen(ui: Ui, { lines, seen, order, stops }: Extent): number {
  const last = Math.max(0, lines - seen)
  const top = Math.min(ui.top[ui.page], last)
  const stop = ui.page === 'failures' ? stops.find(({ id }) => id === ui.fault) : undefined
  if (stop !== undefined) return Math.max(0, Math.min(withStop(top, stop, seen), last))
  const selected = ui.page === 'ranking' && ui.selected !== null ? order.indexOf(ui.selected) : -1
  if (selected === -1) return top
  return Math.max(0, Math.min(Math.max(top, selected - seen + 1), selected))
}

/** The whole of it is seen; of one that is longer than the window, a part. */
function withStop(top: number, { line, lines }: Stop, seen: number): number {
  const end = line + lines
  return lines <= seen
    ? Math.max(Math.min(top, line), end - seen)
    : Math.max(Math.min(top, end - 1), line - seen + 1)
}

export function move(ui: Ui, extent: Extent, by: number): Ui {
  const top = firstSeen(ui, extent)
  if (ui.page === 'failures' && extent.stops.length > 0) return moveToStop(ui, extent, by)
  if (ui.page !== 'ranking') return scrolled(ui, clamp(top + by, extent.lines - extent.seen))
  if (extent.order.length === 0) return ui
  const before = ui.selected === null ? -1 : extent.order.indexOf(ui.selected)
  // The first key shows where the pointer is: a step down puts it on the first row that is seen.
  const from = before === -1 ? (Math.abs(by) === 1 ? top - by : top) : before
  return pointedAt(ui, extent, extent.order[clamp(from + by, extent.order.length - 1)]!)
}

/** From trial to trial; what is longer than the window is read to its end first. */
function moveToStop(ui: Ui, extent: Extent, by: number): Ui {
  const { stops, seen, lines } = extent
  const top = firstSeen(ui, extent)
  const at = stops.findIndex(({ id }) => id === ui.fault)
  const stop = stops[at]
  if (stop === undefined) {
    const first = Number.isFinite(by) ? stops.find(({ line }) => line >= top) : undefined
    return stoppedAt(ui, extent, first ?? (by > 0 ? stops.at(-1)! : stops[0]!))
  }
  const isCut = by > 0 ? stop.line + stop.lines > top + seen : stop.line < top
  if (isCut && Number.isFinite(by)) return scrolled(ui, clamp(top + by, lines - seen))
  const next = Math.abs(by) === 1 ? stops[at + by] : stops.findLast(({ line }) => line <= stop.line + by)
  return stoppedAt(ui, extent, next ?? (by > 0 ? stops.at(-1)! : stops[0]!))
}

function stoppedAt(ui: Ui, extent: Extent, { id }: Stop): Ui {
  const next = { ...ui, fault: id }
  return scrolled(next, firstSeen(next, extent))
}

/** What is pointed at; in the ranking nothing is where the row is not shown, because a filter has hidden it. */
export function pointerOf({ page, selected }: Ui, order: readonly string[]): string | null {
  return page === 'ranking' && selected !== null && !order.includes(selected) ? null : selected
}

export function pointedAt(ui: Ui, extent: Extent, selected: string): Ui {
  const next = { ...ui, selected }
  return scrolled(next, firstSeen(next, extent))
}

function scrolled(ui: Ui, top: number): Ui {
  return { ...ui, top: { ...ui.top, [ui.page]: top } }
}

function clamp(value: number, last: number): number {
  return Math.max(0, Math.min(value, last))
}
