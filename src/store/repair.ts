// Brings a run folder that its process left, in whatever moment, into the state of one that was left with care: whole rows,
// the epochs of trials that are finished or can go on, the checkpoints that belong to them, and nothing else.
// Each step leaves a folder from which the next attempt would do the same, so a kill in the middle of it does no harm.
import { join } from 'node:path'
import { epochColumns } from '../domain/columns.js'
import { UserError } from '../domain/errors.js'
import {
  checkpointedTrials,
  readCheckpoint,
  removeCheckpoint,
  removeEmptyCheckpointFolder,
} from './checkpoint-files.js'
import { formatHeader } from './csv.js'
import type { UnendedRun } from './final-order.js'
import { cutTornLog, removeLeftovers } from './leftovers.js'
import { scanLines } from './lines.js'
import { LOG_FILE } from './log.js'
import { readRun } from './read-run.js'
import { refuseHiddenRows, refuseOtherDelimiter } from './read-table.js'
import { checkThere, runDamaged } from './reading.js'
import { type Restored, type RestoredTrial, restoreTrials } from './restore.js'
import { formTexts, rewriteEpochsIfNeeded, rewriteTrialsIfNeeded } from './rewrite-tables.js'
import { cutTornEnd, type TornEnd, tornEndOf } from './torn-end.js'

export interface Repaired {
  readonly finished: ReadonlyMap<string, RestoredTrial>
  /** Trials that can go on, with the epochs that their checkpoints have. */
  readonly checkpoints: ReadonlyMap<string, number>
  /** What was mended, each as half a sentence; empty for a folder that was left in order. */
  readonly repairs: readonly string[]
}

/** Throws a UserError where a file does not hold what it should, and nobody can know what it did. */
export async function repairRun(run: UnendedRun): Promise<Repaired> {
  const { path, manifest } = run
  const { finished, epochs, incomplete, repeated } = await examineRun(run)
  // Until here nothing was changed.
  await removeLeftovers(path)
  const torn = [
    tornText('trials.csv', await cutTornEnd(join(path, 'trials.csv'))),
    tornText('epochs.csv', await cutTornEnd(join(path, 'epochs.csv'))),
    tornText(LOG_FILE, await cutTornLog(path)),
  ]
  const checkpoints = new Map<string, number>()
  for (const trialId of await checkpointedTrials(path)) {
    const open = !finished.has(trialId) && run.plan.trials.some(trial => trial.trialId === trialId)
    const checkpoint = open ? readCheckpoint(path, trialId, manifest.versions.arithmetic) : null
    if (checkpoint !== null && (epochs.get(trialId) ?? 0) >= checkpoint.epoch)
      checkpoints.set(trialId, checkpoint.epoch)
    else await removeCheckpoint(path, trialId)
  }
  await removeEmptyCheckpointFolder(path)
  const trialsForm = await rewriteTrialsIfNeeded(run, finished, repeated > 0)
  const { dropped, form } = await rewriteEpochsIfNeeded(run, finished, checkpoints)
  const repairs = [
    ...torn,
    ...formTexts('trials.csv', trialsForm),
    ...formTexts('epochs.csv', form),
    repeated > 0 ? `${count(repeated, 'row')} that trials.csv had twice removed` : '',
    dropped > 0 ? `${count(dropped, 'epoch')} of unfinished trials removed, to be trained again` : '',
    incomplete.length > 0
      ? `${count(incomplete.length, 'trial')} without all epochs, to be trained again`
      : '',
  ]
  return { finished, checkpoints, repairs: repairs.filter(text => text !== '') }
}

interface Examined extends Restored {
  /** How many rows of trials.csv stand there twice. */
  readonly repeated: number
}

/** What the tables hold, their torn ends left out. Throws a UserError where they are not as they were written; only reads. */
export async function examineRun(run: Pick<UnendedRun, 'path' | 'plan' | 'dialect'>): Promise<Examined> {
  const { path, plan } = run
  for (const file of ['trials.csv', 'epochs.csv']) await checkThere(join(path, file))
  await checkEpochs(run)
  const stored = await readRun(path)
  const planned = new Map(plan.trials.map(trial => [trial.trialId, trial]))
  for (const { trial } of stored.trials) {
    const { configId, seed, parameters } = planned.get(trial.trialId) ?? {}
    const file = join(path, 'trials.csv')
    if (configId !== trial.configId || seed !== trial.seed)
      throw runDamaged(
        file,
        `${trial.trialId} is not the trial_id of ${trial.configId} with seed ${trial.seed}`,
      )
    if (parameters !== trial.parameters)
      throw runDamaged(
        file,
        `parameters of ${trial.trialId} is ${trial.parameters}, and such a network has ${parameters}`,
      )
  }
  return { ...(await restoreTrials(stored)), repeated: stored.repeated }
}

function tornText(file: string, torn: TornEnd | null): string {
  if (torn === null) return ''
  const what = torn.text.startsWith('\0') ? 'zeros cut off' : 'a torn row cut off'
  const text = torn.text.startsWith('\0') ? '' : ` (${torn.text}...)`
  return `${count(torn.bytes, 'byte')} of ${what} ${file}${text}`
}

/** Rows are appended to the file in the columns of this version, which must be those that it begins with. */
async function checkEpochs({ path, dialect }: Pick<UnendedRun, 'path' | 'dialect'>): Promise<void> {
  const file = join(path, 'epochs.csv')
  let header = ''
  await scanLines(file, (line, position) => {
    if (position === 0) header = line.toString('utf8')
  })
  if (header === '') throw runDamaged(file, 'its first line, the names of the columns, is missing')
  refuseOtherDelimiter(file, header, dialect)
  refuseHiddenRows(file, await tornEndOf(file))
  if (bareHeader(header) === bareHeader(formatHeader(epochColumns, dialect))) return
  throw new UserError([
    {
      code: 'run-changed',
      what: `${file} has other columns than this version of bench writes`,
      why: `it begins with ${bareHeader(header).slice(0, 100)}`,
      fix: 'run the experiment again; --reuse takes over the trials that are finished',
    },
  ])
}

/** Without what an editor adds or takes away: the byte order mark, quotes and the line end. */
function bareHeader(header: string): string {
  return header
    .replace(/^\uFEFF/, '')
    .replaceAll('"', '')
    .replace(/\r?\n$/, '')
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
