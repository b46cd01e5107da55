// Runs read back by a program of one's own. What reads CSV is loaded when it is first needed.
import type { EpochRecord } from '../domain/measurement.js'
import { type RankedConfiguration, rankConfigurations } from '../statistics/ranking.js'
import type { RunPlace } from '../store/list-runs.js'
import type { StoredRun } from '../store/read-run.js'

export type { StoredRun, StoredTrial } from '../store/read-run.js'

/** The runs that a folder holds, by name; none where there is no such folder. */
export async function listRuns(runsDir: string): Promise<readonly RunPlace[]> {
  return (await import('../store/list-runs.js')).listRuns(runsDir)
}

/**
 * A run with its manifest and every trial that has ended, whether it is finished, still going on or was killed. Throws a
 * UserError where the folder is no run or a file of it is damaged.
 */
export async function readRun(path: string): Promise<StoredRun> {
  return (await import('../store/read-run.js')).readRun(path)
}

/** The learning curve of one trial; empty where no epoch was measured. */
export async function readEpochs(run: StoredRun, trialId: string): Promise<readonly EpochRecord[]> {
  return (await import('../store/read-epochs.js')).readEpochs(run, trialId)
}

/**
 * The configurations of a run, best first, with mean and 95 % interval over the seeds and whether each can be told apart from
 * the best: the ranking of `bench show`.
 */
export async function rankRun(run: StoredRun): Promise<readonly RankedConfiguration[]> {
  const { resultsOf } = await import('../store/read-run.js')
  return rankConfigurations(resultsOf(run), run.manifest.experiment.objective)
}
