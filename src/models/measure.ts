// By what the outputs of a stored network are measured: the loss, and the labels, that it was trained with, if its file says so.
import { type Loss, type LossName, losses } from '../core/losses.js'
import type { OutputName } from '../core/outputs.js'
import type { StoredNetwork } from './stored-network.js'

export interface Measure {
  readonly loss: LossName
  readonly labelSmoothing: number
  /** Whether nothing says so, and it is the usual loss of that output. */
  readonly lossIsAssumed: boolean
}

/** A text that means nothing here is another program's, about something else. */
export function measureOf({ output, facts }: Pick<StoredNetwork, 'output' | 'facts'>): Measure {
  const allowed = lossesOf(output)
  const told = allowed.find(name => name === facts['loss'])
  const share = Number(facts['label_smoothing'] ?? 0)
  return {
    loss: told ?? allowed[0]!,
    labelSmoothing: share > 0 && share < 1 ? share : 0,
    lossIsAssumed: told === undefined,
  }
}

/** What a file says of it. */
export function measureFacts({ loss, labelSmoothing }: Omit<Measure, 'lossIsAssumed'>) {
  return { loss, label_smoothing: String(labelSmoothing) }
}

/** The losses that are defined for an output, the usual one first. */
export function lossesOf(output: OutputName): readonly LossName[] {
  const all: readonly [string, Loss][] = Object.entries(losses)
  return all.flatMap(([name, loss]) => (loss.outputs.includes(output) ? [name as LossName] : []))
}
