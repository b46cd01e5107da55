// Which of its epochs the final metrics of a trial that completed are of.
import { EarlyStopping, type Judged } from './early-stopping.js'
import type { Configuration } from './trial.js'

/**
 * The last one, or with patience the one whose weights were restored. epochs: all, in order. null where there are none, or where
 * they lack the validation loss that it was decided by.
 */
export function finalEpochOf(
  epochs: readonly Judged[],
  { patience, min_delta }: Pick<Configuration['training'], 'patience' | 'min_delta'>,
): number | null {
  const last = epochs.at(-1)?.epoch ?? null
  if (patience === null) return last
  if (epochs.some(({ validation }) => validation === null)) return null
  const stopping = new EarlyStopping<Judged>(patience, min_delta)
  for (const record of epochs) stopping.hear(record)
  return stopping.state.best?.epoch ?? last
}
