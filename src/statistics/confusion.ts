// Which class was taken for which, and what follows from it for each class. Pure counting.

/** counts[label][predicted]: how many examples of the one class were said to be of the other. */
export type ConfusionMatrix = readonly (readonly number[])[]

/** labels, predicted: [count], each below `classes`. */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): ConfusionMatrix {
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  for (let i = 0; i < labels.length; i++) counts[labels[i]!]![predicted[i]!]!++
  return counts
}

/** Of one class, between 0 and 1; null where it would be 0 divided by 0. */
export interface ClassScores {
  /** Of the examples that were said to be of the class, how many are; null where none was. */
  readonly precision: number | null
  /** Of the examples of the class, how many were said to be; null where there are none. */
  readonly recall: number | null
  /** The harmonic mean of both: 2 hits / (2 hits + false alarms + misses). */
  readonly f1: number | null
  /** How many examples the class has. */
  readonly support: number
}

export function classScores(matrix: ConfusionMatrix): readonly ClassScores[] {
  return matrix.map((row, label) => {
    const hits = row[label]!
    const support = row.reduce((sum, count) => sum + count, 0)
    const said = matrix.reduce((sum, other) => sum + other[label]!, 0)
    return {
      precision: ratio(hits, said),
      recall: ratio(hits, support),
      f1: ratio(2 * hits, said + support),
      support,
    }
  })
}

/**
 * The mean over the classes that have examples, each with the same weight. A score without a value counts as 0, as in
 * scikit-learn: a class that is never said must not raise the mean by being left out. support is the sum.
 */
export function meanScores(scores: readonly ClassScores[]): ClassScores {
  const present = scores.filter(({ support }) => support > 0)
  const mean = (score: 'precision' | 'recall' | 'f1') =>
    ratio(
      present.reduce((sum, scores) => sum + (scores[score] ?? 0), 0),
      present.length,
    )
  const support = present.reduce((sum, scores) => sum + scores.support, 0)
  return { precision: mean('precision'), recall: mean('recall'), f1: mean('f1'), support }
}

/** Two different classes, and how often the first was taken for the second. */
export interface Confusion {
  readonly label: number
  readonly predicted: number
  readonly count: number
}

/** All that happened, the most frequent first; of equals, in the order of the matrix. */
export function confusions(matrix: ConfusionMatrix): readonly Confusion[] {
  return matrix
    .flatMap((row, label) =>
      row.flatMap((count, predicted) =>
        count > 0 && predicted !== label ? [{ label, predicted, count }] : [],
      ),
    )
    .sort((a, b) => b.count - a.count)
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
