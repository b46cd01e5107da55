// The strip of workers: what each of them is doing, several to a line.
import { cut } from '../../report/table.js'
import { compact } from '../lines/format.js'
import { bar } from '../lines/glyphs.js'
import { fitLine, type Line, type Span, span, widthOf } from '../lines/text.js'
import { shareDone } from '../model/forecast.js'
import { labelOf } from '../model/plan-facts.js'
import type { Sweep } from '../model/state.js'
import { type Worker, workers } from '../model/workers.js'
import type { Look } from './header.js'

/** As many workers a line as fit; those that have no room are counted. */
export function workerLines(sweep: Sweep, most: number, look: Look): readonly Line[] {
  if (most === 0) return []
  const perLine = workersPerLine(look.width)
  const all = workers(sweep)
  const room = all.length <= most * perLine ? all.length : most * perLine - 1
  const cell = Math.floor((look.width + 2) / perLine) - 2
  const cells = all.slice(0, room).map(worker => workerCell(worker, cell, look))
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

/** A worker's own speed is shown where its trial's name has room beside it. */
const ROOM_FOR_SPEED = 46

function workerCell({ worker, trial, examplesPerS }: Worker, width: number, look: Look): Line {
  const { glyphs, facts } = look
  const name = `worker ${worker} `
  if (!trial) return fitLine([span(name, 'faint'), span('idle', 'faint')], width, glyphs.ellipsis)
  const again = trial.attempt > 1 ? ` attempt ${trial.attempt}` : ''
  const which = ` seed ${trial.trial.seed}${again}`
  const { done, left } = bar(shareDone(trial), 6, glyphs)
  const speed = examplesPerS === null || width < ROOM_FOR_SPEED ? '' : ` ${compact(examplesPerS)}/s`
  const end: Span[] = [span(`${which} `), span(done, 'busy'), span(left, 'faint'), span(speed, 'faint')]
  const room = width - name.length - widthOf(end)
  const label = cut(labelOf(trial.trial, facts), room, glyphs.ellipsis)
  return fitLine([span(name, 'faint'), span(label), ...end], width, glyphs.ellipsis)
}
