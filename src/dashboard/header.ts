// The lines around the page: what is run, how far it is, what each worker does, what went wrong, which keys there are.
import { statuses } from '../domain/measurement.js'
import { metricTitle, plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import type { Arrangement } from './arrangement.js'
import { elapsed, eta, shareDone, throughput } from './forecast.js'
import { clockText, compact, percent, timeLeft } from './format.js'
import { bar, type Glyphs } from './glyphs.js'
import { healthOf } from './health.js'
import { keyLabel, keys } from './keys.js'
import { labelOf, type PlanFacts } from './plan-facts.js'
import type { EndedTrial, Sweep } from './state.js'
import { statusTones } from './table-columns.js'
import { firstFitting, fitLine, justify, type Line, span, widthOf } from './text.js'
import type { Page, Prompt, Ui } from './ui.js'

export interface Look {
  readonly width: number
  /** Of the window. */
  readonly rows: number
  readonly glyphs: Glyphs
  readonly facts: PlanFacts
}

/** How often the user has asked to stop. */
export type Stopping = 'no' | 'asked' | 'insisted'

export function titleLine(sweep: Sweep, stopping: Stopping, { width, glyphs, facts }: Look): Line {
  const { experiment, trials } = sweep.plan
  const name = [span('bench ', 'faint'), span(printable(experiment.name), 'strong')]
  const size = `  ${plural(trials.length, 'trial')}, ${plural(facts.configurations, 'configuration')}`
  const state =
    sweep.end?.reason ??
    (stopping !== 'no'
      ? 'stopping'
      : sweep.paused === null
        ? 'running'
        : `paused: ${printable(sweep.paused)}`)
  const room = width - state.length - 2
  return justify(
    firstFitting([[...name, span(size, 'faint')], name], room, glyphs.ellipsis),
    [span(state, state === 'running' ? 'busy' : state === 'finished' ? 'good' : 'odd')],
    width,
    glyphs.ellipsis,
  )
}

/** Every status that some trial has, the usual three always; at the right end whether all is well. */
export function countsLine(sweep: Sweep, now: Date, { width, glyphs }: Look): Line {
  const { counts } = sweep
  const usual = new Set(['completed', 'running', 'waiting'])
  const shown = countsOrder.filter(status => usual.has(status) || counts[status] > 0)
  const line = (separator: string, words: boolean): Line =>
    shown.flatMap((status, i) => [
      span(`${i === 0 ? '' : separator}${glyphs.status[status]} `, statusTones[status]),
      span(`${counts[status]}${words ? ` ${status}` : ''}`),
    ])
  const { text, tone } = healthOf(sweep, now)
  const room = width - text.length - 2
  const variants = [line('   ', true), line(' ', true), line('  ', false)]
  const fitting = variants.find(variant => widthOf(variant) <= room)
  return fitting
    ? justify(fitting, [span(text, tone)], width, glyphs.ellipsis)
    : firstFitting(variants, width, glyphs.ellipsis)
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
  const left = forecast && timeLeft(forecast)
  const short = left?.replace(/ \(.*/, '')
  const counted = `${percent(share)}  ${ended}/${trials}`
  const passed = clockText(elapsed(sweep, now))
  const speed = rate === null || sweep.end ? '' : `  ${compact(rate)} examples/s`
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

/** Trials done, running ones by their share. */
function overall(sweep: Sweep): { share: number; ended: number; trials: number } {
  const trials = sweep.places.size
  const ended = trials - sweep.counts.waiting - sweep.counts.running
  const running = [...sweep.running.values()].reduce((sum, trial) => sum + shareDone(trial), 0)
  return { share: trials === 0 ? 1 : (ended + running) / trials, ended, trials }
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
    ...(ui.filter === '' ? [] : [`filter ${printable(ui.filter)}`]),
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

/** What went wrong, failures before findings; these lines never scroll away. The first has the reason in any case. */
export function failureLines(sweep: Sweep, most: number, { width, glyphs, facts }: Look): readonly Line[] {
  const { failures } = sweep
  const failed = failures.filter(({ outcome }) => outcome.status === 'failed')
  const diverged = failures.filter(({ outcome }) => outcome.status !== 'failed')
  const shown = [...failed, ...diverged]
  return shown.slice(0, most).map((failure, i) => {
    const others = i === 0 && failures.length > most ? ` (f: all ${failures.length})` : ''
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

export interface FooterOptions {
  readonly ui: Ui
  readonly stopping: Stopping
  readonly notice: string | null
  readonly arrangement: Arrangement
}

/** What is asked, what has just been done, or which keys there are. */
export function footerLine({ ui, stopping, notice, arrangement }: FooterOptions, look: Look): Line {
  const { width, glyphs } = look
  if (ui.prompt !== null) return promptLine(ui.prompt, arrangement, look)
  if (stopping !== 'no') {
    const hint = stopping === 'asked' ? 'Ctrl-C again quits at once' : 'quitting'
    return fitLine(
      [span('stopping', 'odd'), span(`: what is finished is kept; ${hint}`)],
      width,
      glyphs.ellipsis,
    )
  }
  if (notice !== null) return fitLine([span(notice)], width, glyphs.ellipsis)
  return keysLine(ui.page, look)
}

function promptLine(prompt: Prompt, { mistake, shown, all }: Arrangement, { width, glyphs }: Look): Line {
  if (prompt.type === 'confirm') {
    const answers = `${prompt.key} or y: yes   any other key: no`
    return fitLine([span(`${prompt.question} `, 'strong'), span(answers)], width, glyphs.ellipsis)
  }
  const right =
    mistake === null ? span(`${shown} of ${all}  Enter Esc Tab`, 'faint') : span(printable(mistake), 'odd')
  const text = [span('filter ', 'strong'), span(printable(prompt.text)), span('_', 'strong')]
  return justify(
    text,
    fitLine([right], Math.max(20, width - widthOf(text) - 2), glyphs.ellipsis),
    width,
    glyphs.ellipsis,
  )
}

/** As many keys of the page as fit; the last two always. */
function keysLine(page: Page, { width, glyphs }: Look): Line {
  const here = keys.filter(({ on, word }) => word !== undefined && (on?.includes(page) ?? true))
  const words = [...new Set(here.map(({ word }) => word!))]
  const always = words.slice(-2)
  const line = (separator: string, some: readonly string[]): Line =>
    some.flatMap((word, i) => {
      const labels = here.filter(key => key.word === word).map(({ names }) => keyLabel(names[0]!, glyphs))
      return [span(`${i === 0 ? '' : separator}${labels.join(' ')} `, 'strong'), span(word, 'faint')]
    })
  const fewer = words.map((_, left) => line('  ', [...words.slice(0, words.length - 2 - left), ...always]))
  return firstFitting([line('   ', words), ...fewer.slice(0, words.length - 1)], width, glyphs.ellipsis)
}
