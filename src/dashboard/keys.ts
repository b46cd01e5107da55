// The table of keys, and what they do to what is shown. The footer, the help and the dispatch are loops over it.
// What is shown is data: press() knows neither terminal nor sweep.
import type { Glyphs } from './glyphs.js'

export interface Ui {
  readonly page: Page
  /** The configuration under the pointer; it is followed when the order changes. */
  readonly selected: string | null
  /** First line that is seen, on each page. */
  readonly top: Readonly<Record<Page, number>>
  /** `q` was pressed once. */
  readonly asking: boolean
}
export type Page = 'ranking' | 'seeds' | 'failures' | 'help'

export const initialUi: Ui = {
  page: 'ranking',
  selected: null,
  top: { ranking: 0, seeds: 0, failures: 0, help: 0 },
  asking: false,
}

/** What a key needs to know of the page: its lines, how many are seen at once, and the configurations in order. */
export interface Extent {
  readonly lines: number
  readonly seen: number
  readonly order: readonly string[]
}

/** What a key may ask of the outside. */
export type Command = 'interrupt' | 'suspend'
export interface Pressed {
  readonly ui: Ui
  readonly command: Command | null
}

export interface Key {
  /** As nameOf gives them; the first one is shown in the footer. */
  readonly names: readonly string[]
  readonly help: string
  /** A word for the footer; keys with the same word share a place. The last two are shown always. */
  readonly word?: string
  readonly press: (ui: Ui, extent: Extent) => Ui | Command
}

export const keys: readonly Key[] = [
  { names: ['up', 'k'], help: 'one line up', word: 'move', press: (ui, extent) => move(ui, extent, -1) },
  { names: ['down', 'j'], help: 'one line down', word: 'move', press: (ui, extent) => move(ui, extent, 1) },
  { names: ['enter'], help: 'the seeds of a configuration, and back', word: 'seeds', press: toggleSeeds },
  {
    names: ['f'],
    help: 'trials that failed or diverged, and back',
    word: 'failures',
    press: toggle('failures'),
  },
  { names: ['?'], help: 'this help, and back', word: 'help', press: toggle('help') },
  { names: ['q'], help: 'stop the sweep; asks first', word: 'stop', press: ui => ({ ...ui, asking: true }) },
  { names: ['ctrl-c'], help: 'stop the sweep; once more: quit at once', press: () => 'interrupt' },
  { names: ['pageup'], help: 'a page up', press: (ui, extent) => move(ui, extent, -extent.seen) },
  { names: ['pagedown', 'space'], help: 'a page down', press: (ui, extent) => move(ui, extent, extent.seen) },
  { names: ['home', 'g'], help: 'the first line', press: (ui, extent) => move(ui, extent, -Infinity) },
  { names: ['end', 'G'], help: 'the last line', press: (ui, extent) => move(ui, extent, Infinity) },
  { names: ['escape'], help: 'back to the ranking; there: no pointer', press: back },
  { names: ['ctrl-z'], help: 'suspend; fg goes on', press: () => 'suspend' },
]

/** What pressing the key of that name does. While it is asked whether to stop, q and y say yes and the rest say no. */
export function press(ui: Ui, name: string, extent: Extent): Pressed {
  if (ui.asking && name !== 'ctrl-c') {
    const yes = name === 'q' || name === 'y'
    return { ui: { ...ui, asking: false }, command: yes ? 'interrupt' : null }
  }
  const result = keys.find(({ names }) => names.includes(name))?.press(ui, extent) ?? ui
  return typeof result === 'string'
    ? { ui: { ...ui, asking: false }, command: result }
    : { ui: result, command: null }
}

/** The name of a key, as on the keyboard. */
export function keyLabel(name: string, { up, down }: Glyphs): string {
  const special: Readonly<Record<string, string>> = {
    up,
    down,
    pageup: 'PgUp',
    pagedown: 'PgDn',
    escape: 'Esc',
    'ctrl-c': 'Ctrl-C',
    'ctrl-z': 'Ctrl-Z',
  }
  return special[name] ?? (name.length > 1 ? name[0]!.toUpperCase() + name.slice(1) : name)
}

/** The first line to show, so that the pointer is seen; without a pointer, so that no line is wasted. */
export function firstSeen(ui: Ui, { lines, seen, order }: Extent): number {
  const last = Math.max(0, lines - seen)
  const top = Math.min(ui.top[ui.page], last)
  const selected = ui.page === 'ranking' && ui.selected !== null ? order.indexOf(ui.selected) : -1
  if (selected === -1) return top
  return Math.max(0, Math.min(Math.max(top, selected - seen + 1), selected))
}

function move(ui: Ui, extent: Extent, by: number): Ui {
  const top = firstSeen(ui, extent)
  if (ui.page !== 'ranking') return scrolled(ui, clamp(top + by, extent.lines - extent.seen))
  if (extent.order.length === 0) return ui
  const before = ui.selected === null ? -1 : extent.order.indexOf(ui.selected)
  // The first key shows where the pointer is: a step down puts it on the first row that is seen.
  const from = before === -1 ? (Math.abs(by) === 1 ? top - by : top) : before
  const selected = extent.order[clamp(from + by, extent.order.length - 1)]!
  const next = { ...ui, selected }
  return scrolled(next, firstSeen(next, extent))
}

function scrolled(ui: Ui, top: number): Ui {
  return { ...ui, top: { ...ui.top, [ui.page]: top } }
}

function clamp(value: number, last: number): number {
  return Math.max(0, Math.min(value, last))
}

function toggle(page: Page): (ui: Ui) => Ui {
  return ui => ({ ...ui, page: ui.page === page ? 'ranking' : page, top: { ...ui.top, [page]: 0 } })
}

/** Without a pointer, those of the best configuration. */
function toggleSeeds(ui: Ui, { order }: Extent): Ui {
  return toggle('seeds')({ ...ui, selected: ui.selected ?? order[0] ?? null })
}

function back(ui: Ui): Ui {
  return ui.page === 'ranking' ? { ...ui, selected: null } : { ...ui, page: 'ranking' }
}
