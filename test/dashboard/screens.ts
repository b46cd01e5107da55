// A page as text, without ink and without a terminal: for the tests of what stands on it.

import { nothingAsked } from '../../src/dashboard/keys/asked.js'
import type { Manner } from '../../src/dashboard/keys/manner.js'
import { unicode } from '../../src/dashboard/lines/glyphs.js'
import { plainText } from '../../src/dashboard/lines/text.js'
import { arrange } from '../../src/dashboard/model/arrangement.js'
import { planFacts } from '../../src/dashboard/model/plan-facts.js'
import { rank } from '../../src/dashboard/model/rows.js'
import { initialUi, type Ui } from '../../src/dashboard/model/ui.js'
import { type Frame, frameOf, type Given } from '../../src/dashboard/pages/frame.js'
import type { SweepEvent } from '../../src/domain/events.js'
import { play } from './events.js'

/** Of the view of `bench run`, in the same process. */
export const acting: Manner = {
  readOnly: null,
  quit: 'stop',
  afterwards: '',
  elsewhere: false,
  paused: false,
}
export const lookingOn: Manner = { ...acting, readOnly: 'the run is over', quit: 'leave', elsewhere: true }

export interface Shown {
  readonly columns?: number
  readonly rows?: number
  readonly ui?: Partial<Ui>
  readonly given?: Partial<Given>
}

export function frameAt(
  events: readonly SweepEvent[],
  { columns = 120, rows = 40, ui: changes, given }: Shown = {},
): Frame {
  const sweep = play(events)
  const facts = planFacts(sweep.plan)
  const ui = { ...initialUi, ...changes }
  return frameOf({
    sweep,
    arrangement: arrange(sweep, rank(sweep), facts, ui),
    facts,
    ui,
    stopping: 'no',
    manner: acting,
    asked: nothingAsked,
    mostWorkers: 16,
    resources: { memoryBytes: null, freeBytes: null, bytesToCome: 0 },
    now: sweep.latestAt,
    size: { columns, rows },
    glyphs: unicode,
    runPath: 'runs/width-20261121-160405',
    notice: null,
    ...given,
  })
}

/** All lines of a page that is not the ranking, also those that the window has no room for. */
export function pageText(events: readonly SweepEvent[], shown: Shown): readonly string[] {
  const { content } = frameAt(events, shown)
  return content.page === 'ranking' ? [] : content.lines.map(line => plainText(line).trimEnd())
}
