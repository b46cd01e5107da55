// What is said of a value with which nothing was learnt (statistics/chance-level.ts), where means are read that it counts in.
import type { Split } from '../domain/trial.js'
import type { ChanceValue } from '../statistics/chance-level.js'
import { formatCount, formatMetric, plural } from './numbers.js'

/** In a search over many learning rates there may be hundreds. */
const MOST = 5

/** A sentence a value. */
export function chanceSentences(values: readonly ChanceValue[], split: Split): readonly string[] {
  const more = values.length - MOST
  return [
    ...values.slice(0, MOST).map(value => sentenceOf(value, split)),
    ...(more > 0 ? [`and ${plural(more, 'more value')} at chance level`] : []),
  ]
}

function sentenceOf({ title, accuracies }: ChanceValue, split: Split): string {
  const [least, most] = [accuracies[0]!, accuracies.at(-1)!].map(value =>
    formatMetric({ metric: 'accuracy' }, value),
  )
  const range = least === most ? least : `${least} to ${most}`
  const [all, end, they] =
    accuracies.length === 1
      ? ['the only trial', 'ends', 'it counts']
      : [`all ${formatCount(accuracies.length)} trials`, 'end', 'they count']
  return `${title}: ${all} ${end} at chance level (${split} accuracy ${range} %), and ${they} in the means of the other axes`
}
