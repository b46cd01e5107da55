// The mistakes that a network was surest of, drawn in the terminal.
import { className } from '../report/class-name.js'
import { plural } from '../report/numbers.js'
import { formatOutput } from '../report/outputs.js'
import { printable } from '../report/printable.js'
import { type Block, sideBySide } from '../report/side-by-side.js'
import { columnsOf, cut } from '../report/table.js'
import type { Context } from './context.js'
import type { Evaluation } from './evaluate-text.js'
import { imageLines } from './image-block.js'
import type { Paper } from './paper.js'

/** The mistakes side by side, each with what it is and what was said; nothing where there are none. */
export function mistakePictures(
  evaluation: Evaluation,
  { width, signs }: Paper,
  context: Context,
  ascii: boolean,
): readonly string[] {
  const { data, chosen, mistakes } = evaluation
  if (mistakes.length === 0) return []
  const columns = Math.min(width, context.stdout.columns ?? WINDOW_COLUMNS)
  const pictures = mistakes.map(({ at }) =>
    imageLines(data.dataset, chosen.examples, chosen.indices[at]!, context, ascii || signs.ascii),
  )
  const blocks = captioned(pictures, evaluation).map(block =>
    block.map(line => cut(line, columns, signs.ellipsis)),
  )
  return [
    '',
    `${plural(mistakes.length, 'mistake')} that it was surest of:`,
    '',
    ...sideBySide(blocks, columns),
    '',
    'the first of them, class by class:',
    `  ${printable(evaluation.predictAgain(chosen.indices[mistakes[0]!.at]!))}`, // never cut: it is there to be copied
  ]
}

/** Of a pipe, which has no width of its own. */
const WINDOW_COLUMNS = 80

/** The captions on one line each where they are no wider than the pictures, else on two. */
function captioned(
  pictures: readonly Block[],
  { found, data, chosen, mistakes }: Evaluation,
): readonly Block[] {
  const captions = mistakes.map(({ at, label, predicted, output }) => ({
    index: `image ${chosen.indices[at]!}`,
    truth: `true ${className(data.dataset.classes, label)}`,
    said: `said ${className(data.dataset.classes, predicted)} (${formatOutput(found.network.output, output)})`,
  }))
  const isShort = captions.every(
    ({ truth, said }, i) => columnsOf(`${truth}, ${said}`) <= columnsOf(pictures[i]![0]!),
  )
  return captions.map(({ index, truth, said }, i) => [
    ...pictures[i]!,
    ...(isShort ? [index, `${truth}, ${said}`] : [index, truth, said]),
  ])
}
