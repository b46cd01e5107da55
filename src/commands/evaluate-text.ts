// What `bench evaluate` found, as text for people and as JSON for programs.
import type { Measure } from '../models/measure.js'
import type { Misclassified } from '../models/predictions.js'
import { classTable } from '../report/class-table.js'
import { confusionTable } from '../report/confusion-table.js'
import { formatCount, formatMetric, formatWithUnit } from '../report/numbers.js'
import { printable } from '../report/printable.js'
import { cut } from '../report/table.js'
import type { ClassScores, ConfusionMatrix } from '../statistics/confusion.js'
import { wilsonInterval } from '../statistics/proportion.js'
import type { Context } from './context.js'
import type { FoundNetwork } from './find-network.js'
import { mistakePictures } from './mistake-pictures.js'
import type { ChosenSplit, NetworkData } from './network-data.js'
import { dataFact, type Fact, networkFacts } from './network-facts.js'
import type { Paper } from './paper.js'
import { factLines } from './show-run.js'

export interface Evaluation {
  readonly found: FoundNetwork
  readonly data: NetworkData
  readonly chosen: ChosenSplit
  /** Mean over the examples. */
  readonly loss: number
  readonly matrix: ConfusionMatrix
  /** Class by class. */
  readonly scores: readonly ClassScores[]
  /** How many are shown is the caller's choice; the surest first. */
  readonly mistakes: readonly Misclassified[]
  /** The command line that shows an image of it. */
  readonly predictAgain: (index: number) => string
}

/** ascii: images with plain characters, whatever the terminal has. */
export function evaluationAsText(
  evaluation: Evaluation,
  paper: Paper,
  context: Context,
  ascii: boolean,
): readonly string[] {
  const { found, data, scores, matrix } = evaluation
  const { classes } = data.dataset
  const fit = (line: string) => cut(line, paper.width, paper.signs.ellipsis)
  return [
    printable(found.title),
    '',
    ...factLines([...networkFacts(found), dataFact(data, evaluation.chosen), ...measured(evaluation)]).map(
      fit,
    ),
    '',
    ...classTable(scores, classes).map(fit),
    '',
    ...confusionTable(matrix, classes, paper),
    ...mistakePictures(evaluation, paper, context, ascii),
  ]
}

function measured({ found, loss, matrix }: Evaluation): readonly Fact[] {
  const { correct, count, low, high } = accuracyOf(matrix)
  const percent = (share: number) => formatMetric({ metric: 'accuracy' }, share)
  return [
    ['loss', `${formatMetric({ metric: 'loss' }, loss)} (${describeMeasure(found.measure)})`],
    [
      'accuracy',
      `${formatWithUnit({ metric: 'accuracy' }, correct / count)}, ${formatCount(correct)} of ${formatCount(count)}; ` +
        `95 % interval ${percent(low)} to ${percent(high)} (Wilson)`,
    ],
  ]
}

/** `cross-entropy, labels smoothed by 0.1` */
function describeMeasure({ loss, labelSmoothing, lossIsAssumed }: Measure): string {
  return [
    loss,
    ...(labelSmoothing === 0 ? [] : [`labels smoothed by ${labelSmoothing}`]),
    ...(lossIsAssumed ? ['assumed; --loss'] : []),
  ].join(', ')
}

function accuracyOf(matrix: ConfusionMatrix) {
  const correct = matrix.reduce((sum, row, label) => sum + row[label]!, 0)
  const count = matrix.flat().reduce((sum, cell) => sum + cell, 0)
  return { correct, count, ...wilsonInterval(correct, count) }
}

/** The same for programs, numbers with all their digits; `index` is the position in the file of the dataset. */
export function evaluationAsJson(evaluation: Evaluation) {
  const { found, data, chosen, loss, matrix, scores, mistakes } = evaluation
  const { network, origin } = found
  const { correct, count, low, high } = accuracyOf(matrix)
  return {
    run: origin?.run.name ?? null,
    trial_id: origin?.trialId ?? null,
    network: {
      source: network.source,
      sizes: network.sizes,
      activations: network.activations,
      output: network.output,
      assumed: network.assumed,
    },
    dataset: data.name,
    split: chosen.split,
    examples: count,
    loss: { name: found.measure.loss, label_smoothing: found.measure.labelSmoothing, value: loss },
    accuracy: { value: correct / count, correct, ci95_low: low, ci95_high: high },
    classes: scores.map((score, label) => ({ label, name: data.dataset.classes[label], ...score })),
    confusion: matrix,
    mistakes: mistakes.map(({ at, ...mistake }) => ({ index: chosen.indices[at], ...mistake })),
  }
}
