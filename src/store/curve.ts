// Whether the row of a trial in trials.csv is what follows from its epochs in epochs.csv. Both were written from the same numbers,
// so one that differs was changed by somebody, and nobody can know which of the two. Of each epoch only what the row depends on
// is held. What no other number follows from (the learning curve between its best and its last epoch, the hash of the
// weights) can be told by training again alone: bench verify.
import { objectiveColumnName } from '../domain/columns.js'
import { finalEpochOf } from '../domain/final-epoch.js'
import { epochsOf } from '../domain/length.js'
import type { BestEpoch, EpochRecord } from '../domain/measurement.js'
import { type Configuration, type Objective, type Split, splits } from '../domain/trial.js'
import type { Measurements } from '../statistics/ranking.js'
import type { StoredTrial } from './read-run.js'

/** Where a file has its cells; it may be of another version, with other columns. */
export interface EpochCells {
  readonly epoch: number
  /** Losses and accuracies of the splits. */
  readonly measured: Readonly<Record<Split, Readonly<Record<'loss' | 'accuracy', number>>>>
}

export class Curve {
  readonly stored: StoredTrial
  readonly #objective: Objective
  /** By epoch, from the first; NaN where the cell holds no number. */
  readonly #objectives: number[] = []
  readonly #losses: number[] = []
  /** Rows that the final metrics may be of, by epoch. */
  readonly #lines = new Map<number, string>()
  #whole = 0
  #most = 0
  /** What stands in the place of the number of an epoch and is none. */
  #odd: string | null = null

  constructor(stored: StoredTrial, objective: Objective) {
    this.stored = stored
    this.#objective = objective
  }

  /** A row of the trial, in the order of the file. Of several for an epoch, as when a trial was tried again, the last counts. */
  hear(epoch: number, cells: readonly string[], line: string, { epoch: place, measured }: EpochCells): void {
    if (!(Number.isInteger(epoch) && epoch >= 1)) {
      this.#odd = cells[place] ?? ''
      return
    }
    if (epoch === this.#whole + 1) this.#whole = epoch
    this.#most = Math.max(this.#most, epoch)
    if (epoch > this.#whole) return
    const { split, metric } = this.#objective
    this.#objectives[epoch - 1] = numberOf(cells[measured[split][metric]])
    if (this.#stopsEarly) this.#losses[epoch - 1] = numberOf(cells[measured.validation.loss])
    const { last, epochsDone } = this.stored.outcome
    const mayBeFinal = this.#stopsEarly
      ? splits.every(split => sameNumbers(last, cells, split, measured))
      : epoch === epochsDone
    if (mayBeFinal) this.#lines.set(epoch, line)
    else this.#lines.delete(epoch)
  }

  /** How many epochs are there, counted from the first up to the first gap. */
  get whole(): number {
    return this.#whole
  }

  /** The epoch that the final metrics are of; 0 where the trial has measured none. All its epochs must be there. */
  get final(): number {
    const { outcome, trial } = this.stored
    if (!this.#stopsEarly) return outcome.epochsDone
    const epochs = this.#losses
      .slice(0, outcome.epochsDone)
      .map((loss, i) => ({ epoch: i + 1, validation: { loss, accuracy: 0 } }))
    return finalEpochOf(epochs, trial.configuration.training) ?? 0
  }

  /** The row of that epoch; null where no row can be. */
  get finalLine(): string | null {
    return this.#lines.get(this.final) ?? null
  }

  /** In what the epochs themselves contradict the row's count of them; null where they may only have lost their end. */
  countProblem(): string | null {
    const { outcome, trial } = this.stored
    const { status, epochsDone } = outcome
    if (this.#odd !== null) return `an epoch of it is ${JSON.stringify(this.#odd)} in epochs.csv`
    if (this.#most > this.#whole) return `epochs.csv has its epoch ${this.#most} and lacks ${this.#whole + 1}`
    if (this.#most > epochsDone)
      return `epochs_done is ${epochsDone} in trials.csv, and epochs.csv has epoch ${this.#most}`
    const planned = plannedEpochs(trial.configuration) ?? epochsDone
    if (epochsDone > planned || (status === 'completed' && !this.#stopsEarly && epochsDone < planned))
      return `epochs_done is ${epochsDone} in trials.csv, and the experiment has ${planned}`
    return null
  }

  /** The first column of the row that is not what the epochs say; final: the record of the final epoch. */
  valueProblem(final: EpochRecord | null): string | null {
    const { outcome } = this.stored
    for (const split of splits)
      for (const metric of ['loss', 'accuracy'] as const) {
        const [row, epoch] = [outcome.last[split]?.[metric] ?? null, final?.[split]?.[metric] ?? null]
        if (row !== epoch) return differing(`${split}_${metric}`, row, epoch, this.final)
      }
    if (!('best' in outcome)) return null
    const best = firstBest(this.#objectives.slice(0, outcome.epochsDone), this.#objective)
    const column = `best_${objectiveColumnName(this.#objective)}`
    if (best?.epoch !== outcome.best.epoch)
      return `best_epoch is ${outcome.best.epoch} in trials.csv, and ${best?.epoch ?? 'none'} by epochs.csv`
    if (best.value !== outcome.best.value)
      return differing(column, outcome.best.value, best.value, best.epoch)
    return null
  }

  get #stopsEarly(): boolean {
    const { outcome, trial } = this.stored
    return outcome.status === 'completed' && trial.configuration.training.patience !== null
  }
}

/** The first of the epochs with the best value; values: by epoch, from the first. What is not a number is passed over. */
export function firstBest(values: readonly number[], { direction }: Objective): BestEpoch | null {
  let best: BestEpoch | null = null
  for (const [i, value] of values.entries()) {
    const isBetter = best === null || (direction === 'maximize' ? value > best.value : value < best.value)
    if (isBetter && !Number.isNaN(value)) best = { epoch: i + 1, value }
  }
  return best
}

/** null where the manifest does not say, which no version has written. */
function plannedEpochs(configuration: Configuration): number | null {
  const { steps, record_every } = configuration.training
  return steps !== null && record_every === null ? null : epochsOf(configuration)
}

function differing(column: string, row: number | null, epochs: number | null, epoch: number): string {
  return `${column} is ${row ?? 'empty'} in trials.csv, and ${epochs ?? 'empty'} at epoch ${epoch} in epochs.csv`
}

function numberOf(cell: string | undefined): number {
  return cell ? Number(cell) : Number.NaN
}

function sameNumbers(
  expected: Measurements,
  cells: readonly string[],
  split: Split,
  measured: EpochCells['measured'],
): boolean {
  const value = (cell: string | undefined) => (cell ? Number(cell) : null)
  const { loss, accuracy } = measured[split]
  return (
    value(cells[loss]) === (expected[split]?.loss ?? null) &&
    value(cells[accuracy]) === (expected[split]?.accuracy ?? null)
  )
}
