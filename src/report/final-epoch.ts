// Which epoch the final metrics of trials are of, in words.
import type { Configuration } from '../domain/trial.js'

/** Of some configurations: the last one, for those with patience the one whose weights were restored, or the one or the other. */
export interface FinalEpoch {
  /** `the last epoch` where any of them has that. */
  readonly last: string | null
  /** `the epoch whose weights were restored (the lowest validation.loss)` where any of them has that. */
  readonly restored: string | null
}

export function finalEpochOf(configurations: readonly Configuration[]): FinalEpoch {
  const stopping = configurations.filter(({ training }) => training.patience !== null)
  return {
    last: stopping.length < configurations.length || stopping.length === 0 ? 'the last epoch' : null,
    restored:
      stopping.length === 0 ? null : `the epoch whose weights were restored (${whichIsRestored(stopping)})`,
  }
}

/** An epoch counts as better where it lowers the best loss by more than min_delta; the last that did so is restored. */
function whichIsRestored(stopping: readonly Configuration[]): string {
  return stopping.every(({ training }) => training.min_delta === 0)
    ? 'the lowest validation.loss'
    : 'by validation.loss and min_delta'
}
