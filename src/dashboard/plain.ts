// Plain lines, for pipes, logs and CI: a line for each trial that ends, a word on progress now and then, the ranking at
// the end. Results go to stdout; talk goes to stderr. Time is that of the events, so nothing here needs a timer.

import type { SweepEvent } from '../domain/events.js'
import { epochsOf } from '../domain/length.js'
import type { Output } from '../domain/output.js'
import type { Clock } from '../domain/ports.js'
import { formatDuration, formatMetric, formatWithUnit, plural } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import type { Environment } from '../report/signs.js'
import { pad } from '../report/table.js'
import { objectiveValue } from '../statistics/ranking.js'
import { newsOf } from './keys/asked.js'
import { compact, timeLeft } from './lines/format.js'
import { glyphsFor } from './lines/glyphs.js'
import { eta, throughput } from './model/forecast.js'
import { afterStandstill, initialState, reduce } from './model/model.js'
import { labelOf, type PlanFacts, planFacts } from './model/plan-facts.js'
import { createStandstillWatch } from './model/standstill.js'
import type { EndedTrial, State, Sweep } from './model/state.js'
import { endedOf } from './model/trials.js'
import { errorOf } from './pages/header.js'
import { finalLines } from './pages/summary.js'
import type { View } from './view.js'

export interface PlainOptions {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Environment
  readonly runPath: string
  /** What has happened before this view was opened. */
  readonly state?: State
  /** To notice that the process was stopped; without it, nothing does. */
  readonly clock?: Clock
  /** Another process trains. */
  readonly elsewhere?: boolean
}

/** At least this long between a line and a word on progress. */
const PROGRESS_MS = 10_000

export function createPlainView(options: PlainOptions): View {
  const { stdout, stderr, env, runPath, clock, elsewhere = false } = options
  const standstill = clock === undefined || elsewhere ? null : createStandstillWatch(clock)
  let state = options.state ?? initialState
  let facts = state.type === 'sweep' ? planFacts(state.plan) : null
  let wroteAt = state.type === 'sweep' ? state.latestAt.getTime() : 0
  let closed = false

  function write(output: Output, at: Date, lines: readonly string[]): void {
    wroteAt = at.getTime()
    output.write(lines.map(line => `${line}\n`).join(''))
  }

  function update(event: SweepEvent): void {
    const before = afterStandstill(state, standstill?.check() ?? 0)
    state = reduce(before, event)
    if (event.type === 'sweep-started' || event.type === 'plan-grown') facts = planFacts(event.plan)
    if (state.type === 'nothing' || facts === null) return
    if (event.type === 'trial-ended') {
      const ended = endedOf(state, event.trialId)
      if (ended) write(stdout, event.at, [trialLine(state, ended, facts)])
      return
    }
    const said = wordsOf(event, { before, sweep: state, facts, runPath })
    if (said.length > 0) write(stderr, event.at, said)
    else if (
      event.type !== 'trial-restored' &&
      state.end === null &&
      event.at.getTime() - wroteAt >= PROGRESS_MS
    )
      write(stderr, event.at, [progressText(state, facts, event.at)])
  }

  async function close(): Promise<void> {
    if (closed || state.type === 'nothing') return
    closed = true
    const left = elsewhere && state.end === null
    const width = stdout.isTTY ? stdout.columns || Infinity : Infinity
    const lines = finalLines(state, { runPath, glyphs: glyphsFor(env), width, left })
    await new Promise<void>(resolve => stdout.write(lines.map(line => `${line}\n`).join(''), () => resolve()))
  }

  return { update, close }
}

interface Told {
  readonly before: State
  readonly sweep: Sweep
  readonly facts: PlanFacts
  readonly runPath: string
}

