// The lines around the page: what is run, how far it is, what each worker does, what went wrong, which keys there are.
import { statuses } from '../domain/measurement.js'
import { metricTitle, plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { elapsed, eta, shareDone, throughput } from './forecast.js'
import { clockText, compact, percent, timeLeft } from './format.js'
import { bar, type Glyphs } from './glyphs.js'
import { keyLabel, keys, type Ui } from './keys.js'
import { labelOf, type PlanFacts } from './plan-facts.js'
import type { EndedTrial, Sweep } from './state.js'
import { statusTones } from './table-columns.js'
import { firstFitting, fitLine, justify, type Line, span } from './text.js'

export interface Look {
  readonly width: number
  readonly glyphs: Glyphs
  readonly facts: PlanFacts
}

/** How often the user has asked to stop. */
export type Stopping = 'no' | 'asked' | 'insisted'

export function titleLine(sweep: Sweep, stopping: Stopping, { width, glyphs, facts }: Look): Line {
  const { experiment, trials } = sweep.plan
  const name = [span('bench ', 'faint'), span(printable(experiment.name), 'strong')]
  const size = `  ${plural(trials.length, 'trial')}, ${plural(facts.configurations, 'configuration')}`
  const state = sweep.end?.reason ?? (stopping === 'no' ? 'running' : 'stopping')
  const room = width - state.length - 2
  return justify(
    firstFitting([[...name, span(size, 'faint')], name], room, glyphs.ellipsis),
    [span(state, state === 'running' ? 'busy' : state === 'finished' ? 'good' : 'odd')],
    width,
    glyphs.ellipsis,
  )
}

/** Every status that some trial has; the usual three always. */
export function countsLine({ counts }: Sweep, { width, glyphs }: Look): Line {
  const usual = new Set(['completed', 'running', 'waiting'])
  const shown = countsOrder.filter(status => usual.has(status) || counts[status] > 0)
  const line = (separator: string, words: boolean): Line =>
    shown.flatMap((status, i) => [
      span(`${i === 0 ? '' : separator}${glyphs.status[status]} `, statusTones[status]),
      span(`${counts[status]}${words ? ` ${status}` : ''}`),
    ])
  return firstFitting([line('   ', true), line(' ', true), line('  ', false)], width, glyphs.ellipsis)
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

/** What the ranking shows, and which part of it. */
export function captionLine(
  sweep: Sweep,
  seen: { readonly first: number; readonly last: number; readonly of: number },
  { width, glyphs }: Look,
): Line {
  const { objective } = sweep.plan.experiment
  const rule = objective.direction === 'maximize' ? 'highest first' : 'lowest first'
  const mean = `mean ${glyphs.plusMinus} 95 % interval`
  const whole = seen.first === 1 && seen.last >= seen.of
  return justify(
    [span(metricTitle(objective), 'strong'), span(`  ${rule}, ${mean}`, 'faint')],
    [span(whole ? '' : `${seen.first} to ${seen.last} of ${seen.of}`, 'faint')],
    width,
    glyphs.ellipsis,
  )
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

export function footerLine(ui: Ui, stopping: Stopping, { width, glyphs }: Look): Line {
  if (ui.asking)
    return fitLine(
      [span('stop the sweep? ', 'strong'), span('q or y: stop   any other key: go on')],
      width,
      glyphs.ellipsis,
    )
  if (stopping !== 'no') {
    const hint = stopping === 'asked' ? 'Ctrl-C again quits at once' : 'quitting'
    return fitLine(
      [span('stopping', 'odd'), span(`: what is finished is kept; ${hint}`)],
      width,
      glyphs.ellipsis,
    )
  }
  const words = [...new Set(keys.map(({ word }) => word).filter(word => word !== undefined))]
  const line = (separator: string, some: readonly string[]) =>
    some.flatMap((word, i) => {
      const labels = keys.filter(key => key.word === word).map(({ names }) => keyLabel(names[0]!, glyphs))
      return [span(`${i === 0 ? '' : separator}${labels.join(' ')} `, 'strong'), span(word, 'faint')]
    })
  const variants = [line('   ', words), line('  ', words), line('  ', words.slice(-2))]
  return firstFitting(variants, width, glyphs.ellipsis)
}
