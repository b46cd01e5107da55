// What the keys do that ask something of the sweep: nothing before a yes on the last line of the screen.

import type { Command } from '../model/commands.js'
import type { Prompt, Ui } from '../model/ui.js'
import type { Ask } from './asking.js'
import type { Key, Reach } from './keys.js'
import { pointerOf } from './moving.js'

export const pauseOrContinue: Key['press'] = (ui, { asking }) => confirm(ui, 'p', asking.pauseOrContinue())

export const stopTrials: Key['press'] = (ui, reach) =>
  onRows(ui, reach, rows => confirm(ui, 'x', reach.asking.stop(rows)))

/** On the page of what went wrong: all of it. */
export const retryTrials: Key['press'] = (ui, reach) =>
  ui.page === 'failures'
    ? confirm(ui, 'r', reach.asking.retry(null))
    : onRows(ui, reach, rows => confirm(ui, 'r', reach.asking.retry(rows)))

export const addSeeds: Key['press'] = (ui, reach) =>
  onRows(ui, reach, rows => askNumber(ui, reach, { of: 'seeds', text: '', rows }))

export function changeWorkers(by: 1 | -1): Key['press'] {
  return (ui, { asking }) => confirm(ui, by === 1 ? '+' : '-', asking.setWorkers(asking.workers + by))
}

export const setWorkers: Key['press'] = (ui, reach) =>
  askNumber(ui, reach, { of: 'workers', text: '', rows: [] })

function askNumber(
  ui: Ui,
  { asking }: Reach,
  number: Omit<Extract<Prompt, { readonly type: 'number' }>, 'type'>,
): Ui | Command {
  if (asking.refusal !== null) return { type: 'say', text: asking.refusal }
  return { ...ui, prompt: { type: 'number', ...number } }
}

function confirm(ui: Ui, key: string, ask: Ask | string): Ui | Command {
  if (typeof ask === 'string') return { type: 'say', text: ask }
  const { question, note, request, said } = ask
  return { ...ui, prompt: { type: 'confirm', question, note, key, yes: { type: 'ask', request, said } } }
}

/** The rows that are meant: on the page of a configuration that one, else the marked ones, else the one under the pointer. */
function onRows(
  ui: Ui,
  { order, configOf, asking }: Reach,
  then: (rows: readonly string[]) => Ui | Command,
): Ui | Command {
  if (asking.refusal !== null) return { type: 'say', text: asking.refusal }
  const pointed = pointerOf(ui, order) ?? (ui.page === 'detail' ? order[0] : undefined)
  if (ui.page === 'detail' && pointed !== undefined) return then([configOf(pointed)])
  if (ui.marked.length > 0) return then(ui.marked)
  return pointed === undefined
    ? { type: 'say', text: 'which one? go to a row with j and k, or mark some with Space' }
    : then([pointed])
}
