// Which trials of a run are trained again: one that is named, all of them, or a few drawn at random, so that to verify
// again is to verify others.
import { randomInt } from 'node:crypto'
import { UserError } from '../domain/errors.js'
import type { StoredRun, StoredTrial } from '../store/read-run.js'
import { checkWhole } from './check-whole.js'
import type { Context } from './context.js'
import { findTrial } from './find-trial.js'

export interface SampleArguments {
  /** How many to draw. */
  readonly trials?: number
  readonly all: boolean
  /** The id of one, or its beginning. */
  readonly trial?: string
}

const SAMPLE = 3
const TRIALS_MAX = 1_000_000

/** In plan order. Throws a UserError where nothing can be trained again, or the arguments contradict each other. */
export function chooseTrials(
  run: StoredRun,
  { trials, all, trial }: SampleArguments,
  context: Pick<Context, 'cwd'>,
): readonly StoredTrial[] {
  if ([trials !== undefined, all, trial !== undefined].filter(Boolean).length > 1)
    throw new UserError([
      {
        code: 'bad-option',
        what: '--trials, --all and --trial say different things',
        fix: 'take one of them',
      },
    ])
  if (trials !== undefined) checkWhole('--trials', trials, 1, TRIALS_MAX)
  if (trial !== undefined) return [checkRepeatable(run, findTrial(run, trial, context))]
  const repeatable = run.trials.filter(isRepeatable)
  if (repeatable.length === 0)
    throw nothingToVerify(`the run ${run.name} has no trial that has completed or diverged`)
  return all ? repeatable : sample(repeatable, trials ?? SAMPLE)
}

/** A trial that failed or was stopped by hand has no result; one that was stopped because of the others is no result of its own. */
export function isRepeatable({ outcome }: StoredTrial): boolean {
  return outcome.status === 'completed' || outcome.status === 'diverged'
}

function checkRepeatable({ name }: StoredRun, stored: StoredTrial): StoredTrial {
  if (isRepeatable(stored)) return stored
  throw nothingToVerify(`trial ${stored.trial.trialId} of ${name} is ${stored.outcome.status}`)
}

function nothingToVerify(what: string): UserError {
  return new UserError([
    { code: 'nothing-to-verify', what, why: 'only a result can be compared with another one' },
  ])
}

/** So many of the items, each set of them as likely as any other, in their order. Knuth 1997, 3.4.2, algorithm S. */
function sample<T>(items: readonly T[], count: number): readonly T[] {
  let wanted = Math.min(count, items.length)
  return items.filter((_, i) => {
    if (randomInt(items.length - i) >= wanted) return false
    wanted--
    return true
  })
}
