// The lines above the page, and what went wrong below it: what is run, how it stands, how far it is.
import { statuses } from '../../domain/measurement.js'
import { metricTitle, plural } from '../../report/numbers.js'
import { printable } from '../../report/printable.js'
import { columnsOf } from '../../report/table.js'
import type { Asked } from '../keys/asked.js'
import type { Manner } from '../keys/manner.js'
import { clockText, compact, percent, timeLeft } from '../lines/format.js'
import { bar, type Glyphs } from '../lines/glyphs.js'
import { firstFitting, fitLine, justify, type Line, type Span, span, widthOf } from '../lines/text.js'
import type { Arrangement } from '../model/arrangement.js'
import { elapsed, eta, shareDone, throughput } from '../model/forecast.js'
import { labelOf, type PlanFacts } from '../model/plan-facts.js'
import type { EndedTrial, Sweep } from '../model/state.js'
import type { Ui } from '../model/ui.js'
import { healthOf, isPaused } from './health.js'
import type { Resources } from './resources.js'
import { statusTones } from './table-columns.js'

export interface Look {
  readonly width: number
  /** Of the window. */
  readonly rows: number
  readonly glyphs: Glyphs
  readonly facts: PlanFacts
}

/** How often the user has asked to stop, or that the view is being left. */
export type Stopping = 'no' | 'asked' | 'insisted' | 'leaving'

export interface TitleOptions {
  readonly sweep: Sweep
  readonly stopping: Stopping
  readonly manner: Manner
  readonly asked: Asked
  readonly now: Date
}

/** What is run; at the right end how it stands, what has been asked of it, and whether this view may ask. */
export function titleLine(options: TitleOptions, { width, glyphs, facts }: Look): Line {
  const { experiment, trials } = options.sweep.plan
  const name = [span('bench ', 'faint'), span(printable(experiment.name), 'strong')]
  const size = `  ${plural(trials.length, 'trial')}, ${plural(facts.configurations, 'configuration')}`
  const state = stateSpan(options)
  const asked = options.asked.pending.at(-1)
  const readOnly = options.manner.readOnly === null ? [] : [span('read-only  ', 'strong')]
  const whole = asked === undefined ? [] : [span(`asked to ${asked.said}  `, 'odd')]
  const ends = [[...readOnly, ...whole, state], [...readOnly, state], [state]]
  const end = ends.find(line => widthOf(line) <= (width * 2) / 3) ?? ends.at(-1)!
  const room = width - widthOf(end) - 2
  return justify(
    firstFitting([[...name, span(size, 'faint')], name], room, glyphs.ellipsis),
    end,
    width,
    glyphs.ellipsis,
  )
}

function stateSpan({ sweep, stopping, asked, now }: TitleOptions): Span {
  const { end, time, unwritable } = sweep
  if (end?.isKilled) return span('killed; bench resume goes on', 'bad')
  if (end !== null) return span(end.reason, end.reason === 'finished' ? 'good' : 'odd')
  if (stopping !== 'no') return span(stopping === 'leaving' ? 'leaving' : 'stopping', 'odd')
  if (time.pausedAt !== null) {
    const since = Math.max(0, now.getTime() - time.pausedAt.getTime()) / 1000
    return span(`PAUSED for ${clockText(since)}, asked ${asked.pausedHere ? 'here' : 'elsewhere'}`, 'bad')
  }
  if (unwritable !== null) return span(`waiting: ${printable(unwritable)}`, 'odd')
  return span('running', 'busy')
}

/** Every status that some trial has, the usual three always; at the right end whether all is well. */
export function countsLine(
  { sweep, now, resources }: Pick<TitleOptions, 'sweep' | 'now'> & { readonly resources: Resources },
  { width, glyphs, facts }: Look,
): Line {
  const { counts } = sweep
  const usual = new Set(['completed', 'running', 'waiting'])
  const shown = countsOrder.filter(status => usual.has(status) || counts[status] > 0)
  const line = (separator: string, words: boolean): Line =>
    shown.flatMap((status, i) => [
      span(`${i === 0 ? '' : separator}${glyphs.status[status]} `, statusTones[status]),
      span(`${counts[status]}${words ? ` ${status}` : ''}`),
    ])
  const { text, short, tone } = healthOf(sweep, facts, now, resources)
  const variants = [line('   ', true), line(' ', true), line('  ', false)]
  for (const health of [text, short]) {
    const fitting = variants.find(variant => widthOf(variant) <= width - columnsOf(health) - 2)
    if (fitting) return justify(fitting, [span(health, tone)], width, glyphs.ellipsis)
  }
  return firstFitting(variants, width, glyphs.ellipsis)
}
const countsOrder = [
  'completed',
  'running',
  'waiting',
  ...statuses.filter(status => !['completed', 'running', 'waiting'].includes(status)),
] as const

