// Precision, recall and F1 of every class as a table for the terminal. Nothing is counted here: src/statistics does.
import { type ClassScores, meanScores } from '../statistics/confusion.js'
import { classTitle } from './class-name.js'
import { formatCount, formatMetric } from './numbers.js'
import { type TextColumn, textTable } from './table.js'

/** A line for each class, and one for their mean; what would be 0 divided by 0 is a dash. */
export function classTable(scores: readonly ClassScores[], classes: readonly string[]): readonly string[] {
  const rows = scores.map((score, label) => rowOf(classTitle(classes, label), score))
  return textTable(columns, [...rows, rowOf('mean', meanScores(scores))])
}

const columns: readonly TextColumn[] = [
  { title: 'class' },
  { title: 'precision %', align: 'right' },
  { title: 'recall %', align: 'right' },
  { title: 'F1 %', align: 'right' },
  { title: 'images', align: 'right' },
]

function rowOf(title: string, { precision, recall, f1, support }: ClassScores): readonly string[] {
  return [title, ...[precision, recall, f1].map(formatScore), formatCount(support)]
}

function formatScore(score: number | null): string {
  return score === null ? '-' : formatMetric({ metric: 'accuracy' }, score)
}
