// `bench evaluate`: a stored network on a split: loss, accuracy, every class, what was taken for what, and the mistakes it
// was surest of.

import type { Split } from '../domain/trial.js'
import { surestMistakes } from '../models/predictions.js'
import { printableJson } from '../report/printable.js'
import { classScores, confusionMatrix } from '../statistics/confusion.js'
import { checkWhole } from './check-whole.js'
import type { Context, ExitCode } from './context.js'
import { type Evaluation, evaluationAsJson, evaluationAsText } from './evaluate-text.js'
import { findNetwork, type NetworkArguments } from './find-network.js'
import { chooseSplit, type DataArguments, openData } from './network-data.js'
import { paperOf } from './paper.js'
import { predictCommand } from './predict-command.js'
import { predictionsOf } from './predictions-of.js'

export interface EvaluateArguments extends NetworkArguments, DataArguments {
  readonly split?: Split
  /** Images at a time. */
  readonly batchSize: number
  /** How many mistakes are drawn, at most. */
  readonly mistakes: number
  readonly format: 'text' | 'json'
  readonly ascii: boolean
}

/** The most that are worked through at once; beyond some hundreds nothing is gained. */
const BATCH_MAX = 10_000

export async function evaluate(args: EvaluateArguments, context: Context): Promise<ExitCode> {
  checkWhole('--batch-size', args.batchSize, 1, BATCH_MAX)
  checkWhole('--mistakes', args.mistakes, 0, BATCH_MAX)
  const found = await findNetwork(args, context)
  const data = await openData(found, args, context)
  const chosen = chooseSplit(data, args.split)
  const predictions = await predictionsOf(found, chosen, args.batchSize)
  const { labels, predicted } = predictions
  const matrix = confusionMatrix(labels, predicted, data.dataset.classes.length)
  const evaluation: Evaluation = {
    found,
    data,
    chosen,
    loss: predictions.loss,
    matrix,
    scores: classScores(matrix),
    mistakes: surestMistakes(predictions, args.mistakes),
    predictAgain: predictCommand(args, found, chosen.split),
  }
  const text =
    args.format === 'json'
      ? printableJson(evaluationAsJson(evaluation), 2)
      : evaluationAsText(evaluation, paperOf(context), context, args.ascii).join('\n')
  context.stdout.write(`${text}\n`)
  return 0
}