export function progressLine(sweep: Sweep, now: Date, { width, glyphs }: Look): Line {
  const { share, ended, trials } = overall(sweep)
  const forecast = eta(sweep, now)
  const rate = throughput(sweep)
  const isStill = isPaused(sweep)
  const left = forecast && (isStill ? timeLeft(forecast).replace('left', 'to go') : timeLeft(forecast))
  const short = left?.replace(/ \(.*/, '')
  const counted = `${percent(share)}  ${ended}/${trials}`
  const passed = clockText(elapsed(sweep, now))
  const speed = rate === null || isStill || sweep.end ? '' : `  ${compact(rate)} examples/s`
  const texts = [
    `${counted}  ${passed}${left ? `, ${left}` : ''}${speed}`,
    `${counted}  ${passed}${left ? `, ${left}` : ''}`,
    `${counted}  ${passed}${short ? `, ${short}` : ''}`,
    `${counted}  ${short ?? passed}`,
    counted,
    percent(share),
  ]
  const leastBar = 8
  const text = texts.find(candidate => candidate.length + 2 + leastBar <= width) ?? texts.at(-1)!
  const { done, left: rest } = bar(share, Math.max(0, Math.min(width - text.length - 2, 100)), glyphs)
  return fitLine([span(done, 'good'), span(rest, 'faint'), span(`  ${text}`)], width, glyphs.ellipsis)
}

/** Trials done, those that have begun by their share. */
function overall(sweep: Sweep): { share: number; ended: number; trials: number } {
  const trials = sweep.places.size
  const ended = trials - sweep.counts.waiting - sweep.counts.running
  const begun = [...sweep.running.values(), ...sweep.interrupted.values()]
  const share = begun.reduce((sum, trial) => sum + shareDone(trial), 0)
  return { share: trials === 0 ? 1 : (ended + share) / trials, ended, trials }
}

/** What the ranking shows, in which order, and which part of it. */
export function captionLine(
  sweep: Sweep,
  { ui, arrangement, rising }: Pick<CaptionOptions, 'ui' | 'arrangement' | 'rising'>,
  seen: { readonly first: number; readonly last: number },
  { width, glyphs }: Look,
): Line {
  const { objective } = sweep.plan.experiment
  const rule = objective.direction === 'maximize' ? 'highest first' : 'lowest first'
  const arrow = rising ? glyphs.rising : glyphs.falling
  const isUsual = ui.sort.column === 'rank' && !ui.sort.reversed
  const order = isUsual
    ? `  ${rule}, mean ${glyphs.plusMinus} 95 % interval`
    : `  by ${ui.sort.column} ${arrow}`
  const limits = [
    ...(ui.frozen === null ? [] : ['frozen']),
    ...(ui.faultsOnly ? ['faults only'] : []),
    ...(ui.filter === '' || arrangement.mistake !== null ? [] : [`filter ${printable(ui.filter)}`]),
  ]
  const { shown, all, entries } = arrangement
  const count = shown < all ? `${shown} of ${all}` : ''
  const whole = seen.first === 1 && seen.last >= entries.length
  const part = whole ? '' : `${seen.first} to ${seen.last} of ${entries.length}`
  const right = [count, part].filter(text => text !== '').join(', ')
  const title = span(metricTitle(objective), 'strong')
  const left = [[title, span(order, 'faint')], [title], []].map(
    (start): Line => [
      ...start,
      ...limits.map((limit, i) => span(i + start.length === 0 ? limit : `  ${limit}`, 'odd')),
    ],
  )
  const shortened = firstFitting(left, width - right.length - 2, glyphs.ellipsis)
  return justify(shortened, [span(right, 'faint')], width, glyphs.ellipsis)
}

export interface CaptionOptions {
  readonly ui: Ui
  readonly arrangement: Arrangement
  /** Whether the column that the rows are sorted by has its smallest value first. */
  readonly rising: boolean
}

/**
 * What went wrong, failures before findings, of each the newest first; these lines never scroll away. The first has the reason in
 * any case, and how many others there are.
 */
export function failureLines(sweep: Sweep, most: number, { width, glyphs, facts }: Look): readonly Line[] {
  const newestFirst = sweep.failures.toReversed()
  const failed = newestFirst.filter(({ outcome }) => outcome.status === 'failed')
  const diverged = newestFirst.filter(({ outcome }) => outcome.status !== 'failed')
  const shown = [...failed, ...diverged]
  return shown.slice(0, most).map((failure, i) => {
    const others = i === 0 && shown.length > most ? ` (f: ${shown.length - most} more)` : ''
    const { status } = failure.outcome
    const line = [
      span(`${glyphs.status[status]} ${status} `, statusTones[status]),
      span(`${labelOf(failure.trial, facts)} seed ${failure.trial.seed}: `),
      span(errorOf(failure)),
    ]
    return justify(line, [span(others, 'faint')], width, glyphs.ellipsis)
  })
}

/** The reason of a failure in one line. */
export function errorOf({ outcome }: Pick<EndedTrial, 'outcome'>): string {
  if ('error' in outcome) return printable(outcome.error.split('\n', 1)[0]!.trim()) || 'no reason was given'
  return 'reason' in outcome ? printable(outcome.reason) : ''
}
