// What can be asked of the sweep from here, as questions in plain words with their counts; or why there is nothing to ask.
import type { Request } from '../../domain/requests.js'
import type { Trial } from '../../domain/trial.js'
import { plural } from '../../report/numbers.js'
import { labelOf, type PlanFacts } from '../model/plan-facts.js'
import type { Sweep } from '../model/state.js'
import { statusOf } from '../model/trials.js'

/** A request that waits for a yes. */
export interface Ask {
  /** `stop 3 trials of relu 64?` */
  readonly question: string
  /** What else is good to know before the yes, a sentence without its stop: `1 is running now`; empty for nothing. */
  readonly note: string
  /** `stop 3 trials of relu 64`: what is said when it was asked. */
  readonly said: string
  readonly request: Request
}

/** Each gives what is to be asked, or in words why there is nothing. Rows are ids of configurations or of trials. */
export interface Asking {
  /** Why nothing can be asked at all. */
  readonly refusal: string | null
  /** With those that are asked for. */
  readonly workers: number
  readonly pauseOrContinue: () => Ask | string
  readonly stop: (rows: readonly string[]) => Ask | string
  /** null: all of the sweep. */
  readonly retry: (rows: readonly string[] | null) => Ask | string
  readonly addSeeds: (rows: readonly string[], count: number) => Ask | string
  readonly setWorkers: (count: number) => Ask | string
}

interface Circumstances extends Pick<Asking, 'refusal' | 'workers'> {
  /** More are refused. */
  readonly mostWorkers: number
  /** Rows that are marked and not on the screen, because a filter hides them. */
  readonly hidden: readonly string[]
}

export function createAsking(
  sweep: Sweep,
  plan: PlanFacts,
  { refusal, workers, mostWorkers, hidden }: Circumstances,
): Asking {
  const unless = (ask: () => Ask | string) => refusal ?? ask()
  const naming = { plan, hidden }
  return {
    refusal,
    workers,
    pauseOrContinue: () => unless(() => pauseOrContinue(sweep)),
    stop: rows => unless(() => stop(sweep, naming, rows)),
    retry: rows => unless(() => retry(sweep, naming, rows)),
    addSeeds: (rows, count) => unless(() => addSeeds(sweep, naming, rows, count)),
    setWorkers: count => unless(() => setWorkers(workers, count, mostWorkers)),
  }
}

/** What rows are called by. */
interface Naming extends Pick<Circumstances, 'hidden'> {
  readonly plan: PlanFacts
}

function pauseOrContinue({ time, counts }: Sweep): Ask {
  if (time.pausedAt !== null)
    return {
      question: 'continue the sweep?',
      note: `${plural(counts.waiting, 'trial')} wait${counts.waiting === 1 ? 's' : ''}`,
      said: 'continue',
      request: { type: 'continue' },
    }
  const kept = counts.running === 1 ? 'the trial under way keeps' : 'the trials under way keep'
  return {
    question: 'pause the sweep?',
    note: counts.running === 0 ? '' : `${kept} what is done`,
    said: 'pause',
    request: { type: 'pause' },
  }
}

function stop(sweep: Sweep, naming: Naming, rows: readonly string[]): Ask | string {
  const whose = nameOf(sweep, naming, rows)
  const trials = trialsOf(sweep, rows).filter(({ trialId }) => isOpen(sweep, trialId))
  if (trials.length === 0) return `nothing to stop: ${whose} has ended`
  const running = trials.filter(({ trialId }) => sweep.running.has(trialId)).length
  const said = `stop ${countedOf(sweep, trials, whose, rows)}`
  const which = trials.length === 1 ? 'it is' : `${running} ${running === 1 ? 'is' : 'are'}`
  return {
    question: `${said}?`,
    note: running === 0 ? '' : `${which} running now`,
    said,
    request: { type: 'stop-trials', trialIds: idsOf(trials) },
  }
}

