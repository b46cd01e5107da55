// The command line that shows one of the images of an evaluation again: with every option of this one that leads to the same network
// and the same data.

import { shellWord } from '../domain/shell-word.js'
import type { Split } from '../domain/trial.js'
import type { FoundNetwork, NetworkArguments } from './find-network.js'
import type { DataArguments } from './network-data.js'
import { RUNS_DIR } from './runs-dir-option.js'

/** For an image by its index; the split is that of the evaluation. */
export function predictCommand(
  { network, dataset, activation, output, runsDir, dataDir }: NetworkArguments & DataArguments,
  { origin }: Pick<FoundNetwork, 'origin'>,
  split: Split,
): (index: number) => string {
  const options = {
    dataset,
    activation,
    output,
    'runs-dir': runsDir === RUNS_DIR || origin === null ? undefined : runsDir,
    'data-dir': dataDir,
    split,
  }
  const words = [
    ...['bench', 'predict', network],
    ...(origin === null ? [] : [origin.trialId]),
    ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
  ]
  return index => [...words, '--index', String(index)].map(shellWord).join(' ')
}
