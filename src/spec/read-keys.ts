// The keys of the maps that an experiment is made of: which may stand where.

import { sameWord, suggest } from '../domain/near-word.js'
import { adviseColon } from './advise.js'
import { axisPaths, experimentKeys, targetOf } from './fields.js'
import { adviseForeign } from './foreign-words.js'
import type { MistakeList } from './mistake-list.js'
import { describe, type MapTree, quote, type Tree } from './tree.js'

export function refuseUnknownKeys(
  map: MapTree,
  allowed: readonly string[],
  group: string,
  mistakes: MistakeList,
): void {
  for (const { key, keyAt } of map.pairs) {
    if (allowed.includes(key)) continue
    mistakes.add('unknown-key', keyAt, `the key ${quote(key)} is not known${group && ` in ${group}`}`, {
      why: `the keys ${group ? `of ${group}` : 'of an experiment'} are ${allowed.join(', ')}`,
      ...adviseKey(key, allowed),
    })
  }
}

/** The word that was meant among the keys of this place, or the place where the key belongs. */
function adviseKey(
  key: string,
  allowed: readonly string[],
): { readonly why?: string; readonly fix?: string } {
  if (key.includes('.') && targetOf(key) !== null)
    return { fix: `dotted paths stand under sweep: { ${key}: [...] }` }
  const foreign = adviseForeign(key)
  if (foreign !== null) return { fix: foreign }
  const colon = adviseColon(key)
  if (colon !== null) return colon
  const elsewhere = adviseElsewhere(key, allowed)
  if (elsewhere !== null) return elsewhere
  const nearest = suggest(key, allowed)
  return nearest === null ? {} : { fix: `did you mean "${nearest}"?` }
}

/** The place where a key belongs that is none of those allowed here; null where it belongs nowhere. */
export function adviseElsewhere(key: string, allowed: readonly string[]): { readonly fix: string } | null {
  if (sameWord(key, allowed) !== null) return null
  const place = sameWord(key, [...axisPaths(), ...Object.keys(experimentKeys)])
  return place === null ? null : { fix: `it belongs elsewhere: ${asNested(place)}` }
}

/** `training: { epochs: ... }` for training.epochs. */
function asNested(path: string): string {
  const [first, ...rest] = path.split('.')
  return rest.length === 0 ? `${first}: ...` : `${first}: { ${asNested(rest.join('.'))} }`
}

export function asMap(tree: Tree, key: string, mistakes: MistakeList): MapTree | null {
  if (tree.kind === 'map') return tree
  mistakes.add('wrong-type', tree.at, `${key} is ${describe(tree)}`, {
    why: 'it must be a map of keys and values',
    ...(tree.kind === 'scalar' ? adviseColon(String(tree.value)) : {}),
  })
  return null
}
