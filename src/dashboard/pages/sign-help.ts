// What each sign on the screen means, for the help. The table has an entry for every sign of lines/glyphs.ts, so that none can be
// added without its meaning.
import type { Status } from '../../domain/measurement.js'
import { tieMeanings } from '../../report/tie-sign.js'
import type { Glyphs } from '../lines/glyphs.js'

/** A sign, or a word as it stands on the screen, and what it means. */
export type Meaning = readonly [label: string, meaning: string]

export const statusMeanings: Readonly<Record<Status, string>> = {
  waiting: 'not started yet',
  running: 'being trained',
  completed: 'trained to its end, which with patience may come early',
  pruned: 'stopped early because of the others',
  diverged: 'the loss was not finite; a finding, and never a number',
  failed: 'went wrong for a reason outside the experiment',
  cancelled: 'stopped by hand; r trains it again',
}

/** Statuses have a table of their own; `ascii` is no sign; arrows up and down are the names of keys. */
type Sign = Exclude<keyof Glyphs, 'ascii' | 'status' | 'up' | 'down'>

/** By sign, in the order of the help; null for a sign that is explained with another. */
const signMeanings: Readonly<Record<Sign, ((glyphs: Glyphs) => Meaning) | null>> = {
  pointer: ({ pointer }) => [pointer, 'the pointer: what Enter opens, and what keys act on'],
  plusMinus: ({ plusMinus }) => [
    plusMinus,
    'half of the 95 % interval of the mean (Student), from two completed seeds on',
  ],
  dash: ({ dash }) => [dash, 'no number yet; in a heat map: not matched'],
  rising: ({ rising, falling }) => [
    `${rising} ${falling}`,
    'beside a title: the rows are sorted by it, smallest first or largest first',
  ],
  falling: null,
  done: ({ done, left }) => [`${done.repeat(4)}${left.repeat(4)}`, 'how much of the training is done'],
  left: null,
  bars: ({ bars }) => [
    [bars[0], bars[Math.floor(bars.length / 2)], bars.at(-1)].join(''),
    'curve: the objective by epoch, mean of the completed trials; one scale for the rows on the screen',
  ],
  gap: ({ gap }) => [gap === ' ' ? 'blank' : gap, 'in a curve: an epoch without a number'],
  dots: ({ ascii }) => [
    ascii ? '0.05 (2.3) |' : '0.05 (2.3) ┤',
    'at the axis of a chart: 0.05 is its edge; a curve goes on to 2.3 and is drawn at the edge',
  ],
  solid: ({ solid, unsure, middle }) => [
    `${solid.repeat(3)}${unsure}${middle}${unsure}`,
    `by axis: a mean (${middle}) and its 95 % interval (${unsure})`,
  ],
  unsure: null,
  middle: null,
  shades: ({ shades }) => [shades.join(' '), 'heat map: from the worst mean to the best'],
  ellipsis: ({ ellipsis }) => [ellipsis, 'there is more than the window has room for'],
}

/** Words and signs that are letters anyway. */
const wordMeanings: readonly Meaning[] = [
  ...Object.entries(tieMeanings),
  ['*', 'by axis: the value with the best mean'],
  ['w0', 'worker 0, and the trial that it trains'],
  ['A B C', 'marked, to be compared; the letters of the curves'],
  ['t v e', 'in the charts of a configuration: training, validation and test'],
  ['mean', 'of the completed trials at their last epoch'],
  ['best', "mean of each completed trial's best epoch"],
  ['n 3/5', 'three of five seeds have completed'],
  ['~97.31 3/10', 'provisional: a running trial after epoch 3 of 10; part of no mean'],
  ['p 0.03', 'how likely a difference this large is by chance alone (paired t-test over shared seeds)'],
  ['filter', 'activation=relu hidden=64,128 learning_rate<=0.01 accuracy>97% !failed running tied marked'],
  ['', 'all words have to hold; a word that is no name is looked for in the values; Tab completes'],
  ['matched', 'by axis: only what every compared value has completed, with the same seeds'],
]

export function signHelp(glyphs: Glyphs): readonly Meaning[] {
  const signs = Object.values(signMeanings).flatMap(meaning => (meaning === null ? [] : [meaning(glyphs)]))
  return [...signs, ...wordMeanings]
}
