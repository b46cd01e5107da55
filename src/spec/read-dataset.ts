// The dataset of an experiment: a name of the table, or a map of the user's own files. The files are read elsewhere; what
// is in them is the business of own-datasets.ts.
import { CLASSES_MAX } from '../data/own-labels.js'
import { type FileKey, fileKeys, type OwnFiles, ownText } from '../domain/own-files.js'
import type { MistakeList } from './mistake-list.js'
import { refuseUnknownKeys } from './read-keys.js'
import { readName } from './read-value.js'
import type { Span } from './source.js'
import { describe, isNothing, type MapTree, type Pair, pairOf, quote, type Tree } from './tree.js'
import type { WrittenPlain } from './written.js'

/** The sets of files that a dataset may be made of: these keys, or those of them that are not optional. */
export const fileForms: readonly { readonly needs: readonly FileKey[]; readonly may: readonly FileKey[] }[] =
  [
    { needs: ['npz'], may: [] },
    { needs: ['images', 'labels'], may: ['test_images', 'test_labels'] },
  ]

/** Paths and names are shown in tables and terminals. */
const CONTROL = /\p{Cc}/u

const EXAMPLES =
  '{ npz: mine.npz }, or { images: a-images-idx3-ubyte, labels: a-labels-idx1-ubyte }, with test_images and test_labels'

export function readDataset(tree: Tree, path: string, mistakes: MistakeList): WrittenPlain | null {
  if (tree.kind === 'map') return readOwnFiles(tree, path, mistakes)
  const written = tree.kind === 'scalar' && typeof tree.value === 'string' ? tree.value : ''
  if (/\.npz$|\.gz$|ubyte$|[\\/]/i.test(written)) {
    mistakes.add('unknown-dataset', tree.at, `dataset ${quote(written)} is no name of a dataset`, {
      why: 'a file of your own is written as a map that says what is in it',
      fix: /\.npz$/i.test(written) ? `write { npz: ${written} }` : `write ${EXAMPLES}`,
    })
    return null
  }
  const name = readName(tree, path, 'datasets', mistakes)
  return name && { kind: 'plain', ...name }
}

function readOwnFiles(tree: MapTree, path: string, mistakes: MistakeList): WrittenPlain | null {
  const before = mistakes.size
  refuseUnknownKeys(tree, [...fileKeys, 'classes'], path, mistakes)
  const present = fileKeys.filter(key => pairOf(tree, key) !== undefined)
  checkForm(tree, present, mistakes)
  const files: Record<string, string | readonly string[]> = {}
  const parts: Record<string, Span> = {}
  for (const key of present) {
    const pair = pairOf(tree, key)!
    const file = readPath(pair, path, mistakes)
    if (file === null) continue
    files[key] = file
    parts[key] = pair.value.at
  }
  const classes = pairOf(tree, 'classes')
  const names = classes === undefined ? null : readClasses(classes, path, mistakes)
  if (mistakes.size > before) return null
  if (classes !== undefined) parts['classes'] = classes.value.at
  const own = { ...files, ...(names !== null && { classes: names }) } as unknown as OwnFiles
  return { kind: 'plain', at: tree.at, value: ownText(own), parts }
}

/** Do the keys that are there make up one of the forms? */
function checkForm(tree: MapTree, present: readonly FileKey[], mistakes: MistakeList): void {
  const refuse = (what: string) => {
    mistakes.add('missing-key', tree.at, what, { why: 'images and labels belong together', fix: EXAMPLES })
  }
  const form = fileForms.find(({ needs, may }) => present.some(key => [...needs, ...may].includes(key)))
  if (form === undefined) {
    refuse('the dataset names no files')
    return
  }
  const alien = present.filter(key => !form.needs.includes(key) && !form.may.includes(key))
  if (alien.length > 0) {
    refuse(`the dataset has npz and also ${alien.join(' and ')}`)
    return
  }
  const optional = form.may.some(key => present.includes(key)) ? form.may : []
  const missing = [...form.needs, ...optional].filter(key => !present.includes(key))
  if (missing.length > 0) refuse(`the dataset has no ${missing.join(' and no ')}`)
}

function readPath({ key, value: tree }: Pair, path: string, mistakes: MistakeList): string | null {
  const why = 'it must be the path of a file, relative to the experiment file'
  if (tree.kind === 'scalar' && typeof tree.value === 'string') {
    if (tree.value !== '' && !CONTROL.test(tree.value)) return tree.value
    const what = tree.value === '' ? 'is empty' : 'holds a control character'
    mistakes.add('wrong-type', tree.at, `${path}.${key} ${what}`, { why })
    return null
  }
  const isNumber = tree.kind === 'scalar' && !isNothing(tree)
  const fix = isNumber ? { fix: `put it in quotes: "${tree.value}"` } : {}
  mistakes.add('wrong-type', tree.at, `${path}.${key} is ${describe(tree)}`, { why, ...fix })
  return null
}

/** Names of all classes, in the order of the labels; null after a mistake. */
function readClasses({ value: tree }: Pair, path: string, mistakes: MistakeList): readonly string[] | null {
  const before = mistakes.size
  const refuse = (at: Span, what: string, fix: string) =>
    mistakes.add('wrong-type', at, what, {
      why: 'classes are the names of the labels 0, 1, 2, ... in their order',
      fix,
    })
  if (tree.kind !== 'list') {
    refuse(tree.at, `${path}.classes is ${describe(tree)}`, 'write a list, as [cat, dog]')
    return null
  }
  if (tree.items.length < 2 || tree.items.length > CLASSES_MAX)
    refuse(tree.at, `${path}.classes has ${tree.items.length} names`, `name from 2 to ${CLASSES_MAX} classes`)
  const names = new Set<string>()
  for (const item of tree.items) {
    const name = item.kind === 'scalar' && !isNothing(item) ? String(item.value).trim() : ''
    if (name === '' || CONTROL.test(name))
      refuse(item.at, `a class is ${describe(item)}`, 'give it a name, in quotes if need be')
    else if (names.has(name))
      refuse(item.at, `the class ${quote(name)} is there twice`, 'give each its own name')
    names.add(name)
  }
  return mistakes.size > before ? null : [...names]
}
