// One picture of the sweep: everything a frame is made of, and what follows from it for the keys.

import type { Glyphs } from './glyphs.js'
import type { Look, Stopping } from './header.js'
import { type Extent, firstSeen, type Ui } from './keys.js'
import { type Layout, layoutOf, type Size } from './layout.js'
import { failurePageLines, helpLines, seedLines } from './pages.js'
import type { PlanFacts } from './plan-facts.js'
import { inOrder, type Ranked } from './rows.js'
import type { Sweep } from './state.js'
import { workersPerLine } from './strip.js'
import type { Line } from './text.js'

/** What is known from outside; the rest of a frame follows from it. */
export interface Given {
  readonly sweep: Sweep
  readonly ranking: readonly Ranked[]
  readonly facts: PlanFacts
  readonly ui: Ui
  readonly stopping: Stopping
  readonly now: Date
  readonly size: Size
  readonly glyphs: Glyphs
  readonly runPath: string
}

export interface Frame extends Given {
  readonly order: readonly Ranked[]
  readonly layout: Layout
  readonly look: Look
  /** Of a page that is not the ranking; the ranking's lines are made for the rows that are seen alone. */
  readonly pageLines: readonly Line[]
  readonly extent: Extent
  readonly top: number
}

export function frameOf(given: Given): Frame {
  const { sweep, facts, glyphs, ui, size } = given
  const order = inOrder(sweep, given.ranking)
  const look = { width: Math.max(1, size.columns), glyphs, facts }
  const pageLines = linesOfPage(given, look)
  const lines = ui.page === 'ranking' ? order.length : pageLines.length
  const header = ui.page === 'ranking' ? 1 : 0
  const layout = layoutOf(size, {
    workers: Math.ceil(sweep.workers / workersPerLine(look.width)),
    question: sweep.plan.experiment.question !== null,
    constants: facts.constants !== '',
    failures: sweep.failures.length,
    page: lines + header,
  })
  const extent = {
    lines,
    seen: Math.max(0, layout.page - header),
    order: order.map(({ ranked }) => ranked.configId),
  }
  return { ...given, order, layout, look, pageLines, extent, top: firstSeen(ui, extent) }
}

function linesOfPage({ sweep, ui }: Given, look: Look): readonly Line[] {
  switch (ui.page) {
    case 'ranking':
      return []
    case 'seeds':
      return seedLines(sweep, ui.selected, look)
    case 'failures':
      return failurePageLines(sweep, look)
    case 'help':
      return helpLines(look)
  }
}
