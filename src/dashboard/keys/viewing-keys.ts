// What the keys do to what is shown: pages, pointer, rows, charts. Pure; the sweep is asked nothing here.
import type { Command } from '../model/commands.js'
import { nextSort } from '../model/sorting.js'
import { bestFirst, type Page, type Ui } from '../model/ui.js'
import type { Key, Reach } from './keys.js'
import { pointedAt, pointerOf } from './moving.js'

export function toggle(page: Page): (ui: Ui) => Ui {
  return ui => {
    if (ui.page === page) return left(ui)
    const fault = page === 'failures' ? null : ui.fault
    return { ...ui, page, from: ui.page, fault, top: { ...ui.top, [page]: 0 } }
  }
}

/** Back to the page that this one was opened from; from there to the ranking. */
function left(ui: Ui): Ui {
  return { ...ui, page: ui.from, from: 'ranking' }
}

/** Without a pointer, the first configuration; from what went wrong, that of the trial. */
export function toggleDetail(ui: Ui, { order, stops, configOf }: Reach): Ui {
  if (ui.page === 'failures') {
    const stop = stops.find(({ id }) => id === ui.fault) ?? stops[0]
    if (stop === undefined) return ui
    return toggle('detail')({ ...ui, fault: stop.id, selected: configOf(stop.id) })
  }
  return toggle('detail')({ ...ui, selected: ui.selected ?? order[0] ?? null })
}

/** The configuration under the pointer; the first one where nothing is pointed at, which is then. */
export function ifPointed(
  ui: Ui,
  { order, configOf }: Reach,
  then: (configId: string) => Ui | Command,
): Ui | Command {
  const selected = pointerOf(ui, order) ?? order[0]
  return selected === undefined ? ui : then(configOf(selected))
}

export function opened(open: boolean): Key['press'] {
  return (ui, reach) =>
    ifPointed(ui, reach, configId => {
      const after = new Set(ui.opened)
      if (open) after.add(configId)
      else after.delete(configId)
      return pointedAt({ ...ui, opened: after }, reach, open ? (ui.selected ?? configId) : configId)
    })
}

/** Another configuration, from its first line on. */
export function step(by: 1 | -1): Key['press'] {
  return (ui, reach) =>
    ifPointed(ui, reach, configId => {
      const all = reach.order.filter(id => reach.configOf(id) === id)
      const selected = all[all.indexOf(configId) + by] ?? configId
      return { ...ui, selected, top: { ...ui.top, detail: 0 } }
    })
}

/** As many as have a letter. */
const MOST_MARKED = 8

export function mark(ui: Ui, reach: Reach): Ui | Command {
  return ifPointed(ui, reach, configId => {
    const others = ui.marked.filter(id => id !== configId)
    const full = others.length === ui.marked.length && others.length >= MOST_MARKED
    const marked = others.length < ui.marked.length || full ? others : [...others, configId]
    return { ...ui, marked, selected: ui.selected ?? configId }
  })
}

export function sortBy(by: 1 | -1): Key['press'] {
  return (ui, { columns }) => ({ ...ui, sort: nextSort(ui.sort, columns, by), frozen: null })
}

export function turnRound(ui: Ui): Ui {
  return { ...ui, sort: { ...ui.sort, reversed: !ui.sort.reversed }, frozen: null }
}

export function freeze(ui: Ui, { order, configOf }: Reach): Ui {
  return { ...ui, frozen: ui.frozen === null ? order.filter(id => configOf(id) === id) : null }
}

export function withChart(ui: Ui, change: Partial<Ui['chart']>): Ui {
  return { ...ui, chart: { ...ui.chart, ...change } }
}

/** As in less and k9s the field is empty; the filter before holds until something is typed. */
export function askFilter(ui: Ui): Ui {
  return { ...ui, prompt: { type: 'filter', text: '', before: ui.filter } }
}

export function askToStop(ui: Ui): Ui {
  const question = 'stop the sweep?'
  const note = 'what is finished is kept'
  return { ...ui, prompt: { type: 'confirm', question, note, key: 'q', yes: { type: 'interrupt' } } }
}

/** One step back for each time it is pressed. */
export function back(ui: Ui, { order }: Reach): Ui {
  if (ui.page !== 'ranking') return left(ui)
  if (pointerOf(ui, order) !== null) return { ...ui, selected: null }
  if (ui.filter !== '' || ui.faultsOnly) return { ...ui, filter: '', faultsOnly: false }
  return { ...ui, sort: bestFirst, frozen: null, opened: new Set() }
}
