// One value of the file: is it of the right kind and in range? Numbers are checked, not coerced.
// What several values mean together is the business of check.ts.
import type { Hyperparameter } from '../core/choice.js'
import { outputs } from '../core/outputs.js'
import { adviseName } from './advise.js'
import { entriesOf, MAX_LAYERS, MAX_UNITS, type TableName, tables } from './fields.js'
import { adviseForeign } from './foreign-words.js'
import type { MistakeList } from './mistake-list.js'
import { readNumber } from './read-number.js'
import { describe, flowText, isNothing, type ListTree, quote, type Tree } from './tree.js'
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
      ...(isNothing(tree) ? adviseName('none', names, table) : {}),
    })
    return null
  }
  if (!names.includes(tree.value)) {
    mistakes.add(`unknown-${word}`, tree.at, `${word} ${quote(tree.value)} is not known`, {
      why: `it must be ${names.length > 1 ? 'one of ' : ''}${names.join(', ')}`,
      ...adviseEntry(tree.value, table),
    })
    return null
  }
  return { value: tree.value, at: tree.at }
}

/** Instead of a name that a table does not have. */
function adviseEntry(written: string, table: TableName): { readonly fix?: string } {
  const names = Object.keys(entriesOf(table))
  const output = written.toLowerCase()
  if (table === 'activations' && Object.hasOwn(outputs, output))
    return {
      fix: `${output} is for the output layer: model: { output: ${output} }; this is for the hidden layers, as relu`,
    }
  if (table === 'losses' && LABEL_FORMS.test(written))
    return {
      fix: 'write cross-entropy: one loss, two label forms (class indices, one-hot rows), the same numbers   bench explain losses',
    }
  const foreign = adviseForeign(written)
  if (foreign !== null) return { fix: `${foreign}   bench explain ${table}` }
  if (names.length === 1)
    return { fix: `write ${names[0]}, the only ${tables[table].word} there is   bench explain ${table}` }
  return adviseName(written, names, table)
}

/** What Keras and PyTorch call cross-entropy, by the form of the labels. */
const LABEL_FORMS =
  /^((sparse_)?categorical_?crossentropy|cross_?entropy_?loss|nll_?loss|softmax_cross_entropy)$/i

export function readHyperparameter(
  tree: Tree,
  path: string,
  definition: Hyperparameter,
  mistakes: MistakeList,
): Located<number | boolean> | null {
  if ('range' in definition) return readNumber(tree, path, definition, mistakes)
  return readBoolean(tree, path, mistakes)
}

export function readBoolean(tree: Tree, path: string, mistakes: MistakeList): Located<boolean> | null {
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

/** Units of each hidden layer. */
export function readLayers(
  tree: Tree,
  path: string,
  lists: Lists,
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
  if (isListOfNetworks(tree, path, lists, mistakes)) return null
  const unit = { range: { from: 1, to: MAX_UNITS }, integer: true, default: 100 } as const
  const units = tree.items.map(item => readNumber(item, `a layer of ${path}`, unit, mistakes))
  return units.includes(null) ? null : { value: units.map(read => read!.value), at: tree.at }
}

/** Whether lists stand where units belong, which is a mistake: `[[32], [64]]` outside sweep, or a pair of brackets too many. */
function isListOfNetworks(tree: ListTree, path: string, lists: Lists, mistakes: MistakeList): boolean {
  const networks = tree.items.filter(item => item.kind === 'list')
  const [network, another] = networks
  if (network === undefined || networks.length < tree.items.length) return false
  if (another === undefined)
    mistakes.add('wrong-type', network.at, `a layer of ${path} is a list`, {
      why: 'each layer is a whole number, its units',
      fix: `write ${flowText(network)}, with one pair of brackets`,
    })
  else if (lists === 'one value') addListOutsideSweep(tree, `${path} has several values`, path, mistakes)
  return another === undefined || lists === 'one value'
}

/** `[64]` for 64, and `[256, 128]` for 256x128 as the CSV files write it. */
function adviseLayers(tree: Tree): { readonly fix?: string } {
  if (tree.kind !== 'scalar') return {}
  const text = String(tree.value ?? 'none')
  if (text === 'none') return { fix: 'write [] for no hidden layer' }
  return /^\d+([x, -]+\d+)*$/.test(text) ? { fix: `write [${text.split(/[x, -]+/).join(', ')}]` } : {}
}

/** Whether a value stands alone, among the values of an axis, or in a list for each layer. */
export type Lists = 'one value' | 'several values' | 'one layer'

export function addListOutsideSweep(tree: ListTree, what: string, path: string, mistakes: MistakeList): void {
  mistakes.add('list-outside-sweep', tree.at, what, {
    why: 'outside sweep, everything has one value',
    fix: `move the list under sweep, as sweep: { ${path}: ${flowText(tree)} }`,
  })
}

/** `an optimizer`, `a dataset`. */
export function article(word: string): string {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`
}
