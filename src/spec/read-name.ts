// The name of an experiment, which becomes the name of its run folders on any system.
import type { MistakeList } from './mistake-list.js'
import { describe, type MapTree, pairOf, quote } from './tree.js'

export const MAX_NAME_LENGTH = 64
/** File systems allow 255 bytes; a run adds its time. */
const MAX_NAME_BYTES = 200

/** Letters and digits of any script, with - _ . between them, and no full stop at the end; the editors' schema uses it too. */
export const NAME_PATTERN = '^[\\p{L}\\p{N}]([\\p{L}\\p{M}\\p{N}._-]*[\\p{L}\\p{M}\\p{N}_-])?$'

/** Device names that Windows keeps for itself, with any extension. */
const DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i

/** The name, with composed accents so that one spelling is one folder; null after a mistake. */
export function readName(root: MapTree, mistakes: MistakeList): string | null {
  const pair = pairOf(root, 'name')
  if (pair === undefined) {
    mistakes.add('missing-key', { ...root.at, end: root.at.start }, 'the experiment has no name', {
      why: 'its runs are called after it',
      fix: 'add a line such as name: width-or-activation',
    })
    return null
  }
  const { value: tree } = pair
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string') {
    mistakes.add('wrong-type', tree.at, `name is ${describe(tree)}`, {
      why: 'it must be a text',
      ...(tree.kind === 'scalar' && tree.value !== null ? { fix: `put it in quotes: "${tree.value}"` } : {}),
    })
    return null
  }
  const name = tree.value.normalize('NFC')
  const problem = problemOf(name)
  if (problem === null) return name
  const safe = safeName(name)
  mistakes.add('bad-name', tree.at, `the name ${quote(name)} ${problem}`, {
    why: 'runs are folders with this name, on any system',
    ...(safe === null ? {} : { fix: `write ${safe}` }),
  })
  return null
}

function problemOf(name: string): string | null {
  if (name === '') return 'is empty'
  if ([...name].length > MAX_NAME_LENGTH) return `is longer than ${MAX_NAME_LENGTH} characters`
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return `is longer than ${MAX_NAME_BYTES} bytes`
  if (!/^[\p{L}\p{N}]/u.test(name)) return 'does not begin with a letter or a digit'
  if (name.endsWith('.')) return 'ends with a full stop'
  if (!new RegExp(NAME_PATTERN, 'u').test(name))
    return 'has characters other than letters, digits, "-", "_" and "."'
  if (DEVICES.test(name)) return 'is the name of a device on Windows'
  return null
}

/** The nearest name that would do, if there is one. */
function safeName(name: string): string | null {
  const words = name.split(/[^\p{L}\p{M}\p{N}._-]+/u).filter(word => word !== '')
  const safe = [...words.join('-').replace(/^[^\p{L}\p{N}]+|[.\s]+$/gu, '')]
    .slice(0, MAX_NAME_LENGTH)
    .join('')
  return problemOf(safe) === null ? safe : null
}
