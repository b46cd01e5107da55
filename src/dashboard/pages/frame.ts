// One picture of the sweep: everything a frame is made of, and what follows from it for the keys.

import { shellWord } from '../../domain/shell-word.js'
import { printable } from '../../report/printable.js'
import { type Asked, wantedWorkers } from '../keys/asked.js'
import { createAsking } from '../keys/asking.js'
import type { Reach } from '../keys/keys.js'
import type { Manner } from '../keys/manner.js'
import { firstSeen, type Stop } from '../keys/moving.js'
import type { Glyphs } from '../lines/glyphs.js'
import type { Line } from '../lines/text.js'
import type { Arrangement } from '../model/arrangement.js'
import { type AxisReport, chanceOf, type MapReport, mapOf, pairsOf, reportOf } from '../model/axes.js'
import { vocabularyOf } from '../model/fields.js'
import type { PlanFacts } from '../model/plan-facts.js'
import { complete } from '../model/query.js'
import { sortColumns } from '../model/sorting.js'
import type { Sweep } from '../model/state.js'
import type { Ui } from '../model/ui.js'
import { workers } from '../model/workers.js'
import { axesLines, mapLines } from './axes-page.js'
import { type Compared, comparedOf, compareLines } from './compare-page.js'
import { detailLines } from './detail-page.js'
import { footerLines } from './footer.js'
import type { Look, Stopping } from './header.js'
import { type Layout, layoutOf, leastLines, type Size } from './layout.js'
import type { Notice } from './notice.js'
import { failurePage, helpLines } from './pages.js'
import type { Resources } from './resources.js'
import { workersPerLine } from './strip.js'

/** What is known from outside; the rest of a frame follows from it. */
export interface Given {
  readonly sweep: Sweep
  readonly arrangement: Arrangement
  readonly facts: PlanFacts
  readonly ui: Ui
  readonly stopping: Stopping
  readonly manner: Manner
  /** What has been asked of the sweep and not been answered. */
  readonly asked: Asked
  /** More are refused. */
  readonly mostWorkers: number
  readonly resources: Resources
  readonly now: Date
  readonly size: Size
  readonly glyphs: Glyphs
  readonly runPath: string
  /** What the last command had to say. */
  readonly notice: Notice | null
}

export interface Frame extends Given {
  readonly layout: Layout
  readonly look: Look
  readonly content: Content
  readonly reach: Reach
  readonly top: number
  readonly footer: readonly Line[]
}

/** What the page shows. The ranking's lines are made for the rows that are seen alone. */
export type Content =
  | { readonly page: 'ranking' }
  | { readonly page: 'axes'; readonly lines: readonly Line[]; readonly reports: readonly AxisReport[] }
  | { readonly page: 'map'; readonly lines: readonly Line[]; readonly report: MapReport }
  | { readonly page: 'detail'; readonly lines: readonly Line[]; readonly configId: string }
  | { readonly page: 'compare'; readonly lines: readonly Line[]; readonly compared: readonly Compared[] }
  | { readonly page: 'failures'; readonly lines: readonly Line[]; readonly stops: readonly Stop[] }
  | { readonly page: 'help'; readonly lines: readonly Line[] }

export function frameOf(given: Given): Frame {
  const { sweep, arrangement, facts, glyphs, ui, size, manner, asked, mostWorkers } = given
  const look = { width: Math.max(1, size.columns), rows: size.rows, glyphs, facts }
  const content = contentOf(given, look)
  const isRanking = content.page === 'ranking'
  const lines = isRanking ? arrangement.entries.length : content.lines.length
  const header = isRanking ? 1 : 0
  const { objective } = sweep.plan.experiment
  const keyboard: Omit<Reach, 'seen'> = {
    lines,
    order: arrangement.ids,
    configOf: id => sweep.places.get(id)?.trial.configId ?? id,
    maps: pairsOf(facts.axes).length,
    stops: content.page === 'failures' ? content.stops : [],
    columns: sortColumns(facts, objective),
    complete: text => complete(text, vocabularyOf(sweep, facts, arrangement.standing, ui)),
    mistake: arrangement.mistake,
    manner,
    asking: createAsking(sweep, facts, {
      refusal: refusalOf(given),
      workers: wantedWorkers(asked, sweep.workers),
      mostWorkers,
      hidden: ui.page === 'ranking' ? ui.marked.filter(id => !arrangement.ids.includes(id)) : [],
    }),
  }
  const footer = footerLines({ ...given, reach: keyboard }, look)
  const layout = layoutOf(size, {
    workers: Math.ceil(workers(sweep).length / workersPerLine(look.width)),
    question: sweep.plan.experiment.question !== null,
    constants: facts.constants !== '',
    failures: sweep.failures.length,
    footer: footer.length,
    page: lines + header,
    leastPage: isRanking ? leastLines.ranking : leastLines.whole,
  })
  const reach: Reach = { ...keyboard, seen: Math.max(0, layout.page - header) }
  return { ...given, layout, look, content, reach, top: firstSeen(ui, reach), footer }
}

/** Why nothing can be asked of the sweep. Of one that has ended, nobody can. */
function refusalOf({ sweep, manner, stopping, runPath }: Given): string | null {
  if (sweep.end !== null) return endedText(sweep, printable(shellWord(runPath)))
  if (manner.readOnly !== null) return `read-only: ${manner.readOnly}`
  return stopping === 'no' ? null : 'the sweep is being stopped'
}

/** With the command that does what no key does any more. */
function endedText({ end, counts }: Sweep, runPath: string): string {
  const resume = `bench resume ${runPath}`
  if (end?.reason !== 'finished') return `the sweep has ended; to go on: ${resume}`
  return counts.failed + counts.cancelled > 0
    ? `the sweep has finished; to train again what has no result: ${resume} --retry-failed`
    : `the sweep has finished; for more of it: ${resume} --extend FILE`
}

function contentOf(given: Given, look: Look): Content {
  const { sweep, arrangement, ui, runPath } = given
  const { ranking, standing } = arrangement
  switch (ui.page) {
    case 'ranking':
      return { page: 'ranking' }
    case 'axes':
      return axesContent(given, look)
    case 'detail': {
      const selected = ui.selected ?? ranking[0]?.ranked.configId ?? ''
      const configId = sweep.places.get(selected)?.trial.configId ?? selected
      const options = { runPath, chart: ui.chart, standing }
      return { page: 'detail', configId, lines: detailLines(sweep, ranking, configId, look, options) }
    }
    case 'compare': {
      const selected = ui.selected && (sweep.places.get(ui.selected)?.trial.configId ?? ui.selected)
      const compared = comparedOf(ranking, ui.marked, selected)
      return { page: 'compare', compared, lines: compareLines(sweep, compared, ui.chart, look) }
    }
    case 'failures':
      return { page: 'failures', ...failurePage(sweep, ui.fault, look) }
    case 'help':
      return { page: 'help', lines: helpLines(ui.from, given.manner, look) }
  }
}

function axesContent({ sweep, arrangement, facts, ui }: Given, look: Look): Content {
  const { objective } = sweep.plan.experiment
  const pair = pairsOf(facts.axes)[ui.map - 1]
  if (pair !== undefined) {
    const report = mapOf(sweep, facts, arrangement.ranking, pair)
    return { page: 'map', report, lines: mapLines(report, objective, look) }
  }
  const atChance = chanceOf(sweep, facts, arrangement.ranking)
  const reports = facts.axes.map(axis => reportOf(sweep, facts, arrangement.ranking, axis))
  return { page: 'axes', reports, lines: axesLines(reports, atChance, objective, look) }
}
