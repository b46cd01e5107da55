// The table of keys, and what they do to what is shown. The footer, the help and the dispatch are loops over it.
// press() knows neither terminal nor sweep; what is asked of the outside is a Command.

import type { Glyphs } from '../lines/glyphs.js'
import { zoomNotes } from '../lines/plot.js'
import type { Command } from '../model/commands.js'
import type { Page, Ui } from '../model/ui.js'
import {
  addSeeds,
  changeWorkers,
  pauseOrContinue,
  retryTrials,
  setWorkers,
  stopTrials,
} from './acting-keys.js'
import type { Asking } from './asking.js'
import type { Manner } from './manner.js'
import { type Extent, move } from './moving.js'
import { answer } from './prompts.js'
import {
  askFilter,
  askToStop,
  back,
  freeze,
  ifPointed,
  mark,
  opened,
  sortBy,
  step,
  toggle,
  toggleDetail,
  turnRound,
  withChart,
} from './viewing-keys.js'

/** What a key needs to know of the page and of the sweep's columns. */
export interface Reach extends Extent {
  readonly columns: readonly { readonly name: string }[]
  /** The filter's text completed as far as it goes. */
  readonly complete: (text: string) => string
  /** What is wrong with the filter that is typed; it is not kept until it is mended. */
  readonly mistake: string | null
  readonly manner: Manner
  readonly asking: Asking
}

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
  /** The pages on which it does something; all where nothing is said. */
  readonly on?: readonly Page[]
  /** How the view has to stand to its sweep; any way where nothing is said. */
  readonly when?: (manner: Manner) => boolean
  /** It asks something of the sweep, which a view that only looks on refuses. */
  readonly acts?: true
  readonly press: (ui: Ui, reach: Reach) => Ui | Command
}

const rows: readonly Page[] = ['ranking']
const charts: readonly Page[] = ['detail', 'compare']
const chosen: readonly Page[] = ['ranking', 'detail', 'compare']

export const keys: readonly Key[] = [
  { names: ['up', 'k'], help: 'one line up', word: 'move', press: (ui, reach) => move(ui, reach, -1) },
  { names: ['down', 'j'], help: 'one line down', word: 'move', press: (ui, reach) => move(ui, reach, 1) },
  {
    names: ['enter'],
    help: 'a configuration in detail: learning curves, seeds, errors, all values; and back',
    word: 'detail',
    on: ['ranking', 'detail', 'failures'],
    press: toggleDetail,
  },
  {
    names: ['right', 'l'],
    help: 'show the seeds of a configuration below it',
    on: rows,
    press: opened(true),
  },
  { names: ['left', 'h'], help: 'hide them', on: rows, press: opened(false) },
  { names: ['right', 'l'], help: 'the next configuration', on: ['detail'], press: step(1) },
  { names: ['left', 'h'], help: 'the one before', on: ['detail'], press: step(-1) },
  {
    names: ['a'],
    help: 'by axis: which value is best over all the rest, and back',
    word: 'axes',
    press: toggle('axes'),
  },
  {
    names: ['f'],
    help: 'what failed or diverged and why, the newest first, and back',
    word: 'failures',
    press: toggle('failures'),
  },
  {
    names: ['tab'],
    help: 'by axis: bars, then a heat map for each pair of axes',
    word: 'next map',
    on: ['axes'],
    press: (ui, { maps }) => ({ ...ui, map: (ui.map + 1) % (maps + 1) }),
  },
  { names: ['/'], help: 'filter the rows', word: 'filter', on: rows, press: askFilter },
  {
    names: ['!'],
    help: 'only configurations with a trial that failed or diverged, and all',
    on: rows,
    press: ui => ({ ...ui, faultsOnly: !ui.faultsOnly }),
  },
  { names: ['s'], help: 'sort by the next column', word: 'sort', on: rows, press: sortBy(1) },
  { names: ['S'], help: 'sort by the column before', on: rows, press: sortBy(-1) },
  { names: ['o'], help: 'turn the order round', on: rows, press: turnRound },
  { names: ['z'], help: 'freeze the order, and let it go', on: rows, press: freeze },
  { names: ['space'], help: 'mark a configuration, or unmark it', word: 'mark', on: rows, press: mark },
  {
    names: ['c'],
    help: 'compare the marked configurations, and back',
    word: 'compare',
    on: ['ranking', 'compare'],
    press: toggle('compare'),
  },
  {
    names: ['m'],
    help: 'charts: the next measurement',
    word: 'measure',
    on: ['compare'],
    press: ui => withChart(ui, { measure: ui.chart.measure + 1 }),
  },
  {
    names: ['L'],
    help: 'charts: a logarithmic scale, and back',
    word: 'log',
    on: charts,
    press: ui => withChart(ui, { logarithmic: !ui.chart.logarithmic }),
  },
  {
    names: ['z'],
    help: 'charts: a scale of the better half of what is drawn, of a quarter, of an eighth, and of all again',
    word: 'zoom',
    on: charts,
    press: ui => withChart(ui, { zoom: (ui.chart.zoom + 1) % zoomNotes.length }),
  },
  {
    names: ['M'],
    help: 'charts: the moving mean of five epochs, and back',
    on: charts,
    press: ui => withChart(ui, { smooth: !ui.chart.smooth }),
  },
  ...exporting(elsewhere => !elsewhere, "exports/ of the run's folder"),
  ...exporting(elsewhere => elsewhere, 'exports/ of the folder you are in'),
  {
    names: ['y'],
    help: 'copy the command that repeats the configuration',
    on: ['ranking', 'detail'],
    press: (ui, reach) => ifPointed(ui, reach, configId => ({ type: 'copy', configId })),
  },
  {
    names: ['p'],
    help: 'pause the sweep; trials under way keep what they have done',
    word: 'pause',
    when: ({ paused }) => !paused,
    acts: true,
    press: pauseOrContinue,
  },
  {
    names: ['p'],
    help: 'continue the sweep',
    word: 'continue',
    when: ({ paused }) => paused,
    acts: true,
    press: pauseOrContinue,
  },
  {
    names: ['x'],
    help: 'stop the trials of the row or of the marked rows that have not ended',
    word: 'stop',
    on: chosen,
    acts: true,
    press: stopTrials,
  },
  {
    names: ['r'],
    help: 'train those of them again that failed or were stopped',
    word: 'retry',
    on: chosen,
    acts: true,
    press: retryTrials,
  },
  {
    names: ['r'],
    help: 'train all trials again that failed or were stopped',
    word: 'retry all',
    on: ['failures'],
    acts: true,
    press: retryTrials,
  },
  {
    names: ['n'],
    help: 'train the row or the marked rows with more seeds; asks how many',
    word: 'seeds',
    on: chosen,
    acts: true,
    press: addSeeds,
  },
  { names: ['+'], help: 'one worker more', word: 'workers', acts: true, press: changeWorkers(1) },
  { names: ['-'], help: 'one worker fewer', word: 'workers', acts: true, press: changeWorkers(-1) },
  { names: ['w'], help: 'another number of workers; asks how many', acts: true, press: setWorkers },
  { names: ['?'], help: 'this help, and back', word: 'help', press: toggle('help') },
  {
    names: ['q'],
    help: 'stop the sweep; asks first',
    word: 'quit',
    when: ({ quit }) => quit === 'stop',
    press: askToStop,
  },
  {
    names: ['q'],
    help: 'leave the sweep running, or stop it; asks which',
    word: 'leave',
    when: ({ quit }) => quit === 'ask',
    press: (ui, { manner }) => ({ ...ui, prompt: { type: 'leave', afterwards: manner.afterwards } }),
  },
  {
    names: ['q'],
    help: 'leave this view; the sweep does not notice',
    word: 'leave',
    when: ({ quit }) => quit === 'leave',
    press: () => ({ type: 'leave' }),
  },
  {
    names: ['ctrl-c'],
    help: 'stop the sweep; once more: quit at once',
    when: ({ elsewhere }) => !elsewhere,
    press: () => ({ type: 'interrupt' }),
  },
  {
    names: ['ctrl-c'],
    help: 'leave this view at once',
    when: ({ elsewhere }) => elsewhere,
    press: () => ({ type: 'interrupt' }),
  },
  { names: ['pageup', 'ctrl-b'], help: 'a page up', press: (ui, reach) => move(ui, reach, -reach.seen) },
  { names: ['pagedown', 'ctrl-f'], help: 'a page down', press: (ui, reach) => move(ui, reach, reach.seen) },
  { names: ['home', 'g'], help: 'the first line', press: (ui, reach) => move(ui, reach, -Infinity) },
  { names: ['end', 'G'], help: 'the last line', press: (ui, reach) => move(ui, reach, Infinity) },
  {
    names: ['escape'],
    help: 'back; in the ranking: no pointer, then no filter, then the best first',
    press: back,
  },
  { names: ['ctrl-z'], help: 'suspend; fg goes on', press: () => ({ type: 'suspend' }) },
]