/** What is told of the event at once; nothing of most. */
function wordsOf(event: SweepEvent, { before, sweep, facts, runPath }: Told): readonly string[] {
  switch (event.type) {
    case 'sweep-started':
      return startLines(sweep, facts, runPath)
    case 'writing-paused':
      return [`paused: ${printable(event.reason)}; trying again every few seconds`]
    case 'writing-resumed':
      return ['going on']
    case 'trial-retried':
      return [`${event.trialId} failed and will be tried again: ${printable(event.error)}`]
    case 'trial-interrupted': {
      const trial = before.type === 'sweep' ? before.running.get(event.trialId) : undefined
      if (trial === undefined) return []
      const epochs = `${trial.curve.length} of ${plural(epochsOf(trial.trial.configuration), 'epoch')}`
      return [`broken off after ${epochs}: ${labelOf(trial.trial, facts)} seed ${trial.trial.seed}`]
    }
    default: {
      const news = newsOf(event)
      return news === null ? [] : [news]
    }
  }
}

function startLines({ plan, workers }: Sweep, facts: PlanFacts, runPath: string): readonly string[] {
  const { name, question } = plan.experiment
  const size = `${plural(plan.trials.length, 'trial')} of ${plural(facts.configurations, 'configuration')}`
  return [
    `${printable(name)}: ${size} on ${plural(workers, 'worker')}, into ${printable(runPath)}`,
    ...(question === null ? [] : [printable(question)]),
    `all: ${facts.constants}`,
  ]
}

/** ` 3/24  completed  256x128  relu  seed 1  validation accuracy 97.31 %  in 4.2 s`; how many ended, not which one. */
function trialLine(sweep: Sweep, ended: EndedTrial, facts: PlanFacts): string {
  const { trial, outcome, execution } = ended
  const total = String(sweep.places.size)
  const count = sweep.places.size - sweep.counts.waiting - sweep.counts.running
  const cells = [
    `${String(count).padStart(total.length)}/${total}`,
    pad(outcome.status, 9),
    ...facts.varying.map(({ text, width, align }) => pad(text(trial.configuration), width, align)),
    `seed ${pad(String(trial.seed), facts.seedWidth, 'right')}`,
    ...(outcome.status === 'completed' || outcome.status === 'pruned' ? [resultText(sweep, ended)] : []),
    `in ${formatDuration(execution.durationS)}`,
    errorOf(ended),
    (execution.attempt ?? 1) > 1 ? `attempt ${execution.attempt}` : '',
  ]
  return cells.filter(cell => cell !== '').join('  ')
}

function resultText({ plan }: Sweep, { outcome }: EndedTrial): string {
  const { objective } = plan.experiment
  const value = 'last' in outcome && outcome.last !== null ? objectiveValue(objective, outcome.last) : null
  const number = value === null ? '-' : formatWithUnit(objective, value)
  return `${objective.split}.${objective.metric} ${number.padStart(8)}`
}

/** `50 of 96 trials, about 3 min left (2 to 4 min), 52.1k examples/s; running: 256x128 relu seed 1 epoch 3/10 ~97.1`. */
function progressText(sweep: Sweep, facts: PlanFacts, at: Date): string {
  const { counts, places, plan } = sweep
  const { objective } = plan.experiment
  const ended = places.size - counts.waiting - counts.running
  const forecast = eta(sweep, at)
  const rate = throughput(sweep)
  const running = [...sweep.running.values()].slice(0, 4).map(({ trial, curve }) => {
    const value = curve.at(-1) ?? null
    const provisional = value === null ? '' : ` ~${formatMetric(objective, value)}`
    const epochs = epochsOf(trial.configuration)
    return `${labelOf(trial, facts)} seed ${trial.seed} epoch ${curve.length}/${epochs}${provisional}`
  })
  const more = counts.running - running.length
  return [
    `${ended} of ${plural(places.size, 'trial')}`,
    forecast === null ? '' : `, ${timeLeft(forecast)}`,
    rate === null ? '' : `, ${compact(rate)} examples/s`,
    running.length === 0 ? '' : `; running: ${running.join(', ')}`,
    more > 0 ? ` and ${more} more` : '',
  ].join('')
}