function retry(sweep: Sweep, naming: Naming, rows: readonly string[] | null): Ask | string {
  const whose = rows === null ? '' : nameOf(sweep, naming, rows)
  const trials = (rows === null ? sweep.plan.trials : trialsOf(sweep, rows)).filter(({ trialId }) =>
    isRetryable(sweep, trialId),
  )
  if (trials.length === 0)
    return `nothing to train again: no trial${whose === '' ? '' : ` of ${whose}`} has failed or was stopped`
  const stopped = trials.filter(({ trialId }) => statusOf(sweep, trialId) === 'cancelled').length
  const failed = trials.length - stopped
  const were = `${stopped} ${stopped === 1 ? 'was' : 'were'} stopped`
  const parts = [failed > 0 ? `${failed} failed` : '', stopped > 0 ? were : '']
  const what = rows === null ? plural(trials.length, 'trial') : countedOf(sweep, trials, whose, rows)
  const said = `train ${what} again`
  return {
    question: `${said}?`,
    note: parts.filter(part => part !== '').join(', '),
    said,
    request: { type: 'retry-trials', trialIds: idsOf(trials) },
  }
}

/** At once: more are added in several steps. */
const MOST_SEEDS = 100

function addSeeds(sweep: Sweep, naming: Naming, rows: readonly string[], count: number): Ask | string {
  if (!(count >= 1 && count <= MOST_SEEDS)) return notPossible(count, `from 1 to ${MOST_SEEDS}`)
  const configIds = [...new Set(rows.map(row => sweep.places.get(row)?.trial.configId ?? row))]
  const whose = nameOf(sweep, naming, configIds)
  const trials = plural(configIds.length * count, 'trial')
  return {
    question: `${trials} of ${whose}`,
    note: '',
    said: `train ${whose} with ${plural(count, 'more seed')}`,
    request: { type: 'add-seeds', configIds, count },
  }
}

function setWorkers(workers: number, count: number, most: number): Ask | string {
  if (!(count >= 1 && count <= most)) return notPossible(count, `from 1 to ${most} on this machine`)
  if (count === workers) return `there ${workers === 1 ? 'is' : 'are'} ${plural(workers, 'worker')} already`
  return {
    question: `train with ${plural(count, 'worker')} instead of ${workers}?`,
    note: '',
    said: `train with ${plural(count, 'worker')}`,
    request: { type: 'set-workers', workers: count },
  }
}

/** Why a number is refused; NaN where none was typed yet. */
function notPossible(count: number, range: string): string {
  return Number.isNaN(count) ? `a number ${range}` : `${count} is not possible: ${range}`
}

function trialsOf({ places, groups }: Sweep, rows: readonly string[]): readonly Trial[] {
  const configurations = new Set(rows)
  const whole = groups.filter(({ configId }) => configurations.has(configId)).flatMap(({ trials }) => trials)
  const single = rows.flatMap(row => places.get(row)?.trial ?? [])
  return [...new Set([...whole, ...single])]
}

/** `relu 64`, `relu 64 seed 3`, or `3 configurations (tanh 16 not shown)`: nothing that is acted on goes unsaid. */
function nameOf(sweep: Sweep, { plan, hidden }: Naming, rows: readonly string[]): string {
  const unseen = rows.filter(row => hidden.includes(row))
  const [first, ...others] = rows.map(row => labelOfRow(sweep, plan, row))
  if (first !== undefined && others.length === 0) return `${first}${unseen.length > 0 ? ' (not shown)' : ''}`
  const which = unseen.length === 1 ? labelOfRow(sweep, plan, unseen[0]!) : unseen.length
  return `${plural(rows.length, 'configuration')}${unseen.length > 0 ? ` (${which} not shown)` : ''}`
}

function labelOfRow(sweep: Sweep, plan: PlanFacts, row: string): string {
  const trial = sweep.places.get(row)?.trial
  if (trial !== undefined) return `${labelOf(trial, plan)} seed ${trial.seed}`
  const group = sweep.groups.find(({ configId }) => configId === row)
  return group === undefined ? row : labelOf(group, plan)
}

function isTrial({ places }: Sweep, rows: readonly string[]): boolean {
  return rows.length === 1 && places.has(rows[0]!)
}

/** A single trial goes by its name. */
function countedOf(sweep: Sweep, trials: readonly Trial[], whose: string, rows: readonly string[]): string {
  return isTrial(sweep, rows) ? whose : `${plural(trials.length, 'trial')} of ${whose}`
}

function idsOf(trials: readonly Trial[]): readonly string[] {
  return trials.map(({ trialId }) => trialId)
}

function isOpen(sweep: Sweep, trialId: string): boolean {
  const status = statusOf(sweep, trialId)
  return status === 'waiting' || status === 'running'
}

function isRetryable(sweep: Sweep, trialId: string): boolean {
  const status = statusOf(sweep, trialId)
  return status === 'failed' || status === 'cancelled'
}
