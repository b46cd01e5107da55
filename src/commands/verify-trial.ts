// One trial that is trained again: collects what the training tells, and compares it with what the run has kept.
import { UserError } from '../domain/errors.js'
import type { EpochRecord, Outcome } from '../domain/measurement.js'
import type { Trial } from '../domain/trial.js'
import { readNetwork } from '../models/read-network.js'
import type { StoredTrial } from '../store/read-run.js'
import { identityOf } from '../sweep/identity.js'
import { weightsHash } from '../trainer/weights-hash.js'
import { comparedValues, type Difference, firstDifference } from './verify-compare.js'

export type TrialResult =
  | {
      readonly type: 'same'
      readonly trial: Trial
      readonly epochs: number
      readonly values: number
      /** Of the weights, where the run has kept their hash. */
      readonly weightsSha256: string | null
    }
  | { readonly type: 'different'; readonly trial: Trial; readonly difference: Difference }
  /** Our fault or the machine's: nothing is known of the trial. */
  | { readonly type: 'failed'; readonly trial: Trial; readonly error: string }

/** What the run has of the trial besides its row. */
interface Kept {
  readonly epochs: readonly EpochRecord[]
  /** The file with its network; null where none was kept. */
  readonly model: string | null
}

export class Retraining {
  readonly #stored: StoredTrial
  readonly #kept: Kept
  readonly #epochs: EpochRecord[] = []
  #keptSha256: string | null = null

  constructor(stored: StoredTrial, kept: Kept) {
    this.#stored = stored
    this.#kept = kept
  }

  hearEpoch(record: EpochRecord): void {
    this.#epochs.push(record)
  }

  hearWeights(parameters: Float32Array): void {
    this.#keptSha256 = weightsHash(parameters)
  }

  async compare(outcome: Outcome): Promise<TrialResult> {
    const { trial, outcome: recorded } = this.#stored
    if (outcome.status === 'failed') return { type: 'failed', trial, error: outcome.error }
    const { epochs, model } = this.#kept
    const { sha256, difference: damage } = await modelHash(model)
    const before = { outcome: recorded, epochs, keptSha256: sha256 }
    const now = { outcome, epochs: this.#epochs, keptSha256: this.#keptSha256 }
    const difference = damage ?? firstDifference(trial, before, now)
    if (difference !== null) return { type: 'different', trial, difference }
    return {
      type: 'same',
      trial,
      epochs: epochs.length,
      values: comparedValues(before),
      weightsSha256: recorded.status === 'completed' ? recorded.weightsSha256 : null,
    }
  }
}

/**
 * What is known before a trial is trained: a configuration that was changed after the fact has another identity than the
 * trial that bears its results. Such a one is not trained at all, since nothing says how long that would take.
 */
export function alteredTrial({ trial }: StoredTrial): TrialResult | null {
  const now = identityOf(trial.configuration).trialId(trial.seed)
  if (now === trial.trialId) return null
  const difference = { epoch: null, what: 'trial_id', before: trial.trialId, now }
  return { type: 'different', trial, difference }
}

interface ModelHash {
  /** null where there is no network. */
  readonly sha256: string | null
  /** A file that was kept and is no network any more. */
  readonly difference: Difference | null
}

async function modelHash(path: string | null): Promise<ModelHash> {
  if (path === null) return { sha256: null, difference: null }
  try {
    return { sha256: weightsHash((await readNetwork(path)).parameters), difference: null }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return {
      sha256: null,
      difference: { epoch: null, what: 'kept weights', before: error.message, now: 'a network' },
    }
  }
}
