// log.csv: what was done to a run and to its trials, and when, over all its executions. Results are in the other tables: nothing
// is ever restored from the log. Who watches a run reads in it what no other file says: which trials are under way.
import type { Cell, Column } from '../domain/columns.js'
import type { SweepEvent } from '../domain/events.js'
import type { Trial } from '../domain/trial.js'

export const LOG_FILE = 'log.csv'

/** What a row can be about, and what its detail says. */
export const logEvents = {
  'execution-started': 'a process has begun to train',
  'execution-ended': 'it has ended in good order; detail: finished or interrupted',
  'trial-started': 'or has gone on, from its last checkpoint',
  'trial-interrupted': 'it waits again, and goes on from its last checkpoint',
  'trial-retried': 'the attempt failed, and there will be another; detail: why',
  'trial-ended': 'detail: how, and why unless it is completed',
  'trial-reopened': 'it had failed or was stopped by hand, and waits again, because somebody asked for it',
  paused: 'somebody asked for it',
  continued: 'somebody asked for it',
  'seeds-added': 'detail: the seeds that the configuration got',
  'workers-changed': 'workers: how many there are from now on',
  'writing-paused': 'nothing could be written, as where a disk is full; detail: why',
  'writing-resumed': 'it could again',
  'request-ignored': 'what arrived as a request and was none; detail: why',
} as const

export type LogEvent = keyof typeof logEvents

export interface LogEntry {
  readonly at: Date
  readonly event: LogEvent
  readonly trialId?: string
  readonly configId?: string
  readonly worker?: number
  readonly attempt?: number
  readonly epochs?: number
  readonly steps?: number
  readonly workers?: number
  readonly detail?: string
}

const cell = (value: Cell | undefined): Cell => value ?? null

export const logColumns: readonly Column<LogEntry>[] = [
  { name: 'at_utc', type: 'time', help: 'when it happened, UTC', value: e => e.at },
  { name: 'event', type: 'text', help: 'what happened, as listed below', value: e => e.event },
  { name: 'trial_id', type: 'text', help: 'the trial that it is about', value: e => cell(e.trialId) },
  { name: 'config_id', type: 'text', help: 'the configuration', value: e => cell(e.configId) },
  { name: 'worker', type: 'number', help: 'which worker, from 0', value: e => cell(e.worker) },
  { name: 'attempt', type: 'number', help: 'which try of the trial, from 1', value: e => cell(e.attempt) },
  {
    name: 'epochs',
    type: 'number',
    help: 'how many the trial has by then; one that starts, those of its checkpoint',
    value: e => cell(e.epochs),
  },
  {
    name: 'steps',
    type: 'number',
    help: 'updates that its checkpoint has of the epoch after these',
    value: e => cell(e.steps),
  },
  { name: 'workers', type: 'number', help: 'trials at a time', value: e => cell(e.workers) },
  { name: 'detail', type: 'text', help: 'what else there is to say', value: e => cell(e.detail) },
]

/** What a row says of a trial beyond its event. */
export interface LogFacts {
  readonly trialOf: (trialId: string) => Trial
  /** How many epochs it has told of, from the first on. */
  readonly epochsOf: (trialId: string) => number
}

/** The rows that an event makes; none for what happens all the time, or is in another table. */
export function logEntriesOf(event: SweepEvent, { trialOf, epochsOf }: LogFacts): readonly LogEntry[] {
  const { at } = event
  const about = (trialId: string) => ({ at, trialId, configId: trialOf(trialId).configId })
  switch (event.type) {
    case 'sweep-started':
      return [{ at, event: 'execution-started', workers: event.workers }]
    case 'sweep-ended':
      return [{ at, event: 'execution-ended', detail: event.reason }]
    case 'trial-started': {
      const { worker, attempt, fromEpoch, fromStep } = event
      const from = { epochs: fromEpoch, ...(fromStep !== undefined && { steps: fromStep }) }
      return [{ ...about(event.trialId), event: 'trial-started', worker, attempt, ...from }]
    }
    case 'trial-interrupted':
      return [{ ...about(event.trialId), event: 'trial-interrupted', epochs: epochsOf(event.trialId) }]
    case 'trial-retried':
      return [
        {
          ...about(event.trialId),
          event: 'trial-retried',
          attempt: event.attempt,
          epochs: epochsOf(event.trialId),
          detail: event.error,
        },
      ]
    case 'trial-ended': {
      const { worker, attempt } = event.execution
      const by = { ...(worker !== null && { worker }), ...(attempt !== null && { attempt }) }
      const how = { ...by, epochs: epochsOf(event.trialId), detail: endOf(event) }
      return [{ ...about(event.trialId), event: 'trial-ended', ...how }]
    }
    case 'trials-reopened':
      return event.trialIds.map(trialId => ({ ...about(trialId), event: 'trial-reopened' }))
    case 'plan-grown':
      return addedSeeds(event)
    case 'workers-changed':
      return [{ at, event: 'workers-changed', workers: event.workers }]
    case 'sweep-paused':
      return [{ at, event: 'paused' }]
    case 'sweep-continued':
      return [{ at, event: 'continued' }]
    case 'writing-paused':
      return [{ at, event: 'writing-paused', detail: event.reason }]
    case 'writing-resumed':
      return [{ at, event: 'writing-resumed' }]
    case 'trial-restored':
    case 'trial-progressed':
    case 'epoch-measured':
    case 'checkpoint-made':
    case 'weights-kept':
      return []
  }
}

/** `completed`, or `failed: why`. */
function endOf({ outcome }: Extract<SweepEvent, { type: 'trial-ended' }>): string {
  const why = 'error' in outcome ? outcome.error : 'reason' in outcome ? outcome.reason : null
  return why === null ? outcome.status : `${outcome.status}: ${why}`
}

/** A row for each configuration that got seeds. */
function addedSeeds({ at, plan, added }: Extract<SweepEvent, { type: 'plan-grown' }>): readonly LogEntry[] {
  const ids = new Set(added)
  const seeds = new Map<string, number[]>()
  for (const { trialId, configId, seed } of plan.trials)
    if (ids.has(trialId)) seeds.set(configId, [...(seeds.get(configId) ?? []), seed])
  return [...seeds].map(([configId, list]) => ({
    at,
    event: 'seeds-added',
    configId,
    detail: list.join(' '),
  }))
}

/** Whether the row is worth a write of its own: what somebody asked for, and what tells where an execution begins and ends. */
export function isUrgent({ event }: LogEntry): boolean {
  return event !== 'trial-started' && event !== 'trial-ended' && event !== 'trial-retried'
}
