// The trials of a run that have a result, as the events that brought it had them. What trials.csv does not hold of the last
// epoch is taken from epochs.csv; a trial whose epochs are not there has to be trained again.
import { join } from 'node:path'
import { epochColumns } from '../domain/columns.js'
import type { Execution } from '../domain/events.js'
import type { EpochRecord, Outcome } from '../domain/measurement.js'
import { type Split, splits } from '../domain/trial.js'
import type { Measurements } from '../statistics/ranking.js'
import { scanLines } from './lines.js'
import { epochOf } from './read-epochs.js'
import type { StoredRun, StoredTrial } from './read-run.js'
import { parseTable } from './read-table.js'

export interface RestoredTrial {
  readonly outcome: Outcome
  readonly execution: Execution
}

export interface Restored {
  /** By trial_id, in plan order. */
  readonly finished: ReadonlyMap<string, RestoredTrial>
  /** How many epochs of each trial are there, counted from the first up to the first gap. */
  readonly epochs: ReadonlyMap<string, number>
  /** Rows whose epochs are not all there. */
  readonly incomplete: readonly string[]
}

/** The run's tables must be whole. Memory: a line for each trial. */
export async function restoreTrials(run: StoredRun): Promise<Restored> {
  const epochs = new Map<string, number>()
  const lasts = new Lasts(run)
  let header: Header | null = null
  await scanLines(join(run.path, 'epochs.csv'), line => {
    const text = line.toString('utf8')
    const cells = text.trimEnd().split(run.manifest.csv.delimiter)
    if (header === null) {
      header = headerOf(text, cells)
      return
    }
    const [trialId, epoch] = [cells[0]!, Number(cells[header.epoch])]
    if (epoch === (epochs.get(trialId) ?? 0) + 1) epochs.set(trialId, epoch)
    if (lasts.isFinal(trialId, epoch, cells, header)) lasts.keep(trialId, text)
  })
  const records = lasts.records(header)
  const restored = run.trials.map(stored => {
    const { trialId } = stored.trial
    const whole = (epochs.get(trialId) ?? 0) >= stored.outcome.epochsDone
    return [
      trialId,
      stored.execution,
      whole ? outcomeOf(stored, records.get(trialId) ?? null) : null,
    ] as const
  })
  return {
    finished: new Map(
      restored.flatMap(([trialId, execution, outcome]) =>
        outcome ? [[trialId, { outcome, execution }]] : [],
      ),
    ),
    epochs,
    incomplete: restored.filter(([, , outcome]) => outcome === null).map(([trialId]) => trialId),
  }
}

/** null where the epoch that has to be there is not. */
function outcomeOf({ outcome: stored }: StoredTrial, last: EpochRecord | null): Outcome | null {
  switch (stored.status) {
    case 'completed': {
      const { status, best, epochsDone, weightsSha256 } = stored
      return last && { status, last, best, epochsDone, weightsSha256 }
    }
    case 'pruned':
      return last && { status: 'pruned', last, best: stored.best, reason: stored.error }
    case 'diverged':
      return last === null && stored.epochsDone > 0 ? null : { status: 'diverged', last, error: stored.error }
    case 'failed':
      return { status: 'failed', error: stored.error }
  }
}

/** Where the file has its cells; it may be of another version, with other columns. */
interface Header {
  readonly text: string
  readonly epoch: number
  /** Losses and accuracies of the splits. */
  readonly measured: Readonly<Record<Split, readonly [loss: number, accuracy: number]>>
}

function headerOf(text: string, names: readonly string[]): Header {
  const measured = (split: Split) =>
    [names.indexOf(`${split}_loss`), names.indexOf(`${split}_accuracy`)] as const
  return {
    text,
    epoch: names.indexOf('epoch'),
    measured: { train: measured('train'), validation: measured('validation'), test: measured('test') },
  }
}

/** Finds for each trial that has ended the epoch of its final metrics: with early stopping that need not be the last. */
class Lasts {
  readonly #run: StoredRun
  readonly #ended: ReadonlyMap<string, StoredTrial>
  readonly #lines = new Map<string, string>()

  constructor(run: StoredRun) {
    this.#run = run
    this.#ended = new Map(run.trials.map(stored => [stored.trial.trialId, stored]))
  }

  isFinal(trialId: string, epoch: number, cells: readonly string[], { measured }: Header): boolean {
    const stored = this.#ended.get(trialId)
    if (stored === undefined || !(epoch <= stored.outcome.epochsDone)) return false
    const { outcome, trial } = stored
    if (outcome.status !== 'completed' || trial.configuration.training.patience === null)
      return epoch === outcome.epochsDone
    return (
      !this.#lines.has(trialId) && splits.every(split => sameNumbers(outcome.last, cells, split, measured))
    )
  }

  keep(trialId: string, line: string): void {
    this.#lines.set(trialId, line)
  }

  records(header: Header | null): ReadonlyMap<string, EpochRecord> {
    if (header === null) return new Map()
    const { path, manifest } = this.#run
    const text = header.text + [...this.#lines.values()].join('')
    const records = parseTable(join(path, 'epochs.csv'), text, epochColumns, manifest.csv)
    return new Map(records.map(record => [record.text('trial_id'), epochOf(record)]))
  }
}

function sameNumbers(
  expected: Measurements,
  cells: readonly string[],
  split: Split,
  measured: Header['measured'],
): boolean {
  const [loss, accuracy] = measured[split].map(cell => (cells[cell] ? Number(cells[cell]) : null))
  return loss === (expected[split]?.loss ?? null) && accuracy === (expected[split]?.accuracy ?? null)
}
