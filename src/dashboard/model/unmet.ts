// What of a filter no configuration does at all, which most often is a slip of the fingers: said with what there is instead.
import { distance } from 'fastest-levenshtein'
import { isNear } from '../../domain/near-word.js'
import { equals, numberOf, partsOf, termsOf, testOf, type Value, type Vocabulary, wordOf } from './query.js'
import { compare } from './sorting.js'

/** More are not listed; the nearest are. */
const MOST_LISTED = 6

/**
 * The first word of the query that no row meets, as what none does: `has activation rellu; there are relu, tanh`. Of several values
 * (`relu,rellu`) each has to occur. null where all words are met by some row, or one of them is a mistake.
 */
export function unmetOf<Row>(text: string, vocabulary: Vocabulary<Row>, rows: readonly Row[]): string | null {
  for (const term of termsOf(text)) {
    const unmet = unmetTerm(term, vocabulary, rows)
    if (unmet !== null) return unmet
  }
  return null
}

function unmetTerm<Row>(term: string, vocabulary: Vocabulary<Row>, rows: readonly Row[]): string | null {
  const test = testOf(term, vocabulary)
  if (typeof test === 'string') return null
  const parts = partsOf(term)
  if (parts === null) return rows.some(test) ? null : unmetWord(wordOf(term), vocabulary, rows)
  const { not, name, operator, right } = parts
  const values = [...new Set(rows.map(vocabulary.fields.get(name)!))].filter(value => value !== null)
  const isShare = vocabulary.shares.has(name)
  if (operator === '=' || operator === '!=') {
    const absent = right.split(',').find(choice => !values.some(value => equals(value, choice)))
    return absent === undefined ? null : `has ${name} ${absent}${thereAre(values, absent, isShare)}`
  }
  if (not || rows.some(test)) return null
  return `has ${name}${operator}${right}${thereAre(values, right, isShare)}`
}

function unmetWord<Row>(
  { word, negated }: ReturnType<typeof wordOf>,
  { words, text }: Vocabulary<Row>,
  rows: readonly Row[],
): string | null {
  if (negated) return null
  if (words.has(word)) return `is ${word} now`
  const written = new Set(rows.flatMap(row => text(row).split(' ')))
  const near = [...written].filter(other => isNear(word, other))
  return `has a value with ${word} in it${near.length === 0 ? '' : thereAre(near, word, false)}`
}

/** `; there are relu, tanh`: few in their order, of many the nearest. */
function thereAre(values: readonly Exclude<Value, null>[], wanted: string, isShare: boolean): string {
  if (values.length === 0) return '; there is none yet'
  const all = [...values].sort(compare)
  const listed =
    all.length <= MOST_LISTED
      ? all
      : all
          .map(value => ({ value, far: farness(value, wanted) }))
          .sort((a, b) => a.far - b.far)
          .slice(0, MOST_LISTED)
          .map(({ value }) => value)
  const others = all.length - listed.length
  const list = listed.map(value => valueText(value, isShare)).join(', ')
  return `; there ${all.length === 1 ? 'is' : 'are'} ${list}${others === 0 ? '' : ` and ${others} more`}`
}

/** Between numbers their distance; words that are no number are behind all that are, by the letters in which they differ. */
function farness(value: Exclude<Value, null>, wanted: string): number {
  const [a, b] = [typeof value === 'number' ? value : numberOf(String(value)), numberOf(wanted)]
  if (b === null) return distance(String(value), wanted)
  return a === null ? Number.MAX_VALUE : Math.abs(a - b)
}

/** As it can be typed; what was measured has more digits than anybody types. */
function valueText(value: Exclude<Value, null>, isShare: boolean): string {
  if (typeof value === 'number' && isShare) return `${(value * 100).toFixed(2)}%`
  const text = String(value)
  return typeof value === 'number' && text.length > MOST_DIGITS ? String(Number(value.toPrecision(4))) : text
}
const MOST_DIGITS = 12
