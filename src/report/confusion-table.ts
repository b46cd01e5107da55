// The confusion matrix as text: a row for each class, a column for each that it was said to be. Hits stand in brackets, so
// that the diagonal is seen without colour, and a zero is a dot, so that what happened is seen at once.
import { type ConfusionMatrix, confusions } from '../statistics/confusion.js'
import { className, classTitle } from './class-name.js'
import { formatCount } from './numbers.js'
import type { Signs } from './signs.js'
import { columnsOf, cut, pad, textTable } from './table.js'

export interface ConfusionOptions {
  readonly signs: Signs
  /** Columns of the terminal. A matrix that is wider is given as a list of what was confused. */
  readonly width: number
}

export function confusionTable(
  matrix: ConfusionMatrix,
  classes: readonly string[],
  { signs, width }: ConfusionOptions,
): readonly string[] {
  const lines = matrixLines(matrix, classes, signs)
  if (lines.every(line => columnsOf(line) <= width)) return lines
  return confusionList(matrix, classes).map(line => cut(line, width, signs.ellipsis))
}

/** In front of the rows: which way round the matrix is. */
const CORNER = 'true \\ said'

function matrixLines(
  matrix: ConfusionMatrix,
  classes: readonly string[],
  { ascii }: Signs,
): readonly string[] {
  const zero = ascii ? '.' : '·'
  const cells = matrix.map((row, label) =>
    row.map((count, predicted) => (predicted === label ? `[${count}]` : ` ${count === 0 ? zero : count} `)),
  )
  const header = classes.map((_, label) => ` ${label} `)
  const widths = header.map((title, column) =>
    cells.reduce((widest, row) => Math.max(widest, row[column]!.length), title.length),
  )
  const titles = [CORNER, ...classes.map((_, label) => classTitle(classes, label))]
  const titleWidth = titles.reduce((widest, title) => Math.max(widest, columnsOf(title)), 0)
  return [header, ...cells].map((row, i) => {
    const numbers = row.map((cell, column) => pad(cell, widths[column]!, 'right')).join('')
    return `${pad(titles[i]!, titleWidth)} ${numbers}`.trimEnd()
  })
}

/** How many pairs of classes the list shows. */
const LISTED = 20

function confusionList(matrix: ConfusionMatrix, classes: readonly string[]): readonly string[] {
  const all = confusions(matrix)
  const rows = all
    .slice(0, LISTED)
    .map(({ label, predicted, count }) => [
      className(classes, label),
      className(classes, predicted),
      formatCount(count),
    ])
  return [
    `the matrix of ${formatCount(classes.length)} classes is wider than this window; most frequent confusions:`,
    ...textTable([{ title: 'true' }, { title: 'said' }, { title: 'images', align: 'right' }], rows),
    ...(all.length > LISTED ? [`... and ${formatCount(all.length - LISTED)} more`] : []),
  ]
}
