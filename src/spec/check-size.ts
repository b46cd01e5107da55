// Is the experiment of a size that can be planned and trained? Trials are counted, never expanded.
import { parameterCount } from '../core/parameters.js'
import { TRIALS_MAX } from '../sweep/added-seeds.js'
import { layerSizes } from '../sweep/architecture.js'
import { type Draft, plainsOf } from './draft.js'
import type { MistakeList } from './mistake-list.js'
import type { Span } from './source.js'
import { thousands } from './tree.js'
import { countOf } from './written.js'

const MAX_TRIALS = BigInt(TRIALS_MAX)

/** A network of this size is 400 megabytes of weights for each worker, and as much again for every slot of the optimizer. */
const MAX_PARAMETERS = 100_000_000

export function checkNetworkSize(draft: Draft, mistakes: MistakeList): void {
  for (const { value: dataset } of plainsOf(draft, 'dataset')) {
    for (const { value: hidden, at } of plainsOf(draft, 'model.hidden')) {
      const model = { hidden: hidden as readonly number[] }
      const count = parameterCount(layerSizes({ dataset: String(dataset), model }, draft.ownDatasets))
      if (count > MAX_PARAMETERS)
        mistakes.add('out-of-range', at, `this network has ${thousands(count)} parameters`, {
          why: `a network has at most ${thousands(MAX_PARAMETERS)} here`,
          fix: 'take smaller layers, or fewer of them',
        })
    }
  }
}

/** False when there are too many trials. */
export function checkCount(draft: Draft, mistakes: MistakeList): boolean {
  const factors: { name: string; at: Span; count: bigint }[] = []
  for (const [name, { keyAt, values }] of draft.axes)
    if (values.length > 0)
      factors.push({ name, at: keyAt, count: values.reduce((sum, written) => sum + countOf(written), 0n) })
  if (draft.seeds !== null) {
    const count = draft.seeds.kind === 'count' ? draft.seeds.count : draft.seeds.seeds.length
    factors.push({ name: 'seeds', at: draft.seeds.at, count: BigInt(count) })
  }
  const total = factors.reduce((product, { count }) => product * count, 1n)
  if (total <= MAX_TRIALS) return true
  const largest = factors.reduce((a, b) => (b.count > a.count ? b : a))
  const product = factors.map(({ name, count }) => `${thousands(count)} (${name})`).join(' x ')
  mistakes.add('sweep-too-large', largest.at, `the sweep has ${thousands(total)} trials`, {
    why: `${product}; at most ${thousands(MAX_TRIALS)} can be planned`,
    fix: 'shorten an axis, or fix what matters least to the question',
  })
  return false
}
