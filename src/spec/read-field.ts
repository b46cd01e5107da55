// A value of a field, whatever its kind; a choice comes as a name, or as a map with hyperparameters.
import type { Hyperparameter } from '../core/choice.js'
import { adviseName } from './advise.js'
import {
  type ChoiceField,
  entriesOf,
  type Field,
  hyperparametersOf,
  MAX_LAYERS,
  ownersOf,
  type TableName,
  tables,
} from './fields.js'
import type { MistakeList } from './mistake-list.js'
import { readDataset } from './read-dataset.js'
import { adviseElsewhere } from './read-keys.js'
import { readNumber, readOptionalNumber } from './read-number.js'
import {
  addListOutsideSweep,
  article,
  type Lists,
  readBoolean,
  readHyperparameter,
  readLayers,
  readName,
} from './read-value.js'
import { type ListTree, type MapTree, type Pair, pairOf, quote, type Tree } from './tree.js'
import type { Given, Located, Plain, Written, WrittenChoice, WrittenPerLayer } from './written.js'

/** Reads a value of a field; null after a mistake. `lists`: whether hyperparameters of a choice may have several values. */
export function readField(
  tree: Tree,
  path: string,
  field: Field,
  lists: Lists,
  mistakes: MistakeList,
): Written | null {
  if (tree.kind === 'list' && lists === 'one value' && !takesList(field)) {
    addListOutsideSweep(tree, `${path} is a list`, path, mistakes)
    return null
  }
  switch (field.kind) {
    case 'name':
      return plain(readName(tree, path, field.table, mistakes))
    case 'dataset':
      return readDataset(tree, path, mistakes)
    case 'number':
      return plain(readNumber(tree, path, field, mistakes))
    case 'optional-number':
      return plain(readOptionalNumber(tree, path, field, mistakes))
    case 'boolean':
      return plain(readBoolean(tree, path, mistakes))
    case 'layers':
      return plain(readLayers(tree, path, lists, mistakes))
    case 'choice':
      return tree.kind === 'list' && field.perLayer
        ? readPerLayer(tree, path, field, mistakes)
        : readChoice(tree, path, field, lists, mistakes)
  }
}

/** Whether one value of a field may be a list. */
function takesList(field: Field): boolean {
  return field.kind === 'layers' || (field.kind === 'choice' && field.perLayer === true)
}

function plain(read: Located<Plain> | null): Written | null {
  return read && { kind: 'plain', ...read }
}

/** A list of choices, one for each hidden layer; whether it is as long as the layers are many is the business of rules.ts. */
function readPerLayer(
  tree: ListTree,
  path: string,
  field: ChoiceField,
  mistakes: MistakeList,
): WrittenPerLayer | null {
  const { word } = tables[field.table]
  if (tree.items.length === 0 || tree.items.length > MAX_LAYERS) {
    const count = tree.items.length === 0 ? 'no values' : `${tree.items.length} values`
    mistakes.add('out-of-range', tree.at, `the list ${path} has ${count}`, {
      why: `a list has one ${word} for each hidden layer, from 1 to ${MAX_LAYERS}`,
      fix: tree.items.length === 0 ? 'remove it' : `write one ${word} for all layers`,
    })
    return null
  }
  const choices = tree.items.map(item => readChoice(item, path, field, 'one layer', mistakes))
  return choices.includes(null)
    ? null
    : { kind: 'per-layer', at: tree.at, choices: choices.filter(choice => choice !== null) }
}

/** A choice from a table, as a name or as a map with hyperparameters. */
function readChoice(
  tree: Tree,
  path: string,
  field: ChoiceField,
  lists: Lists,
  mistakes: MistakeList,
): WrittenChoice | null {
  if (tree.kind !== 'map') {
    const name = readName(tree, path, field.table, mistakes)
    return name && { kind: 'choice', at: tree.at, field, name: name.value, given: new Map() }
  }
  const name = readNameOfMap(tree, path, field, mistakes)
  const given = new Map<string, Given>()
  for (const pair of tree.pairs) {
    if (pair.key === 'name') continue
    const values = readGiven(pair, name, path, field, lists, mistakes)
    if (values.length > 0) given.set(pair.key, { keyAt: pair.keyAt, values })
  }
  return name === null ? null : { kind: 'choice', at: tree.at, field, name, given }
}

