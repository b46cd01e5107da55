// The rules of `exclude`: maps of path and value. A choice is matched by its name, or by those of its hyperparameters
// that are written.
import { isOneChoice, type WrittenPair, type WrittenRule } from './draft.js'
import { targetOf } from './fields.js'
import type { MistakeList } from './mistake-list.js'
import { addUnknownPath, readTarget } from './read-path.js'
import { readName } from './read-value.js'
import { describe, isNothing, type Pair, type Tree } from './tree.js'
import { type Plain, valuesOf, type WrittenChoice } from './written.js'

export function readExclude(tree: Tree | undefined, mistakes: MistakeList): readonly WrittenRule[] {
  if (tree === undefined || isNothing(tree)) return []
  if (tree.kind !== 'list') {
    mistakes.add('wrong-type', tree.at, `exclude is ${describe(tree)}`, {
      why: 'it must be a list of rules, each a map of path and value',
      fix: 'put it in brackets, as exclude: [{ model.activation: tanh, optimizer: sgd }]',
    })
    return []
  }
  return tree.items.map(item => readRule(item, mistakes)).filter(rule => rule !== null)
}

function readRule(tree: Tree, mistakes: MistakeList): WrittenRule | null {
  if (tree.kind !== 'map' || tree.pairs.length === 0) {
    mistakes.add(
      'wrong-type',
      tree.at,
      `a rule of exclude is ${tree.kind === 'map' ? 'empty' : describe(tree)}`,
      {
        why: 'it must be a map of at least one path and a value',
        fix: 'write it as { model.activation: tanh, optimizer: sgd }',
      },
    )
    return null
  }
  return { at: tree.at, pairs: tree.pairs.flatMap(pair => readPair(pair, mistakes)) }
}

function readPair({ key: path, keyAt, value: tree }: Pair, mistakes: MistakeList): readonly WrittenPair[] {
  const target = targetOf(path)
  if (target === null) {
    addUnknownPath(path, keyAt, mistakes)
    return []
  }
  if (target.kind === 'hyperparameter' && target.hyperparameter === 'name') {
    const name = readName(tree, path, target.choice.table, mistakes)
    return name === null ? [] : [{ path, pathWritten: path, ...name }]
  }
  const written = readTarget(tree, target, mistakes)
  if (written === null) return []
  if (written.kind === 'plain') return [{ path, pathWritten: path, value: written.value, at: written.at }]
  if (written.kind === 'choice') return pairsOfChoice(path, written, mistakes)
  if (isOneChoice(written)) return pairsOfChoice(path, written.choices[0]!, mistakes)
  return [{ path, pathWritten: path, value: valuesOf(written)[0] as Plain, at: written.at }]
}

/** A rule says one value at a time: a list inside it could mean all of them or any. */
function pairsOfChoice(
  path: string,
  { name, at, given }: WrittenChoice,
  mistakes: MistakeList,
): readonly WrittenPair[] {
  const pairs: WrittenPair[] = [{ path: `${path}.name`, pathWritten: path, value: name, at }]
  for (const [hyperparameter, { keyAt, values }] of given) {
    const inner = `${path}.${hyperparameter}`
    if (values.length > 1)
      mistakes.add('list-outside-sweep', keyAt, `${inner} has several values in a rule of exclude`, {
        why: 'a rule leaves out one combination at a time',
        fix: 'write a rule for each value',
      })
    else pairs.push({ path: inner, pathWritten: inner, ...values[0]! })
  }
  return pairs
}
