// The axes of `sweep`: a path and the list of its values. Whether they go together is the business of check.ts.
import type { WrittenAxis } from './draft.js'
import { fields, type Target, targetOf } from './fields.js'
import type { MistakeList } from './mistake-list.js'
import { asMap } from './read-keys.js'
import { addUnknownPath, readTarget } from './read-path.js'
import { describe, isNothing, type ListTree, type MapTree, type Pair, type Tree } from './tree.js'
import type { Written } from './written.js'

export function readSweep(tree: Tree | undefined, mistakes: MistakeList): Map<string, WrittenAxis> {
  const axes = new Map<string, WrittenAxis>()
  if (tree === undefined || isNothing(tree)) return axes
  for (const { key: path, keyAt, value } of asMap(tree, 'sweep', mistakes)?.pairs ?? []) {
    const before = mistakes.size
    const inside = value.kind === 'map' ? pathsInside(value, path) : []
    if (inside.length > 0) {
      addNestedAxes(path, keyAt, inside, mistakes)
      // Nothing is known of these, so that no rule about them is held against the author.
      for (const known of [path, ...inside])
        if (Object.hasOwn(fields, known)) axes.set(known, { keyAt, values: [], isComplete: false })
      continue
    }
    const target = axisTarget(path, keyAt, mistakes)
    if (target === null) continue
    const values = readValues(value, target, mistakes)
    axes.set(path, { keyAt, values, isComplete: mistakes.size === before })
  }
  return axes
}

/** The paths of axes that somebody wrote as maps inside each other, as everywhere else in the file. */
function pathsInside({ pairs }: MapTree, path: string): readonly string[] {
  if (pairs.some(({ key }) => key === 'name')) return [] // one value of a choice, without its brackets
  return pairs.flatMap(({ key, value }) => {
    const inner = `${path}.${key}`
    const deeper = value.kind === 'map' ? pathsInside(value, inner) : []
    return deeper.length > 0 || targetOf(inner) === null ? deeper : [inner]
  })
}

function addNestedAxes(
  path: string,
  keyAt: Pair['keyAt'],
  inside: readonly string[],
  mistakes: MistakeList,
): void {
  const axes = inside.map(
    inner => `${inner}: ${fields[inner]?.kind === 'layers' ? '[[...], [...]]' : '[...]'}`,
  )
  mistakes.add('axis-not-a-list', keyAt, `${path} is a map of axes, not a list`, {
    why: 'everything under sweep is a path with the list of its values',
    fix: `write the path with a dot, as sweep: { ${axes.join(', ')} }`,
  })
}

function readValues(tree: Tree, target: Target, mistakes: MistakeList): readonly Written[] {
  const list = asAxis(tree, target.path, mistakes)
  if (list === null) return []
  if (isListOfSizes(target, list)) {
    addSizesOnAxis(target.path, list, mistakes)
    return []
  }
  return list.items.map(item => readTarget(item, target, mistakes)).filter(read => read !== null)
}

/** What the path of an axis leads to; null after a mistake. */
function axisTarget(path: string, keyAt: Pair['keyAt'], mistakes: MistakeList): Target | null {
  const target = targetOf(path)
  if (target?.kind === 'hyperparameter' && target.hyperparameter === 'name') {
    mistakes.add('unknown-path', keyAt, `${path} cannot be an axis`, {
      why: `a name and its hyperparameters belong together, so the axis is ${target.choicePath}`,
      fix: `write ${target.choicePath}: [...] with the same names`,
    })
    return null
  }
  if (target === null) addUnknownPath(path, keyAt, mistakes)
  return target
}

/** The list of an axis; null after a mistake. */
function asAxis(tree: Tree, path: string, mistakes: MistakeList): ListTree | null {
  if (tree.kind !== 'list' && !isNothing(tree)) {
    mistakes.add('axis-not-a-list', tree.at, `the axis ${path} is ${describe(tree)}, not a list`, {
      why: 'everything under sweep is a path with the list of its values',
      fix: tree.kind === 'scalar' ? `put it in brackets: [${tree.value}]` : 'begin each value with "- "',
    })
    return null
  }
  if (tree.kind !== 'list' || tree.items.length === 0) {
    mistakes.add('axis-empty', tree.at, `the axis ${path} has no values`, {
      why: 'a sweep over nothing has no trials',
      fix: 'give it at least one value, or remove it',
    })
    return null
  }
  return tree
}

/** `model.hidden: [64, 128]`: is it two networks of one layer, or one of two? */
function isListOfSizes(target: Target, { items }: ListTree): boolean {
  const isLayers = target.kind === 'field' && target.field.kind === 'layers'
  return isLayers && items.every(item => item.kind === 'scalar' && typeof item.value === 'number')
}

function addSizesOnAxis(path: string, { items, at }: ListTree, mistakes: MistakeList): void {
  const sizes = items.map(item => (item.kind === 'scalar' ? String(item.value) : ''))
  const one = `[[${sizes.join(', ')}]] is one network${sizes.length > 1 ? ` of ${sizes.length} layers` : ''}`
  const each = `[${sizes.map(size => `[${size}]`).join(', ')}] are ${sizes.length} networks of one layer`
  mistakes.add('layers-not-a-list', at, `the values of ${path} are numbers, not lists`, {
    why: 'each value of this axis is the list of the layers of one network',
    fix: sizes.length > 1 ? `${each}, ${one}` : `write [[${sizes[0]}]]`,
  })
}