function readNameOfMap(
  tree: MapTree,
  path: string,
  field: ChoiceField,
  mistakes: MistakeList,
): string | null {
  const pair = pairOf(tree, 'name')
  if (pair !== undefined) return readName(pair.value, `${path}.name`, field.table, mistakes)?.value ?? null
  const { word } = tables[field.table]
  mistakes.add('missing-key', tree.at, `${article(word)} without a name`, {
    why: `it must say which ${word} it is`,
    fix: `{ name: ${field.default}, ... }   bench explain ${field.table}`,
  })
  return null
}

/** The values given to one hyperparameter; where the entry is not known, those that any entry could have are checked. */
function readGiven(
  { key, keyAt, value: tree }: Pair,
  name: string | null,
  path: string,
  field: ChoiceField,
  lists: Lists,
  mistakes: MistakeList,
): readonly Located<number | boolean>[] {
  const definitions = definitionsOf(field.table, name)
  if (!Object.hasOwn(definitions, key)) {
    addUnknownHyperparameter(key, keyAt, name, field, mistakes)
    return []
  }
  const hyperparameterPath = `${path}.${key}`
  if (tree.kind === 'list' && lists !== 'several values') {
    if (lists === 'one value')
      addListOutsideSweep(tree, `${hyperparameterPath} is a list`, hyperparameterPath, mistakes)
    else
      mistakes.add('list-outside-sweep', tree.at, `${key} of one layer is a list`, {
        why: 'in a list with an entry for each layer, everything has one value',
        fix: `write the whole list once for each value, under sweep: { ${path}: [[...], [...]] }`,
      })
    return []
  }
  if (tree.kind === 'list' && tree.items.length === 0)
    mistakes.add('axis-empty', tree.at, `${hyperparameterPath} has no values`, {
      why: 'a sweep over nothing has no trials',
      fix: 'give it at least one value, or remove it',
    })
  const items = tree.kind === 'list' ? tree.items : [tree]
  return items
    .map(item => readHyperparameter(item, hyperparameterPath, definitions[key]!, mistakes))
    .filter(read => read !== null)
}

/** name: the entry that was chosen, null where that is not known. */
export function addUnknownHyperparameter(
  hyperparameter: string,
  at: Pair['keyAt'],
  name: string | null,
  { table }: ChoiceField,
  mistakes: MistakeList,
): void {
  const { word } = tables[table]
  const allowed = Object.keys(definitionsOf(table, name))
  const owners = ownersOf(table, hyperparameter)
  const has = allowed.length === 0 ? 'none' : allowed.join(', ')
  const whose = owners.length === 0 ? '' : `; ${hyperparameter} belongs to ${owners.join(', ')}`
  const quoted = quote(hyperparameter)
  const what =
    name === null
      ? `no ${word} has a hyperparameter ${quoted}`
      : `${word} ${name} has no hyperparameter ${quoted}`
  mistakes.add('unknown-hyperparameter', at, what, {
    why: `${name === null ? `those of ${table} are` : `${name} has`} ${has}${whose}`,
    ...((owners.length === 0 ? adviseElsewhere(hyperparameter, allowed) : null) ??
      adviseName(hyperparameter, allowed, name === null ? table : `${table} ${name}`)),
  })
}

/** The hyperparameters of an entry; of all entries where it is not known which. */
function definitionsOf(table: TableName, name: string | null): Readonly<Record<string, Hyperparameter>> {
  return name === null ? hyperparametersOf(table) : (entriesOf(table)[name]!.hyperparameters ?? {})
}
