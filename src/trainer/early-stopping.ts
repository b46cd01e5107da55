// When training stops for lack of progress, and which epoch it goes back to.
import type { EpochRecord } from '../domain/measurement.js'

/**
 * Hears every epoch and says what it was: better than all before by more than `minDelta` in validation loss, or not, for the
 * `patience`-th time in a row at the last. As keras.callbacks.EarlyStopping. Throws where nothing is held out.
 */
export class EarlyStopping {
  readonly #patience: number
  readonly #minDelta: number
  #best = Infinity
  #waited = 0

  constructor(patience: number, minDelta: number) {
    this.#patience = patience
    this.#minDelta = minDelta
  }

  hear({ validation }: Pick<EpochRecord, 'validation'>): 'better' | 'no better' | 'stop' {
    if (validation === null) throw new RangeError('early stopping needs a validation split')
    if (validation.loss < this.#best - this.#minDelta) {
      this.#best = validation.loss
      this.#waited = 0
      return 'better'
    }
    this.#waited += 1
    return this.#waited >= this.#patience ? 'stop' : 'no better'
  }
}
