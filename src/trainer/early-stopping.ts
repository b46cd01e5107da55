// When training stops for lack of progress, and which epoch it goes back to.
import type { EpochRecord } from '../domain/measurement.js'

/**
 * Hears every epoch and says what it was: better than all before by more than `minDelta` in validation loss, or not, for the
 * `patience`-th time in a row at the last. As keras.callbacks.EarlyStopping. Throws where nothing is held out.
 */
export class EarlyStopping {
  readonly #patience: number
  readonly #minDelta: number
  #best: EpochRecord | null
  #waited: number

  /** from: where another one has come to. */
  constructor(patience: number, minDelta: number, from: Waiting = { best: null, waited: 0 }) {
    this.#patience = patience
    this.#minDelta = minDelta
    this.#best = from.best
    this.#waited = from.waited
  }

  /** The best epoch so far, and how many there were since. */
  get state(): Waiting {
    return { best: this.#best, waited: this.#waited }
  }

  hear(record: EpochRecord): 'better' | 'no better' | 'stop' {
    if (validationLoss(record) < (this.#best ? validationLoss(this.#best) : Infinity) - this.#minDelta) {
      this.#best = record
      this.#waited = 0
      return 'better'
    }
    this.#waited += 1
    return this.#waited >= this.#patience ? 'stop' : 'no better'
  }
}

export interface Waiting {
  readonly best: EpochRecord | null
  readonly waited: number
}

function validationLoss({ validation }: EpochRecord): number {
  if (validation === null) throw new RangeError('early stopping needs a validation split')
  return validation.loss
}
