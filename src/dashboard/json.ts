// `--reporter json`: an event a line (JSON Lines), on stdout. Keys are in snake_case as in the CSV files and never change their
// meaning; keys may be added, and `format` in the first line counts the times that something else had to change.
//
// Every line has `event` and `at` (ISO 8601, UTC). Besides:
//   sweep-started     format, name, question, objective {split, metric, direction}, workers, run,
//                     earlier_s (seconds that earlier executions of the run took, pauses left out; 0 at the first), trials
//                     [{trial_id, config_id, seed, parameters, configuration}], configuration as in the experiment file
//   trial-restored    as trial-ended: a trial that an earlier execution of the run finished; before anything is trained
//   trial-started     trial_id, worker, attempt, from_epoch (epochs that its checkpoint has; 0 at the beginning)
//   trial-progressed  trial_id, examples_done, examples_total
//   epoch-measured    trial_id, epoch, step, learning_rate, train, validation, test ({loss, accuracy} or null), duration_s
//   checkpoint-made   trial_id, epoch, step: the trial can go on from there
//   trial-retried     trial_id, error, attempt: it failed and will be tried again
//   trial-ended       trial_id, status, last (an epoch; with patience the one whose weights were taken back) or null,
//                     epochs_done, best {epoch, value} or null, error or null (also why a trial was pruned or stopped), started_at,
//                     duration_s, examples_per_s, worker, attempt, reused_from (a run) or null
//   trial-interrupted trial_id: broken off by a pause or with the sweep; it waits, and goes on from its checkpoint
//   sweep-paused, sweep-continued  nothing besides: somebody asked for it
//   trials-reopened   trial_ids: they had failed or were stopped, and will be trained again
//   plan-grown        trials: those that were added, as in sweep-started
//   workers-changed   workers: how many trials are trained at once from now on
//   writing-paused    reason; until writing-resumed nothing can be written, and the sweep waits
//   sweep-ended       reason: finished or interrupted
// A number that is not finite is null, for JSON has no other word for it.

import type { SweepEvent } from '../domain/events.js'
import { type EpochRecord, epochsDoneOf, type Outcome } from '../domain/measurement.js'
import type { Output } from '../domain/output.js'
import type { Trial } from '../domain/trial.js'
import { printableJson } from '../report/printable.js'
import type { View } from './view.js'

export interface JsonOptions {
  readonly stdout: Output
  readonly runPath: string
}

export function createJsonView({ stdout, runPath }: JsonOptions): View {
  return {
    update: event => {
      if (event.type === 'weights-kept') return // millions of numbers, and they are in the run's folder
      stdout.write(`${printableJson(jsonEvent(event, runPath))}\n`)
    },
    close: () => new Promise(resolve => stdout.write('', () => resolve())),
  }
}

const JSON_FORMAT = 1

type ShownEvent = Exclude<SweepEvent, { readonly type: 'weights-kept' }>

/** The event as it is written; runPath stands in the first line alone. */
function jsonEvent(event: ShownEvent, runPath: string): Readonly<Record<string, unknown>> {
  return { event: event.type, at: event.at.toISOString(), ...fieldsOf(event, runPath) }
}

function fieldsOf(event: ShownEvent, runPath: string): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'sweep-started':
      return { format: JSON_FORMAT, ...planFields(event), run: runPath, trials: trialsOf(event.plan.trials) }
    case 'trial-started':
      return {
        trial_id: event.trialId,
        worker: event.worker,
        attempt: event.attempt,
        from_epoch: event.fromEpoch,
      }
    case 'trial-progressed': {
      const { examplesDone, examplesTotal } = event.progress
      return { trial_id: event.trialId, examples_done: examplesDone, examples_total: examplesTotal }
    }
    case 'epoch-measured':
      return { trial_id: event.trialId, ...epochFields(event.record) }
    case 'checkpoint-made':
      return { trial_id: event.trialId, epoch: event.checkpoint.epoch, step: event.checkpoint.step }
    case 'trial-retried':
      return { trial_id: event.trialId, error: event.error, attempt: event.attempt }
    case 'trial-restored':
    case 'trial-ended': {
      const { startedAt, durationS, examplesPerS, worker, attempt, reusedFrom = null } = event.execution
      return {
        trial_id: event.trialId,
        ...outcomeFields(event.outcome),
        started_at: startedAt.toISOString(),
        duration_s: durationS,
        examples_per_s: examplesPerS,
        worker,
        attempt,
        reused_from: reusedFrom,
      }
    }
    case 'trial-interrupted':
      return { trial_id: event.trialId }
    case 'trials-reopened':
      return { trial_ids: event.trialIds }
    case 'plan-grown': {
      const added = new Set(event.added)
      return { trials: trialsOf(event.plan.trials.filter(({ trialId }) => added.has(trialId))) }
    }
    case 'workers-changed':
      return { workers: event.workers }
    case 'writing-paused':
      return { reason: event.reason }
    case 'sweep-paused':
    case 'sweep-continued':
    case 'writing-resumed':
      return {}
    case 'sweep-ended':
      return { reason: event.reason }
  }
}

type SweepStarted = Extract<SweepEvent, { type: 'sweep-started' }>

function planFields({ plan, workers, earlierS = 0 }: SweepStarted) {
  const { name, question, objective } = plan.experiment
  const { split, metric, direction } = objective
  return { name, question, objective: { split, metric, direction }, workers, earlier_s: earlierS }
}

function trialsOf(trials: readonly Trial[]) {
  return trials.map(({ trialId, configId, seed, parameters, configuration }) => ({
    trial_id: trialId,
    config_id: configId,
    seed,
    parameters,
    configuration,
  }))
}

function epochFields({ epoch, step, learningRate, train, validation, test, durationS }: EpochRecord) {
  return { epoch, step, learning_rate: learningRate, train, validation, test, duration_s: durationS }
}

function outcomeFields(outcome: Outcome) {
  const last = 'last' in outcome ? outcome.last : null
  const error = 'error' in outcome ? outcome.error : null
  return {
    status: outcome.status,
    last: last && epochFields(last),
    epochs_done: epochsDoneOf(outcome),
    best: 'best' in outcome ? outcome.best : null,
    error: 'reason' in outcome ? outcome.reason : error,
  }
}
