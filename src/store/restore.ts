// The trials of a run that have a result, as the events that brought it had them. What trials.csv does not hold of the last
// epoch is taken from epochs.csv; a trial that lacks its last epochs has to be trained again, and one whose two tables do not
// agree is the user's to mend.
import { join } from 'node:path'
import { epochColumns } from '../domain/columns.js'
import { type Mistake, UserError } from '../domain/errors.js'
import type { Execution } from '../domain/events.js'
import type { EpochRecord, Outcome } from '../domain/measurement.js'
import { shellWord } from '../domain/shell-word.js'
import type { Split } from '../domain/trial.js'
import { cellsOf } from './csv.js'
import { Curve, type EpochCells } from './curve.js'
import { scanLines } from './lines.js'
import { epochOf, readEpochs } from './read-epochs.js'
import type { StoredRun, StoredTrial } from './read-run.js'
import { checkHeader, parseTable } from './read-table.js'
import type { RowProblem } from './row-check.js'

export interface RestoredTrial {
  readonly outcome: Outcome
  readonly execution: Execution
}

export interface Restored {
  /** By trial_id, in plan order. */
  readonly finished: ReadonlyMap<string, RestoredTrial>
  /** How many epochs of each trial are there, counted from the first up to the first gap. */
  readonly epochs: ReadonlyMap<string, number>
  /** Rows whose last epochs are not there. */
  readonly incomplete: readonly string[]
}

/**
 * Memory: a line for each trial, and a number or two for each epoch. Throws a UserError where the row of a trial is not what
 * follows from its epochs. What stands torn at the end of a table is passed over.
 */
export async function restoreTrials(run: StoredRun): Promise<Restored> {
  const { curves, epochs, header } = await readCurves(run)
  const records = finalRecords(run, header, curves)
  const finished = new Map<string, RestoredTrial>()
  const incomplete: string[] = []
  const problems = run.problems.map(problem => disagreement(run, problem))
  const told = new Set(run.problems.map(({ trialId }) => trialId))
  for (const curve of curves) {
    const { trial, execution, outcome: stored } = curve.stored
    const { trialId } = trial
    if (told.has(trialId)) continue
    if (stored.status === 'failed' || stored.status === 'cancelled') {
      finished.set(trialId, { outcome: outcomeOf(curve.stored, null), execution })
      continue
    }
    const miscounted = curve.countProblem()
    if (miscounted === null && curve.whole < stored.epochsDone) {
      incomplete.push(trialId)
      continue
    }
    const last = records.get(trialId) ?? null
    const problem = miscounted ?? (await problemOf(run, curve, last))
    if (problem !== null) problems.push(disagreement(run, { trialId, files: tables, why: problem }))
    else finished.set(trialId, { outcome: outcomeOf(curve.stored, last), execution })
    if (problems.length >= PROBLEMS_MAX) break
  }
  if (problems.length > 0) throw new UserError(problems)
  return { finished, epochs, incomplete }
}

/** More of them say that the tables are not of one run. */
export const PROBLEMS_MAX = 5

const tables = ['trials.csv', 'epochs.csv']

async function problemOf(run: StoredRun, curve: Curve, last: EpochRecord | null): Promise<string | null> {
  if (last !== null || curve.final === 0) return curve.valueProblem(last)
  // No row has the numbers of trials.csv: the one that should have them says in what it differs.
  const epochs = await readEpochs(run, curve.stored.trial.trialId)
  return curve.valueProblem(epochs.find(({ epoch }) => epoch === curve.final) ?? null)
}

interface Header extends EpochCells {
  readonly text: string
}

async function readCurves({ path, manifest, trials }: StoredRun): Promise<{
  /** Of the trials that have a row, in plan order. */
  readonly curves: readonly Curve[]
  readonly epochs: ReadonlyMap<string, number>
  readonly header: Header | null
}> {
  const curves = trials.map(stored => new Curve(stored, manifest.experiment.objective))
  const byTrial = new Map(curves.map(curve => [curve.stored.trial.trialId, curve]))
  const epochs = new Map<string, number>()
  let header: Header | null = null
  const file = join(path, 'epochs.csv')
  await scanLines(file, line => {
    const text = line.toString(header === null ? 'utf8' : 'latin1') // rows are ids and numbers
    const cells = cellsOf(text, manifest.csv.delimiter)
    if (header === null) {
      checkHeader(file, text, epochColumns, manifest.csv)
      header = headerOf(text, cells)
      return
    }
    const [trialId, epoch] = [cells[0]!, Number(cells[header.epoch])]
    if (epoch === (epochs.get(trialId) ?? 0) + 1) epochs.set(trialId, epoch)
    byTrial.get(trialId)?.hear(epoch, cells, text, header)
  })
  if (header === null) checkHeader(file, '', epochColumns, manifest.csv)
  return { curves, epochs, header }
}

function headerOf(text: string, names: readonly string[]): Header {
  const measured = (split: Split) => {
    return { loss: names.indexOf(`${split}_loss`), accuracy: names.indexOf(`${split}_accuracy`) }
  }
  return {
    text,
    epoch: names.indexOf('epoch'),
    measured: { train: measured('train'), validation: measured('validation'), test: measured('test') },
  }
}

/** What the final metrics are of, by trial; none where no row has the numbers of trials.csv. */
function finalRecords(
  { path, manifest }: StoredRun,
  header: Header | null,
  curves: readonly Curve[],
): ReadonlyMap<string, EpochRecord> {
  if (header === null) return new Map()
  const text = header.text + curves.map(({ finalLine }) => finalLine ?? '').join('')
  const records = parseTable(join(path, 'epochs.csv'), text, epochColumns, manifest.csv)
  return new Map(records.map(record => [record.text('trial_id'), epochOf(record)]))
}

/** The outcome that the row was written of. last: there wherever the trial has a best epoch. */
export function outcomeOf({ outcome: stored }: StoredTrial, last: EpochRecord | null): Outcome {
  switch (stored.status) {
    case 'failed':
      return { status: 'failed', error: stored.error }
    case 'cancelled':
      return { status: 'cancelled', reason: stored.error }
    case 'diverged':
      return { status: 'diverged', last, error: stored.error }
    case 'pruned':
      return { status: 'pruned', last: there(last), best: stored.best, reason: stored.error }
    case 'completed': {
      const { status, best, epochsDone, weightsSha256 } = stored
      return { status, last: there(last), best, epochsDone, weightsSha256 }
    }
  }
}

function there(last: EpochRecord | null): EpochRecord {
  if (last === null) throw new Error('a trial has a best epoch and no last one') // its row was compared before
  return last
}

function disagreement({ path }: StoredRun, { trialId, files, why }: RowProblem): Mistake {
  const verb = files.length > 1 ? 'do not agree' : 'contradicts itself'
  return {
    code: 'run-damaged',
    what: `${files.join(' and ')} of ${path} ${verb} about the trial ${trialId}`,
    why,
    fix: [
      'restore the file that a spreadsheet or an editor has changed; nothing was touched',
      `to see which one is right, train the trial again: bench verify ${shellWord(path)} --trial ${trialId}`,
    ].join('\n'),
  }
}