/** Of a run that another process makes, the folder is left as it is. */
function exporting(when: (elsewhere: boolean) => boolean, where: string): readonly Key[] {
  const common = {
    on: ['ranking', 'axes', 'detail', 'compare', 'failures'],
    when: (manner: Manner) => when(manner.elsewhere),
  } as const
  return [
    {
      ...common,
      names: ['e'],
      help: `save this table as CSV, in ${where}`,
      press: () => ({ type: 'export', format: 'csv' }),
    },
    {
      ...common,
      names: ['E'],
      help: `save it as Markdown, in ${where}`,
      press: () => ({ type: 'export', format: 'markdown' }),
    },
  ]
}

/** What pressing the key of that name does. A question on the last line has the keyboard until it is answered. */
export function press(ui: Ui, name: string, reach: Reach): Pressed {
  if (ui.prompt !== null && name !== 'ctrl-c') return answer(ui, ui.prompt, name, reach)
  const key = keys.find(
    candidate =>
      candidate.names.includes(name) && isOn(candidate, ui.page) && isMeant(candidate, reach.manner),
  )
  const result = key?.press(ui, reach) ?? ui
  return 'type' in result ? { ui: { ...ui, prompt: null }, command: result } : { ui: result, command: null }
}

export function isOn({ on }: Key, page: Page): boolean {
  return on?.includes(page) ?? true
}

/** Of keys with one name, the one for a view that stands so to its sweep. */
export function isMeant({ when }: Key, manner: Manner): boolean {
  return when?.(manner) ?? true
}

/** The name of a key, as on the keyboard. */
export function keyLabel(name: string, { up, down }: Glyphs): string {
  const special: Readonly<Record<string, string>> = {
    up,
    down,
    pageup: 'PgUp',
    pagedown: 'PgDn',
    escape: 'Esc',
  }
  if (name.startsWith('ctrl-')) return `Ctrl-${name.slice(-1).toUpperCase()}`
  return special[name] ?? (name.length > 1 ? name[0]!.toUpperCase() + name.slice(1) : name)
}
