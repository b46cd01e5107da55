// What the tables of a run say against each other, for whoever only reads it: the check is that of who goes on with a run, but
// the answer is a sentence, and the run can be read all the same.
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../domain/errors.js'
import { readRun, type StoredRun } from './read-run.js'
import { explainReading } from './reading.js'
import { restoreTrials } from './restore.js'

/** Some 200,000 epochs, which take less than a second. Of larger tables only the rows of trials.csv are looked at. */
const EPOCHS_BYTES_MAX = 20_000_000

/** Each names the trial, the column and both values; empty where everything agrees. */
export async function contradictionsIn(run: StoredRun): Promise<readonly string[]> {
  const file = join(run.path, 'epochs.csv')
  try {
    const { size } = await explainReading(file, () => stat(file))
    if (size <= EPOCHS_BYTES_MAX || run.problems.length > 0)
      await explainReading(file, () => restoreTrials(run))
    return []
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return sentencesOf(error)
  }
}

/** The same of a run that was not read yet. One that cannot be read has other things to be told. */
export async function contradictionsAt(path: string): Promise<readonly string[]> {
  try {
    return await contradictionsIn(await readRun(path))
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}

function sentencesOf({ mistakes }: UserError): readonly string[] {
  return mistakes.map(({ what, why }) => (why === undefined ? what : `${what}: ${why}`))
}
