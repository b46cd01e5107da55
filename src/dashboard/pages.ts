// The pages that take the place of the ranking: the seeds of one configuration, what went wrong, help.
import { epochsOf } from '../domain/length.js'
import { statuses } from '../domain/measurement.js'
import { formatDuration, formatMetric } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { pad } from '../report/table.js'
import { sparkline } from './glyphs.js'
import { errorOf, type Look } from './header.js'
import { keyLabel, keys } from './keys.js'
import { labelOf } from './plan-facts.js'
import type { Curve, EndedTrial, Group, RunningTrial, Sweep } from './state.js'
import { scaleOf } from './table.js'
import { statusTones } from './table-columns.js'
import { fitLine, type Line, span, wrap } from './text.js'

/** Each trial of the configuration: how it stands, its last and best value, its curve, how long it took. */
export function seedLines(sweep: Sweep, configId: string | null, look: Look): readonly Line[] {
  const group = sweep.groups.find(candidate => candidate.configId === configId)
  if (!group) return [[span('no configuration is selected')]]
  const { glyphs, facts, width } = look
  const { objective } = sweep.plan.experiment
  const trials = group.trials.map(trial => seedOf(sweep, group, trial.trialId))
  const scale = scaleOf(sweep, trials)
  const value = (number: number | null | undefined) =>
    (number === null || number === undefined ? glyphs.dash : formatMetric(objective, number)).padStart(7)
  const seedWidth = Math.max(4, facts.seedWidth)
  const curveWidth = Math.max(4, Math.min(40, width - seedWidth - 62))
  const lines = group.trials.map((trial, i): Line => {
    const { status, curve, best, note } = trials[i]!
    return [
      span(`${glyphs.status[status]} ${status.padEnd(9)} `, statusTones[status]),
      span(`${String(trial.seed).padStart(seedWidth)} `, 'strong'),
      span(`${value(curve.at(-1))} ${value(best)}  `),
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
  return [
    [span(labelOf(group.trials[0]!, facts), 'strong'), span(`  ${group.configId}`, 'faint')],
    [span(titles, 'faint')],
    ...lines,
  ].map(line => fitLine(line, width, glyphs.ellipsis))
}

interface Seed {
  readonly status: (typeof statuses)[number]
  readonly curve: Curve
  readonly best: number | null
  readonly note: string
}

function seedOf(sweep: Sweep, group: Group, trialId: string): Seed {
  const running = sweep.running.get(trialId)
  if (running) return ofRunning(running)
  const ended = group.ended.get(trialId)
  return ended ? ofEnded(ended) : { status: 'waiting', curve: [], best: null, note: '' }
}

function ofRunning({ trial, curve, last, worker }: RunningTrial): Seed {
  const note = `epoch ${last?.epoch ?? 0}/${epochsOf(trial.configuration)}, worker ${worker}`
  return { status: 'running', curve, best: null, note }
}

function ofEnded(ended: EndedTrial): Seed {
  const { outcome, execution, curve } = ended
  const best = 'best' in outcome ? outcome.best.value : null
  return {
    status: outcome.status,
    curve,
    best,
    note: errorOf(ended) || formatDuration(execution.durationS),
  }
}

/** All of each reason, in the order in which it happened. */
export function failurePageLines(sweep: Sweep, { glyphs, facts, width }: Look): readonly Line[] {
  if (sweep.failures.length === 0) return [[span('nothing has failed or diverged', 'good')]]
  return sweep.failures.flatMap(({ trial, outcome, execution }) => {
    const { status } = outcome
    const attempt = execution.attempt > 1 ? `, attempt ${execution.attempt}` : ''
    const head: Line = [
      span(`${glyphs.status[status]} ${status} `, statusTones[status]),
      span(`${labelOf(trial, facts)} seed ${trial.seed}`, 'strong'),
      span(`  ${trial.trialId}${attempt}`, 'faint'),
    ]
    const error = 'error' in outcome ? outcome.error : ''
    const text = error.split('\n').flatMap(line => wrap(printable(line), width - 4, glyphs.ellipsis))
    return [head, ...text.map(line => [span(`    ${line}`)])].map(line =>
      fitLine(line, width, glyphs.ellipsis),
    )
  })
}

export function helpLines({ glyphs, width }: Look): readonly Line[] {
  const pointer = glyphs.pointer
  const forKeys = keys.map(({ names, help }): Line => {
    const labels = names.map(name => keyLabel(name, glyphs)).join(' ')
    return [span(pad(labels, 16), 'strong'), span(help)]
  })
  const forStatuses = statuses.map(
    (status): Line => [
      span(pad(glyphs.status[status], 16), statusTones[status]),
      span(`${status}: ${statusHelp[status]}`),
    ],
  )
  const marks: readonly (readonly [string, string])[] = [
    [pointer, 'the configuration that Enter opens'],
    ['=', 'cannot be told apart from the best (paired t-test on shared seeds, 5 %, Holm)'],
    [glyphs.plusMinus, 'half of the 95 % interval of the mean (Student), from two completed seeds on'],
    ['best', "mean of each completed trial's best epoch"],
    ['~97.31 3/10', 'provisional: a running trial after epoch 3 of 10; part of no mean'],
    ['curve', 'the objective by epoch, mean of the completed trials; one scale for the rows on the screen'],
  ]
  const lines = [
    ...forKeys,
    [],
    ...forStatuses,
    [],
    ...marks.map(([mark, help]): Line => [span(pad(mark, 16), 'strong'), span(help)]),
  ]
  return lines.map(line => fitLine(line, width, glyphs.ellipsis))
}

const statusHelp: Readonly<Record<(typeof statuses)[number], string>> = {
  waiting: 'not started yet',
  running: 'being trained',
  completed: 'trained to its last epoch',
  pruned: 'stopped early because of the others',
  diverged: 'the loss was not finite; a finding, and never a number',
  failed: 'went wrong for a reason outside the experiment',
  cancelled: 'stopped with the sweep',
}
