// --set path=value and --seeds, laid over the tree of the file before it is read, so that a mistake in one of them is
// found by the same checks and points to the command line.
import { fields, groups, type Target, targetOf, topLevelKeys } from './fields.js'
import type { MistakeList } from './mistake-list.js'
import { parseTree } from './parse-tree.js'
import { addUnknownPath } from './read-path.js'
import { Source, type Span } from './source.js'
import { isNothing, type MapTree, pairOf, type Tree } from './tree.js'

interface Overrides {
  readonly overrides: readonly string[]
  readonly seeds?: string | undefined
}

export function applyOverrides(
  root: MapTree,
  { overrides, seeds }: Overrides,
  mistakes: MistakeList,
): MapTree {
  let result = root
  overrides.forEach((override, i) => {
    const read = readOverride(override, i + 1, mistakes)
    if (read !== null) result = applyOne(result, read, mistakes)
  })
  if (seeds === undefined) return result
  const source = new Source(COMMAND_LINE, `--seeds ${seeds}`, overrides.length + 1)
  const value = parseTree(source, mistakes, '--seeds '.length)
  return value === null
    ? result
    : withPair(result, 'seeds', listOfCommas(value), source.span(0, '--seeds'.length))
}

const COMMAND_LINE = 'command line'

interface Override {
  readonly path: string
  readonly pathAt: Span
  readonly value: Tree
}

function readOverride(override: string, order: number, mistakes: MistakeList): Override | null {
  const source = new Source(COMMAND_LINE, `--set ${override}`, order)
  const equals = source.text.indexOf('=')
  const path = source.text.slice('--set '.length, Math.max(0, equals)).trim()
  if (equals < 0 || path === '') {
    mistakes.add(
      'bad-override',
      source.span('--set '.length, source.text.length),
      'this is not of the form path=value',
      {
        why: 'an override names what it sets',
        fix: 'write it as --set training.epochs=5',
      },
    )
    return null
  }
  const value = parseTree(source, mistakes, equals + 1)
  const start = source.text.indexOf(path, '--set '.length)
  return value && { path, pathAt: source.span(start, start + path.length), value }
}

/** `1,2,3`, which YAML reads as a text, as the list [1, 2, 3]; what is no number in it stays text, and is refused later. */
function listOfCommas(tree: Tree): Tree {
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string' || !tree.value.includes(',')) return tree
  const { source, start } = tree.at
  const items = [...tree.value.matchAll(/[^,\s]+/g)].map(
    ({ 0: text, index }): Tree => ({
      kind: 'scalar',
      at: source.span(start + index, start + index + text.length),
      value: /^[-+]?[\d.]+$/.test(text) ? Number(text) : text,
      quoted: false,
    }),
  )
  return { kind: 'list', at: tree.at, items }
}

/** One override: of a key of the file, of an axis (sweep.path), or of a hyperparameter, whose axis then goes. */
function applyOne(root: MapTree, override: Override, mistakes: MistakeList): MapTree {
  const { path, pathAt, value } = override
  if (Object.hasOwn(groups, path) && value.kind === 'map') {
    return value.pairs.reduce(
      (made, pair) =>
        applyOne(made, { path: `${path}.${pair.key}`, pathAt: pair.keyAt, value: pair.value }, mistakes),
      root,
    )
  }
  if (path.startsWith('sweep.')) return withAxis(root, path.slice('sweep.'.length), value, pathAt)
  const target = targetOf(path)
  if (target !== null) return applyTarget(root, target, override)
  if (topLevelKeys().includes(path)) return withPair(root, path, value, pathAt)
  addUnknownPath(path, pathAt, mistakes, topLevelKeys())
  return root
}

function applyTarget(written: MapTree, target: Target, { path, pathAt, value }: Override): MapTree {
  const root = isNothing(value) ? written : withoutLengths(written, path)
  if (target.kind === 'field') return setIn(withoutAxis(root, path), path.split('.'), value, pathAt)
  const { choicePath, hyperparameter } = target
  if (hyperparameter === 'name') {
    const named = withoutAxis(root, choicePath)
    return setIn(asMapWithName(named, choicePath, pathAt), path.split('.'), value, pathAt)
  }
  // A choice that varies has no fixed value to change: the hyperparameter is set for all its values.
  if (isAxis(root, choicePath)) {
    const cleared = withoutInEntries(root, choicePath, hyperparameter)
    return withAxis(cleared, path, { kind: 'list', at: value.at, items: [value] }, pathAt)
  }
  return setIn(asMapWithName(withoutAxis(root, path), choicePath, pathAt), path.split('.'), value, pathAt)
}

