// The columns of the ranking: which of them fit into a width, and what stands in their cells.
import { formatMetric } from '../../report/numbers.js'
import { columnsOf } from '../../report/table.js'
import { bar, type Glyphs, type Scale, sparkline } from '../lines/glyphs.js'
import { type Span, span, type Tone } from '../lines/text.js'
import type { PlanFacts } from '../model/plan-facts.js'
import type { Row } from '../model/rows.js'
import type { Sweep } from '../model/state.js'
import type { Seed } from './seeds.js'

export const statusTones = {
  waiting: 'faint',
  running: 'busy',
  completed: 'good',
  pruned: 'faint',
  diverged: 'odd',
  failed: 'bad',
  cancelled: 'faint',
} as const satisfies Record<Row['status'], Tone>

/** Everything that the cells of a table have in common. */
export interface Setting {
  readonly sweep: Sweep
  readonly facts: PlanFacts
  readonly glyphs: Glyphs
  readonly scale: Scale
  /** Of the widest half of an interval, so that they stand one below the other. */
  readonly halfWidth: number
  /** By configuration, where some are marked. */
  readonly letters: ReadonlyMap<string, string>
  /** By configuration, where it is not worse than the best. */
  readonly signs: ReadonlyMap<string, string>
  /** The column that the rows are sorted by, beside whose title an arrow stands. */
  readonly sorted: string
  /** Something went wrong in a row of the screen of which trials wait, and both are said. */
  readonly troubled: boolean
}

export interface TableColumn {
  readonly title: string
  readonly width: number
  readonly align: 'left' | 'right'
  readonly cell: (row: Row) => Span
  /** Of a trial below its configuration; empty where nothing is said. */
  readonly seed?: (seed: Seed) => Span
  /** The column of sorting.ts that this one shows. */
  readonly sort?: string
  /** What it takes to show every value whole, and its title as well; its own width where nothing is said. */
  readonly whole?: { readonly values: number; readonly title: number } | undefined
}

/** What the columns that can do with less are given, most generous first; 0 leaves a column out. */
const offers = [
  { curve: 24, best: true, progress: 12, now: true, value: Infinity, title: Infinity },
  { curve: 16, best: true, progress: 8, now: true, value: Infinity, title: Infinity },
  { curve: 10, best: true, progress: 8, now: true, value: 16, title: 13 },
  { curve: 10, best: true, progress: 0, now: true, value: 12, title: 10 },
  { curve: 8, best: false, progress: 0, now: true, value: 12, title: 8 },
  { curve: 8, best: false, progress: 0, now: true, value: 8, title: 6 },
  { curve: 0, best: false, progress: 0, now: true, value: 8, title: 8 },
  { curve: 0, best: false, progress: 0, now: false, value: 8, title: 8 },
] as const
type Offer = (typeof offers)[number]

/** Numbers stand on the left, so that a window that is too narrow for all cuts a hyperparameter and not a number. */
export function fittingColumns(setting: Setting, room: number): readonly TableColumn[] {
  const made = offers.map(offer => [
    ...placeColumns(setting),
    ...resultColumns(setting, offer),
    ...valueColumns(setting, offer),
    ...courseColumns(setting, offer),
  ])
  const columns = made.find(candidate => totalWidth(candidate) <= room) ?? made.at(-1)!
  return widened(widened(columns, room, 'values'), room, 'title')
}

/** Nothing is cut while there is room on the line: what is left goes to what is cut, from the left. */
function widened(columns: readonly TableColumn[], room: number, what: 'values' | 'title') {
  let left = room - totalWidth(columns)
  return columns.map(column => {
    const more = Math.max(0, Math.min(left, (column.whole?.[what] ?? 0) - column.width))
    left -= more
    return { ...column, width: column.width + more }
  })
}

export function totalWidth(columns: readonly TableColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width + 1, -1)
}

function placeColumns({ facts, glyphs, letters, signs }: Setting): readonly TableColumn[] {
  const mark: TableColumn = {
    title: '',
    width: 1,
    align: 'left',
    cell: ({ configId }) => span(letters.get(configId) ?? ' ', 'strong'),
  }
  return [
    ...(letters.size > 0 ? [mark] : []),
    {
      title: '#',
      sort: 'rank',
      width: Math.max(2, String(facts.configurations).length),
      align: 'right',
      cell: ({ ranked }) => span(ranked.rank === null ? glyphs.dash : String(ranked.rank), 'strong'),
    },
    { title: '', width: 1, align: 'left', cell: ({ configId }) => span(signs.get(configId) ?? ' ') },
    {
      title: '',
      width: 1,
      align: 'left',
      cell: ({ status }) => span(glyphs.status[status], statusTones[status]),
      seed: ({ status }) => span(glyphs.status[status], statusTones[status]),
    },
  ]
}

