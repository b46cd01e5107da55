// An array of numbers -> labels, 0 to K - 1, a byte each. Class indices, as a row or as a column, or one-hot rows: two
// forms of the same labels, so that training on either gives the same numbers.
import { type OwnArray, wrongArray } from './own-array.js'

export interface OwnLabels {
  /** On a SharedArrayBuffer. */
  readonly labels: Uint8Array
  /** How many classes the array says there are, by the width of its one-hot rows; null for class indices. */
  readonly columns: number | null
}

/** A label is a byte. */
export const CLASSES_MAX = 256

const RENUMBER = 'names, y = np.unique(y, return_inverse=True)   of train and test together'

/** Throws an OwnDataError where the numbers are no labels. */
export function labelsFrom(array: OwnArray): OwnLabels {
  const { shape } = array
  const [count = 0, columns = 1] = shape
  if (shape.length < 1 || shape.length > 2 || count === 0)
    throw wrongArray(
      array,
      'data-shapes',
      `has the shape (${shape.join(', ')})`,
      'labels are (n) or (n, 1) class indices, or (n, classes) one-hot rows',
    )
  if (columns > CLASSES_MAX) throw tooMany(array, `has one-hot rows of ${columns} classes`)
  const labels = new Uint8Array(new SharedArrayBuffer(count))
  const labelAt = columns === 1 ? indexAt : oneHotAt
  for (let i = 0; i < count; i++) labels[i] = labelAt(array, i)
  return { labels, columns: columns === 1 ? null : columns }
}

function indexAt(array: OwnArray, i: number): number {
  const value = array.at(i)
  if (Number.isInteger(value) && value >= 0 && value < CLASSES_MAX) return value
  if (value >= CLASSES_MAX) throw tooMany(array, `has the label ${value} at index ${i}`)
  const why = 'labels are the integers 0, 1, 2, ... up to the number of classes'
  throw wrongArray(array, 'data-labels', `has the label ${value} at index ${i}`, why, RENUMBER)
}

function tooMany(array: OwnArray, what: string) {
  return wrongArray(
    array,
    'data-labels',
    what,
    `there are at most ${CLASSES_MAX} classes here: a label is a byte, from 0`,
    RENUMBER,
  )
}

/** The place of the one 1 in a row. */
function oneHotAt(array: OwnArray, i: number): number {
  const columns = array.shape[1]!
  let label = -1
  for (let column = 0; column < columns; column++) {
    const value = array.at(i * columns + column)
    if (value === 1 && label === -1) label = column
    else if (value !== 0) throw notOneHot(array, i, value === 1 ? 'more than one 1' : `the value ${value}`)
  }
  if (label === -1) throw notOneHot(array, i, 'no 1')
  return label
}

function notOneHot(array: OwnArray, i: number, has: string) {
  const why = `by its shape (${array.shape.join(', ')}) it holds one-hot rows, each a single 1 among zeros`
  return wrongArray(
    array,
    'data-labels',
    `has ${has} in row ${i}`,
    why,
    'y = y.argmax(axis=1)   if they are scores',
  )
}

/**
 * How many classes there are: as one-hot rows or the names of the experiment say, in which case one of them may be without
 * examples; otherwise those up to the largest label, and then each must occur. Throws an OwnDataError.
 */
export function classCount(
  array: OwnArray,
  { labels, columns }: OwnLabels,
  names: readonly string[] | null,
): number {
  const largest = labels.reduce((a, b) => Math.max(a, b), 0)
  const count = columns ?? names?.length ?? largest + 1
  if (names !== null && columns !== null && columns !== names.length)
    throw wrongArray(array, 'data-labels', `has rows of ${columns} classes`, `classes names ${names.length}`)
  checkBelow(array, labels, count, names === null ? '' : ', as many as classes names')
  if (count < 2)
    throw wrongArray(
      array,
      'data-labels',
      'has the label 0 alone',
      'there is nothing to tell apart: at least 2 classes',
    )
  if (names !== null || columns !== null) return count
  const occurs = new Set(labels)
  const gap = Array.from({ length: count }, (_, label) => label).find(label => !occurs.has(label))
  if (gap === undefined) return count
  throw wrongArray(
    array,
    'data-labels',
    `has labels up to ${largest}, but none is ${gap}`,
    'each class needs an example to learn it by, so a gap is most likely a slip',
    `${RENUMBER}; or name all ${count} classes in the experiment, as classes: [...]`,
  )
}

/** Throws an OwnDataError where a label is not one of so many classes. */
export function checkBelow(array: OwnArray, labels: Uint8Array, count: number, whence: string): void {
  const i = labels.findIndex(label => label >= count)
  if (i === -1) return
  const why = `there are ${count} classes${whence}; labels count from 0`
  throw wrongArray(array, 'data-labels', `has the label ${labels[i]} at index ${i}`, why, RENUMBER)
}