/** The length of a training is given in one way: an override that gives it in another takes the place of what was written. */
const lengths: Readonly<Record<string, readonly string[]>> = {
  'training.epochs': ['training.steps', 'training.record_every'],
  'training.steps': ['training.epochs'],
}

function withoutLengths(root: MapTree, path: string): MapTree {
  return (lengths[path] ?? []).reduce(
    (made, other) => withoutFixed(withoutAxis(made, other), other.split('.')),
    root,
  )
}

function withoutFixed(root: MapTree, [key, ...rest]: readonly string[]): MapTree {
  const inner = pairOf(root, key!)
  if (rest.length === 0) return { ...root, pairs: root.pairs.filter(pair => pair.key !== key) }
  if (inner?.value.kind !== 'map') return root
  return withPair(root, key!, withoutFixed(inner.value, rest), inner.keyAt)
}

/** The root without what the entries of an axis say of one hyperparameter. */
function withoutInEntries(root: MapTree, choicePath: string, hyperparameter: string): MapTree {
  const axis = getIn(root, ['sweep', choicePath])
  if (axis?.kind !== 'list') return root
  const items = axis.items.map(item =>
    item.kind === 'map' ? { ...item, pairs: item.pairs.filter(({ key }) => key !== hyperparameter) } : item,
  )
  return withAxis(root, choicePath, { ...axis, items }, axis.at)
}

/** The root with the choice at a path written as a map: `adam` as { name: adam }, nothing as the default. */
function asMapWithName(root: MapTree, choicePath: string, at: Span): MapTree {
  const keys = choicePath.split('.')
  const written = getIn(root, keys)
  if (written?.kind === 'map') return root
  const field = fields[choicePath]!
  const name: Tree = written ?? { kind: 'scalar', at, value: String(field.default), quoted: false }
  const map: MapTree = { kind: 'map', at: name.at, pairs: [{ key: 'name', keyAt: name.at, value: name }] }
  return setIn(root, keys, map, at)
}

function getIn(root: Tree, [key, ...rest]: readonly string[]): Tree | undefined {
  if (key === undefined) return root
  const inner = root.kind === 'map' ? pairOf(root, key)?.value : undefined
  return inner && getIn(inner, rest)
}

function setIn(root: MapTree, [key, ...rest]: readonly string[], value: Tree, keyAt: Span): MapTree {
  if (rest.length === 0) return withPair(root, key!, value, keyAt)
  const inner = pairOf(root, key!)
  const map: MapTree = inner?.value.kind === 'map' ? inner.value : { kind: 'map', at: keyAt, pairs: [] }
  return withPair(root, key!, setIn(map, rest, value, keyAt), inner?.keyAt ?? keyAt)
}

/** The map with another value of a key, in its old place or at the end. */
function withPair(map: MapTree, key: string, value: Tree, keyAt: Span): MapTree {
  const pair = { key, keyAt, value }
  const isThere = pairOf(map, key) !== undefined
  return {
    ...map,
    pairs: isThere ? map.pairs.map(old => (old.key === key ? pair : old)) : [...map.pairs, pair],
  }
}

function isAxis(root: MapTree, path: string): boolean {
  return getIn(root, ['sweep', path]) !== undefined
}

function withAxis(root: MapTree, path: string, value: Tree, at: Span): MapTree {
  return setIn(root, ['sweep', path], value, at)
}

function withoutAxis(root: MapTree, path: string): MapTree {
  const sweep = pairOf(root, 'sweep')
  if (sweep?.value.kind !== 'map' || !isAxis(root, path)) return root
  const pairs = sweep.value.pairs.filter(({ key }) => key !== path)
  return withPair(root, 'sweep', { ...sweep.value, pairs }, sweep.keyAt)
}