/** A value says more than its title, which is shortened first. */
function valueColumns({ facts, sorted }: Setting, offer: Offer): readonly TableColumn[] {
  return facts.varying.map(({ name, align, width, text }) => {
    const title = columnsOf(name) + (name === sorted ? 1 : 0)
    return {
      title: name,
      sort: name,
      width: Math.min(offer.value, Math.max(width, Math.min(offer.title, title))),
      align,
      cell: row => span(text(row.configuration)),
      whole: { values: width, title },
    }
  })
}

function resultColumns(setting: Setting, offer: Offer): readonly TableColumn[] {
  const { facts, glyphs, halfWidth } = setting
  const value = valueWriter(setting)
  const best: TableColumn = {
    title: 'best',
    sort: 'best',
    width: 6,
    align: 'right',
    seed: ({ best }) => span(value(best), best === null ? 'faint' : 'plain'),
    cell: ({ ranked }) => span(value(ranked.best?.mean ?? null), ranked.best ? 'plain' : 'faint'),
  }
  return [
    {
      title: `  mean ${glyphs.plusMinus}`,
      sort: 'interval',
      // One form for all: the long one where the longest seed has room for it.
      seed: ({ seed, last }) =>
        span(`${value(last).padStart(6)} ${facts.seedWidth > 1 ? 's' : 'seed '}${seed}`),
      width: 6 + 2 + glyphs.plusMinus.length + halfWidth,
      align: 'left',
      cell: ({ ranked: { objective: mean } }) => {
        const half =
          mean?.halfWidth == null ? '' : ` ${glyphs.plusMinus} ${value(mean.halfWidth).padStart(halfWidth)}`
        return span(value(mean?.mean ?? null).padStart(6) + half, mean ? 'strong' : 'faint')
      },
    },
    ...(offer.best ? [best] : []),
    {
      title: 'n',
      sort: 'n',
      width: String(facts.seeds).length * 2 + 1,
      align: 'right',
      cell: ({ ranked }) => span(`${ranked.completed.size}/${ranked.planned}`),
    },
  ]
}

/** How far the configuration is and how it got there. */
function courseColumns(setting: Setting, offer: Offer): readonly TableColumn[] {
  const { facts, glyphs, scale } = setting
  const curve: TableColumn = {
    title: 'curve',
    width: Math.max('curve'.length, Math.min(offer.curve, facts.epochs)),
    align: 'left',
    cell: row => span(sparkline(row.curve, offer.curve, scale, glyphs), 'good'),
    seed: ({ curve }) => span(sparkline(curve, offer.curve, scale, glyphs), 'good'),
  }
  const progress: TableColumn = {
    title: 'progress',
    sort: 'progress',
    width: offer.progress,
    align: 'left',
    cell: row => {
      const parts = bar(row.progress, offer.progress, glyphs)
      return span(parts.done + parts.left, row.progress === 1 ? 'faint' : 'plain')
    },
  }
  const now: TableColumn = {
    title: 'now',
    sort: 'status',
    seed: ({ status, note }) => span(note || status, statusTones[status]),
    width: nowWidth(facts),
    align: 'left',
    cell: row => span(nowText(row, valueWriter(setting)), statusTones[troubleOf(row) ?? row.status]),
    whole: setting.troubled ? { values: troubleWidth(facts), title: 0 } : undefined,
  }
  return [
    ...(offer.curve > 0 ? [curve] : []),
    ...(offer.progress > 0 ? [progress] : []),
    ...(offer.now ? [now] : []),
  ]
}

function valueWriter({ sweep, glyphs }: Setting): (value: number | null) => string {
  const { objective } = sweep.plan.experiment
  return value => (value === null ? glyphs.dash : formatMetric(objective, value))
}

/** `~87.10 3/10` while a trial runs, the tilde for provisional; else what became of the trials, if it is worth a word. */
function nowText(row: Row, value: (number: number | null) => string): string {
  const { status, provisional, ranked } = row
  if (provisional) {
    const epoch = `${provisional.epoch}/${provisional.epochs}`
    return provisional.value === null ? epoch : `~${value(provisional.value)} ${epoch}`
  }
  const trouble = troubleOf(row)
  if (trouble !== null) return `${ranked.counts[trouble]} ${trouble}, ${ranked.counts.unfinished} to go`
  if (status === 'waiting' || status === 'completed') return status === 'waiting' ? 'waiting' : ''
  return `${ranked.counts[status as keyof typeof ranked.counts]} ${status}`
}

/** What has gone wrong with trials of a configuration of which others wait; it is worth more than that they do. */
export function troubleOf({ status, ranked }: Row): 'failed' | 'diverged' | null {
  if (status !== 'waiting') return null
  return (['failed', 'diverged'] as const).find(ending => ranked.counts[ending] > 0) ?? null
}

/** `10 diverged, 12 to go` */
function troubleWidth({ seeds }: PlanFacts): number {
  return ' diverged,  to go'.length + 2 * String(seeds).length
}

/** `1 cancelled`, or `~97.31 10/10` with the most epochs that there are. */
function nowWidth({ epochs }: PlanFacts): number {
  return Math.max(11, 8 + 2 * String(epochs).length)
}
