// A stored trial beside the same trial trained again: where they first differ, to the last bit. Pure.
import { type Cell, epochColumns } from '../domain/columns.js'
import { type EpochRecord, epochsDoneOf, type Outcome } from '../domain/measurement.js'
import { splits, type Trial } from '../domain/trial.js'
import type { StoredOutcome } from '../store/read-run.js'

/** All that a run has kept of a trial. */
export interface Recorded {
  readonly outcome: StoredOutcome
  readonly epochs: readonly EpochRecord[]
  /** SHA-256 of the parameters that were kept as a file; null where none were. */
  readonly keptSha256: string | null
}

/** All that training it again gave. */
export interface Trained {
  readonly outcome: Outcome
  readonly epochs: readonly EpochRecord[]
  readonly keptSha256: string | null
}

/** One value that is not what it was. */
export interface Difference {
  /** null where it is of the trial as a whole. */
  readonly epoch: number | null
  /** The column, or in words what has none. */
  readonly what: string
  readonly before: Cell
  readonly now: Cell
}

/** The first difference in the order of training: epoch by epoch, then how the trial ended, then its weights. */
export function firstDifference(trial: Trial, before: Recorded, now: Trained): Difference | null {
  return epochDifference(trial, before.epochs, now.epochs) ?? outcomeDifference(before, now)
}

/** How many values a comparison without a difference has found equal. */
export function comparedValues({ epochs, outcome, keptSha256 }: Recorded): number {
  const hashes = [keptSha256, 'weightsSha256' in outcome ? outcome.weightsSha256 : null]
  return epochs.length * compared.length + hashes.filter(hash => hash !== null).length
}

/** What an epoch is compared by: everything that does not depend on the machine. */
const identifying = new Set(['trial_id', 'config_id', 'seed', 'epoch', 'duration_s'])
const compared = epochColumns.filter(({ name }) => !identifying.has(name))

function epochDifference(
  trial: Trial,
  before: readonly EpochRecord[],
  now: readonly EpochRecord[],
): Difference | null {
  for (let i = 0; i < Math.max(before.length, now.length); i++) {
    const [a, b] = [before[i], now[i]]
    if (a?.epoch !== b?.epoch) {
      const epoch = Math.min(a?.epoch ?? Infinity, b?.epoch ?? Infinity)
      const said = (record: EpochRecord | undefined) => (record?.epoch === epoch ? 'measured' : 'missing')
      return { epoch, what: 'the epoch', before: said(a), now: said(b) }
    }
    for (const { name, value } of compared) {
      const [was, is] = [value({ trial, record: a! }), value({ trial, record: b! })]
      // Runs of versions that did not write the step have 0.
      if (was !== is && !(name === 'step' && was === 0))
        return { epoch: a!.epoch, what: name, before: was, now: is }
    }
  }
  return null
}

function outcomeDifference(before: Recorded, now: Trained): Difference | null {
  const pairs: readonly Pair[] = [
    ...endings(before.outcome, now.outcome),
    ['kept weights', before.keptSha256, now.keptSha256],
  ]
  for (const [what, was, is] of pairs) {
    const isKnown = !hashes.has(what) || (was !== null && is !== null)
    if (isKnown && was !== is) return { epoch: null, what, before: was, now: is }
  }
  return null
}

type Pair = readonly [what: string, before: Cell, now: Cell]

/** Fingerprints that one side may lack: of an earlier version, or because the experiment kept no weights. */
const hashes: ReadonlySet<string> = new Set(['weights_sha256', 'kept weights'])

function endings(before: StoredOutcome, now: Outcome): readonly Pair[] {
  const last = 'last' in now ? now.last : null
  const best = (outcome: StoredOutcome | Outcome) => ('best' in outcome ? outcome.best : null)
  const weights = (outcome: StoredOutcome | Outcome) =>
    'weightsSha256' in outcome ? outcome.weightsSha256 : null
  return [
    ['status', before.status, now.status],
    ['error', 'error' in before ? before.error : null, 'error' in now ? now.error : null],
    ['epochs_done', before.epochsDone, epochsDoneOf(now)],
    ...splits.flatMap((split): Pair[] => [
      [`final ${split}_loss`, before.last[split]?.loss ?? null, last?.[split]?.loss ?? null],
      [`final ${split}_accuracy`, before.last[split]?.accuracy ?? null, last?.[split]?.accuracy ?? null],
    ]),
    ['best_epoch', best(before)?.epoch ?? null, best(now)?.epoch ?? null],
    ['the objective at best_epoch', best(before)?.value ?? null, best(now)?.value ?? null],
    ['weights_sha256', weights(before), weights(now)],
  ]
}
