// What a worker thread does: trains the trial it is handed, and reports on the port that came with it. It writes no file
// and keeps nothing between trials.
import type { MessagePort } from 'node:worker_threads'
import { Float32Network } from '../core/float32.js'
import type { Dataset } from '../data/dataset.js'
import type { Outcome } from '../domain/measurement.js'
import type { TrialReport } from '../domain/ports.js'
import type { Objective, Trial } from '../domain/trial.js'
import { trainTrial } from '../trainer/train-trial.js'
import { reasonOf } from './reason.js'

export interface Task {
  readonly trial: Trial
  readonly objective: Objective
  /** Its bytes are shared, not copied. */
  readonly dataset: Dataset
  readonly port: MessagePort
}

/** Everything that a worker says, in order; the outcome is the last. */
export type WorkerMessage = TrialReport | { readonly type: 'outcome'; readonly outcome: Outcome }

export function work({ trial, objective, dataset, port }: Task): void {
  const post = (message: WorkerMessage) => port.postMessage(message)
  try {
    const outcome = trainTrial({
      trial,
      dataset,
      objective,
      makeEngine: (spec, seed) => new Float32Network(spec, seed),
      report: post,
      nowMs: () => performance.now(),
    })
    post({ type: 'outcome', outcome })
  } catch (error) {
    post({ type: 'outcome', outcome: { status: 'failed', error: reasonOf(error) } })
  }
}
