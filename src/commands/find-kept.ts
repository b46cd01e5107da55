// The trials of a run whose weights were kept: one of them by its id, or the best.
import { UserError } from '../domain/errors.js'
import { objectiveValue } from '../statistics/ranking.js'
import { keptModels, modelPath } from '../store/model-files.js'
import type { StoredRun, StoredTrial } from '../store/read-run.js'
import type { Context } from './context.js'
import { findTrial } from './find-trial.js'

/** A trial and the file with its weights. */
export interface KeptModel {
  readonly stored: StoredTrial
  readonly path: string
}

/**
 * The trial whose id begins so, or the best of those whose weights were kept: by the objective, at the epoch that they are
 * of. Throws a UserError where there is none.
 */
export async function findKept(
  run: StoredRun,
  reference: string | undefined,
  context: Pick<Context, 'cwd'>,
): Promise<KeptModel> {
  const kept = await keptTrials(run)
  if (reference === undefined) {
    if (kept.length === 0) throw notKept(run, `the run ${run.name} kept no weights`)
    return kept.reduce((best, model) => (isBetter(model, best, run) ? model : best))
  }
  const { trial } = findTrial(run, reference, context)
  const model = kept.find(({ stored }) => stored.trial.trialId === trial.trialId)
  if (model === undefined) throw notKept(run, `no weights of trial ${trial.trialId} were kept`)
  return model
}

async function keptTrials({ path, trials }: StoredRun): Promise<readonly KeptModel[]> {
  const kept = await keptModels(path)
  return trials
    .filter(({ trial }) => kept.has(trial.trialId))
    .map(stored => ({ stored, path: modelPath(path, stored.trial.trialId) }))
}

/** Among equals the one that comes first in the plan stays. */
function isBetter(model: KeptModel, best: KeptModel, { manifest }: StoredRun): boolean {
  const { objective, save } = manifest.experiment
  const worst = objective.direction === 'maximize' ? -Infinity : Infinity
  const measured = ({ stored: { trial, outcome } }: KeptModel) => {
    if (outcome.status !== 'completed') return worst
    const isOfBest = save === 'best' && trial.configuration.training.patience === null
    return (isOfBest ? outcome.best.value : objectiveValue(objective, outcome.last)) ?? worst
  }
  const [value, other] = [measured(model), measured(best)]
  return objective.direction === 'maximize' ? value > other : value < other
}

function notKept({ manifest }: StoredRun, what: string): UserError {
  const { save } = manifest.experiment
  return new UserError([
    {
      code: 'network-not-kept',
      what,
      ...(save === 'best' || save === 'last'
        ? { why: 'weights are kept of trials that have completed' }
        : {
            why: 'its experiment does not say that weights shall be kept',
            fix: 'write save: best into the experiment file and run it again',
          }),
    },
  ])
}
