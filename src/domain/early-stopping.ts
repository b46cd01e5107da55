// When training stops for lack of progress, and which epoch it goes back to.
import type { EpochRecord } from './measurement.js'

/** What it is decided by. */
export type Judged = Pick<EpochRecord, 'epoch' | 'validation'>

/**
 * Hears every epoch and says what it was: better than all before by more than `minDelta` in validation loss, or not, for the
 * `patience`-th time in a row at the last. As keras.callbacks.EarlyStopping. Throws where nothing is held out.
 */
export class EarlyStopping<Epoch extends Judged = EpochRecord> {
  readonly #patience: number
  readonly #minDelta: number
  #best: Epoch | null
  #waited: number

  /** from: where another one has come to. */
  constructor(patience: number, minDelta: number, from: Waiting<Epoch> = { best: null, waited: 0 }) {
    this.#patience = patience
    this.#minDelta = minDelta
    this.#best = from.best
    this.#waited = from.waited
  }

  /** The best epoch so far, and how many there were since. */
  get state(): Waiting<Epoch> {
    return { best: this.#best, waited: this.#waited }
  }

  hear(record: Epoch): 'better' | 'no better' | 'stop' {
    if (validationLoss(record) < (this.#best ? validationLoss(this.#best) : Infinity) - this.#minDelta) {
      this.#best = record
      this.#waited = 0
      return 'better'
    }
    this.#waited += 1
    return this.#waited >= this.#patience ? 'stop' : 'no better'
  }
}

export interface Waiting<Epoch extends Judged = EpochRecord> {
  readonly best: Epoch | null
  readonly waited: number
}

function validationLoss({ validation }: Judged): number {
  if (validation === null) throw new RangeError('early stopping needs a validation split')
  return validation.loss
}
