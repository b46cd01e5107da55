// Which rows the ranking shows, and in which order: ranked, sorted or frozen, filtered, with the seeds of opened rows below
// them. No row is lost on the way: what a filter leaves out is counted.
import { isFaulty, vocabularyOf } from './fields.js'
import type { PlanFacts } from './plan-facts.js'
import { parseQuery } from './query.js'
import { inOrder, type Ranked } from './rows.js'
import { sorted } from './sorting.js'
import { type Standing, standingOf } from './standing.js'
import type { Sweep } from './state.js'
import type { Ui } from './ui.js'
import { unmetOf } from './unmet.js'

export interface Arrangement {
  readonly ranking: readonly Ranked[]
  readonly standing: Standing
  readonly entries: readonly Entry[]
  /** Of the entries: configurations, and trials of those that are opened. */
  readonly ids: readonly string[]
  /** Configurations that are shown, and all. */
  readonly shown: number
  readonly all: number
  /** What is wrong with the filter, which then hides nothing. */
  readonly mistake: string | null
  /** What the filter asks for and no configuration does: `has activation rellu; there are relu, tanh`. */
  readonly unmet: string | null
}

/** A line of the ranking: a configuration, or with a replicate one of its trials. */
export interface Entry {
  readonly ranked: Ranked
  readonly replicate: number | null
}

export function arrange(sweep: Sweep, ranking: readonly Ranked[], facts: PlanFacts, ui: Ui): Arrangement {
  const ordered =
    ui.frozen === null
      ? sorted(inOrder(sweep, ranking), ui.sort, sweep, facts)
      : frozenOrder(ranking, ui.frozen)
  const standing = standingOf(ranking)
  const vocabulary = vocabularyOf(sweep, facts, standing, ui)
  const query = ui.filter === '' ? null : parseQuery(ui.filter, vocabulary)
  const wanted = query?.type === 'query' ? ordered.filter(query.test) : ordered
  const rows = ui.faultsOnly ? wanted.filter(isFaulty) : wanted
  const entries =
    ui.opened.size === 0
      ? rows.map((ranked): Entry => ({ ranked, replicate: null }))
      : rows.flatMap(ranked => entriesOf(sweep, ranked, ui))
  return {
    ranking,
    standing,
    entries,
    ids: entries.map(entry => idOf(sweep, entry)),
    shown: rows.length,
    all: ranking.length,
    mistake: query?.type === 'mistake' ? query.what : null,
    unmet: query?.type === 'query' ? unmetOf(ui.filter, vocabulary, ordered) : null,
  }
}

/** In the order of the list; what is not in it comes last, in the order of the ranking. */
function frozenOrder(ranking: readonly Ranked[], frozen: readonly string[]): readonly Ranked[] {
  const places = new Map(frozen.map((configId, place) => [configId, place]))
  const placeOf = ({ ranked }: Ranked) => places.get(ranked.configId) ?? frozen.length
  return [...ranking].sort((a, b) => placeOf(a) - placeOf(b))
}

function entriesOf(sweep: Sweep, ranked: Ranked, { opened }: Ui): readonly Entry[] {
  const row: Entry = { ranked, replicate: null }
  if (!opened.has(ranked.ranked.configId)) return [row]
  return [row, ...sweep.groups[ranked.group]!.trials.map((_, replicate) => ({ ranked, replicate }))]
}

function idOf({ groups }: Sweep, { ranked, replicate }: Entry): string {
  return replicate === null ? ranked.ranked.configId : groups[ranked.group]!.trials[replicate]!.trialId
}
