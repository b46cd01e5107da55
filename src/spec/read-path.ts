// A value at a dotted path, as axes, exclude and --set write it.

import { adviseName } from './advise.js'
import { axisPaths, fields, groups, hyperparametersOf, type Target } from './fields.js'
import { adviseForeign } from './foreign-words.js'
import type { MistakeList } from './mistake-list.js'
import { readField } from './read-field.js'
import { readHyperparameter } from './read-value.js'
import { type Pair, quote, type Tree } from './tree.js'
import type { Written } from './written.js'

/** Reads a value at a path. Hyperparameters of one name have one definition in all entries of a table (tested). */
export function readTarget(tree: Tree, target: Target, mistakes: MistakeList): Written | null {
  if (target.kind === 'field') return readField(tree, target.path, target.field, 'several values', mistakes)
  const definition = hyperparametersOf(target.choice.table)[target.hyperparameter]!
  const read = readHyperparameter(tree, target.path, definition, mistakes)
  return read && { kind: 'plain', ...read }
}

/** others: what may stand there besides paths. */
export function addUnknownPath(
  path: string,
  at: Pair['keyAt'],
  mistakes: MistakeList,
  others: readonly string[] = [],
): void {
  if (Object.hasOwn(groups, path)) {
    const inside = axisPaths().filter(candidate => candidate.startsWith(`${path}.`))
    mistakes.add('unknown-path', at, `${path} is no single value`, {
      why: 'a path leads to one hyperparameter or to one choice',
      fix: `name a part of it: ${inside.join(', ')}`,
    })
    return
  }
  const foreign = adviseForeign(path)
  mistakes.add('unknown-path', at, `the path ${quote(path)} leads nowhere`, {
    why: `paths are ${Object.keys(fields).join(', ')}, or one of these with a hyperparameter`,
    ...(foreign === null ? adviseName(path, [...axisPaths(), ...others]) : { fix: foreign }),
  })
}
