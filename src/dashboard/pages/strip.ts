// The strip of workers: what each of them is doing, several to a line.
import { columnsOf, cut } from '../../report/table.js'
import { compact } from '../lines/format.js'
import { bar } from '../lines/glyphs.js'
import { firstFitting, fitLine, type Line, span, widthOf } from '../lines/text.js'
import { shareDone } from '../model/forecast.js'
import { labelOf } from '../model/plan-facts.js'
import type { RunningTrial, Sweep } from '../model/state.js'
import { type Worker, workers } from '../model/workers.js'
import type { Look } from './header.js'

/** As many workers a line as fit; those that have no room are counted. */
export function workerLines(sweep: Sweep, most: number, look: Look): readonly Line[] {
  if (most === 0) return []
  const all = workers(sweep)
  const lines = Math.min(most, Math.ceil(all.length / workersPerLine(look.width)))
  // Fewer than fit beside one another have the whole line, and the lines are filled alike: four are two and two.
  const perLine = Math.min(workersPerLine(look.width), Math.ceil(all.length / Math.max(1, lines)))
  const room = all.length <= lines * perLine ? all.length : lines * perLine - 1
  const cell = Math.floor((look.width + 2) / perLine) - 2
  const name = namesFor(all, cell, look)
  const cells = all.slice(0, room).map(worker => workerCell(worker, name, cell, look))
  if (room < all.length)
    cells.push([
      span(`and ${all.length - room} more ${all.length - room === 1 ? 'worker' : 'workers'}`, 'faint'),
    ])
  return Array.from({ length: Math.ceil(cells.length / perLine) }, (_, line) =>
    cells
      .slice(line * perLine, (line + 1) * perLine)
      .flatMap((spans, i) => [
        ...(i === 0 ? [] : [span('  ')]),
        ...spans,
        span(' '.repeat(Math.max(0, cell - widthOf(spans)))),
      ]),
  )
}

export function workersPerLine(width: number): number {
  return Math.max(1, Math.floor((width + 2) / 40))
}

function workerCell({ worker, trial, examplesPerS }: Worker, name: NameOf, width: number, look: Look): Line {
  const { glyphs, facts } = look
  const start = span(name(worker), 'faint')
  if (!trial) return fitLine([start, span('idle', 'faint')], width, glyphs.ellipsis)
  const end = trialEnd(trial, look)
  const speed = examplesPerS === null ? [] : [span(` ${compact(examplesPerS)}/s`, 'faint')]
  const label = labelOf(trial.trial, facts)
  const whole: Line = [start, span(label), ...end]
  const room = width - start.text.length - widthOf(end)
  const shortened = [start, span(cut(label, room, glyphs.ellipsis)), ...end]
  // The speed is shown where the trial's name has room beside it.
  return firstFitting([[...whole, ...speed], whole, shortened], width, glyphs.ellipsis)
}

type NameOf = (worker: number) => string
const fullName: NameOf = worker => `worker ${worker} `
const shortName: NameOf = worker => `w${worker} `

/** All of them by one form: the short one where a trial's name would be cut beside the other. */
function namesFor(all: readonly Worker[], width: number, look: Look): NameOf {
  const fits = ({ worker, trial }: Worker) =>
    !trial ||
    columnsOf(fullName(worker) + labelOf(trial.trial, look.facts)) + widthOf(trialEnd(trial, look)) <= width
  return all.every(fits) ? fullName : shortName
}

/** What stands behind the trial's name: its seed, and how much of it is done. */
function trialEnd(trial: RunningTrial, { glyphs }: Look): Line {
  const again = trial.attempt > 1 ? ` attempt ${trial.attempt}` : ''
  const { done, left } = bar(shareDone(trial), 6, glyphs)
  return [span(` seed ${trial.trial.seed}${again} `), span(done, 'busy'), span(left, 'faint')]
}
