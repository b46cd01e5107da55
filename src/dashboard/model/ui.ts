// What is shown of a sweep, as data: the page, the pointer, what is marked, sorted and filtered. Keys change it (keys.ts); the
// sweep never does, so that a row stays where the user has put the pointer.
import type { Command } from './commands.js'

export interface Ui {
  readonly page: Page
  /** The page that this one was opened from, to which Esc goes back. */
  readonly from: Page
  /** The configuration under the pointer, or a trial of one that is opened; followed when the order changes. */
  readonly selected: string | null
  /** The trial under the pointer on the page of what went wrong. */
  readonly fault: string | null
  /** First line that is seen, on each page. */
  readonly top: Readonly<Record<Page, number>>
  readonly prompt: Prompt | null
  /** Configurations whose seeds are shown below them. */
  readonly opened: ReadonlySet<string>
  /** Configurations to be compared, in the order in which they were marked. */
  readonly marked: readonly string[]
  readonly sort: Sort
  /** The query that rows have to meet; empty for all. */
  readonly filter: string
  readonly faultsOnly: boolean
  /** The order as it was when it was frozen: configurations. */
  readonly frozen: readonly string[] | null
  /** Of the page by axis: 0 for the bars, from 1 on the heat map of that pair of axes. */
  readonly map: number
  readonly chart: {
    readonly logarithmic: boolean
    readonly smooth: boolean
    /** How often the scale is halved, towards the better values. */
    readonly zoom: number
    readonly measure: number
  }
}

export const pages = ['ranking', 'axes', 'detail', 'compare', 'failures', 'help'] as const
export type Page = (typeof pages)[number]

export interface Sort {
  /** Of the table in sorting.ts. */
  readonly column: string
  readonly reversed: boolean
}

/** What the last line of the screen asks; it has the keyboard until it is answered. */
export type Prompt =
  | {
      readonly type: 'confirm'
      readonly question: string
      /** What else is good to know before the yes, a sentence without its stop; empty for nothing. */
      readonly note: string
      /** The key that asked says yes when it is pressed again, as y does. */
      readonly key: string
      readonly yes: Command
    }
  /** Whether to leave the sweep running: y leaves it, n stops it, any other key does neither. */
  | { readonly type: 'leave'; readonly afterwards: string }
  | {
      readonly type: 'number'
      readonly of: 'seeds' | 'workers'
      readonly text: string
      /** The rows that it is for. */
      readonly rows: readonly string[]
    }
  | { readonly type: 'filter'; readonly text: string; readonly before: string }

export const bestFirst: Sort = { column: 'rank', reversed: false }

export const initialUi: Ui = {
  page: 'ranking',
  from: 'ranking',
  selected: null,
  fault: null,
  top: { ranking: 0, axes: 0, detail: 0, compare: 0, failures: 0, help: 0 },
  prompt: null,
  opened: new Set(),
  marked: [],
  sort: bestFirst,
  filter: '',
  faultsOnly: false,
  frozen: null,
  map: 0,
  chart: { logarithmic: false, smooth: false, zoom: 0, measure: 0 },
}
