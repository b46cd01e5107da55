// One value of the file: is it of the right kind and in range? Numbers are checked, not coerced.
// What several values mean together is the business of check.ts.
import { describeRange, type Hyperparameter, isInRange, type Range } from '../core/choice.js'
import { entriesOf, MAX_LAYERS, MAX_UNITS, type TableName, tables } from './fields.js'
import type { MistakeList } from './mistake-list.js'
import { adviseName } from './suggest.js'
import { describe, quote, type Tree } from './tree.js'
import type { Located } from './written.js'

/** The name of an entry of a table. */
export function readName(
  tree: Tree,
  path: string,
  table: TableName,
  mistakes: MistakeList,
): Located<string> | null {
  const { word } = tables[table]
  const names = Object.keys(entriesOf(table))
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string') {
    mistakes.add('wrong-type', tree.at, `${path} is ${describe(tree)}`, {
      why: `it must be the name of ${article(word)}: ${names.join(', ')}`,
    })
    return null
  }
  if (!names.includes(tree.value)) {
    mistakes.add(`unknown-${word}`, tree.at, `${word} ${quote(tree.value)} is not known`, {
      why: `it must be ${names.length > 1 ? 'one of ' : ''}${names.join(', ')}`,
      ...adviseName(tree.value, names, table),
    })
    return null
  }
  return { value: tree.value, at: tree.at }
}

export function readHyperparameter(
  tree: Tree,
  path: string,
  definition: Hyperparameter,
  mistakes: MistakeList,
): Located<number | boolean> | null {
  if ('range' in definition) return readNumber(tree, path, definition, mistakes)
  if (tree.kind === 'scalar' && typeof tree.value === 'boolean') return { value: tree.value, at: tree.at }
  const meant = tree.kind === 'scalar' ? booleanWords.get(String(tree.value).toLowerCase()) : undefined
  mistakes.add('wrong-type', tree.at, `${path} is ${describe(tree)}`, {
    why: 'it must be true or false, without quotes',
    ...(meant === undefined ? {} : { fix: `write ${meant}` }),
  })
  return null
}

const booleanWords: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1'].map(word => [word, true] as const),
  ...['false', 'no', 'off', '0'].map(word => [word, false] as const),
])

export function readNumber(
  tree: Tree,
  path: string,
  { range, integer = false }: { readonly range: Range; readonly integer?: boolean },
  mistakes: MistakeList,
): Located<number> | null {
  const rule = `it must be ${integer ? 'a whole number' : 'a number'} ${describeRange(range)}`.replace(
    'number any finite number',
    'number, not infinite',
  )
  if (tree.kind !== 'scalar' || typeof tree.value !== 'number') {
    addNotANumber(tree, path, rule, mistakes)
    return null
  }
  const value = tree.value + 0 // -0 becomes 0, so that there is one zero
  if (integer && Number.isFinite(value) && !Number.isInteger(value)) {
    mistakes.add('not-an-integer', tree.at, `${path} is ${value}`, { why: rule })
    return null
  }
  if (!isInRange(value, range)) {
    mistakes.add('out-of-range', tree.at, `${path} is ${value}`, { why: rule })
    return null
  }
  return { value, at: tree.at }
}

/** A string that was meant as a number, such as "1e-3" in quotes or 1_000, is called by its name. */
function addNotANumber(tree: Tree, path: string, rule: string, mistakes: MistakeList): void {
  const text = tree.kind === 'scalar' && typeof tree.value === 'string' ? tree.value.trim() : ''
  if (tree.kind !== 'scalar' || !/^[-+]?(\d[\d_', ]*(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text)) {
    mistakes.add('wrong-type', tree.at, `${path} is ${describe(tree)}`, { why: rule })
    return
  }
  const digits = text.replace(/[_', ]/g, '')
  const advice = tree.quoted
    ? {
        why: 'quotes make a string of it, and nothing is converted silently',
        fix: `remove the quotes: ${digits}`,
      }
    : { why: 'YAML reads digits with anything between them as a string', fix: `write ${digits}` }
  mistakes.add('number-as-string', tree.at, `${path} is ${describe(tree)}, not a number`, advice)
}

/** Units of each hidden layer. */
export function readLayers(
  tree: Tree,
  path: string,
  mistakes: MistakeList,
): Located<readonly number[]> | null {
  if (tree.kind !== 'list') {
    mistakes.add('layers-not-a-list', tree.at, `${path} is ${describe(tree)}, not a list`, {
      why: 'the hidden layers are a list with the number of units of each, [] for none',
      ...adviseLayers(tree),
    })
    return null
  }
  if (tree.items.length > MAX_LAYERS) {
    mistakes.add('out-of-range', tree.at, `${path} has ${tree.items.length} layers`, {
      why: `a network has at most ${MAX_LAYERS} hidden layers here`,
    })
    return null
  }
  const unit = { range: { from: 1, to: MAX_UNITS }, integer: true } as const
  const units = tree.items.map(item => readNumber(item, `a layer of ${path}`, unit, mistakes))
  return units.includes(null) ? null : { value: units.map(read => read!.value), at: tree.at }
}

/** `[64]` for 64, and `[256, 128]` for 256x128 as the CSV files write it. */
function adviseLayers(tree: Tree): { readonly fix?: string } {
  if (tree.kind !== 'scalar') return {}
  const text = String(tree.value ?? 'none')
  if (text === 'none') return { fix: 'write [] for no hidden layer' }
  return /^\d+([x, -]+\d+)*$/.test(text) ? { fix: `write [${text.split(/[x, -]+/).join(', ')}]` } : {}
}

/** `an optimizer`, `a dataset`. */
export function article(word: string): string {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`
}
