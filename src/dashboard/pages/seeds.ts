// The trials of a configuration one by one: how each stands, its last and best value, its curve, how long it took.
import { epochsOf } from '../../domain/length.js'
import type { Status } from '../../domain/measurement.js'
import type { Objective } from '../../domain/trial.js'
import { formatDuration, formatMetric } from '../../report/numbers.js'
import { columnsOf, pad } from '../../report/table.js'
import { objectiveValue } from '../../statistics/ranking.js'
import { sparkline } from '../lines/glyphs.js'
import { type Line, span } from '../lines/text.js'
import type { Curve, EndedTrial, Group, RunningTrial, Sweep } from '../model/state.js'
import { errorOf, type Look } from './header.js'
import { scaleOf } from './table.js'
import { statusTones } from './table-columns.js'

/** A line a trial, below a line of titles. */
export function seedLines(sweep: Sweep, group: Group, { glyphs, facts, width }: Look): readonly Line[] {
  const { objective } = sweep.plan.experiment
  const trials = group.trials.map((_, replicate) => seedOf(sweep, group, replicate))
  const scale = scaleOf(sweep, trials)
  const value = (number: number | null | undefined) =>
    (number === null || number === undefined ? glyphs.dash : formatMetric(objective, number)).padStart(7)
  const seedWidth = Math.max(4, facts.seedWidth)
  const noteWidth = Math.min(MOST_NOTE, Math.max(...trials.map(({ note }) => columnsOf(note))))
  const curveWidth = Math.max(5, Math.min(40, facts.epochs, width - seedWidth - BESIDE_CURVE - noteWidth))
  const lines = group.trials.map((trial, i): Line => {
    const { status, last, curve, best, note } = trials[i]!
    return [
      span(`${glyphs.status[status]} ${status.padEnd(9)} `, statusTones[status]),
      span(`${String(trial.seed).padStart(seedWidth)} `, 'strong'),
      span(`${value(last)} ${value(best)}  `),
      span(pad(sparkline(curve, curveWidth, scale, glyphs), curveWidth), 'good'),
      span(`  ${trial.trialId}  `, 'faint'),
      span(note),
    ]
  })
  const titles = [
    ''.padEnd(11),
    'seed'.padStart(seedWidth),
    'last'.padStart(7),
    'best'.padStart(7),
    ` ${'curve'.padEnd(curveWidth)}`,
    ' trial',
  ].join(' ')
  return [[span(titles, 'faint')], ...lines]
}

/** `epoch 100/100, worker 12`; a reason that is longer stands above in full, and its curve says more. */
const MOST_NOTE = 24
/** What a line has besides its seed, its curve and its note. */
const BESIDE_CURVE = 47

export interface Seed {
  readonly seed: number
  readonly status: Status
  readonly curve: Curve
  /** The objective at the last epoch: of a trial that runs so far, of one that stopped early where it was best. */
  readonly last: number | null
  readonly best: number | null
  readonly note: string
}

export function seedOf(sweep: Sweep, group: Group, replicate: number): Seed {
  const running = sweep.running.get(group.trials[replicate]!.trialId)
  if (running) return ofRunning(running)
  const ended = group.ended[replicate]
  if (ended) return ofEnded(ended, sweep.plan.experiment.objective)
  const { seed, trialId } = group.trials[replicate]!
  const begun = sweep.interrupted.get(trialId)
  if (begun)
    return { ...ofRunning(begun), status: 'waiting', note: `goes on after epoch ${begun.curve.length}` }
  return { seed, status: 'waiting', curve: [], last: null, best: null, note: '' }
}

function ofRunning({ trial, curve, worker }: RunningTrial): Seed {
  const note = `epoch ${curve.length}/${epochsOf(trial.configuration)}, worker ${worker}`
  return { seed: trial.seed, status: 'running', curve, last: curve.at(-1) ?? null, best: null, note }
}

function ofEnded(ended: EndedTrial, objective: Objective): Seed {
  const { outcome, execution, curve } = ended
  const last = 'last' in outcome && outcome.last !== null ? objectiveValue(objective, outcome.last) : null
  const best = 'best' in outcome ? outcome.best.value : null
  return {
    seed: ended.trial.seed,
    status: outcome.status,
    curve,
    last,
    best,
    note: errorOf(ended) || formatDuration(execution.durationS),
  }
}
